import { ManagedRuleGroup } from '../../managed-rule-group';
import { shown } from '../literals';
import { ManagedRuleGroupState } from './managed-rule-group-state';

/** Groups that are always there. The order is the one of evaluation: addresses first, since they cost least to judge. */
function defaults(): ManagedRuleGroupState[] {
  return [
    ManagedRuleGroup.ipReputation(),
    ManagedRuleGroup.anonymousIp(),
    ManagedRuleGroup.knownBadInputs(),
    ManagedRuleGroup.sqlInjection(),
    ManagedRuleGroup.commonRuleSet(),
  ].map((group) => group._state);
}

/**
 * The group's rule on bodies refuses all over 8 KB with a bare 403 that no application log shows (deepracer-on-aws#89);
 * the web ACL's own size rule answers 413 and knows each route's limit.
 */
const COUNTED_SIZE_RULE = { rule: 'SizeRestrictions_BODY', reason: 'The size rule of the route answers 413 instead.' };

/**
 * The default groups with the user's overrides, then the groups that the user added; those with a price per request last.
 *
 * @throws where a group is listed twice
 */
export function managedRuleGroups(listed: ManagedRuleGroup[] = []): ManagedRuleGroupState[] {
  const groups = new Map(defaults().map((group) => [group.name, group]));
  const seen = new Set<string>();
  for (const { _state: group } of listed) {
    if (seen.has(group.name)) {
      throw new Error(`\`managedRuleGroups\` must hold a group once, got ${shown(group.name)} twice; right would be one with all of its overrides`);
    }
    seen.add(group.name);
    groups.set(group.name, group);
  }
  return [...groups.values()].map((group) => group.name === 'AWSManagedRulesCommonRuleSet'
    ? { ...group, overrides: [COUNTED_SIZE_RULE, ...group.overrides.filter(({ rule }) => rule !== COUNTED_SIZE_RULE.rule)] }
    : group);
}
