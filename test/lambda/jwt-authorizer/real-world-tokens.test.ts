import { generateKeyPairSync } from 'node:crypto';
import { claimAt } from '../../../lambda/jwt-authorizer/claims';
import { Harness, issuerConfig } from './support/harness';
import { ISSUER_SAMPLES, IssuerSample, KID } from './support/issuer-samples';
import { SigningKey, signingKey, signToken } from './support/tokens';

/** What real sets hold besides the key that one is after. */
const OTHERS = [
  { ...signingKey('RS256', 'other').jwk },
  { ...signingKey('RS256', 'encryption').jwk, use: 'enc', alg: 'RSA-OAEP' },
  { ...generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), kid: 'x', use: 'enc' },
  { ...generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }), kid: 'koblitz', use: 'sig' },
  { kty: 'AKP', kid: 'quantum', alg: 'ML-DSA-65', pub: 'AAAA' },
  { kty: 'oct', kid: 'secret', alg: 'HS256', k: 'AAAA' },
  { kid: 'no type' },
];
const signer = signingKey('RS256', KID);

async function ask(sample: IssuerSample, keys: object[], sign = (by: SigningKey, claims: object) => signToken(by, claims, sample.header)) {
  const keySetUrl = sample.config.kind === 'cognito' ? `${sample.config.issuer}/.well-known/jwks.json` : sample.config.jwksUri ?? 'https://keys.example.com/v1/keys';
  const documents: { readonly [url: string]: unknown } = {
    [`${sample.config.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`]: { issuer: sample.config.issuer, jwks_uri: keySetUrl },
    [keySetUrl]: { keys },
  };
  const harness = new Harness({
    fetch: async (url) => documents[url] ?? Promise.reject(new Error(`no such document: ${url}`)),
    issuers: [issuerConfig({ jwksUri: undefined, ...sample.config })],
    rules: { version: 1, routes: { 'GET /orders/{orderId}': { access: [sample.access] } } },
  });
  return harness.ask(sign(signer, { iss: sample.config.issuer, ...sample.claims }));
}

test.each(ISSUER_SAMPLES.map((sample) => [sample.name, sample] as const))('%s', async (_, sample) => {
  const { status, reason, context, principal } = await ask(sample, [...OTHERS, { ...signer.jwk, ...sample.jwk }, ...OTHERS]);
  expect({ status, reason, clientId: context.clientId }).toEqual({ status: 200, reason: 'allowed', clientId: sample.clientId });
  const { sub } = sample.claims as { readonly sub?: string };
  expect(principal).toBe(`${sample.config.issuer}#${sample.principal ?? `sub=${sub}`}`);
});

describe('without the option', () => {
  const samples = ISSUER_SAMPLES.flatMap((sample) => (sample.needs ? [[sample.name, sample, ...sample.needs] as const] : []));
  test.each(samples)('%s is refused', async (_, sample, option, reason) => {
    const config = { ...sample.config, [option]: option === 'maxTokenLifetimeSeconds' ? 86_400 : undefined };
    expect((await ask({ ...sample, config }, [...OTHERS, { ...signer.jwk, ...sample.jwk }])).reason).toBe(reason);
  });
});

test.each<[string, unknown]>([
  ['a.b.c', 'literal'],
  ['a.b.d', 'longest'],
  ['a.b.e', 'path'],
  ['a.b.none', undefined],
  ['a.b.c.none', undefined],
  ['a.list.0', undefined],
  ['a.constructor', undefined],
  ['a.__proto__.x', undefined],
  ['.a', undefined],
  ['a.', undefined],
  ['..', undefined],
])('a claim at %s is %s', (name, value) => {
  expect(claimAt({ 'a.b.c': 'literal', 'a.b': { c: 'no', d: 'longest' }, 'a': { b: { c: 'no', d: 'no', e: 'path' }, list: ['x'] } }, name)).toBe(value);
});

