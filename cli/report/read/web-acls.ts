import { isIntrinsic, listOf, objectOf, TemplateObject } from '../../../lib/checks/private/values';
import { TemplateMap } from '../../check/read-templates';
import { FirewallReport, FirewallRuleReport } from '../model';
import { mentionsResource, referencedId, resourcesOfType, shownText } from './values';

/** The web ACLs that a template puts before an API. */
export function webAclsOf(logicalId: string, resources: TemplateMap): FirewallReport[] {
  return resourcesOfType(resources, 'AWS::WAFv2::WebACLAssociation')
    .filter(([, { ResourceArn: arn }]) => mentionsResource(arn, logicalId))
    .map(([, { WebACLArn: arn }]): FirewallReport => {
      const id = referencedId(arn) ?? '';
      const webAcl = objectOf(resources[id]);
      const { Rules: rules } = objectOf(webAcl.Properties);
      const known = webAcl.Type === 'AWS::WAFv2::WebACL' && !isIntrinsic(rules);
      return {
        place: 'before the stage',
        rules: known ? listOf(rules).map(objectOf).map(ruleOf).sort((one, other) => one.priority - other.priority) : [],
        ...(!known && { note: `The web ACL ${shownText(arn)} stands elsewhere: its rules are unknown.` }),
      };
    });
}

function ruleOf(rule: TemplateObject): FirewallRuleReport {
  const { ManagedRuleGroupStatement: managed } = objectOf(rule.Statement);
  const { VendorName: vendor, Name: group, RuleActionOverrides: overrides, ExcludedRules: excluded } = objectOf(managed);
  const counting = [...listOf(overrides), ...listOf(excluded)].map((override) => shownText(objectOf(override).Name));
  return {
    name: shownText(rule.Name),
    priority: Number(rule.Priority),
    action: actionOf(rule),
    purpose: managed === undefined ? '' : [`${shownText(vendor)} ${shownText(group)}`, ...(counting.length > 0 ? [`overridden: ${counting.join(', ')}`] : [])].join('; '),
  };
}

function actionOf({ Action: action, OverrideAction: override }: TemplateObject): string {
  if (override !== undefined) {
    return objectOf(override).Count === undefined ? 'managed' : 'managed, counts only';
  }
  return Object.keys(objectOf(action)).map((name) => name.toLowerCase()).join(', ') || 'unknown';
}
