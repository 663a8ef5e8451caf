import * as fc from 'fast-check';
import { Harness, ISSUER, issuerConfig } from './support/harness';
import { hostileKeys, hostileTokens } from './support/hostile-tokens';
import { requestEvent, signToken } from './support/tokens';

const made = hostileKeys();
const harness = new Harness({ fetch: async () => ({ keys: made.keySet }) });
const now = harness.seconds;
const HOSTILE = hostileTokens({ ...made, issuer: ISSUER, now });

test('there are at least 100 hostile tokens', () => {
  expect(HOSTILE.filter(([,, reason]) => reason !== 'ok').length).toBeGreaterThanOrEqual(100);
});

test.each(HOSTILE)('%s', async (_, hostile, reason) => {
  harness.now += 2_000; // so that an unknown key asks for the key set each time
  const { status, reason: given } = await harness.ask(hostile);
  harness.now = now * 1_000;
  if (reason === 'ok') {
    expect(status).toBe(200);
  } else {
    expect({ status, reason: given }).toEqual({ status: 401, reason });
  }
});

describe('with every option of an issuer', () => {
  const lenient = new Harness({
    fetch: async () => ({ keys: made.keySet }),
    issuers: [issuerConfig({
      jku: 'ignored',
      audienceClaim: 'azp',
      principalClaims: ['sub', 'client_id'],
      rolesFormat: 'names',
      clockToleranceSeconds: 60,
      grants: { roles: ['reader'], scopes: ['read'] },
    })],
  });
  /** What an option is for, and so gets in. */
  const meant = ['jku of the issuer', 'roles that are an object', 'an issue time further ahead than clocks differ, with a fraction'];

  test.each(HOSTILE.filter(([what,, reason]) => reason !== 'ok' && !meant.includes(what)))('%s', async (_, hostile) => {
    lenient.now += 2_000;
    const { status } = await lenient.ask(hostile);
    lenient.now = now * 1_000;
    expect(status).toBe(401);
  });
});

describe('mutations', () => {
  const list = Object.values(made.keys).map((key) => signToken(key, harness.claims({ roles: ['reader'] })));
  const accepted = new Set(list);

  test('no change of a byte is accepted, and none throws', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...list), fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('set', 'drop', 'insert', 'swap'), async (original, at, byte, kind) => {
      const position = at % original.length;
      const letter = String.fromCharCode(byte);
      const rest = original.slice(position + 1);
      const changed = original.slice(0, position) + {
        set: letter + rest, drop: rest, insert: letter + original[position] + rest, swap: rest.slice(0, 1) + original[position] + rest.slice(1),
      }[kind];
      fc.pre(!accepted.has(changed.trimStart()));
      expect((await harness.ask(changed)).status).toBe(401);
    }), { numRuns: 2_000 });
  });

  test('no text makes it throw anything else', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (value) => {
      expect((await harness.ask(value)).status).toBe(401);
    }), { numRuns: 500 });
  });

  test('no signed JSON makes it throw anything else', async () => {
    await fc.assert(fc.asyncProperty(fc.json(), fc.dictionary(fc.constantFrom('typ', 'cty', 'kid', 'alg', 'x', 'crit'), fc.jsonValue()), async (payload, header) => {
      const { status } = await harness.ask(signToken(made.keys.ES256, payload, header));
      expect(status).toBe(401);
    }), { numRuns: 300 });
  });

  test('no event makes it throw anything else', async () => {
    const names = ['methodArn', 'headers', 'multiValueHeaders', 'pathParameters', 'requestContext'];
    await fc.assert(fc.asyncProperty(fc.constantFrom(...names), fc.anything(), async (name, value) => {
      expect([401, 403]).toContain((await harness.send({ ...requestEvent('x.y.z'), [name]: value })).status);
    }), { numRuns: 500 });
  });
});
