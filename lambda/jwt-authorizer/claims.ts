import type { APIGatewayAuthorizerResultContext } from 'aws-lambda';
import { CompactJwt } from './compact-jwt';
import { refuse } from './reasons';
import { isJsonObject, Json, JsonObject, member } from './strict-json';
import type { IssuerConfig } from '../../lib/contracts/authorizer';

/** Who a token is about, and what it says that a rule or the backend asks for. */
export interface Identity {
  readonly principal: string;
  readonly issuer: string;
  readonly clientId: string | undefined;
  readonly scopes: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** The claims that rules and backend ask for, and no others. */
  readonly claims: ReadonlyMap<string, Json>;
  readonly expiresAt: number;
  readonly notBefore: number;
  /** What the backend receives: made once for a token, since most tokens come many times. */
  context: APIGatewayAuthorizerResultContext | undefined;
}

/** Clocks differ: what was issued a moment ago elsewhere may seem to come from the future. None for `exp`. */
export const CLOCK_TOLERANCE_SECONDS = 5;
/** 9999-12-31T23:59:59Z; beyond it JavaScript's dates, and most others, throw. */
const LAST_TIME = 253_402_300_799;
const MAX_PRINCIPAL_LENGTH = 256;
const MAX_LIST_LENGTH = 1_000;
/** Control characters would be written into a header for the backend; a lone surrogate is no Unicode text. */
const UNSAFE_TEXT = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u;
const PLAIN_TEXT = /^[ -~]*$/;

/** Most text is ASCII, for which the quick expression does. */
export function isSafeText(value: string): boolean {
  return PLAIN_TEXT.test(value) || !UNSAFE_TEXT.test(value);
}

/** Times of a token, before `now`, or refuses. Seconds, as in the token. */
export function checkTimes(payload: JsonObject, maxLifetime: number, now: number): { expiresAt: number; notBefore: number } {
  const expiresAt = time(payload, 'exp');
  const issuedAt = time(payload, 'iat');
  const notBefore = time(payload, 'nbf') ?? 0;
  if (expiresAt === undefined) {
    refuse('time_malformed'); // a token that never expires is never lost (RFC 8725, 2.7 and 3.10 have the like)
  }
  if (now >= expiresAt) {
    refuse('token_expired'); // "on or after" (RFC 7519, 4.1.4)
  }
  const startsAt = Math.max(notBefore, issuedAt ?? 0);
  if (startsAt > now + CLOCK_TOLERANCE_SECONDS) {
    refuse('token_not_yet_valid');
  }
  if (expiresAt - (issuedAt ?? now) > maxLifetime || startsAt > expiresAt) {
    refuse('token_lives_too_long');
  }
  return { expiresAt, notBefore: startsAt - CLOCK_TOLERANCE_SECONDS };
}

function time(payload: JsonObject, name: string): number | undefined {
  const value = member(payload, name);
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > LAST_TIME) {
    refuse('time_malformed');
  }
  return value;
}

/** RFC 7519, 4.1.3: a token for another API is refused. Cognito's access tokens name the app client instead. */
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
  const values = Array.isArray(audience) ? audience : [audience ?? null];
  if (!areTexts(values) || !shareOne(values, config.audience)) {
    refuse('audience_mismatch');
  }
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

/** RFC 9068, 2.2: what an access token of type `at+jwt` must have. */
export function checkAccessTokenProfile(jwt: CompactJwt, config: IssuerConfig): void {
  if (config.tokenType === undefined || jwt.header.type !== 'at+jwt') {
    return;
  }
  for (const name of ['sub', 'client_id', 'jti']) {
    if (typeof member(jwt.payload, name) !== 'string') {
      refuse('claim_malformed');
    }
  }
  if (member(jwt.payload, 'iat') === undefined) {
    refuse('time_malformed');
  }
}

/** The identity of a verified token. */
export function identityOf(
  payload: JsonObject, config: IssuerConfig, claimNames: readonly string[], times: { expiresAt: number; notBefore: number },
): Identity {
  const clientId = text(payload, 'client_id') ?? text(payload, 'azp') ?? (config.kind === 'cognito' ? text(payload, 'aud') : undefined);
  const principal = text(payload, 'sub');
  text(payload, 'jti');
  if (principal === undefined) {
    refuse('subject_invalid');
  }
  const claims = new Map<string, Json>();
  for (const name of claimNames) {
    const value = claimAt(payload, name);
    if (value !== undefined) {
      claims.set(name, value);
    }
  }
  return {
    principal,
    issuer: config.issuer,
    clientId,
    scopes: new Set(words(claimAt(payload, config.scopesClaim))),
    roles: new Set(list(claimAt(payload, config.rolesClaim))),
    claims,
    expiresAt: times.expiresAt,
    notBefore: times.notBefore,
    context: undefined,
  };
}

/**
 * A claim by its literal name, else by a path with dots into objects. The names on the way may have dots themselves (`kubernetes.io`, a URL,
 * a client's name): the longest one that there is goes first.
 */
export function claimAt(claims: JsonObject, name: string): Json | undefined {
  let found = member(claims, name);
  for (let dot = name.lastIndexOf('.'); found === undefined && dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const inner = member(claims, name.slice(0, dot));
    found = isJsonObject(inner) ? claimAt(inner, name.slice(dot + 1)) : undefined;
  }
  return found;
}

function text(payload: JsonObject, name: string): string | undefined {
  const value = member(payload, name);
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'string' || value === '' || value.length > MAX_PRINCIPAL_LENGTH || !isSafeText(value)) {
    refuse(name === 'sub' ? 'subject_invalid' : 'claim_malformed');
  }
  return value;
}

/** RFC 8693, 4.2: scopes are one string with spaces between; some issuers send a list. */
function words(value: Json | undefined): string[] {
  if (typeof value !== 'string') {
    return list(value);
  }
  const found = value.split(' ');
  return found.includes('') ? found.filter((word) => word !== '') : found;
}

/** A role that is no string grants nothing, and makes the list something that is not understood. */
function list(value: Json | undefined): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  const values = Array.isArray(value) ? value : [value];
  if (values.length > MAX_LIST_LENGTH || !areTexts(values)) {
    refuse('claim_malformed');
  }
  return values;
}

// Loops instead of closures, as in access.ts and for the same reason.

function areTexts(values: readonly Json[]): values is string[] {
  for (const value of values) {
    if (typeof value !== 'string') {
      return false;
    }
  }
  return true;
}

function shareOne(values: readonly string[], others: readonly string[]): boolean {
  for (const value of values) {
    if (others.includes(value)) {
      return true;
    }
  }
  return false;
}
