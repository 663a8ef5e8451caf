import { DEFAULT_CLOCK_TOLERANCE_SECONDS, IssuerConfig } from '../../lib/contracts/authorizer';
import { refuse } from './reasons';
import { JsonObject, member } from './strict-json';

/** When a token is valid: from `notBefore` on, and before `expiresAt`. Seconds, as in the token. */
export interface Validity {
  readonly expiresAt: number;
  readonly notBefore: number;
}

/** 9999-12-31T23:59:59Z; beyond it JavaScript's dates, and most others, throw. */
const LAST_TIME = 253_402_300_799;

/** Checks the times of a token at `now`, in seconds. The clocks' difference counts for the beginning only: an expired token is expired. */
export function checkTimes(payload: JsonObject, config: IssuerConfig, now: number): Validity {
  const expiresAt = time(payload, 'exp');
  const issuedAt = time(payload, 'iat');
  const notBefore = time(payload, 'nbf');
  if (expiresAt === undefined) {
    refuse('time_malformed'); // a token that never expires is never lost (RFC 8725, 2.7 and 3.10 have the like)
  }
  if (now >= expiresAt) {
    refuse('token_expired'); // "on or after" (RFC 7519, 4.1.4)
  }
  const startsAt = Math.max(notBefore ?? 0, issuedAt ?? 0);
  const startsHere = startsAt - (config.clockToleranceSeconds ?? DEFAULT_CLOCK_TOLERANCE_SECONDS);
  if (startsHere > now) {
    refuse('token_not_yet_valid');
  }
  // `nbf` tells the age of a token that does not say when it was issued; without both, what is left of its life is all that is known.
  if (expiresAt - (issuedAt ?? notBefore ?? now) > config.maxTokenLifetimeSeconds || startsAt > expiresAt) {
    refuse('token_lives_too_long');
  }
  return { expiresAt, notBefore: startsHere };
}

/** A NumericDate may have fractions (RFC 7519, 2), as PHP and Python libraries write. */
function time(payload: JsonObject, name: string): number | undefined {
  const value = member(payload, name);
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'number' || !(value >= 0 && value <= LAST_TIME)) {
    refuse('time_malformed');
  }
  return value;
}
