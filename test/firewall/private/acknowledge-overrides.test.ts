import { App, Stack } from 'aws-cdk-lib';
import { acknowledgedRules } from '../../../lib/checks/private/acknowledged';
import { ManagedRuleGroup } from '../../../lib/firewall/managed-rule-group';
import { acknowledgeOverrides } from '../../../lib/firewall/private/acknowledge-overrides';

function acknowledged(...groups: ManagedRuleGroup[]): Array<[string, string]> {
  const stack = new Stack(new App(), 'Stack');
  acknowledgeOverrides(stack, groups);
  return [...acknowledgedRules(stack)];
}

test('rules that ours stand in for are acknowledged by what stands in', () => {
  expect(acknowledged().map(([id]) => id)).toEqual(['SizeRestrictions_BODY', 'SizeRestrictions_URIPATH', 'SizeRestrictions_QUERYSTRING']
    .map((rule) => `SecureRestApi-SRA20[AWSManagedRulesCommonRuleSet-${rule}]`));
  expect(acknowledged()[0][1]).toMatch(/BodySize/);
});

test('what the user overrides is acknowledged by his own reason: a rule of a group, and a group', () => {
  const added = acknowledged(
    ManagedRuleGroup.sqlInjection({ overrides: [{ rule: 'SQLi_BODY', reason: 'Our editors write SQL into articles' }] }),
    ManagedRuleGroup.anonymousIp({ countOnly: 'Our customers come by way of VPNs' }),
  ).filter(([id]) => !id.includes('SizeRestrictions'));
  expect(added.sort()).toEqual([
    ['SecureRestApi-SRA20[AWSManagedRulesAnonymousIpList]', 'Our customers come by way of VPNs'],
    ['SecureRestApi-SRA20[AWSManagedRulesSQLiRuleSet-SQLi_BODY]', 'Our editors write SQL into articles'],
  ]);
});
