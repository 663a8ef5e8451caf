import { JsonObject } from '../../../lambda/jwt-authorizer/strict-json';
import { checkTimes, Validity } from '../../../lambda/jwt-authorizer/times';
import { issuerConfig } from './support/harness';

const NOW = 1_000_000;
const LAST = 253_402_300_799;

function check(times: object, maxTokenLifetimeSeconds = 600, clockToleranceSeconds?: number): Validity {
  return checkTimes(JSON.parse(JSON.stringify(times)) as JsonObject, issuerConfig({ maxTokenLifetimeSeconds, clockToleranceSeconds }), NOW);
}

test.each<[object, Validity]>([
  [{ exp: NOW + 1 }, { expiresAt: NOW + 1, notBefore: -10 }],
  [{ exp: NOW + 0.5, iat: NOW }, { expiresAt: NOW + 0.5, notBefore: NOW - 10 }],
  [{ exp: NOW + 300, iat: NOW - 300 }, { expiresAt: NOW + 300, notBefore: NOW - 310 }],
  [{ exp: NOW + 300, iat: NOW - 300, nbf: NOW - 100 }, { expiresAt: NOW + 300, notBefore: NOW - 110 }],
  [{ exp: NOW + 300, nbf: NOW - 300 }, { expiresAt: NOW + 300, notBefore: NOW - 310 }],
  [{ exp: NOW + 5, iat: NOW + 5 }, { expiresAt: NOW + 5, notBefore: NOW - 5 }],
  [{ exp: NOW + 20, iat: NOW + 10 }, { expiresAt: NOW + 20, notBefore: NOW }],
  [{ exp: NOW + 300, iat: NOW - 1, nbf: 0 }, { expiresAt: NOW + 300, notBefore: NOW - 11 }],
])('%j holds', (times, validity) => {
  expect(check(times, 600, 10)).toEqual(validity);
});

test.each<[object, string]>([
  [{}, 'time_malformed'],
  [{ exp: '1' }, 'time_malformed'],
  [{ exp: -1 }, 'time_malformed'],
  [{ exp: NOW + 1, iat: -1 }, 'time_malformed'],
  [{ exp: LAST + 1 }, 'time_malformed'],
  [{ exp: NOW }, 'token_expired'],
  [{ exp: NOW - 1 }, 'token_expired'],
  [{ exp: NOW + 20, iat: NOW + 11 }, 'token_not_yet_valid'],
  [{ exp: NOW + 20, iat: NOW, nbf: NOW + 10.5 }, 'token_not_yet_valid'],
  [{ exp: NOW + 601, iat: NOW }, 'token_lives_too_long'],
  [{ exp: NOW + 601, nbf: NOW }, 'token_lives_too_long'],
  [{ exp: NOW + 601 }, 'token_lives_too_long'],
  // It is over before it begins, which only the difference of the clocks could allow.
  [{ exp: NOW + 5, iat: NOW + 6 }, 'token_lives_too_long'],
  [{ exp: NOW + 5, iat: NOW, nbf: NOW + 6 }, 'token_lives_too_long'],
])('%j is refused: %s', (times, reason) => {
  expect(() => check(times, 600, 10)).toThrow(expect.objectContaining({ reason }));
});

test('the last time is that of the year 9999', () => {
  expect(check({ exp: LAST }, LAST).expiresAt).toBe(LAST);
});
