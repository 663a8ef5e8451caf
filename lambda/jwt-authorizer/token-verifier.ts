import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { checkKeySetAddress, checkType, CompactJwt, normalizeType, parseCompactJwt, parsePayload } from './compact-jwt';
import { fetchJson, JsonFetcher } from './https-json';
import { Identity, identityOf } from './identity';
import { KeyStore } from './key-store';
import { refuse, TokenRefused } from './reasons';
import { checkTimes } from './times';
import { TokenCache } from './token-cache';
import { checkAccessTokenProfile, checkAudience, checkUnbound } from './token-purpose';
import { VerificationKey } from './verification-key';

/** What may follow the scheme (RFC 6750, 2.1), as far as a compact JWS uses it. */
const B64TOKEN = /^[A-Za-z0-9_.-]+$/;

/** An issuer with all that belongs to it. */
interface Issuer {
  readonly config: IssuerConfig;
  readonly type: string | undefined;
  readonly algorithms: ReadonlySet<string>;
  readonly keys: KeyStore;
}

export interface TokenVerifierOptions {
  readonly issuers: readonly IssuerConfig[];
  /** Claims to keep of a token: those that rules and backend ask for. */
  readonly claimNames: readonly string[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly fetch?: JsonFetcher;
  readonly onFetchError?: (error: Error) => void;
  readonly onKeysIgnored?: (error: Error) => void;
}

/**
 * From a token to who it is about, or `TokenRefused`. Not by aws-jwt-verify, which lets too much through and reads the token with the engine's
 * parser (docs/jwt-authorizer.md): the tests hold every decision here against it, so that nothing gets in that it refuses.
 */
export class TokenVerifier {
  readonly #claimNames: readonly string[];
  readonly #now: () => number;
  readonly #issuers: ReadonlyMap<string, Issuer>;
  readonly #cache = new TokenCache<{ readonly identity: Identity; readonly key: VerificationKey; readonly keys: KeyStore }>();

  public constructor(options: TokenVerifierOptions) {
    this.#now = options.now ?? Date.now;
    this.#claimNames = options.claimNames;
    this.#issuers = new Map(options.issuers.map((config) => [config.issuer, this.#issuer(config, options)]));
  }

  /**
   * Who the token is about. A token that was verified before is not verified again while its key is in force; its times are checked at
   * every request. Synchronous where it can be.
   */
  public verify(token: string): Identity | Promise<Identity> {
    const digest = this.#cache.digest(token);
    const seen = this.#cache.get(digest);
    if (seen?.keys.isInForce(seen.key)) {
      const now = this.#now() / 1_000;
      if (now < seen.identity.expiresAt && now >= seen.identity.notBefore) {
        return seen.identity;
      }
    }
    const jwt = parse(token);
    const issuer = jwt.issuer === undefined ? undefined : this.#issuers.get(jwt.issuer);
    if (!issuer) {
      return refuse('issuer_unknown');
    }
    const { kid, alg } = jwt.header;
    try {
      if (!issuer.algorithms.has(alg)) {
        refuse('algorithm_not_allowed');
      }
      checkKeySetAddress(jwt.header, issuer.config);
      checkType(jwt.header, issuer.type);
      const key = issuer.keys.known(kid, alg);
      if (key) {
        return this.#accept(key, jwt, issuer, digest);
      }
    } catch (error) {
      throw named(error, issuer);
    }
    return issuer.keys.find(kid, alg).then((key) => this.#accept(key, jwt, issuer, digest)).catch((error: unknown) => {
      throw named(error, issuer);
    });
  }

  /** Age of the oldest key set in use, in seconds; 0 where none is. */
  public keySetAge(): number {
    return Math.max(0, ...[...this.#issuers.values()].map(({ keys }) => keys.age).filter(Number.isFinite)) / 1_000;
  }

  #accept(key: VerificationKey, jwt: CompactJwt, issuer: Issuer, digest: string): Identity {
    const identity = this.#verifyWith(key, jwt, issuer);
    this.#cache.set(digest, { identity, key, keys: issuer.keys });
    return identity;
  }

  #verifyWith(key: VerificationKey, jwt: CompactJwt, { config }: Issuer): Identity {
    // The signature comes first: until it is right, the payload is a text of anyone's, and nothing is made of it.
    if (!key.verifies(jwt.signed, jwt.signature)) {
      refuse('signature_invalid');
    }
    const payload = parsePayload(jwt);
    const validity = checkTimes(payload, config, this.#now() / 1_000);
    checkAudience(payload, config);
    checkAccessTokenProfile(jwt, payload, config);
    checkUnbound(payload);
    return identityOf(payload, config, this.#claimNames, validity);
  }

  #issuer(config: IssuerConfig, options: TokenVerifierOptions): Issuer {
    const keys = new KeyStore({
      config,
      now: this.#now,
      fetch: options.fetch ?? fetchJson,
      onFetchError: options.onFetchError,
      onKeysIgnored: options.onKeysIgnored,
    });
    return {
      config,
      type: config.tokenType && normalizeType(config.tokenType),
      algorithms: new Set(config.algorithms),
      keys,
    };
  }
}

/** Whatever is not of RFC 6750's characters can't be parsed either, so what is wrong with a text is asked only where something is. */
function parse(token: string): CompactJwt {
  try {
    return parseCompactJwt(token);
  } catch (error) {
    if (!B64TOKEN.test(token)) {
      refuse('token_scheme');
    }
    throw error;
  }
}

function named(error: unknown, { config }: Issuer): unknown {
  if (error instanceof TokenRefused) {
    error.issuer = config.issuer;
  }
  return error;
}
