import { ManagedRuleGroup } from '../../../lib/firewall/managed-rule-group';
import { edgeFirewall } from '../../../lib/firewall/private/edge-firewall';
import { FirewallEvaluator } from '../../../lib/firewall/private/evaluator';
import { labelOf } from '../../../lib/firewall/private/managed-labels';
import { isForEdge, isOfAddresses, managedRuleGroups } from '../../../lib/firewall/private/managed-rules';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { build, CREDENTIALS, route } from './api';

const RULE = 'GenericRFI_QUERYARGUMENTS';
const LABEL = 'awswaf:managed:aws:core-rule-set:GenericRFI_QueryArguments';
const url = [RouteParameter.query('url', { pattern: 'https://[a-z.]{1,40}' })];
const ROUTES = [
  route({ method: HttpMethod.GET, path: '/hooks/{id}', parameters: url }),
  route({ method: HttpMethod.GET, path: '/hooks/all', parameters: url }),
  route({ method: HttpMethod.GET, path: '/pages', parameters: url }),
];

describe('a managed rule that is overridden for some paths', () => {
  const overrides = [{ rule: RULE, paths: ['/hooks/{id}'], reason: 'The address of the hook is a URL' }];
  const built = build(ROUTES, { managedRuleGroups: [ManagedRuleGroup.commonRuleSet({ overrides })] });
  const evaluator = new FirewallEvaluator(built.rules, {
    bodyWindow: built.bodyWindow,
    managed: (group, { query }) => (group === 'AWSManagedRulesCommonRuleSet' && query?.includes('://') ? [{ rule: RULE, label: LABEL }] : []),
  });
  const send = (path: string) => evaluator.evaluate({ method: 'GET', path, query: 'url=https://example.com', headers: CREDENTIALS, ip: '198.51.100.7' });

  test('only counts there', () => {
    expect(send('/prod/hooks/17')).toMatchObject({ action: 'allow', counted: [`AWSManagedRulesCommonRuleSet/${RULE}`] });
  });

  test.each(['/prod/hooks/all', '/prod/pages'])('blocks %s as before', (path) => {
    expect(send(path)).toMatchObject({ action: 'block', status: 403, rule: `AwsCommonRuleSet-${RULE}-Elsewhere` });
  });

  test('says so in the posture', () => {
    expect(built.purposes.join('\n')).toContain(`${RULE} counts on /hooks/{id}: The address of the hook is a URL`);
  });
});

test('a path that no route has, or a rule without a label, is refused', () => {
  const group = (rule: string, path: string) => ManagedRuleGroup.commonRuleSet({ overrides: [{ rule, paths: [path], reason: 'The address of the hook is a URL' }] });
  expect(() => build(ROUTES, { managedRuleGroups: [group(RULE, '/hoks')] })).toThrow(/must be paths of routes, got "\/hoks"/);
  expect(() => group('GenericRFI', '/pages')).toThrow(/`paths` must be of a rule whose label AWS documents, got "GenericRFI"/);
  expect(() => ManagedRuleGroup.anonymousIp({ overrides: [{ rule: 'HostingProviderIPList', paths: ['/pages'], reason: 'Partners call from a cloud' }] }))
    .toThrow(/label AWS documents/);
});

test.each<[string, string, string | undefined]>([
  ['AWSManagedRulesCommonRuleSet', 'CrossSiteScripting_BODY', 'awswaf:managed:aws:core-rule-set:CrossSiteScripting_Body'],
  ['AWSManagedRulesCommonRuleSet', 'CrossSiteScripting_COOKIE', 'awswaf:managed:aws:core-rule-set:CrossSiteScripting_Cookie'],
  ['AWSManagedRulesCommonRuleSet', 'NoUserAgent_HEADER', 'awswaf:managed:aws:core-rule-set:NoUserAgent_Header'],
  ['AWSManagedRulesCommonRuleSet', 'GenericLFI_URIPATH', 'awswaf:managed:aws:core-rule-set:GenericLFI_URIPath'],
  ['AWSManagedRulesCommonRuleSet', 'SizeRestrictions_QUERYSTRING', 'awswaf:managed:aws:core-rule-set:SizeRestrictions_QueryString'],
  ['AWSManagedRulesCommonRuleSet', 'UserAgent_BadBots_HEADER', 'awswaf:managed:aws:core-rule-set:BadBots_Header'],
  ['AWSManagedRulesKnownBadInputsRuleSet', 'Host_localhost_HEADER', 'awswaf:managed:aws:known-bad-inputs:Host_Localhost_Header'],
  ['AWSManagedRulesKnownBadInputsRuleSet', 'PROPFIND_METHOD', 'awswaf:managed:aws:known-bad-inputs:Propfind_Method'],
  ['AWSManagedRulesSQLiRuleSet', 'SQLiExtendedPatterns_QUERYARGUMENTS', 'awswaf:managed:aws:sql-database:SQLiExtendedPatterns_QueryArguments'],
  ['AWSManagedRulesAnonymousIpList', 'HostingProvider_HEADER', undefined],
  ['AWSManagedRulesCommonRuleSet', 'Some_OTHER', undefined], ['AWSManagedRulesCommonRuleSet', 'BODY', undefined], ['AWSManagedRulesCommonRuleSet', '_BODY', undefined],
  ['AWSManagedRulesCommonRuleSet', '-A_BODY', undefined], ['AWSManagedRulesCommonRuleSet', 'A_BODY-', undefined], ['AWSManagedRulesCommonRuleSet', '', undefined],
])('the label of %s/%s', (group, rule, label) => {
  expect(labelOf(group, rule)).toBe(label);
});

