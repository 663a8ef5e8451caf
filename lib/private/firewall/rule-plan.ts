import { WafAction, WafRule, WafStatement } from './waf-rule';

/** A rule before it has its place: what it is for stands in the posture report. */
export interface PlannedRule {
  readonly name: string;
  readonly purpose: string;
  readonly statement: WafStatement;
  readonly action?: WafAction;
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
    VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: rule.name },
  }));
}
