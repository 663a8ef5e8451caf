/**
 * One rule of the web ACL, as the posture report shows it.
 */
export interface FirewallRuleDescription {
  /** Name of the rule, also the name of its metric. */
  readonly name: string;

  /** Order of evaluation; the lowest comes first. */
  readonly priority: number;

  /** What happens to a request that matches: `block 403`, `count`, or `managed`. */
  readonly action: string;

  /** Web ACL capacity units that the rule costs. */
  readonly wcu: number;

  /** What the rule is for, or the user's reason for an exception. */
  readonly purpose: string;
}
