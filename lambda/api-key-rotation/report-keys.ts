import { KeyReportEvent, OVERDUE_PERCENT } from '../../lib/contracts/rotation';
import { scheduleHoursWithinYear } from '../../lib/contracts/rotation-schedule';
import { RetryableError } from '../shared/rotation-errors';
import { Consumer } from './consumer';
import { AwsCallError } from './errors';
import { CURRENT, versionWith } from './labels';
import { Services } from './services';

/** From here on a consumer is named in the log; the alarm's threshold is the user's. */
const NEAR_PERCENT = 80;
const HOUR = 3_600_000;
/** All consumers together must leave most of the control plane's 10 calls a second to others. */
const BETWEEN_CONSUMERS = 1_000;

interface KeyState {
  readonly ageSeconds: number;
  readonly agePercent: number;
  readonly quotaUsedPercent: number;
}

/**
 * How old the consumers' keys are, and how much of their quotas is used: API Gateway and Secrets Manager have no metric of either. Only reads.
 * The largest of all consumers is the metric, and the log says whose it is.
 *
 * @throws where a consumer could not be asked, after all others were
 */
export async function reportKeys(services: Services, { SecretArnPrefix }: KeyReportEvent): Promise<void> {
  const states: KeyState[] = [];
  const failed: string[] = [];
  for (const name of await services.listSecretNames()) {
    const secretId = `${SecretArnPrefix}${name}`;
    try {
      const state = await stateOf(services, secretId);
      if (state) {
        states.push(state);
      }
    } catch (error) {
      // A key without tags may be another API's: its secret is closed to this function.
      if (!(error instanceof AwsCallError && error.errorName === 'AccessDeniedException')) {
        failed.push(secretId);
      }
    }
    await services.pause(BETWEEN_CONSUMERS);
  }
  const largest = (figure: keyof KeyState): number => Math.max(0, ...states.map((state) => state[figure]));
  services.report({
    kind: 'keys_reported',
    consumers: states.length,
    ageSeconds: largest('ageSeconds'),
    agePercent: largest('agePercent'),
    quotaUsedPercent: largest('quotaUsedPercent'),
  });
  if (failed.length > 0) {
    throw new RetryableError('consumers_unreported', `${failed.length} consumers could not be asked, the first is ${failed[0]}`);
  }
}

/** Nothing where the secret is gone, or has no key yet. */
async function stateOf(services: Services, secretId: string): Promise<KeyState | undefined> {
  const consumer = new Consumer(services, secretId);
  const secret = await services.describeSecret(secretId);
  const current = secret && versionWith(secret, CURRENT);
  const made = current === undefined ? undefined : (await services.versionDates(secretId)).get(current);
  if (secret === undefined || made === undefined) {
    return undefined;
  }
  const age = Math.max(services.now() - made, 0);
  const agePercent = secret.schedule === undefined ? 0 : Math.round(100 * age / (scheduleHoursWithinYear(secret.schedule) * HOUR));
  const quotaUsedPercent = Math.round(await consumer.quota.usedPercent(secret) ?? 0);
  if (agePercent > OVERDUE_PERCENT) {
    services.report({ kind: 'rotation_overdue', secretId, hours: Math.round(age / HOUR) });
  }
  if (quotaUsedPercent >= NEAR_PERCENT) {
    services.report({ kind: 'quota_near', secretId, usedPercent: quotaUsedPercent });
  }
  return { ageSeconds: Math.round(age / 1_000), agePercent, quotaUsedPercent };
}
