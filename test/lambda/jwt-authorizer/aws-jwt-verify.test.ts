import { JwtVerifier } from 'aws-jwt-verify';
import type { Jwk } from 'aws-jwt-verify/jwk';
import * as fc from 'fast-check';
import { Harness, ISSUER, issuerConfig } from './support/harness';
import { SigningKey, signingKey, signToken } from './support/tokens';

const keys = [signingKey('ES256', 'es'), signingKey('RS256', 'rs'), signingKey('EdDSA', 'ed')];
/** In no set, under a kid of one. */
const stranger = signingKey('ES256', 'es');
const AUDIENCE = ['orders', 'billing'];

const harness = new Harness({ fetch: async () => ({ keys: keys.map(({ jwk }) => jwk) }), issuers: [issuerConfig({ audience: AUDIENCE })] });
const library = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://id.example.com/keys.json', graceSeconds: 5 });
library.cacheJwks({ keys: keys.map(({ jwk }) => jwk as Jwk) });

async function libraryTakes(token: string): Promise<boolean> {
  return library.verify(token).then(() => true, () => false);
}

/** A value that is right more often than not, so that a token has few flaws at a time. */
function mostly<T>(right: T, ...others: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>(right) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const now = harness.seconds;
const moments = [undefined, null, now - 4_000, now - 30.5, now - 6, now + 3, now + 30, now + 4_000, -1, 0, String(now), 1e15, [now], true];
const payload = fc.record({
  iss: mostly(ISSUER, undefined, null, ISSUER.slice(0, -1), `${ISSUER}/`, [ISSUER], 'https://attacker.example/', '', 1),
  aud: mostly('orders', undefined, null, '', 'Orders', ['billing'], ['x', 'orders'], [], [1], ['orders', 1], { orders: true }, 'orders billing'),
  sub: mostly('user-1', undefined, '', 1),
  iat: mostly(now - 1, ...moments),
  nbf: mostly(undefined, ...moments),
  exp: mostly(now + 600, ...moments),
});
const header = fc.record({
  alg: mostly(undefined, 'none', 'HS256', 'ES256', 'RS256', 'EdDSA', 'RS512', '', null, 1),
  kid: mostly(undefined, 'es', 'rs', 'ed', 'other', '', 1),
  typ: mostly('JWT', undefined, 'at+jwt', 1),
  extra: mostly(undefined, 'x'),
});

test('what aws-jwt-verify refuses is refused', async () => {
  let taken = 0;
  const signer = fc.constantFrom<SigningKey>(...keys, stranger);
  await fc.assert(fc.asyncProperty(signer, payload, header, fc.boolean(), async (key, claims, { alg, kid, ...rest }, signs) => {
    const token = signToken(key, claims, { ...rest, ...(alg !== undefined && { alg }), ...(kid !== undefined && { kid }) });
    const sent = signs ? token : `${token.slice(0, token.lastIndexOf('.'))}.`;
    harness.now = Date.now(); // the library's clock
    const { status } = await harness.ask(sent);
    expect([200, 401]).toContain(status);
    if (status === 200) {
      taken++;
      expect(await libraryTakes(sent)).toBe(true);
    }
  }), { numRuns: 3_000 });
  expect(taken).toBeGreaterThan(process.env.STRYKER_MUTATOR_WORKER === undefined ? 50 : 0); // mutation testing runs few
});
