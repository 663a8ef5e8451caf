import { Harness } from './support/harness';
import { signingKey, signToken } from './support/tokens';

const key = signingKey('ES256', 'k');
const START = 1_700_000_000_000;

function harnessAt(now: number): Harness {
  const harness = new Harness({ fetch: async () => ({ keys: [key.jwk] }) });
  harness.now = now;
  return harness;
}

test('a token that was seen is valid up to its end, and not at it', async () => {
  const harness = harnessAt(START);
  const token = signToken(key, harness.claims());
  const outcomes = [];
  for (const milliseconds of [0, 599_999, 600_000, 599_999]) {
    harness.now = START + milliseconds;
    outcomes.push((await harness.ask(token)).status);
  }
  expect(outcomes).toEqual([200, 200, 401, 200]);
});

test('a token that was seen is not valid before its beginning, where the clock is set back', async () => {
  const harness = harnessAt(START);
  const token = signToken(key, harness.claims());
  expect((await harness.ask(token)).status).toBe(200);
  harness.now = START - 3_600_000;
  expect(await harness.ask(token)).toMatchObject({ status: 401, reason: 'token_not_yet_valid' });
  harness.now = START;
  expect((await harness.ask(token)).status).toBe(200);
});

test('a token that names no issuer is of none that is known', async () => {
  const harness = harnessAt(START);
  expect(await harness.ask(signToken(key, harness.claims({ iss: undefined })))).toMatchObject({ status: 401, reason: 'issuer_unknown' });
});
