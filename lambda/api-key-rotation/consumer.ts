import { RefusedError, RetryableError } from '../shared/rotation-errors';
import { firstDayOfInterest, KeyUsage, noteText, parseNote, QuotaNote, spentInPeriod, utcDay } from './quota';
import { keyInSecret } from './secret-value';
import { ApiKeyState, NamedKey, SecretDescription, Services, UsagePlanState } from './services';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

/** A new key is not known everywhere at the gateway at once. AWS states no time; a minute is a multiple of what is seen. */
export const SETTLE_MILLISECONDS = 60_000;
const CREATE_ATTEMPTS = 2;
const READ_ATTEMPTS = 5;
const READ_PAUSE_MILLISECONDS = 2_000;
const PERIOD_TURN_ATTEMPTS = 3;
/**
 * The Edge's copies of its store follow a write within seconds. AWS states no time; a minute is a multiple of what is seen.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html
 */
export const STORE_SETTLE_MILLISECONDS = 60_000;
const PUBLISH_ATTEMPTS = 6;
const PUBLISH_PAUSE_MILLISECONDS = 500;

/**
 * The keys of one consumer.
 *
 * A key is named after the secret and the version that holds its value. So a key's place in the rotation is known from its name alone,
 * no value is ever listed, and a consumer's keys are found without listing those of the account.
 */
export class Consumer {
  /** Name that all keys of the secret begin with. A colon is no character of a secret's name, so no prefix is the beginning of another. */
  public static keyNamePrefix(secretArn: string): string {
    const name = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:([^:]+)$/.exec(secretArn)?.[1];
    if (name === undefined) {
      throw new RefusedError('secret_arn_invalid', `the secret must be given by its ARN, got ${JSON.stringify(secretArn).slice(0, 200)}`);
    }
    return `${name}:`;
  }

  public static versionWith(secret: SecretDescription, label: string): string | undefined {
    return [...secret.labels].find(([, labels]) => labels.includes(label))?.[0];
  }

  private readonly prefix: string;

  /** @param removal whether a key is deleted `at once` although a copy of the Edge's store may still hold it */
  public constructor(private readonly services: Services, public readonly secretArn: string, private readonly removal: 'patient' | 'at once' = 'patient') {
    this.prefix = Consumer.keyNamePrefix(secretArn);
  }

  /** The secret as it is now. Where it is gone, what is left of its keys is removed: nobody else would. */
  public async describe(): Promise<SecretDescription> {
    const secret = await this.services.describeSecret(this.secretArn);
    if (secret === undefined) {
      await this.deleteKeys(await this.allKeys());
      throw new RefusedError('secret_gone', `the secret ${this.secretArn} is not there or is being deleted; its API keys are removed`);
    }
    return secret;
  }

  /** The key's value in a version. */
  public async readKeyValue(versionId: string): Promise<string> {
    const value = await this.tryReadKeyValue(versionId);
    if (value === undefined) {
      throw new RefusedError('secret_value_invalid', `version ${versionId} of ${this.secretArn} must be JSON with a member apiKey of 20 to 128 characters`);
    }
    return value;
  }

