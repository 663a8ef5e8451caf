import { CodedError } from '../shared/errors';

/**
 * Why a request was refused: stable codes, in the log and as the dimension of the metric, never in the response
 * (an attacker must not learn which check stopped him).
 */
export const TOKEN_REASONS = [
  'token_missing', // no Authorization header
  'token_ambiguous', // several Authorization values
  'token_scheme', // not `Bearer <token>`
  'token_too_long',
  'token_malformed', // not three canonical base64url parts of JSON objects
  'token_duplicate_member', // the same member name twice in one JSON object
  'header_critical', // `crit`, `b64`: extensions that change what is signed
  'header_key_source', // `jwk`, `x5u`, `x5c`: a key that the token brings itself; `jku`, where the issuer's may not
  'header_type', // `typ` of another kind of token, or not the one that the issuer uses
  'token_nested', // encrypted, or with a token inside
  'algorithm_not_allowed',
  'issuer_unknown',
  'key_unknown',
  'key_set_too_long', // no key that is looked at has this `kid`, and the issuer has more
  'key_ambiguous', // no `kid`, and more than one key fits
  'key_unsuitable', // the key with this `kid` is not for this algorithm
  'signature_invalid',
  'time_malformed', // `exp` missing, or `exp`, `nbf`, `iat` no number, or absurd
  'token_expired',
  'token_not_yet_valid',
  'token_lives_too_long',
  'audience_mismatch',
  'token_use_mismatch',
  'token_bound', // `cnf`: of use only together with a proof, which nothing here asks for
  'subject_invalid',
  'claim_malformed',
  'internal_error', // a bug: refused, and reported as an error
] as const;

export const ACCESS_REASONS = [
  'route_unknown',
  'path_parameter_invalid',
  'method_arn_unsafe', // the client's path holds what a policy would read as a wildcard, or is too long for a policy
  'website_key_refused', // no key of his own, and no token of the website's visitors
  'access_insufficient', // role, scope or claim
  'configuration_invalid',
] as const;

export const OUTAGE_REASONS = [
  'keys_unavailable', // the issuer's key set can't be fetched, and there is none to go on with
] as const;

/** Reasons for a 401: who the caller is. */
export type TokenReason = typeof TOKEN_REASONS[number];
/** Reasons for a 403: what the caller may do. */
export type AccessReason = typeof ACCESS_REASONS[number];
/** Reasons for a 500: nobody's fault on this side, and over sooner or later. A client that got a 401 would log its user out. */
export type OutageReason = typeof OUTAGE_REASONS[number];

/**
 * The token is refused. The message is the code and nothing else: not a byte of the token gets into an error that someone may log,
 * and no cause is kept for the same reason.
 */
export class TokenRefused extends CodedError {
  /** The configured issuer that the token named; any other is the client's own text, and not logged. */
  public issuer?: string;

  public constructor(public readonly reason: TokenReason | OutageReason) {
    super(reason, reason);
  }
}

export function isOutage(reason: TokenReason | OutageReason): reason is OutageReason {
  return (OUTAGE_REASONS as readonly string[]).includes(reason);
}

export function refuse(reason: TokenReason | OutageReason): never {
  throw new TokenRefused(reason);
}
