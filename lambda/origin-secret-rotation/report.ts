import { STORE_KEY_ORIGIN_SECRET } from '../../lib/contracts/origin-secret';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRIC_ORIGIN_AGE, METRIC_ORIGIN_AGE_PERCENT } from '../../lib/contracts/rotation';
import { scheduleHoursWithinYear } from '../../lib/contracts/rotation-schedule';
import { embeddedMetrics, writeMetrics } from '../shared/embedded-metrics';
import { RetryableError } from '../shared/rotation-errors';
import { CURRENT, PENDING, PREVIOUS } from './origin-secret';
import { Places } from './rotate';

const HOUR = 3_600_000;

/** How old the secret is that the Edge sends. */
export interface OriginSecretAge {
  readonly ageSeconds: number;
  readonly agePercent: number;
}

/**
 * Finds the age of the secret that the Edge sends: since the last rotation that came to its end. One that somebody wrote by hand is sent by
 * nobody before a rotation, and one that is under way is not done. Only reads.
 *
 * @throws where it can't be told: then there is no figure, and the alarm goes off by that
 */
export async function originSecretAge({ secret, store, storeArn, now }: Places): Promise<OriginSecretAge> {
  const sent = await store.read(storeArn, STORE_KEY_ORIGIN_SECRET);
  const { rotationEnabled, schedule } = await secret.describe();
  if (!rotationEnabled || schedule === undefined) {
    throw new RetryableError('rotation_off', 'rotation must be on for the origin secret');
  }
  for (const label of [CURRENT, PREVIOUS, PENDING]) {
    const version = await secret.tryRead({ label });
    if (sent !== undefined && version?.text === sent && version.createdAt !== undefined) {
      const age = Math.max(now() - version.createdAt, 0);
      return { ageSeconds: Math.round(age / 1_000), agePercent: Math.round(100 * age / (scheduleHoursWithinYear(schedule) * HOUR)) };
    }
  }
  throw new RetryableError('secret_not_sent', 'no version of the origin secret that has a label is the one that the Edge sends');
}

/** For the alarm on a rotation that is overdue. */
export function writeAge(restApiId: string, { ageSeconds, agePercent }: OriginSecretAge): void {
  writeMetrics(embeddedMetrics(METRIC_NAMESPACE, [[METRIC_DIMENSION]], { [METRIC_ORIGIN_AGE]: 'Seconds', [METRIC_ORIGIN_AGE_PERCENT]: 'Percent' }, {
    [METRIC_DIMENSION]: restApiId, [METRIC_ORIGIN_AGE]: ageSeconds, [METRIC_ORIGIN_AGE_PERCENT]: agePercent,
  }));
}
