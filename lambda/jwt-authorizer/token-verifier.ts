import { JwtExpiredError, JwtInvalidAudienceError, JwtInvalidSignatureError, JwtNotBeforeError, JwtParseError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import { checkAccessTokenProfile, checkAudience, checkTimes, Identity, identityOf } from './claims';
import { checkType, CompactJwt, normalizeType, parseCompactJwt } from './compact-jwt';
import { FETCH_LIMITS, fetchJson, JsonFetcher } from './https-json';
import { KeyFetchError, KeyStore, KeyTimes } from './key-store';
import { TokenReason, TokenRefused } from './reasons';
import { member } from './strict-json';
import { TokenCache } from './token-cache';
import { VerificationKey } from './verification-key';
import type { IssuerConfig } from '../../lib/private/authorizer-contract';

/** An issuer with all that belongs to it. */
interface Issuer {
  readonly config: IssuerConfig;
  readonly type?: string;
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
  readonly keyTimes?: KeyTimes;
  readonly onFetchError?: (error: KeyFetchError) => void;
}

/**
 * From a token to who it is about, or `TokenRefused`. aws-jwt-verify verifies signature, issuer and audience, with the one key that the
 * key store has chosen; what it accepts against the standards is refused before and after it.
 */
export class TokenVerifier {
  private readonly now: () => number;
  private readonly issuers: ReadonlyMap<string, Issuer>;
  private readonly cache = new TokenCache<{ readonly identity: Identity; readonly key: VerificationKey; readonly keys: KeyStore }>();

  public constructor(private readonly options: TokenVerifierOptions) {
    this.now = options.now ?? Date.now;
    this.issuers = new Map(options.issuers.map((config) => [config.issuer, this.issuer(config)]));
  }

  /**
   * Who the token is about. A token that was verified before is not verified again while its key is in force; its times are checked at
   * every request. Synchronous where it can be.
   */
  public verify(token: string): Identity | Promise<Identity> {
    const digest = this.cache.digest(token);
    const seen = this.cache.get(digest);
    if (seen?.keys.isInForce(seen.key)) {
      const now = this.now() / 1_000;
      if (now < seen.identity.expiresAt && now >= seen.identity.notBefore) {
        return seen.identity;
      }
    }
    return this.verifyUnseen(token, digest);
  }

  private async verifyUnseen(token: string, digest: string): Promise<Identity> {
    const jwt = parseCompactJwt(token);
    const name = member(jwt.payload, 'iss');
    const issuer = typeof name === 'string' ? this.issuers.get(name) : undefined;
    if (!issuer) {
      throw new TokenRefused('issuer_unknown');
    }
    try {
      if (!issuer.algorithms.has(jwt.header.alg)) {
        throw new TokenRefused('algorithm_not_allowed');
      }
      checkType(jwt.header, issuer.type);
      const key = await issuer.keys.find(jwt.header.kid, jwt.header.alg);
      const identity = this.verifyWith(key, token, jwt, issuer);
      this.cache.set(digest, { identity, key, keys: issuer.keys });
      return identity;
    } catch (error) {
      throw error instanceof TokenRefused ? error.of(issuer.config.issuer) : error;
    }
  }

  private verifyWith(key: VerificationKey, token: string, jwt: CompactJwt, issuer: Issuer): Identity {
    // aws-jwt-verify throws a plain Error on an ES signature of another length
    if (jwt.signatureLength !== key.signatureLength) {
      throw new TokenRefused('signature_invalid');
    }
    const { config } = issuer;
    try {
      verifyJwtSync(token, key.jwk, issuer.checks, () => key.object);
    } catch (error) {
      throw new TokenRefused(libraryReason(error));
    }
    checkAccessTokenProfile(jwt, config);
    const times = checkTimes(jwt.payload, config.maxTokenLifetimeSeconds, this.now() / 1_000);
    checkAudience(jwt.payload, config);
    return identityOf(jwt.payload, config, this.options.claimNames, times);
  }

  private issuer(config: IssuerConfig): Issuer {
    const keys = new KeyStore({
      config,
      now: this.now,
      fetch: this.options.fetch ?? ((url) => fetchJson(url, FETCH_LIMITS)),
      times: this.options.keyTimes,
      onFetchError: this.options.onFetchError,
    });
    return {
      config,
      ...(config.tokenType !== undefined && { type: normalizeType(config.tokenType) }),
      algorithms: new Set(config.algorithms),
      keys,
      checks: { issuer: config.issuer, audience: config.kind === 'oidc' ? config.audience : null },
    };
  }
}

/** Messages of aws-jwt-verify hold parts of the token, so nothing but the reason is kept. */
function libraryReason(error: unknown): TokenReason {
  if (error instanceof JwtInvalidSignatureError) {
    return 'signature_invalid';
  }
  if (error instanceof JwtExpiredError) {
    return 'token_expired';
  }
  if (error instanceof JwtNotBeforeError) {
    return 'token_not_yet_valid';
  }
  if (error instanceof JwtInvalidAudienceError) {
    return 'audience_mismatch';
  }
  // it throws a RangeError for times that JavaScript's dates can't hold
  if (error instanceof RangeError) {
    return 'time_malformed';
  }
  return error instanceof JwtParseError ? 'claim_malformed' : 'internal_error';
}
