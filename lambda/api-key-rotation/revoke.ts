import type { RevocationEvent } from '../../lib/contracts/rotation';
import { RefusedError } from '../shared/rotation-errors';
import { Consumer } from './consumer';
import { PREVIOUS, versionWith } from './labels';
import { replaceCurrent } from './replace';
import { Services } from './services';

/**
 * A key has leaked: takes the previous key away at once, or replaces all keys by a new one.
 *
 * @param invocationId names the new version, so that an invocation that Lambda repeats goes on where the first one ended
 */
export async function revoke(services: Services, event: RevocationEvent, invocationId: string): Promise<void> {
  switch (event.Action) {
    case 'RevokePreviousKey': return revokePrevious(services, new Consumer(services, event.SecretId));
    case 'RevokeAllKeys': return revokeAll(services, new Consumer(services, event.SecretId, 'at once'), invocationId);
    default: throw new RefusedError('action_unknown', 'the action must be RevokePreviousKey or RevokeAllKeys');
  }
}

async function revokePrevious(services: Services, consumer: Consumer): Promise<void> {
  const secret = await consumer.keys.describe();
  const previous = versionWith(secret, PREVIOUS);
  // Before any change: where the Edge can't follow, the previous key is maybe the one that its website lives on.
  if (await consumer.edge.publishCurrent(secret.edgeStoreArn) === undefined && secret.edgeStoreArn !== undefined) {
    throw new RefusedError('current_key_missing', `${consumer.secretArn} must have a current key, which the Edge sends from then on; RevokeAllKeys makes one`);
  }
  if (previous !== undefined) {
    await consumer.quota.keepPreviousUse();
    await services.moveLabel(consumer.secretArn, PREVIOUS, { from: previous });
  }
  await consumer.removeLeftovers();
}

/**
 * The new key is promoted without waiting until the gateway knows it everywhere, and the old keys go without waiting until the Edge's copies
 * of its store have followed: callers may be refused for about a minute, a thief is.
 */
async function revokeAll(services: Services, consumer: Consumer, versionId: string): Promise<void> {
  await replaceCurrent(services, consumer, versionId, 'at once');
  await revokePrevious(services, consumer);
  await consumer.cleanUp(versionId, 'operator');
}