describe('key sets', () => {
  const [sample] = ISSUER_SAMPLES;

  test('the same key twice is one key', async () => {
    expect((await ask(sample, [signer.jwk, signer.jwk])).status).toBe(200);
  });

  test('one kid for two algorithms, each with a key of its own', async () => {
    expect((await ask(sample, [signingKey('PS256', KID).jwk, signingKey('ES256', KID).jwk, signer.jwk])).status).toBe(200);
  });

  test('a key that states no algorithm serves all that fit its type', async () => {
    const keys = [{ ...signer.jwk, alg: undefined }];
    for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']) {
      expect((await ask(sample, keys, (by, claims) => signToken({ ...by, alg }, claims))).status).toBe(200);
    }
  });

  const zeros = (value: unknown) => Buffer.concat([Buffer.alloc(1), Buffer.from(String(value), 'base64url')]).toString('base64url');
  const base64 = (value: unknown) => Buffer.from(String(value), 'base64url').toString('base64');
  test.each<[string, object, number]>([
    ['with members that no one knows', { 'x5t#S256': 'abc', 'exp': 1, 'iat': 2, 'ext': true, 'nested': { a: [1] } }, 200],
    ['with zeros before the modulus and the exponent', { n: zeros(signer.jwk.n), e: zeros(signer.jwk.e) }, 200],
    ['with padding', { n: base64(signer.jwk.n), e: base64(signer.jwk.e) }, 401],
    ['with an exponent of 65 bits', { e: Buffer.from('010000000000000001', 'hex').toString('base64url') }, 401],
    ['with an exponent of a kilobyte', { e: Buffer.alloc(1_024, 0xff).toString('base64url') }, 401],
    ['with an exponent that is a number', { e: 65_537 }, 401],
    ['with another kid', { kid: KID.toLowerCase() }, 401],
    ['with a kid that is a number', { kid: 1 }, 401],
    ['for another algorithm', { alg: 'RS512' }, 401],
    ['for an algorithm that there is not', { alg: 'RS257' }, 401],
    ['of another type', { kty: 'rsa' }, 401],
  ])('a key %s', async (_, members, status) => {
    expect((await ask(sample, [{ ...signer.jwk, ...members }])).status).toBe(status);
  });

  test('a key on the curve Ed448', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed448');
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID };
    const sign = (_: SigningKey, claims: object) => signToken({ alg: 'EdDSA', kid: KID, privateKey, jwk }, claims);
    expect((await ask(sample, [...OTHERS, jwk], sign)).status).toBe(200);
  });

  test.each<[string, object, number]>([
    ['verify', { key_ops: ['verify'], use: undefined }, 200],
    ['verify and sign', { key_ops: ['sign', 'verify'] }, 200],
    ['encrypt', { key_ops: ['encrypt'], use: undefined }, 401],
    ['nothing', { key_ops: [] }, 401],
    ['verify, for a key that is for encryption', { key_ops: ['verify'], use: 'enc' }, 401],
  ])('a key for operations: %s', async (_, members, status) => {
    expect((await ask(sample, [{ ...signer.jwk, ...members }])).status).toBe(status);
  });
});

describe('numbers', () => {
  const key = signingKey('ES256', 'k');
  const harness = new Harness({ fetch: async () => ({ keys: [key.jwk] }) });
  const payload = (exp: string) => JSON.stringify(harness.claims({ exp: 0 })).replace('"exp":0', `"exp":${exp}`);

  test.each([
    ['an integer with a decimal point', (exp: number) => `${exp}.0`, 200],
    ['an integer with an exponent', (exp: number) => `${exp / 10}e1`, 200],
    ['a fraction', (exp: number) => `${exp}.5`, 200],
    ['a number too large to be one', () => '1e400', 401],
  ])('a time that is written as %s', async (_, spell, status) => {
    expect((await harness.ask(signToken(key, payload(spell(Math.floor(harness.seconds / 10) * 10 + 600))))).status).toBe(status);
  });
});

describe('empty text', () => {
  const key = signingKey('ES256', 'k');
  const harness = new Harness({ fetch: async () => ({ keys: [key.jwk] }) });

  test.each<[string, object, number]>([
    ['a scope', { scope: '' }, 200],
    ['a name', { name: '', email: '' }, 200],
    ['a client', { azp: '' }, 401],
    ['a subject', { sub: '' }, 401],
    ['an audience', { aud: '' }, 401],
  ])('%s', async (_, claims, status) => {
    expect((await harness.ask(signToken(key, harness.claims(claims)))).status).toBe(status);
  });
});
