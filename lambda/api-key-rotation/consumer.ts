import { RefusedError, RetryableError } from '../shared/rotation-errors';
import { ConsumerKeys, READ_ATTEMPTS, READ_PAUSE_MILLISECONDS } from './consumer-keys';
import { EdgePublication } from './edge-publication';
import { KeyProof } from './key-proof';
import { CURRENT, isInUse, labelsOf, PENDING, requirePlan, versionWith } from './labels';
import { noteText } from './quota';
import { QuotaLedger } from './quota-ledger';
import { NamedKey, Services } from './services';

const CREATE_ATTEMPTS = 2;
const PROMOTE_ATTEMPTS = 3;

/** Who asks for a key: a rotation may only where it is on. */
type Caller = 'rotation' | 'operator';

/** The keys of one consumer, through their life. */
export class Consumer {
  public readonly keys: ConsumerKeys;
  public readonly proof: KeyProof;
  public readonly quota: QuotaLedger;
  public readonly edge: EdgePublication;

  /** @param removal whether a key is deleted `at once` although a copy of the Edge's store may still hold it */
  public constructor(private readonly services: Services, public readonly secretArn: string, removal: 'patient' | 'at once' = 'patient') {
    this.keys = new ConsumerKeys(services, secretArn);
    this.proof = new KeyProof(services, this.keys);
    this.quota = new QuotaLedger(services, this.keys);
    this.edge = new EdgePublication(services, this.keys, removal);
  }

  /**
   * Makes sure that the version's key exists, is in the plan, has no more quota than the consumer has left, and is enabled, in this order:
   * a key that works before its quota is right would be quota for nothing.
   *
   * Safe to repeat and to be stopped anywhere: the value is stored before, and API Gateway takes a value only once.
   */
  public async ensureKey(versionId: string, value: string, caller: Caller = 'operator'): Promise<void> {
    let key = (await this.removeLeftovers()).find(({ name }) => name === this.keys.keyName(versionId));
    if (key === undefined) {
      key = await this.createKey(versionId, value);
      // Whoever removes the consumer turns rotation off and takes the pending label away first, and then lists the keys. So either it
      // saw this key, or this sees what it did.
      const secret = await this.services.describeSecret(this.secretArn);
      if (!secret || !isInUse(secret, versionId) || caller === 'rotation' && !secret.rotationEnabled) {
        await this.keys.deleteKeys([key]);
        throw new RefusedError('version_not_staged', `version ${versionId} of ${this.secretArn} was given up while its key was made; the key is removed`);
      }
    }
    const state = await this.services.getKey(key.id);
    if (state === undefined) {
      throw new RetryableError('key_missing', `the API key of version ${versionId} of ${this.secretArn} is not there`);
    }
    const secret = await this.keys.describe();
    const usagePlanId = requirePlan(secret);
    if (await this.services.attachKey(usagePlanId, key.id) === 'missing') {
      await this.keys.deleteKeys([key]);
      throw new RefusedError('usage_plan_gone', `the usage plan ${usagePlanId} of ${this.secretArn} is not there; the API key is removed`);
    }
    if (!state.enabled) {
      const note = versionWith(secret, CURRENT) === versionId ? undefined : await this.quota.carry(secret, key.id);
      await this.services.updateKey(key.id, { enabled: true, description: note && noteText(note) });
      this.services.report({ kind: 'key_made', secretId: this.secretArn, versionId });
    }
  }

  /** Makes the version the current one. `from` is the version that is. */
  public async promote(versionId: string): Promise<void> {
    for (let attempt = 1; attempt <= PROMOTE_ATTEMPTS; attempt += 1) {
      const secret = await this.keys.describe();
      const current = versionWith(secret, CURRENT);
      if (current === versionId) {
        return;
      }
      if (!labelsOf(secret, versionId).includes(PENDING)) {
        break;
      }
      if (await this.services.moveLabel(this.secretArn, CURRENT, { to: versionId, from: current })) {
        this.services.report({ kind: 'key_promoted', secretId: this.secretArn, versionId });
        return;
      }
    }
    throw new RetryableError('not_promoted', `version ${versionId} of ${this.secretArn} could not be promoted: its labels were moved at the same time`);
  }

  /**
   * What remains after a promotion: the current key in the Edge's store, no pending label, no key but the current and the previous one, and
   * the current one in its place.
   */
  public async cleanUp(versionId: string, caller: Caller): Promise<void> {
    const secret = await this.keys.describe();
    await this.edge.publishCurrent(secret.edgeStoreArn);
    if (labelsOf(secret, versionId).includes(PENDING)) {
      await this.services.moveLabel(this.secretArn, PENDING, { from: versionId });
    }
    const keys = await this.removeLeftovers();
    if (!keys.some(({ name }) => name === this.keys.keyName(versionId))) {
      await this.ensureKey(versionId, await this.keys.readKeyValue(versionId), caller);
      await this.edge.publishCurrent(secret.edgeStoreArn);
    }
  }

  /**
   * Removes the keys of versions that have no label any more: the one before the previous, and what interrupted rotations left.
   *
   * The keys are listed before the labels are read. A version gets its label before its key is made, so a key that was listed and whose
   * version has no label afterwards is one that nobody needs; the other way round, a key made in between would be deleted.
   */
  public async removeLeftovers(): Promise<NamedKey[]> {
    const keys = await this.keys.allKeys();
    const secret = await this.keys.describe();
    const isLeft = (key: NamedKey) => !isInUse(secret, this.keys.versionOf(key));
    const left = keys.filter(isLeft);
    if (left.length > 0 && await this.edge.isWithoutLeftovers(secret.edgeStoreArn)) {
      await this.keys.deleteKeys(left);
    }
    return keys.filter((key) => !isLeft(key));
  }

  private async createKey(versionId: string, value: string): Promise<NamedKey> {
    for (let attempt = 1; attempt <= CREATE_ATTEMPTS; attempt += 1) {
      const created = await this.services.createKey(this.keys.keyName(versionId), value);
      // On a conflict: another attempt made it at the same moment, or the answer to ours was lost.
      const key = created === 'exists' ? await this.awaitKey(versionId) : created;
      if (key) {
        return key;
      }
      // API Gateway has the same error for a value that is taken and for what passes, such as two changes at once. So it is asked once more
      // before the value counts as taken, which gives up the whole rotation.
    }
    throw new RefusedError('key_value_taken', `the key in version ${versionId} of ${this.secretArn} is an API key of this account and region already`);
  }

  /** A key that was just made may not be listed yet. */
  private async awaitKey(versionId: string): Promise<NamedKey | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const key = await this.keys.findKey(versionId);
      if (key || attempt === READ_ATTEMPTS) {
        return key;
      }
      await this.services.pause(READ_PAUSE_MILLISECONDS);
    }
  }
}
