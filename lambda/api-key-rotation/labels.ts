import { RefusedError } from '../shared/rotation-errors';
import { SecretDescription } from './services';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

export function versionWith(secret: SecretDescription, label: string): string | undefined {
  return [...secret.labels].find(([, labels]) => labels.includes(label))?.[0];
}

export function labelsOf(secret: SecretDescription, versionId: string): readonly string[] {
  return secret.labels.get(versionId) ?? [];
}

/** Whether a version's key is needed. */
export function isInUse(secret: SecretDescription, versionId: string): boolean {
  return labelsOf(secret, versionId).some((label) => label === CURRENT || label === PREVIOUS || label === PENDING);
}

export function requirePlan(secret: SecretDescription): string {
  if (secret.usagePlanId === undefined) {
    throw new RefusedError('usage_plan_unknown', `the secret ${secret.arn} must carry the tag of its usage plan`);
  }
  return secret.usagePlanId;
}