  /**
   * The key's value in a version; `undefined` where it holds something else, as when someone wrote it by hand. What was just written may not
   * be readable yet, so it is asked for again for a while.
   */
  public async tryReadKeyValue(versionId: string): Promise<string | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const text = await this.services.readVersion(this.secretArn, versionId);
      if (text !== undefined) {
        return keyInSecret(text);
      }
      if (attempt === READ_ATTEMPTS) {
        throw new RetryableError('secret_value_unreadable', `version ${versionId} of ${this.secretArn} has no value that can be read`);
      }
      await this.services.pause(READ_PAUSE_MILLISECONDS);
    }
  }

  /**
   * Makes sure that the version's key exists, is in the plan, has no more quota than the consumer has left, and is enabled, in this order:
   * a key that works before its quota is right would be quota for nothing.
   *
   * Safe to repeat and to be stopped anywhere: the value is stored before, and API Gateway takes a value only once.
   */
  public async ensureKey(versionId: string, value: string, caller: 'rotation' | 'operator' = 'operator'): Promise<void> {
    let key = (await this.removeLeftovers()).find(({ name }) => name === this.keyName(versionId));
    if (key === undefined) {
      key = await this.createKey(versionId, value);
      // Whoever removes the consumer turns rotation off and takes the pending label away first, and then lists the keys. So either it
      // saw this key, or this sees what it did.
      const secret = await this.services.describeSecret(this.secretArn);
      if (!secret || !isInUse(secret, versionId) || caller === 'rotation' && !secret.rotationEnabled) {
        await this.deleteKeys([key]);
        throw new RefusedError('version_not_staged', `version ${versionId} of ${this.secretArn} was given up while its key was made; the key is removed`);
      }
    }
    const state = await this.services.getKey(key.id);
    if (state === undefined) {
      throw new RetryableError('key_missing', `the API key of version ${versionId} of ${this.secretArn} is not there`);
    }
    const secret = await this.describe();
    const usagePlanId = requirePlan(secret);
    if (await this.services.attachKey(usagePlanId, key.id) === 'missing') {
      await this.deleteKeys([key]);
      throw new RefusedError('usage_plan_gone', `the usage plan ${usagePlanId} of ${this.secretArn} is not there; the API key is removed`);
    }
    if (!state.enabled) {
      const note = Consumer.versionWith(secret, CURRENT) === versionId ? undefined : await this.carryQuota(secret, key.id);
      await this.services.updateKey(key.id, { enabled: true, description: note && noteText(note) });
      this.services.report({ kind: 'key_made', secretId: this.secretArn, versionId });
    }
  }

  /**
   * Proves that the version's key is the one in the secret, in the plan and enabled, and waits until the gateway knows it everywhere.
   *
   * A request to the API itself would prove it for one of the gateway's hosts only, and would have to pass the web ACL, a resource policy
   * and maybe a private endpoint; so the time since the key was enabled is waited out instead.
   */
  public async proveKeyWorks(versionId: string, value: string): Promise<void> {
    const state = await this.readyKey(await this.describe(), versionId, value);
    if (state === undefined) {
      throw new RetryableError('key_not_ready', `the API key of version ${versionId} of ${this.secretArn} is not enabled in its usage plan with the secret's value`);
    }
    await this.waitUntilSettled(state);
  }

  /** Brings the new key's remaining quota up to date right before it is promoted: the old key went on spending while it settled. */
  public async carryQuotaBeforePromotion(versionId: string): Promise<void> {
    const secret = await this.describe();
    const key = await this.findKey(versionId);
    const note = key && await this.carryQuota(secret, key.id);
    if (key && note) {
      await this.services.updateKey(key.id, { description: noteText(note) });
    }
  }

  /** Makes the version the current one. `from` is the version that is. */
  public async promote(versionId: string): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const secret = await this.describe();
      const current = Consumer.versionWith(secret, CURRENT);
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
      const secret = await this.describe();
      const versionId = Consumer.versionWith(secret, CURRENT);
      const value = versionId === undefined ? undefined : await this.tryReadKeyValue(versionId);
      if (versionId === undefined || value === undefined) {
        return undefined;
      }
      if (stored === value) {
        return changedAt;
      }
      // What someone wrote into the secret by hand may look like a key and be none: the website keeps the one that it has.
      if (await this.readyKey(secret, versionId, value) === undefined) {
        return undefined;
      }
      if (await this.services.writeStoredKey(storeArn, value, etag) === 'written') {
        this.services.report({ kind: 'key_published', secretId: this.secretArn, versionId });
        return this.services.now();
      }
      // The rotation of the origin secret writes the same store.
      await this.services.pause(PUBLISH_PAUSE_MILLISECONDS * attempt);
    }
    throw new RetryableError('edge_store_busy', `${PUBLISH_ATTEMPTS} writes to ${storeArn} were refused, as when others write it at the same time`);
  }

  /**
   * What remains after a promotion: the current key in the Edge's store, no pending label, no key but the current and the previous one, and
   * the current one in its place.
   */
  public async cleanUp(versionId: string, caller: 'rotation' | 'operator'): Promise<void> {
    const secret = await this.describe();
    await this.publishCurrent(secret.edgeStoreArn);
    if (labelsOf(secret, versionId).includes(PENDING)) {
      await this.services.moveLabel(this.secretArn, PENDING, { from: versionId });
    }
    const keys = await this.removeLeftovers();
    if (!keys.some(({ name }) => name === this.keyName(versionId))) {
      await this.ensureKey(versionId, await this.readKeyValue(versionId), caller);
      await this.publishCurrent(secret.edgeStoreArn);
    }
  }

  /**
   * Removes the keys of versions that have no label any more: the one before the previous, and what interrupted rotations left.
   *
   * The keys are listed before the labels are read. A version gets its label before its key is made, so a key that was listed and whose
   * version has no label afterwards is one that nobody needs; the other way round, a key made in between would be deleted.
   */
  public async removeLeftovers(): Promise<NamedKey[]> {
    const keys = await this.allKeys();
    const secret = await this.describe();
    const isLeft = ({ name }: NamedKey) => !isInUse(secret, name.slice(this.prefix.length));
    const left = keys.filter(isLeft);
    if (left.length > 0 && await this.isEdgeWithoutLeftovers(secret.edgeStoreArn)) {
      await this.deleteKeys(left);
    }
    return keys.filter((key) => !isLeft(key));
  }

  /**
   * Every key of the consumer, by its name alone. The usage plan is not asked for its keys: `GetUsagePlanKeys` answers with their values and
   * can't be told not to (aws-recorded: plan-keys-list-shows-values), while `GetApiKeys` finds what begins with a prefix, case and all
   * (keys-name-query-prefix), without values.
   */
  public allKeys(): Promise<NamedKey[]> {
    return this.services.listKeys(this.prefix);
  }

  public async deleteKeys(keys: NamedKey[]): Promise<void> {
    for (const key of keys) {
      await this.services.deleteKey(key.id);
      this.services.report({ kind: 'key_deleted', secretId: this.secretArn, versionId: key.name.slice(this.prefix.length) });
    }
  }

  /** Waits until the gateway knows the version's key everywhere. */
  public async settle(versionId: string): Promise<void> {
    const key = await this.findKey(versionId);
    const state = key && await this.services.getKey(key.id);
    if (state) {
      await this.waitUntilSettled(state);
    }
  }

  /** Takes the previous key's use over to the current key's note, since nobody can ask for it when the key is gone. */
  public async keepPreviousUse(): Promise<void> {
    const secret = await this.describe();
    const current = Consumer.versionWith(secret, CURRENT);
    const key = current && await this.findKey(current);
    const plan = await this.services.getPlan(requirePlan(secret));
    if (!key || !plan?.quota) {
      return;
    }
    const { total, usedByCurrent, day } = await this.spent(secret, plan.quota.period);
    await this.services.updateKey(key.id, { description: noteText({ day, spentBefore: total - usedByCurrent, usedByPrevious: 0 }) });
  }

  /**
   * Makes sure that the Edge sends no key that has no label any more. `false` where that can't be known, since there is no current key: then
   * what the website may live on stays until there is one.
   */
  private async isEdgeWithoutLeftovers(storeArn: string | undefined): Promise<boolean> {
    if (storeArn === undefined) {
      return true;
    }
    const since = await this.publishCurrent(storeArn);
    if (since !== undefined && this.removal === 'patient') {
      await this.waitSince(since, STORE_SETTLE_MILLISECONDS);
    }
    return since !== undefined;
  }

  private keyName(versionId: string): string {
    return `${this.prefix}${versionId}`;
  }

  /** The version's key, where it has this value, is in the plan and enabled. */
  private async readyKey(secret: SecretDescription, versionId: string, value: string): Promise<ApiKeyState | undefined> {
    const key = await this.findKey(versionId);
    const state = key && await this.services.getKey(key.id);
    const isReady = state?.value === value && state.enabled && await this.services.isAttached(requirePlan(secret), state.id);
    return isReady ? state : undefined;
  }

  private async findKey(versionId: string): Promise<NamedKey | undefined> {
    return (await this.allKeys()).find(({ name }) => name === this.keyName(versionId));
  }

  private async createKey(versionId: string, value: string): Promise<NamedKey> {
    for (let attempt = 1; attempt <= CREATE_ATTEMPTS; attempt += 1) {
      const created = await this.services.createKey(this.keyName(versionId), value);
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
      const key = await this.findKey(versionId);
      if (key || attempt === READ_ATTEMPTS) {
        return key;
      }
      await this.services.pause(READ_PAUSE_MILLISECONDS);
    }
  }

  private async waitUntilSettled(state: ApiKeyState): Promise<void> {
    await this.waitSince(state.changedAt, SETTLE_MILLISECONDS);
  }

  private async waitSince(since: number, milliseconds: number): Promise<void> {
    // Never longer than the whole time, whatever the two clocks say.
    const missing = Math.min(since + milliseconds - this.services.now(), milliseconds);
    if (missing > 0) {
      await this.services.pause(missing);
    }
  }

  /** Gives a key that nobody uses yet what the consumer has left in this period; returns the note to put on it. */
  private async carryQuota(secret: SecretDescription, keyId: string): Promise<QuotaNote | undefined> {
    const usagePlanId = requirePlan(secret);
    for (let attempt = 1; ; attempt += 1) {
      const plan: UsagePlanState | undefined = await this.services.getPlan(usagePlanId);
      if (!plan?.quota || Consumer.versionWith(secret, CURRENT) === undefined) {
        return undefined;
      }
      const { total, usedByCurrent, day } = await this.spent(secret, plan.quota.period);
      const remaining = Math.max(0, plan.quota.limit - total);
      const outcome = await this.services.setRemaining(usagePlanId, keyId, remaining);
      // Where the period turned since the use was read, the new period would begin with what was left of the old one.
      if (utcDay(this.services.now()) !== day && attempt < PERIOD_TURN_ATTEMPTS) {
        continue;
      }
      const gain = outcome === 'refused' ? Math.min(total, plan.quota.limit) : 0;
      if (gain > 0) {
        // AWS describes the operation as an extension: where it refuses to lower, the consumer starts with a whole quota once more.
        this.services.report({ kind: 'quota_gain', secretId: this.secretArn, gain });
      } else {
        this.services.report({ kind: 'quota_carried', secretId: this.secretArn, spent: total, remaining });
      }
      return { day, spentBefore: total, usedByPrevious: usedByCurrent };
    }
  }

  private async spent(secret: SecretDescription, period: 'DAY' | 'WEEK' | 'MONTH'): Promise<{ total: number; usedByCurrent: number; day: string }> {
    const now = this.services.now();
    const usagePlanId = requirePlan(secret);
    const keys = await this.allKeys();
    const usage = async (label: string): Promise<KeyUsage | undefined> => {
      const versionId = Consumer.versionWith(secret, label);
      const key = versionId && keys.find(({ name }) => name === this.keyName(versionId));
      if (!key) {
        return undefined;
      }
      const days = await this.services.getUsage(usagePlanId, key.id, firstDayOfInterest(period, now), utcDay(now));
      return { days, note: parseNote((await this.services.getKey(key.id))?.description) };
    };
    const previous = await usage(PREVIOUS);
    const current = await usage(CURRENT);
    if (current === undefined) {
      // Someone wrote the current version by hand, so that it has no key: the newest one is the previous one, and nothing is known any more
      // of the one before that.
      return { total: previous ? spentInPeriod(period, now, previous).total : 0, usedByCurrent: 0, day: utcDay(now) };
    }
    return { ...spentInPeriod(period, now, current, previous), day: utcDay(now) };
  }
}

export function labelsOf(secret: SecretDescription, versionId: string): readonly string[] {
  return secret.labels.get(versionId) ?? [];
}

function isInUse(secret: SecretDescription, versionId: string): boolean {
  return labelsOf(secret, versionId).some((label) => label === CURRENT || label === PREVIOUS || label === PENDING);
}

function requirePlan(secret: SecretDescription): string {
  if (secret.usagePlanId === undefined) {
    throw new RefusedError('usage_plan_unknown', `the secret ${secret.arn} must carry the tag of its usage plan`);
  }
  return secret.usagePlanId;
}
