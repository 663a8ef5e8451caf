/**
 * A rule of an AWS managed rule group that only counts what it matches, and why.
 */
export interface ManagedRuleOverride {
  /** Name of the rule inside its group, such as `CrossSiteScripting_BODY`. */
  readonly rule: string;

  /**
   * Paths of routes for which the rule only counts, such as `/hooks`; everywhere else it blocks as before. For the rules of the common rule
   * set, the known bad inputs and SQL injection, whose labels AWS documents.
   *
   * @default - the rule only counts for every path
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
   */
  readonly paths?: string[];

  /** Why the rule must not block here: a sentence, shown in the posture report. */
  readonly reason: string;
}
