/**
 * The rooms of `lib/`, as imports run: a room knows the rooms of later rows, never its neighbours in the row or an earlier one.
 * Files that stand in `lib/` itself are the front desk.
 */
export const ROOMS: readonly (readonly string[])[] = [
  ['front desk'],
  ['monitoring'],
  ['edge'],
  ['keys', 'authorizer', 'open-api'],
  ['firewall', 'gateway', 'posture'],
  ['routes'],
  ['schema'],
  ['shared'],
  ['contracts'],
];

/** Its rules judge any app's template, so it stands beside the row: only the front desk knows it, and it knows no construct of ours. */
export const CHECKS = 'checks';
export const CHECKS_MAY_IMPORT: readonly string[] = ['shared', 'contracts'];

/** Packages that only exist at synth time: the agreements and the functions run without them. */
export const SYNTH_TIME_PACKAGES = /^(aws-cdk-lib|constructs|cdk-nag|@aws-cdk\/[^/]+)(\/|$)/;
