import { JwtInvalidSignatureError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { checkAccessTokenProfile, checkAudience, checkTimes, Identity, identityOf } from './claims';
import { checkType, CompactJwt, normalizeType, parseCompactJwt } from './compact-jwt';
import { fetchJson, JsonFetcher } from './https-json';
import { KeyStore } from './key-store';
import { TokenReason, refuse, TokenRefused } from './reasons';
import { member } from './strict-json';
import { TokenCache } from './token-cache';
import { VerificationKey } from './verification-key';
import type { IssuerConfig } from '../../lib/private/authorizer-contract';

/** An issuer with all that belongs to it. */
interface Issuer {
  readonly config: IssuerConfig;
  readonly type: string | undefined;
  readonly algorithms: ReadonlySet<string>;
  readonly keys: KeyStore;
  /** What aws-jwt-verify is asked to check. */
  readonly checks: { readonly issuer: string; readonly audience: string[] | null };
}

export interface TokenVerifierOptions {
  readonly issuers: readonly IssuerConfig[];
  /** Claims to keep of a token: those that rules and backend ask for. */
  readonly claimNames: readonly string[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly fetch?: JsonFetcher;
  readonly onFetchError?: (error: Error) => void;
}

/**
 * From a token to who it is about, or `TokenRefused`. aws-jwt-verify verifies signature, issuer and audience, with the one key that the
 * key store has chosen; what it accepts against the standards is refused before and after it.
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
    return this.#verifyUnseen(token, digest);
  }

  async #verifyUnseen(token: string, digest: string): Promise<Identity> {
    const jwt = parseCompactJwt(token);
    const name = member(jwt.payload, 'iss');
    const issuer = typeof name === 'string' ? this.#issuers.get(name) : undefined;
    if (!issuer) {
      refuse('issuer_unknown');
    }
    try {
      if (!issuer.algorithms.has(jwt.header.alg)) {
        refuse('algorithm_not_allowed');
      }
      checkType(jwt.header, issuer.type);
      const key = await issuer.keys.find(jwt.header.kid, jwt.header.alg);
      const identity = this.#verifyWith(key, token, jwt, issuer);
      this.#cache.set(digest, { identity, key, keys: issuer.keys });
      return identity;
    } catch (error) {
      if (error instanceof TokenRefused) {
        error.issuer = name as string;
      }
      throw error;
    }
  }

  #verifyWith(key: VerificationKey, token: string, jwt: CompactJwt, issuer: Issuer): Identity {
    const { config } = issuer;
    // What is cheap comes first: a flood of expired tokens costs no signature each.
    const times = checkTimes(jwt.payload, config.maxTokenLifetimeSeconds, this.#now() / 1_000);
    checkAudience(jwt.payload, config);
    checkAccessTokenProfile(jwt, config);
    // aws-jwt-verify throws a plain Error on an ES signature of another length
    if (jwt.signatureLength !== key.signatureLength) {
      refuse('signature_invalid');
    }
    try {
      verifyJwtSync(token, key.jwk, issuer.checks, () => key.object);
    } catch (error) {
      refuse(libraryReason(error));
    }
    return identityOf(jwt.payload, config, this.#claimNames, times);
  }

  #issuer(config: IssuerConfig, options: TokenVerifierOptions): Issuer {
    const keys = new KeyStore({
      config,
      now: this.#now,
      fetch: options.fetch ?? fetchJson,
      onFetchError: options.onFetchError,
    });
    return {
      config,
      type: config.tokenType && normalizeType(config.tokenType),
      algorithms: new Set(config.algorithms),
      keys,
      checks: { issuer: config.issuer, audience: config.kind === 'oidc' ? config.audience : null },
    };
  }
}

/**
 * Messages of aws-jwt-verify hold parts of the token, so nothing but the reason is kept. What is malformed beyond the checks before it,
 * such as a `scope` that is a list, it refuses as it parses.
 */
function libraryReason(error: unknown): TokenReason {
  return error instanceof JwtInvalidSignatureError ? 'signature_invalid' : 'claim_malformed';
}
