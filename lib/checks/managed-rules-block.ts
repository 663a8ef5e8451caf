import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { listOf, objectOf, TemplateObject, text } from './private/values';
import { frontsNoApi, mayCount, WEB_ACL } from './private/web-acls';

/**
 * Who has a reason acknowledges the finding with it, as the constructs of this library do for their own overrides.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-group-override-options.html
 */
export const managedRulesBlock: NagRule = {
  id: 'SRA20',
  level: NagMessageLevel.ERROR,
  info: 'A managed rule group, or a rule of it, is overridden to count.',
  explanation: 'What it matches, a known attack, passes and is only counted: an override that was made for a trial stays for years. Remove it, '
    + 'or narrow it by a scope-down statement, or acknowledge it with the reason and what blocks instead.',
  check(node) {
    if (node.cfnResourceType !== WEB_ACL) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const webAcl = resourceOf(node);
    return frontsNoApi(webAcl) ? NagRuleCompliance.NOT_APPLICABLE
      : findings(listOf(webAcl.properties.Rules).map(objectOf).flatMap(overridesIn));
  },
};

function overridesIn(rule: TemplateObject): string[] {
  const { ManagedRuleGroupStatement, RuleGroupReferenceStatement } = objectOf(rule.Statement);
  if (ManagedRuleGroupStatement === undefined && RuleGroupReferenceStatement === undefined) {
    return [];
  }
  const group = objectOf(ManagedRuleGroupStatement ?? RuleGroupReferenceStatement);
  const name = text(group.Name ?? rule.Name);
  return [
    ...mayCount(rule.OverrideAction) ? [name] : [],
    ...listOf(group.RuleActionOverrides).map(objectOf).filter(({ ActionToUse }) => mayCount(ActionToUse)).map((override) => `${name} ${text(override.Name)}`),
    // The older form, which counts too.
    ...listOf(group.ExcludedRules).map((excluded) => `${name} ${text(objectOf(excluded).Name)}`),
  ];
}
