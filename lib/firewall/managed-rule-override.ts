/**
 * A rule of an AWS managed rule group that only counts what it matches, and why.
 */
export interface ManagedRuleOverride {
  /** Name of the rule inside its group, such as `CrossSiteScripting_BODY`. */
  readonly rule: string;

  /** Why the rule must not block here: a sentence, shown in the posture report. */
  readonly reason: string;
}