test('the groups that are always there stand in the order of what they cost to judge, and each once', () => {
  const names = (groups: ManagedRuleGroup[] = []) => managedRuleGroups(groups).map(({ name }) => name.replace('AWSManagedRules', ''));
  const ALWAYS = ['AmazonIpReputationList', 'AnonymousIpList', 'KnownBadInputsRuleSet', 'SQLiRuleSet', 'CommonRuleSet'];
  expect(names()).toEqual(ALWAYS);
  expect(names([ManagedRuleGroup.botControl(), ManagedRuleGroup.sqlInjection()])).toEqual([...ALWAYS, 'BotControlRuleSet']);
  expect(managedRuleGroups().filter(isOfAddresses).map(({ name }) => name)).toEqual(['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesAnonymousIpList']);
  const atTheEdge = managedRuleGroups([ManagedRuleGroup.antiDdos(), ManagedRuleGroup.botControl()]).filter(isForEdge);
  expect(atTheEdge.map(({ capacity }) => capacity)).toEqual([25, 50, 200, 50]);
  expect(() => managedRuleGroups([ManagedRuleGroup.botControl(), ManagedRuleGroup.sqlInjection(), ManagedRuleGroup.botControl()]))
    .toThrow('`firewall.managedRuleGroups` must hold a group once, got "AWSManagedRulesBotControlRuleSet" twice');
});

test('a rule of the common rule set gives way to ours, whatever the user says of it', () => {
  const overrides = (lengthRules?: string[], reason?: string) => managedRuleGroups(
    reason === undefined ? [] : [ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'SizeRestrictions_BODY', reason }, { rule: 'NoUserAgent_HEADER', reason }] })], lengthRules,
  ).at(-1)!.overrides.map(({ rule }) => rule);
  expect(overrides()).toEqual(['SizeRestrictions_BODY']);
  expect(overrides(['PathLength', 'QueryLength'])).toEqual(['SizeRestrictions_BODY', 'SizeRestrictions_URIPATH', 'SizeRestrictions_QUERYSTRING']);
  expect(overrides([], 'Old clients send none of it')).toEqual(['SizeRestrictions_BODY', 'NoUserAgent_HEADER']);
});

test('a group that needs the routes does not stand at the Edge', () => {
  const none = { allowedIpSets: [], blockedIpSets: [] };
  expect(() => edgeFirewall({ managedRuleGroups: [ManagedRuleGroup.antiDdos(), ManagedRuleGroup.botControl()] }, none))
    .toThrow(/^`managedRuleGroups` of an EdgeWebAcl must hold .*, got "AWSManagedRulesBotControlRuleSet", which needs the routes/);
});

test('what is to be known of a path names the group that asks for it', () => {
  const login = ManagedRuleGroup.accountTakeover({ path: '/login', usernameField: '/u', passwordField: '/p' });
  expect(() => build(ROUTES, { managedRuleGroups: [login] })).toThrow(/^`firewall\.managedRuleGroups` of `AWSManagedRulesATPRuleSet` must be paths of routes, got "\/login"/);
  expect(() => build(ROUTES, { loginPaths: ['/pages', '/login'] })).toThrow(/^`firewall\.loginPaths` and `signUpPaths` must be paths of routes, got "\/login"; the routes have "\/hooks\/\{id\}", "\/hooks\/all", "\/pages"$/);
  expect(() => build([], { signUpPaths: ['/login'] })).toThrow(/; the routes have none$/);
});
