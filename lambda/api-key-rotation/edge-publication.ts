import { RetryableError } from '../shared/rotation-errors';
import { ConsumerKeys } from './consumer-keys';
import { CURRENT, versionWith } from './labels';
import { Services } from './services';
import { waitSince } from './waiting';

/**
 * How long a copy of the Edge's store may be behind. AWS states no time and nobody has measured one: others write of seconds, up to some tens
 * of them, and this is a margin on that.
 */
export const STORE_SETTLE_MILLISECONDS = 60_000;
const PUBLISH_ATTEMPTS = 6;
const PUBLISH_PAUSE_MILLISECONDS = 500;

/** The current key in the Edge's key-value store, where the consumer is a website. */
export class EdgePublication {
  /** @param removal whether a key is deleted `at once` although a copy of the Edge's store may still hold it */
  public constructor(private readonly services: Services, private readonly keys: ConsumerKeys, private readonly removal: 'patient' | 'at once') {}

  /**
   * Makes sure that the Edge's store holds the current key. Each caller does so before it removes a key, so that the website is never left
   * with one that was removed.
   *
   * The store's state is taken before the labels, and the write names it. So of two that publish at the same time, the one that read an
   * older label writes first or not at all: whoever writes after it has seen the label that is the newer one.
   *
   * @returns a time since when the store has held nothing else for sure (milliseconds since 1970); `undefined` where there is no store, or no
   * current key that works
   */
  public async publishCurrent(storeArn: string | undefined): Promise<number | undefined> {
    if (storeArn === undefined) {
      return undefined;
    }
    for (let attempt = 1; attempt <= PUBLISH_ATTEMPTS; attempt += 1) {
      const stored = await this.services.readStoredKey(storeArn);
      // After the read: a change in between makes the time since which the key is there later, never earlier.
      const { etag, changedAt } = await this.services.storeState(storeArn);
      const secret = await this.keys.describe();
      const versionId = versionWith(secret, CURRENT);
      const value = versionId === undefined ? undefined : await this.keys.tryReadKeyValue(versionId);
      if (versionId === undefined || value === undefined) {
        return undefined;
      }
      if (stored === value) {
        return changedAt;
      }
      // What someone wrote into the secret by hand may look like a key and be none: the website keeps the one that it has.
      if (await this.keys.readyKey(secret, versionId, value) === undefined) {
        return undefined;
      }
      if (await this.services.writeStoredKey(storeArn, value, etag) === 'written') {
        this.services.report({ kind: 'key_published', secretId: this.keys.secretArn, versionId });
        return this.services.now();
      }
      // The rotation of the origin secret writes the same store.
      await this.services.pause(PUBLISH_PAUSE_MILLISECONDS * attempt);
    }
    throw new RetryableError('edge_store_busy', `${PUBLISH_ATTEMPTS} writes to ${storeArn} were refused, as when others write it at the same time`);
  }

  /**
   * Makes sure that the Edge sends no key that has no label any more. `false` where that can't be known, since there is no current key: then
   * what the website may live on stays until there is one.
   */
  public async isWithoutLeftovers(storeArn: string | undefined): Promise<boolean> {
    if (storeArn === undefined) {
      return true;
    }
    const since = await this.publishCurrent(storeArn);
    if (since !== undefined && this.removal === 'patient') {
      await waitSince(this.services, since, STORE_SETTLE_MILLISECONDS);
    }
    return since !== undefined;
  }
}
