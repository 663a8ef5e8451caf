import { App, Stack, Validations } from 'aws-cdk-lib';
import { JwtIssuer, ManagedRuleGroup, SecureRestApi } from '../../lib';
import { acknowledgedRules } from '../../lib/checks/private/acknowledged';
import { found, foundIn, resource } from './found';

const rate = (Action: object) => ({ Name: 'Rate', Priority: 0, Action, Statement: { RateBasedStatement: { Limit: 1000, AggregateKeyType: 'IP' } } });
const managed = (changes: object = {}, group: object = {}) => ({
  Name: 'Common', Priority: 1, OverrideAction: { None: {} }, ...changes, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Common', ...group } },
});

function webAcl(rule: string, Rules: unknown, more: (stack: Stack) => void = () => undefined): string[] {
  return found(rule, (stack) => {
    resource(stack, 'WebAcl', 'AWS::WAFv2::WebACL', { DefaultAction: { Allow: {} }, Rules });
    more(stack);
  });
}

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

describe('SRA19: a rate rule refuses', () => {
  test('finds none, one that counts, and one in a group that counts', () => {
    expect(webAcl('SRA19', [managed()])).toEqual(['rate']);
    expect(webAcl('SRA19', [managed(), rate({ Count: {} })])).toEqual(['rate']);
    expect(webAcl('SRA19', [managed(), rate({ Block: {} })])).toEqual([]);
    expect(webAcl('SRA19', [managed(), rate({ Challenge: {} })])).toEqual([]);
    const group = (OverrideAction: object, Action: object) => webAcl('SRA19', [
      managed(), { Name: 'Own', OverrideAction, Statement: { RuleGroupReferenceStatement: { Arn: arnOf('Group') } } },
    ], (stack) => resource(stack, 'Group', 'AWS::WAFv2::RuleGroup', { Rules: [rate(Action)] }));
    expect(group({ None: {} }, { Block: {} })).toEqual([]);
    expect(group({ Count: {} }, { Block: {} })).toEqual(['rate']);
    expect(group({ None: {} }, { Count: {} })).toEqual(['rate']);
  });

  test('finds a web ACL that only counts', () => {
    expect(webAcl('SRA19', [managed({ OverrideAction: { Count: {} } }), rate({ Count: {} })])).toEqual(['counts-only', 'rate']);
    expect(webAcl('SRA19', [])).toEqual(['counts-only', 'rate']);
  });

  test('takes groups that are elsewhere for what they may be', () => {
    const reference = { Statement: { RuleGroupReferenceStatement: { Arn: { Ref: 'GroupArn' } } } };
    expect(webAcl('SRA19', [managed(), { OverrideAction: { None: {} }, ...reference }])).toEqual([]);
    expect(webAcl('SRA19', [managed(), { OverrideAction: { Count: {} }, ...reference }])).toEqual(['rate']);
    expect(webAcl('SRA19', { 'Fn::Transform': { Name: 'Rules' } })).toEqual([]);
  });

  test('leaves web ACLs of other things alone, and takes the rate of the distribution in front', () => {
    expect(webAcl('SRA19', [managed()], (stack) => {
      resource(stack, 'LoadBalancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', {});
      resource(stack, 'Association', 'AWS::WAFv2::WebACLAssociation', { ResourceArn: { Ref: 'LoadBalancer' }, WebACLArn: arnOf('WebAcl') });
    })).toEqual([]);
    const behind = (...edgeRules: object[]) => webAcl('SRA19', [managed()], (stack) => {
      resource(stack, 'Api', 'AWS::ApiGateway::RestApi', {});
      resource(stack, 'Stage', 'AWS::ApiGateway::Stage', { RestApiId: { Ref: 'Api' } });
      resource(stack, 'Association', 'AWS::WAFv2::WebACLAssociation', {
        ResourceArn: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}' }, WebACLArn: arnOf('WebAcl'),
      });
      resource(stack, 'EdgeAcl', 'AWS::WAFv2::WebACL', { Rules: edgeRules });
      resource(stack, 'Distribution', 'AWS::CloudFront::Distribution', {
        DistributionConfig: { WebACLId: arnOf('EdgeAcl'), Origins: [{ DomainName: { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' } }] },
      });
    });
    expect(behind(rate({ Block: {} }))).toEqual([]);
    expect(behind(managed())).toEqual(['rate']);
  });
});

describe('SRA20: managed rules block', () => {
  test('finds groups and rules that count', () => {
    expect(webAcl('SRA20', [managed()])).toEqual([]);
    expect(webAcl('SRA20', [managed({ OverrideAction: { Count: {} } })])).toEqual(['Common']);
    expect(webAcl('SRA20', [managed({ OverrideAction: { 'Fn::If': ['Trial', { Count: {} }, { None: {} }] } })])).toEqual(['Common']);
    expect(webAcl('SRA20', [managed({}, {
      RuleActionOverrides: [
        { Name: 'Body', ActionToUse: { Count: {} } }, { Name: 'Cookie', ActionToUse: { Block: {} } },
      ],
    })])).toEqual(['Common-Body']);
    expect(webAcl('SRA20', [managed({}, { ExcludedRules: [{ Name: 'Body' }] })])).toEqual(['Common-Body']);
    expect(webAcl('SRA20', [rate({ Count: {} })])).toEqual([]);
  });

  test('takes the reasons of our own overrides, and finds one that was added behind them', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const api = new SecureRestApi(stack, 'Api', {
      jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['api'] })],
      firewall: {
        managedRuleGroups: [ManagedRuleGroup.anonymousIp({ overrides: [{ rule: 'HostingProviderIPList', reason: 'Partners call from their clouds' }] })],
      },
    });
    expect(foundIn(stack, 'SRA20')).toEqual([]);
    const acl = api.webAcl.node.defaultChild as ReturnType<typeof resource>;
    expect(acknowledgedRules(acl).get('SecureRestApi-SRA20[AWSManagedRulesAnonymousIpList-HostingProviderIPList]')).toBe('Partners call from their clouds');
    acl.addPropertyOverride('Rules.0', managed({ OverrideAction: { Count: {} } }));
    acl.addPropertyOverride('Rules', [managed({ OverrideAction: { Count: {} } })]);
    expect(foundIn(stack, 'SRA20')).toEqual(['Common']);
    Validations.of(acl).acknowledge({ id: 'SecureRestApi-SRA20[Common]', reason: 'On trial until March, the label rule after it blocks' });
    expect(foundIn(stack, 'SRA20')).toEqual([]);
  });
});
