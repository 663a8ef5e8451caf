/**
 * How `SecureRestApiChecks` tells what it finds.
 */
export interface SecureRestApiChecksProps {
  /**
   * Whether a finding also says what an attacker gains, and how to mend it.
   *
   * @default false
   */
  readonly verbose?: boolean;

  /**
   * Whether acknowledgements are written into the template, each with its reason: as metadata `cdk_nag` of the resource, where tools for
   * audits look. Needs the scope.
   *
   * @default false
   */
  readonly writeSuppressionsToCloudFormation?: boolean;
}
