import { ManagedRuleGroup } from '../../../lib/firewall/managed-rule-group';
import { FirewallEvaluator } from '../../../lib/firewall/private/evaluator';
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
