import { RefusedError, RetryableError } from '../shared/rotation-errors';
import { requirePlan } from './labels';
import { keyInSecret } from './secret-value';
import { ApiKeyState, NamedKey, SecretDescription, Services } from './services';

export const READ_ATTEMPTS = 5;
export const READ_PAUSE_MILLISECONDS = 2_000;

/**
 * A consumer's secret, and the API keys that hold its versions' values.
 *
 * A key is named after the secret and the version that holds its value. So a key's place in the rotation is known from its name alone,
 * no value is ever listed, and a consumer's keys are found without listing those of the account.
 */
export class ConsumerKeys {
  private readonly prefix: string;

  public constructor(private readonly services: Services, public readonly secretArn: string) {
    this.prefix = keyNamePrefix(secretArn);
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
      this.services.report({ kind: 'key_deleted', secretId: this.secretArn, versionId: this.versionOf(key) });
    }
  }

  /** Name of the key with a version's value. */
  public keyName(versionId: string): string {
    return `${this.prefix}${versionId}`;
  }

  /** The version that a key is named after. */
  public versionOf(key: NamedKey): string {
    return key.name.slice(this.prefix.length);
  }

  public async findKey(versionId: string): Promise<NamedKey | undefined> {
    return (await this.allKeys()).find(({ name }) => name === this.keyName(versionId));
  }

  /** The version's key, where it has this value, is in the plan and enabled. */
  public async readyKey(secret: SecretDescription, versionId: string, value: string): Promise<ApiKeyState | undefined> {
    const key = await this.findKey(versionId);
    const state = key && await this.services.getKey(key.id);
    const isReady = state?.value === value && state.enabled && await this.services.isAttached(requirePlan(secret), state.id);
    return isReady ? state : undefined;
  }
}

/** Name that all keys of the secret begin with. A colon is no character of a secret's name, so no prefix is the beginning of another. */
export function keyNamePrefix(secretArn: string): string {
  const name = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:([^:]+)$/.exec(secretArn)?.[1];
  if (name === undefined) {
    throw new RefusedError('secret_arn_invalid', `the secret must be given by its ARN, got ${JSON.stringify(secretArn).slice(0, 200)}`);
  }
  return `${name}:`;
}
