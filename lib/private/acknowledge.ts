import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Acknowledges rules of cdk-nag on one construct of our own, each with the evidence why the finding does not apply there.
 * Never on a scope of the user's: what he adds is checked as if we were not there.
 */
export function acknowledge(construct: IConstruct, evidence: { readonly [ruleId: string]: string }): void {
  Validations.of(construct).acknowledge(...Object.entries(evidence).map(([id, reason]) => ({ id, reason })));
}
