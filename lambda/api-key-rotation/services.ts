import type { EdgeStoreState } from '../shared/edge-store';

/**
 * What the rotation needs of AWS. Each method but `pause` and the reports is exactly one call (or the pages of one list), so that a
 * model of the services can stop the function between any two of them.
 */
export interface Services {
  /** How long a new key is left alone before anyone is given it. */
  readonly settleMilliseconds: number;
  /** `undefined` where the secret is not there, or is being deleted. */
  describeSecret(secretId: string): Promise<SecretDescription | undefined>;
  /** When each version was made, in milliseconds; only those that have a label. */
  versionDates(secretId: string): Promise<ReadonlyMap<string, number>>;
  /** Text of a version; empty where what it holds is no text, `undefined` where it holds nothing, or nothing that can be read yet. */
  readVersion(secretId: string, versionId: string): Promise<string | undefined>;
  /** Stores a new version. `exists` where the version has another text already, which stays. */
  storeVersion(secretId: string, versionId: string, text: string, label: string): Promise<'stored' | 'exists'>;
  /** Moves or removes a label. `false` where the label was not where it was to be taken from. */
  moveLabel(secretId: string, label: string, move: { readonly from?: string; readonly to?: string }): Promise<boolean>;
  /** Text of the secret with a key from elsewhere. */
  readImportedKey(secretId: string): Promise<string | undefined>;

  /** API keys whose name begins with the prefix, without their values. */
  listKeys(namePrefix: string): Promise<NamedKey[]>;
  /** Last parts of the ARNs of the secrets whose versions keys of this API are named after, without the keys' values. */
  listSecretNames(): Promise<string[]>;
  /** Makes a key, not enabled yet. `exists` where a key of the account has the value already. */
  createKey(name: string, value: string): Promise<NamedKey | 'exists'>;
  getKey(keyId: string): Promise<ApiKeyState | undefined>;
  /** Changes a key. `false` where it is not there. */
  updateKey(keyId: string, change: { readonly enabled?: true; readonly description?: string }): Promise<boolean>;
  deleteKey(keyId: string): Promise<void>;
  attachKey(usagePlanId: string, keyId: string): Promise<'attached' | 'missing'>;
  isAttached(usagePlanId: string, keyId: string): Promise<boolean>;

  getPlan(usagePlanId: string): Promise<UsagePlanState | undefined>;
  /** A day's use and what remained of the period's quota after it, for each day from first to last (UTC, `YYYY-MM-DD`). */
  getUsage(usagePlanId: string, keyId: string, firstDay: string, lastDay: string): Promise<DayOfUse[]>;
  setRemaining(usagePlanId: string, keyId: string, remaining: number): Promise<'set' | 'refused'>;

  /** Sends the API a request with a key; `not asked` where it has no route for that. */
  probeKey(value: string): Promise<ProbeOutcome>;

  /** API key in the Edge's store; `undefined` where it holds none. */
  readStoredKey(storeArn: string): Promise<string | undefined>;
  storeState(storeArn: string): Promise<EdgeStoreState>;
  /** Writes the API key into the store. `changed` where the store is no longer in the state with this ETag; nothing is written then. */
  writeStoredKey(storeArn: string, value: string, etag: string): Promise<'written' | 'changed'>;

  /** Milliseconds since 1970. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
  /** A new key's value: unguessable, 20 to 128 characters. */
  newKeyValue(): string;
  report(event: Report): void;
}

/** What a request with a key showed; where it was not accepted, what the answer was instead, in words that hold no secret. */
export type ProbeOutcome = 'accepted' | 'not asked' | `status ${number}` | 'no answer';

export interface SecretDescription {
  readonly arn: string;
  readonly rotationEnabled: boolean;
  /** Labels by version. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly usagePlanId?: string;
  /** The Edge's key-value store, where the consumer is a website. */
  readonly edgeStoreArn?: string;
  /** As Secrets Manager has it; absent where rotation is off. */
  readonly schedule?: string;
  /** Last change of the secret or its labels, in milliseconds. */
  readonly changedAt: number;
}

export interface NamedKey {
  readonly id: string;
  readonly name: string;
}

export interface ApiKeyState extends NamedKey {
  readonly value?: string;
  readonly enabled: boolean;
  readonly description?: string;
  /** Last change, in milliseconds: once it is enabled nothing changes it but the notes on quota. */
  readonly changedAt: number;
}

export type QuotaPeriod = 'DAY' | 'WEEK' | 'MONTH';

export interface UsagePlanState {
  readonly quota?: { readonly limit: number; readonly period: QuotaPeriod };
}

export interface DayOfUse {
  readonly used: number;
  readonly remaining: number;
}

/** What is worth a line in the log; never a key's value. */
export type Report =
  | { readonly kind: 'key_made' | 'key_deleted' | 'key_promoted' | 'key_published' | 'stale_pending_removed' | 'configuration_tested'; readonly secretId: string; readonly versionId: string }
  | { readonly kind: 'quota_carried'; readonly secretId: string; readonly spent: number; readonly remaining: number }
  | { readonly kind: 'quota_gain'; readonly secretId: string; readonly gain: number }
  | { readonly kind: 'quota_near'; readonly secretId: string; readonly usedPercent: number }
  | { readonly kind: 'rotation_overdue'; readonly secretId: string; readonly hours: number }
  | { readonly kind: 'keys_reported'; readonly consumers: number; readonly ageSeconds: number; readonly agePercent: number; readonly quotaUsedPercent: number };
