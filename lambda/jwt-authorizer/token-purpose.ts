import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { areTexts, claimAt } from './claims';
import { CompactJwt } from './compact-jwt';
import { refuse } from './reasons';
import { Json, JsonObject, member } from './strict-json';

/**
 * RFC 7519, 4.1.3: a token for another API is refused. Cognito's access tokens name the app client instead, and some issuers' tokens have no
 * audience: then the claim counts that the configuration names. Where there is an `aud`, it counts.
 */
export function checkAudience(payload: JsonObject, config: IssuerConfig): void {
  if (config.kind === 'cognito') {
    const use = config.tokenUse ?? 'access';
    if (member(payload, 'token_use') !== use) {
      refuse('token_use_mismatch');
    }
    const client = member(payload, use === 'access' ? 'client_id' : 'aud');
    if (typeof client !== 'string' || !config.audience.includes(client)) {
      refuse('audience_mismatch');
    }
    return;
  }
  const audience = member(payload, 'aud');
  const byClaim = config.audienceClaim !== undefined && isNone(audience);
  if (!namesOneOf(config.audience, byClaim ? claimAt(payload, config.audienceClaim) : audience)) {
    refuse('audience_mismatch');
  }
}

/** Some issuers leave `aud` out, others write an empty list (Ory Hydra, Kinde). */
function isNone(audience: Json | undefined): boolean {
  return audience === undefined || (Array.isArray(audience) && audience.length === 0);
}

function namesOneOf(wanted: readonly string[], given: Json | undefined): boolean {
  const values = Array.isArray(given) ? given : [given ?? null];
  if (!areTexts(values)) {
    return false;
  }
  for (const value of values) {
    if (wanted.includes(value)) {
      return true;
    }
  }
  return false;
}

/**
 * A token that is bound to a key of its holder (RFC 7800) is no bearer token: RFC 9449, 7.2 and RFC 8705, 3 have it rejected without the
 * holder's proof, and nothing here could check one. Attack: such a token that was stolen, which is worth nothing where the binding counts.
 */
export function checkUnbound(payload: JsonObject): void {
  if (member(payload, 'cnf') !== undefined) {
    refuse('token_bound');
  }
}

/**
 * RFC 9068, 2.2: what an access token of type `at+jwt` must have. Some issuers leave `sub` out where no person is behind a token (Duende), which
 * counts only where the configuration names other claims for the principal.
 */
export function checkAccessTokenProfile({ header }: CompactJwt, payload: JsonObject, config: IssuerConfig): void {
  if (config.tokenType === undefined || header.type !== 'at+jwt') {
    return;
  }
  for (const name of config.principalClaims ? ['client_id', 'jti'] : ['sub', 'client_id', 'jti']) {
    if (typeof member(payload, name) !== 'string') {
      refuse('claim_malformed');
    }
  }
  if (member(payload, 'iat') === undefined) {
    refuse('time_malformed');
  }
}
