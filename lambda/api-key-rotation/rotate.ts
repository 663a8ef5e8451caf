import { RefusedError, RetryableError } from '../shared/rotation-errors';
import { Consumer } from './consumer';
import { CURRENT, labelsOf, PENDING, PREVIOUS, versionWith } from './labels';
import { keyInSecret, secretText } from './secret-value';
import { SecretDescription, Services } from './services';

/** What Secrets Manager sends: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** A rotation that is under way is over by then: no invocation runs this long, and Secrets Manager has tried again. */
export const STALE_PENDING_MILLISECONDS = 3_600_000;

interface Rotation {
  readonly consumer: Consumer;
  readonly services: Services;
  readonly secretArn: string;
  readonly versionId: string;
}

const STEPS: { readonly [step: string]: (rotation: Rotation) => Promise<void> } = { createSecret, setSecret, testSecret, finishSecret };

/** One step of a rotation. Each can be repeated, run beside itself, and stopped after any call. */
export async function rotate(services: Services, event: RotationEvent): Promise<void> {
  const step = Object.hasOwn(STEPS, event.Step) ? STEPS[event.Step] : undefined;
  if (step === undefined) {
    throw new RefusedError('step_unknown', `the step must be one of ${Object.keys(STEPS).join(', ')}, got ${JSON.stringify(event.Step).slice(0, 60)}`);
  }
  const consumer = new Consumer(services, event.SecretId);
  const rotation = { consumer, services, secretArn: event.SecretId, versionId: event.ClientRequestToken };
  const secret = await consumer.keys.describe();
  if (!secret.rotationEnabled) {
    throw new RefusedError('rotation_off', `rotation must be on for ${event.SecretId}`);
  }
  const labels = labelsOf(secret, rotation.versionId);
  if (labels.includes(CURRENT)) {
    // An earlier attempt got as far as the promotion; what it left is removed, and nothing is promoted again.
    return step === createSecret || step === finishSecret ? consumer.cleanUp(rotation.versionId, 'rotation') : undefined;
  }
  if (!labels.includes(PENDING)) {
    if (step === createSecret) {
      await removeStalePending(rotation, secret);
    }
    throw new RefusedError('version_not_staged', `version ${rotation.versionId} of ${event.SecretId} must have the label ${PENDING}`);
  }
  if (labels.includes(PREVIOUS)) {
    await refuseOvertaken(rotation);
  }
  await step(rotation);
}

/**
 * A version that is pending still, and was overtaken: its rotation was stopped, and someone wrote the secret by hand since. The service takes
 * such a version up again, and what was replaced, maybe since it had leaked, would be current once more.
 */
async function refuseOvertaken({ services, secretArn, versionId }: Rotation): Promise<never> {
  await giveUp(services, secretArn, versionId);
  throw new RefusedError('version_overtaken',
    `version ${versionId} of ${secretArn} is older than the current one; it is no longer pending, and rotation can be started again`);
}

/** Stores the new key's value, before there is a key: so an attempt that is stopped finds the same value again. */
async function createSecret(rotation: Rotation): Promise<void> {
  const { consumer, services, secretArn, versionId } = rotation;
  const text = await services.readVersion(secretArn, versionId);
  if (text === undefined) {
    await services.storeVersion(secretArn, versionId, secretText(services.newKeyValue()), PENDING);
    return;
  }
  const current = versionWith(await consumer.keys.describe(), CURRENT);
  const dates = await services.versionDates(secretArn);
  if (current !== undefined && (dates.get(versionId) ?? Infinity) < (dates.get(current) ?? -Infinity)) {
    await refuseOvertaken(rotation);
  }
  const value = keyInSecret(text);
  if (value === undefined || current !== undefined && value === await consumer.keys.tryReadKeyValue(current)) {
    // A version's value can't be replaced. With its label gone, the next rotation gets a version of its own.
    await giveUp(services, secretArn, versionId);
    throw new RefusedError('secret_value_invalid', `version ${versionId} of ${secretArn} holds no new key; it is no longer pending, and rotation can be started again`);
  }
}

/** Makes the key, puts it into the plan, takes over the quota, enables it, and lets the gateway learn of it. */
async function setSecret({ consumer, services, secretArn, versionId }: Rotation): Promise<void> {
  try {
    await consumer.ensureKey(versionId, await consumer.keys.readKeyValue(versionId), 'rotation');
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'key_value_taken') {
      await giveUp(services, secretArn, versionId);
    }
    throw error;
  }
  await consumer.proof.settle(versionId);
}

/**
 * Proves that the new key works.
 *
 * When a schedule changes, Secrets Manager tests the configuration by this step alone, on a pending version without a key of its own:
 * then the key that works already is proved. `finishSecret` proves it for itself again, so nothing is promoted on the strength of that.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
 */
async function testSecret({ consumer, services, secretArn, versionId }: Rotation): Promise<void> {
  const current = versionWith(await consumer.keys.describe(), CURRENT);
  const currentValue = current === undefined ? undefined : await consumer.keys.tryReadKeyValue(current);
  const text = await services.readVersion(secretArn, versionId);
  const value = text === undefined ? undefined : keyInSecret(text);
  if (text === undefined || value !== undefined && value === currentValue) {
    // Where someone wrote the current version by hand there is no key to prove; the next rotation makes one.
    if (current !== undefined && currentValue !== undefined) {
      await consumer.proof.proveKeyWorks(current, currentValue);
    }
    services.report({ kind: 'configuration_tested', secretId: secretArn, versionId });
    return;
  }
  await consumer.proof.proveKeyWorks(versionId, await consumer.keys.readKeyValue(versionId));
}

/** Promotes the new key, and only then removes the key before the previous one. */
async function finishSecret({ consumer, versionId }: Rotation): Promise<void> {
  await consumer.proof.proveKeyIsSettled(versionId, await consumer.keys.readKeyValue(versionId));
  await consumer.quota.carryBeforePromotion(versionId);
  await consumer.promote(versionId);
  await consumer.cleanUp(versionId, 'rotation');
}

/**
 * A pending label that was left on another version makes Secrets Manager refuse every later rotation. This version is refused all the
 * same, since it is not staged; the next rotation finds the way free.
 */
async function removeStalePending({ consumer, services, secretArn }: Rotation, secret: SecretDescription): Promise<void> {
  const pending = versionWith(secret, PENDING);
  if (pending === undefined || labelsOf(secret, pending).includes(CURRENT)) {
    return;
  }
  const made = (await services.versionDates(secretArn)).get(pending);
  if (made === undefined || services.now() - made < STALE_PENDING_MILLISECONDS) {
    throw new RetryableError('rotation_under_way', `version ${pending} of ${secretArn} is being rotated`);
  }
  await giveUp(services, secretArn, pending);
  await consumer.removeLeftovers();
}

async function giveUp(services: Services, secretArn: string, versionId: string): Promise<void> {
  await services.moveLabel(secretArn, PENDING, { from: versionId });
  services.report({ kind: 'stale_pending_removed', secretId: secretArn, versionId });
}
