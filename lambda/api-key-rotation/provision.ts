import type { ConsumerKeysProperties } from '../../lib/contracts/rotation';
import { RefusedError, RetryableError } from '../shared/rotation-errors';
import { Consumer } from './consumer';
import { AwsCallError } from './errors';
import { CURRENT, labelsOf, PENDING, PREVIOUS, versionWith } from './labels';
import { replaceCurrent } from './replace';
import { STALE_PENDING_MILLISECONDS } from './rotate';
import { keyFromElsewhere, secretText } from './secret-value';
import { SecretDescription, Services } from './services';

const ACCESS_ATTEMPTS = 10;
const ACCESS_PAUSE_MILLISECONDS = 6_000;
const DELETE_ROUNDS = 5;
/** Longer than a step takes from its look at the labels to the key that it makes, throttling included. */
const IN_FLIGHT_MILLISECONDS = 45_000;

/**
 * Create and Update: the consumer's current key exists and works when the deployment goes on, and the Edge's store holds it. Where that is
 * so already, nothing changes.
 *
 * @param requestId CloudFormation's id of the request: names the first version, so that a repeated request makes no second key
 */
export async function provideKeys(services: Services, properties: ConsumerKeysProperties, requestId: string): Promise<void> {
  const consumer = new Consumer(services, properties.SecretArn);
  const first = versionWith(await accessible(services, () => consumer.keys.describe()), CURRENT);
  if (first === undefined) {
    const value = properties.ImportFromSecretArn === undefined
      ? services.newKeyValue()
      : await importedKey(services, properties.ImportFromSecretArn);
    // A secret's first version becomes the current one by itself; the label asked for only matters where there was one before.
    await services.storeVersion(properties.SecretArn, requestId, secretText(value), CURRENT);
  } else if (await consumer.keys.tryReadKeyValue(first) === undefined) {
    // Someone wrote by hand what is no key.
    await accessible(services, () => replaceCurrent(services, consumer, requestId, 'settled'));
  }
  const secret = await consumer.keys.describe();
  const current = versionWith(secret, CURRENT) ?? requestId;
  const currentValue = await consumer.keys.readKeyValue(current);
  await accessible(services, () => consumer.ensureKey(current, currentValue));
  const previous = versionWith(secret, PREVIOUS);
  const previousValue = previous === undefined ? undefined : await consumer.keys.tryReadKeyValue(previous);
  if (previous !== undefined && previousValue !== undefined) {
    await accessible(services, () => consumer.ensureKey(previous, previousValue));
  }
  await consumer.proof.settle(current);
  // After the key is known everywhere: a request through the Edge is never sent with one that is not.
  await accessible(services, () => consumer.edge.publishCurrent(properties.EdgeStoreArn));
}

/** Delete: no key of the consumer is left, whatever state the consumer is in, and also where its creation failed half-way. */
export async function removeKeys(services: Services, properties: ConsumerKeysProperties): Promise<void> {
  const consumer = new Consumer(services, properties.SecretArn);
  const secret = await secretOrNone(services, properties.SecretArn);
  const pending = secret && versionWith(secret, PENDING);
  if (secret && pending !== undefined && !labelsOf(secret, pending).includes(CURRENT)) {
    // From here on a rotation that is under way is refused, or sees after making its key that it has to remove it again.
    await services.moveLabel(properties.SecretArn, PENDING, { from: pending });
  }
  await deleteAll(consumer);
  if (secret && services.now() - secret.changedAt < STALE_PENDING_MILLISECONDS) {
    // A rotation may be under way even so; it is over after this time, and what it may have left is found then.
    await services.pause(IN_FLIGHT_MILLISECONDS);
    await deleteAll(consumer);
  }
}

async function deleteAll(consumer: Consumer): Promise<void> {
  for (let round = 1; round <= DELETE_ROUNDS; round += 1) {
    const keys = await consumer.keys.allKeys();
    if (keys.length === 0) {
      return;
    }
    await consumer.keys.deleteKeys(keys);
  }
  throw new RetryableError('keys_left', `API keys of ${consumer.secretArn} are still there after ${DELETE_ROUNDS} rounds`);
}

/** At a deletion the permission to see the secret may be gone already; its keys are found by their names. */
async function secretOrNone(services: Services, secretArn: string): Promise<SecretDescription | undefined> {
  try {
    return await services.describeSecret(secretArn);
  } catch (error) {
    if (isAccessDenied(error)) {
      return undefined;
    }
    throw error;
  }
}

/** A new role's or plan's permission takes a while to be known everywhere in IAM. */
async function accessible<T>(services: Services, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isAccessDenied(error) || attempt === ACCESS_ATTEMPTS) {
        throw error;
      }
      await services.pause(ACCESS_PAUSE_MILLISECONDS);
    }
  }
}

function isAccessDenied(error: unknown): boolean {
  return error instanceof AwsCallError && error.errorName === 'AccessDeniedException';
}

async function importedKey(services: Services, secretArn: string): Promise<string> {
  const text = await accessible(services, () => services.readImportedKey(secretArn));
  const value = text === undefined ? undefined : keyFromElsewhere(text);
  if (value === undefined) {
    throw new RefusedError('imported_key_invalid', `the secret ${secretArn} must hold a key of 20 to 128 characters, as text or as JSON with a member apiKey`);
  }
  return value;
}
