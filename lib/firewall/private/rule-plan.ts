import { UNLOGGED_LABEL } from '../../contracts/origin-secret';
import { FirewallRuleDescription } from '../firewall-rule-description';
import { WafAction, WafRule, WafStatement } from './waf-rule';

/** A rule before it has its place: what it is for stands in the posture report. */
export interface PlannedRule {
  readonly name: string;
  readonly purpose: string;
  readonly statement: WafStatement;
  readonly action?: WafAction;
  /** Whether what it refuses has a metric and no line in the log: a flood would write one of up to 8 KB for each of its requests. */
  readonly unlogged?: boolean;
  /** Of a managed group, instead of `action`: whether the whole group only counts. */
  readonly managed?: 'none' | 'count';
}

/** Gives the rules their priorities, in the order they stand, and a metric each. */
export function numbered(plan: PlannedRule[]): WafRule[] {
  return plan.map((rule, index) => ({
    Name: rule.name,
    Priority: index,
    Statement: rule.statement,
    ...(rule.managed ? { OverrideAction: rule.managed === 'count' ? { Count: {} } : { None: {} } } : { Action: rule.action }),
    ...(rule.unlogged && { RuleLabels: [{ Name: UNLOGGED_LABEL }] }),
    VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: rule.name },
  }));
}

/** The rules as the posture report shows them. */
export function describeRules(rules: WafRule[], capacities: number[], purposes: string[]): FirewallRuleDescription[] {
  return rules.map((rule, index) => ({
    name: rule.Name,
    priority: rule.Priority,
    action: describeAction(rule),
    wcu: capacities[index],
    purpose: purposes[index],
  }));
}

function describeAction(rule: WafRule): string {
  if (rule.OverrideAction) {
    const kind = rule.Statement.ManagedRuleGroupStatement ? 'managed' : 'rule group';
    return rule.OverrideAction.Count ? `${kind}, counts only` : kind;
  }
  const status = rule.Action?.Block?.CustomResponse?.ResponseCode;
  return status ? `block ${status}` : 'count';
}
