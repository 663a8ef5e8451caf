import { verificationKeys } from '../../../lambda/jwt-authorizer/verification-key';
import { ALL_ALGORITHMS } from './support/harness';
import { signingKey } from './support/tokens';

const { jwk } = signingKey('ES256', 'k');
const used = (...keys: object[]) => verificationKeys(new Set(ALL_ALGORITHMS), { keys })!.keys;

test.each([[1], [null], [true], [{ toString: 'k' }], [['k']]])('a key whose kid is %j is no key', (kid) => {
  expect(used({ ...jwk, kid })).toEqual([]);
  // And takes no other with it.
  expect(used({ ...jwk, kid }, jwk)).toMatchObject([{ kid: 'k', alg: 'ES256' }]);
});

test.each([['k'], ['']])('a key whose kid is %j is one', (kid) => {
  expect(used({ ...jwk, kid })).toMatchObject([{ kid, alg: 'ES256' }]);
});

test('a key without a kid is one', () => {
  expect(used({ ...jwk, kid: undefined })).toMatchObject([{ kid: undefined, alg: 'ES256' }]);
});

test('two keys are the same where key, kid and algorithm are', () => {
  const [key, again, renamed, nameless] = used(jwk, { ...jwk }, { ...jwk, kid: 'other' }, { ...jwk, kid: undefined });
  expect(again.identity).toBe(key.identity);
  expect(new Set([key, renamed, nameless].map(({ identity }) => identity)).size).toBe(3);
});

test.each([[undefined], [null], ['keys'], [[jwk]], [{}], [{ keys: {} }], [{ keys: null }]])('%j is no key set', (document) => {
  expect(verificationKeys(new Set(ALL_ALGORITHMS), document)).toBeUndefined();
});

test.each([[100, 100, 0], [101, 100, 1], [250, 100, 150]])('of %d keys %d are used, and %d counted as ignored', (count, length, ignored) => {
  const keys = Array.from({ length: count }, (_, index) => ({ ...jwk, kid: String(index) }));
  const answer = verificationKeys(new Set(ALL_ALGORITHMS), { keys })!;
  expect(answer.keys.map(({ kid }) => kid)).toEqual(keys.slice(0, length).map(({ kid }) => kid));
  expect(answer.ignored).toBe(ignored);
});
