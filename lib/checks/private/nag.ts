/**
 * What the pack is built from. Imported by file: the entry point of cdk-nag loads every rule of every pack, which takes longer than
 * everything else that `import 'cdk-secure-rest-api'` does.
 */
export { NagPack } from 'cdk-nag/lib/nag-pack';
export type { NagPackProps } from 'cdk-nag/lib/nag-pack';
export { NagMessageLevel, NagRuleCompliance } from 'cdk-nag/lib/nag-rules';
export type { NagRuleResult } from 'cdk-nag/lib/nag-rules';
