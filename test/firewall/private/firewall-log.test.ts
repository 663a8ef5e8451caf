import { App, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { DATA_PROTECTION, firewallLog, FirewallLogSelection } from '../../../lib/firewall/private/firewall-log';
import { ipSets } from '../../../lib/firewall/private/ip-sets';

const HEADERS = ['authorization', 'x-api-key', 'cookie', 'x-origin-verify'];

interface Logging {
  readonly properties: { [name: string]: unknown };
  readonly template: Template;
}

function logging(selection?: FirewallLogSelection): Logging {
  const stack = new Stack(new App(), 'Stack');
  const acl = new wafv2.CfnWebACL(stack, 'Acl', {
    defaultAction: { allow: {} }, scope: 'REGIONAL', visibilityConfig: { sampledRequestsEnabled: true, cloudWatchMetricsEnabled: true, metricName: 'acl' },
  });
  firewallLog(stack, acl, { retention: 30, removalPolicy: RemovalPolicy.DESTROY }, selection);
  const template = Template.fromStack(stack);
  const [{ Properties }] = Object.values(template.findResources('AWS::WAFv2::LoggingConfiguration')) as Array<{ Properties: { [name: string]: unknown } }>;
  return { properties: Properties, template };
}

const OWN = { LabelNameCondition: { LabelName: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Acl', 'LabelNamespace'] }, expect.stringMatching(/^[\w-]+$/)]] } } };
const KEPT = { Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({ ActionCondition: { Action } })) };

test('what was blocked or counted has a line, but for what is refused for its number', () => {
  const { properties, template } = logging();
  expect(properties.LoggingFilter).toEqual({ DefaultBehavior: 'DROP', Filters: [{ Behavior: 'DROP', Requirement: 'MEETS_ANY', Conditions: [OWN] }, KEPT] });
  expect(properties.ResourceArn).toEqual({ 'Fn::GetAtt': ['Acl', 'Arn'] });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test('what passes has one too, for a reason', () => {
  expect(logging({ logAllowed: true }).properties.LoggingFilter).toEqual({ DefaultBehavior: 'KEEP', Filters: [{ Behavior: 'DROP', Requirement: 'MEETS_ANY', Conditions: [OWN] }] });
});

test('a rule group says itself what it refuses without a line', () => {
  const conditions = (unloggedElsewhere: () => string | undefined) => {
    const { Filters } = logging({ unloggedElsewhere }).properties.LoggingFilter as { Filters: Array<{ Conditions: unknown }> };
    return Filters[0].Conditions;
  };
  expect(conditions(() => 'awswaf:1:rulegroup:origin:unlogged')).toEqual([OWN, { LabelNameCondition: { LabelName: 'awswaf:1:rulegroup:origin:unlogged' } }]);
  expect(conditions(() => undefined)).toEqual([OWN]);
});

test('no credential is in the log or in the samples', () => {
  const { properties } = logging();
  expect(properties.RedactedFields).toEqual(HEADERS.map((Name) => ({ SingleHeader: { Name } })));
  expect(DATA_PROTECTION).toEqual({ dataProtections: [{ field: { fieldType: 'SINGLE_HEADER', fieldKeys: HEADERS }, action: 'SUBSTITUTION' }] });
});

test('AWS WAF takes a group of this name, by an ARN without an end', () => {
  const { properties, template } = logging();
  const [{ Properties }] = Object.values(template.findResources('AWS::Logs::LogGroup')) as Array<{ Properties: { LogGroupName: unknown } }>;
  expect(JSON.stringify(Properties.LogGroupName)).toMatch(/"aws-waf-logs-/);
  const [arn] = properties.LogDestinationConfigs as unknown[];
  expect(JSON.stringify(arn)).toContain('":logs:"');
  expect(JSON.stringify(arn)).toMatch(/:log-group:",\{"Ref":"\w+"\}\]\]\}$/);
});

describe('lists of addresses', () => {
  const sets = (addresses: string[] | undefined, scope: 'REGIONAL' | 'CLOUDFRONT' = 'REGIONAL') => {
    const stack = new Stack(new App(), 'Stack');
    const arns = stack.resolve(ipSets(stack, 'Allowed', addresses, scope)) as unknown[];
    const found = Object.entries(Template.fromStack(stack).findResources('AWS::WAFv2::IPSet')) as Array<[string, { Properties: object }]>;
    return { arns, found: Object.fromEntries(found.map(([id, { Properties }]) => [id, Properties])) };
  };

  test('are a set for each version', () => {
    expect(sets(['203.0.113.0/24', '2001:db8::/32', '198.51.100.7/32'])).toEqual({
      arns: [{ 'Fn::GetAtt': ['AllowedIPV4', 'Arn'] }, { 'Fn::GetAtt': ['AllowedIPV6', 'Arn'] }],
      found: {
        AllowedIPV4: { Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: ['203.0.113.0/24', '198.51.100.7/32'] },
        AllowedIPV6: { Scope: 'REGIONAL', IPAddressVersion: 'IPV6', Addresses: ['2001:db8::/32'] },
      },
    });
    expect(Object.keys(sets(['2001:db8::/32'], 'CLOUDFRONT').found)).toEqual(['AllowedIPV6']);
    expect(sets(['2001:db8::/32'], 'CLOUDFRONT').found.AllowedIPV6).toMatchObject({ Scope: 'CLOUDFRONT' });
  });

  test('are none where there are none', () => {
    expect(sets(undefined)).toEqual({ arns: [], found: {} });
    expect(sets([])).toEqual({ arns: [], found: {} });
  });

  test('have addresses that nobody knows yet among those of version 4', () => {
    expect(sets([Fn.importValue('Address')]).found).toEqual({ AllowedIPV4: { Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: [{ 'Fn::ImportValue': 'Address' }] } });
  });
});
