import { Consumer } from './consumer';
import { labelsOf, PENDING } from './labels';
import { secretText } from './secret-value';
import { Services } from './services';

/**
 * Makes a new key in a version of its own, and then the version the current one. Takes the pending label from a rotation that is under way:
 * that one's key is removed with the others.
 *
 * @param versionId from whoever asked, so that asking again goes on where the first try ended
 */
export async function replaceCurrent(services: Services, consumer: Consumer, versionId: string, patience: 'settled' | 'at once'): Promise<void> {
  if (labelsOf(await consumer.keys.describe(), versionId).length === 0) {
    await services.storeVersion(consumer.secretArn, versionId, secretText(services.newKeyValue()), PENDING);
  }
  await consumer.ensureKey(versionId, await consumer.keys.readKeyValue(versionId));
  if (patience === 'settled') {
    await consumer.proof.settle(versionId);
  }
  await consumer.promote(versionId);
}
