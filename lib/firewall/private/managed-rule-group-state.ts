/** What a `ManagedRuleGroup` knows. */
export interface ManagedRuleGroupState {
  /** Name of the group; the vendor is always AWS. */
  readonly name: string;
  /** WCU that AWS states for the group. */
  readonly capacity: number;
  /** Rules that only count: on every path, or on those of these routes. */
  readonly overrides: Array<{ readonly rule: string; readonly reason: string; readonly paths?: string[] }>;
  /** Reason for a group that only counts. */
  readonly countOnly?: string;
  /** Paths of the API that the group inspects; they must be routes. */
  readonly paths: string[];
  /** `ManagedRuleGroupConfigs` entry in CloudFormation's casing, from the regular expression for a path. */
  readonly config: (pathPattern: (path: string) => string) => object | undefined;
}
