import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { FETCH_LIMITS, httpsUrl, JsonFetcher } from './https-json';
import { refuse } from './reasons';
import { isJsonObject, Json, member } from './strict-json';
import { MAX_KEYS, UsedKeys, VerificationKey, verificationKeys } from './verification-key';

// Times of the key cache, in milliseconds; docs/jwt-authorizer.md states what follows from them.
/** A key set older than this is fetched again, while requests go on with the old one. */
export const REFRESH_AFTER = 5 * 60_000;
/** A key set older than this is not used without asking the issuer first: a withdrawn key stops working here. */
export const ASK_AFTER = 10 * 60_000;
/** A key set older than this is not used at all, even where the issuer does not answer. */
export const DISCARD_AFTER = 60 * 60_000;
/** Between two fetches for the sake of an unknown key, or of a set that is missing. */
export const PENALTY = 1_000;
/** After a failed fetch, the known keys are used for this long before the issuer is asked again. */
export const RETRY_AFTER_FAILURE = 15_000;

/** A fetch ends sooner than this (two documents, a timeout each), unless the process was frozen under it. */
const FROZEN = 3 * FETCH_LIMITS.timeoutMs;

export interface KeyStoreOptions {
  readonly config: IssuerConfig;
  readonly fetch: JsonFetcher;
  readonly now: () => number;
  /** A fetch failed: the requests may go on, but someone should know. The error holds nothing that a client sent. */
  readonly onFetchError?: (error: Error) => void;
  /** The issuer has more keys than are looked at, so that some of its tokens may be refused. */
  readonly onKeysIgnored?: (error: Error) => void;
}

/**
 * The keys of one issuer. aws-jwt-verify's own cache keeps a key for ever, and after one junk `kid` refuses new keys for 10 s.
 *
 * Lambda freezes the process between requests, so nothing here relies on a timer: every decision compares clocks when a request comes,
 * and a key set is as old as the moment when it was asked for, not when its answer was at last read after a thaw.
 */
export class KeyStore {
  readonly #options: KeyStoreOptions;
  readonly #algorithms: ReadonlySet<string>;
  #keys: readonly VerificationKey[] = [];
  #live: ReadonlySet<VerificationKey> = new Set();
  /** Whether the set in force has more keys than are looked at. */
  #isCut = false;
  /** When the set in force was asked for. */
  #askedAt = -Infinity;
  /** When a fetch was last begun, whatever became of it. */
  #attemptAt = -Infinity;
  #failedAt = -Infinity;
  #fetching?: Promise<void>;

  public constructor(options: KeyStoreOptions) {
    this.#options = options;
    this.#algorithms = new Set(options.config.algorithms);
  }

  /**
   * Whether `key` may be used right now, without waiting. False also means "not known": then `find` must be asked.
   */
  public isInForce(key: VerificationKey): boolean {
    const age = this.age;
    if (age >= REFRESH_AFTER) {
      if (age >= DISCARD_AFTER || (age >= ASK_AFTER && this.#since(this.#failedAt) >= RETRY_AFTER_FAILURE)) {
        return false;
      }
      this.#refreshInBackground();
    }
    return this.#live.has(key);
  }

  /** The key for a token where it is at hand and the key set young: nearly always, and without a promise. */
  public known(kid: string | undefined, alg: string): VerificationKey | undefined {
    const found = this.age < REFRESH_AFTER ? this.#select(kid, alg) : undefined;
    return typeof found === 'string' ? undefined : found;
  }

  /** The key for a token, fetching the key set where that is needed. */
  public async find(kid: string | undefined, alg: string): Promise<VerificationKey> {
    await this.#ensureFresh();
    let found = this.#select(kid, alg);
    if (found === 'key_unknown' && await this.#fetchForUnknownKey()) {
      found = this.#select(kid, alg);
    }
    if (typeof found === 'string') {
      refuse(found === 'key_unknown' ? this.#reasonForUnknown() : found);
    }
    return found;
  }

  #reasonForUnknown(): 'keys_unavailable' | 'key_set_too_long' | 'key_unknown' {
    // While the issuer does not answer, nobody can tell a new key from one that never was.
    if (this.#failedAt > this.#askedAt) {
      return 'keys_unavailable';
    }
    return this.#isCut ? 'key_set_too_long' : 'key_unknown';
  }

  /** Milliseconds since the set in force was asked for; infinite where there is none. */
  public get age(): number {
    return this.#since(this.#askedAt);
  }

  #since(moment: number): number {
    return this.#options.now() - moment;
  }

