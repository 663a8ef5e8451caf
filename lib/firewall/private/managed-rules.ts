import { shown } from '../../shared/literals';
import { ManagedRuleGroup } from '../managed-rule-group';
import { labelOf } from './managed-labels';
import { ManagedRuleGroupState } from './managed-rule-group-state';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, hasLabel, not } from './statements';
import { WafStatement } from './waf-rule';

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

/** Rules of the common rule set that give way to our own, by the name of the rule that stands in. */
export const REPLACED: { readonly [name: string]: { readonly rule: string; readonly reason: string } } = {
  // It refuses all over 8 KB with a bare 403 that no application log shows (deepracer-on-aws#89).
  BodySize: { rule: 'SizeRestrictions_BODY', reason: 'the rule BodySize holds each route to its own limit and answers 413.' },
  PathLength: { rule: 'SizeRestrictions_URIPATH', reason: 'the path parameters may be longer; the rule PathLength answers 414.' },
  QueryLength: { rule: 'SizeRestrictions_QUERYSTRING', reason: 'the query parameters may be longer; the rule QueryLength answers 414.' },
};

/**
 * The default groups with the user's overrides, then the groups that the user added; those with a price per request last.
 *
 * @param lengthRules names of our own rules that stand in for one of the common rule set
 * @throws where a group is listed twice
 */
export function managedRuleGroups(listed: ManagedRuleGroup[] = [], lengthRules: string[] = []): ManagedRuleGroupState[] {
  const groups = new Map(defaults().map((group) => [group.name, group]));
  const seen = new Set<string>();
  for (const { _state: group } of listed) {
    if (seen.has(group.name)) {
      throw new Error(`\`firewall.managedRuleGroups\` must hold a group once, got ${shown(group.name)} twice; right would be one with all of its overrides`);
    }
    seen.add(group.name);
    groups.set(group.name, group);
  }
  const replaced = ['BodySize', ...lengthRules].map((name) => REPLACED[name]);
  return [...groups.values()].map((group) => group.name === 'AWSManagedRulesCommonRuleSet'
    ? { ...group, overrides: [...replaced, ...group.overrides.filter((override) => !replaced.some(({ rule }) => rule === override.rule))] }
    : group);
}

/**
 * Groups that judge by "the source IP address from the web request origin", which behind CloudFront is CloudFront's: they belong into the
 * web ACL of the Edge.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-ip-rep.html
 */
export function isOfAddresses({ name }: ManagedRuleGroupState): boolean {
  return ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesAnonymousIpList', 'AWSManagedRulesAntiDDoSRuleSet'].includes(name);
}

/**
 * Groups that stand in the Edge's web ACL: those that judge by address, and the one for known exploits, which needs no routes and protects
 * what else is behind the Edge.
 */
export function isForEdge(group: ManagedRuleGroupState): boolean {
  return isOfAddresses(group) || group.name === 'AWSManagedRulesKnownBadInputsRuleSet';
}

/**
 * Rules that block what a group's rule only counts, but on the paths for which it was overridden: an action of a managed rule can be overridden
 * for all requests or for none, and its label says what it matched.
 *
 * @param onPaths statement for the operations of these paths
 */
export function elsewhereRules(group: ManagedRuleGroupState, onPaths: (paths: string[]) => WafStatement | undefined): PlannedRule[] {
  return group.overrides.flatMap(({ rule, paths }): PlannedRule[] => {
    const there = paths && onPaths(paths);
    return there && !group.countOnly ? [{
      name: `${shortName(group)}-${rule}-Elsewhere`,
      purpose: `what ${rule} matches on all paths but ${paths.join(', ')}`,
      statement: and(hasLabel(labelOf(group.name, rule)!), not(there)),
      action: refuse(403),
    }] : [];
  });
}

function shortName({ name }: ManagedRuleGroupState): string {
  return name.replace('AWSManagedRules', 'Aws');
}

/** The rule that stands for a group. */
export function managedRule(group: ManagedRuleGroupState, config: object | undefined): PlannedRule {
  const exceptions = group.overrides.map(({ rule, reason, paths }) => `${rule} counts${paths ? ` on ${paths.join(', ')}` : ''}: ${reason}`);
  return {
    name: shortName(group),
    purpose: [group.countOnly ? `counts only: ${group.countOnly}` : 'AWS managed rules', ...exceptions].join('; '),
    statement: {
      ManagedRuleGroupStatement: {
        VendorName: 'AWS',
        Name: group.name,
        ...(group.overrides.length > 0 && {
          RuleActionOverrides: group.overrides.map(({ rule }) => ({ Name: rule, ActionToUse: { Count: {} } })),
        }),
        ...(config && { ManagedRuleGroupConfigs: [config] }),
      },
    },
    managed: group.countOnly ? 'count' : 'none',
  };
}