  async #ensureFresh(): Promise<void> {
    // Twice, for the fetch that was under way when Lambda froze the process: it fails, or its answer is old, with no fault of the issuer.
    for (let attempt = 0; attempt < 2; attempt++) {
      const age = this.age;
      if (age < REFRESH_AFTER) {
        return;
      }
      if (age < ASK_AFTER) {
        this.#refreshInBackground();
        return;
      }
      // Where the issuer is away, asking it again at every request would cost each of them the whole timeout.
      const mayWait = age < DISCARD_AFTER
        ? this.#since(this.#failedAt) >= RETRY_AFTER_FAILURE
        : this.#since(Math.max(this.#attemptAt, this.#failedAt)) >= PENALTY;
      if (!this.#fetching && !mayWait) {
        break;
      }
      await this.#fetchOnce();
    }
    if (this.age >= DISCARD_AFTER) {
      refuse('keys_unavailable');
    }
  }

  #refreshInBackground(): void {
    if (!this.#fetching && this.#since(this.#failedAt) >= RETRY_AFTER_FAILURE) {
      void this.#fetchOnce();
    }
  }

  /**
   * At most one fetch per penalty time, however many unknown `kid`s come (attack: random ones, to have us flood the issuer). The time is
   * short and counts for all of them alike, so that junk can't keep a really new key out for longer.
   */
  async #fetchForUnknownKey(): Promise<boolean> {
    if (!this.#fetching && this.#since(this.#attemptAt) < PENALTY) {
      return false;
    }
    await this.#fetchOnce();
    return true;
  }

  /** One fetch at a time; never rejects. */
  #fetchOnce(): Promise<void> {
    this.#fetching ??= this.#fetchKeys().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchKeys(): Promise<void> {
    const { config, fetch, now } = this.#options;
    const askedAt = now();
    this.#attemptAt = askedAt;
    try {
      const used = verificationKeys(this.#algorithms, await fetch(await this.#keySetUrl()));
      if (!used) {
        throw new Error('not a JSON Web Key Set');
      }
      this.#adopt(used, askedAt);
      if (used.ignored > 0) {
        this.#options.onKeysIgnored?.(new Error(`${config.issuer}: ${MAX_KEYS + used.ignored} keys in the set, of which the first ${MAX_KEYS} are used`));
      }
    } catch (error) {
      if (now() - askedAt < FROZEN) {
        this.#failedAt = now();
      }
      this.#options.onFetchError?.(new Error(`${config.issuer}: ${String(error)}`));
    }
  }

  #adopt({ keys, ignored }: UsedKeys, askedAt: number): void {
    this.#isCut = ignored > 0;
    this.#askedAt = askedAt;
    this.#failedAt = -Infinity;
    // A key that stays keeps its object, so that what was verified with it stays valid, and what was verified with another does not.
    const known = new Map(this.#keys.map((key) => [key.identity, key]));
    const merged = new Map(keys.map((key) => [key.identity, known.get(key.identity) ?? key]));
    this.#keys = [...merged.values()];
    this.#live = new Set(this.#keys);
  }

  /** Where the keys are. Asked anew with every fetch: issuers move, and a remembered address would outlive the move. */
  async #keySetUrl(): Promise<string> {
    const { config, fetch } = this.#options;
    if (config.jwksUri !== undefined) {
      return config.jwksUri;
    }
    const base = config.issuer.replace(/\/$/, '');
    if (config.kind === 'cognito') {
      return `${base}/.well-known/jwks.json`;
    }
    const metadata = await fetch(`${base}/.well-known/openid-configuration`) as Json;
    // OpenID Connect Discovery 1.0, 4.3: a document that speaks for another issuer must not be used
    if (!isJsonObject(metadata) || member(metadata, 'issuer') !== config.issuer) {
      throw new Error('discovery document is of another issuer');
    }
    const url = httpsUrl(member(metadata, 'jwks_uri'));
    if (!url) {
      throw new Error('`jwks_uri` of the discovery document is not an https URL');
    }
    return url.href;
  }

  /** RFC 7515, 6 and RFC 8725, 3.1: the key decides which algorithm it may be used with. */
  #select(kid: string | undefined, alg: string): VerificationKey | 'key_unknown' | 'key_unsuitable' | 'key_ambiguous' {
    const named = kid === undefined ? this.#keys : this.#keys.filter((key) => key.kid === kid);
    const fitting = named.filter((key) => key.alg === alg);
    if (fitting.length === 1) {
      return fitting[0];
    }
    if (fitting.length > 1) {
      return 'key_ambiguous';
    }
    return kid !== undefined && named.length > 0 ? 'key_unsuitable' : 'key_unknown';
  }
}
