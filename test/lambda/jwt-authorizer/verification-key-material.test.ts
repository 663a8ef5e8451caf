import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { isSupportedAlgorithm, VerificationKey, verificationKeys } from '../../../lambda/jwt-authorizer/verification-key';
import { ALL_ALGORITHMS } from './support/harness';
import { rocaKey } from './support/roca-key';
import { SigningKey, signingKey, signInput } from './support/tokens';

const used = (jwk: object, algorithms: readonly string[] = ALL_ALGORITHMS): VerificationKey[] =>
  verificationKeys(new Set(algorithms), { keys: [jwk] })!.keys;
const algorithmsOf = (jwk: object) => used(jwk).map(({ alg }) => alg);
const text = (bytes: Buffer) => bytes.toString('base64url');
const RSA = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
const number = (bytes: number, first = 0xff, last = 0xff) => {
  const all = Buffer.alloc(bytes, 0xff);
  all[0] = first;
  all[bytes - 1] = last;
  return text(all);
};
const rsa = (changes: object = {}) => ({ kty: 'RSA', n: number(256), e: 'AQAB', ...changes });

test.each(ALL_ALGORITHMS)('%s is an algorithm', (alg) => {
  expect(isSupportedAlgorithm(alg)).toBe(true);
});

test.each(['none', 'HS256', 'RS1', 'es256', 'ES256K', 'constructor', ''])('%s is none', (alg) => {
  expect(isSupportedAlgorithm(alg)).toBe(false);
});

describe('a signature', () => {
  const keys = ALL_ALGORITHMS.map((alg) => signingKey(alg, 'k'));

  test.each(keys.map((key) => [key.alg, key] as const))('of %s is right for what was signed, and for nothing else', (alg, key) => {
    const [found] = used(key.jwk);
    const signature = Buffer.from(signInput('text', key), 'base64url');
    const verifies = (signed: string, bytes: Buffer) => found.verifies(Buffer.from(signed), bytes);
    expect([found.alg, found.kid, verifies('text', signature)]).toEqual([alg, 'k', true]);
    expect([verifies('Text', signature), verifies('', signature), verifies('text', Buffer.alloc(0)), verifies('text', Buffer.alloc(signature.length))]).toEqual([false, false, false, false]);
    expect([verifies('text', signature.subarray(1)), verifies('text', Buffer.concat([signature, Buffer.alloc(1)]))]).toEqual([false, false]);
    const { jwk } = signingKey(alg, 'k');
    expect(used(jwk)[0].verifies(Buffer.from('text'), signature)).toBe(false);
  });

  test('of a key whose bits fill no byte is as long as its bytes', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_049 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), alg: 'RS256' };
    const signature = signInput('text', { alg: 'RS256', privateKey } as SigningKey);
    expect(used(jwk)[0].verifies(Buffer.from('text'), Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('of Ed448 is one of EdDSA', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed448');
    expect(used(publicKey.export({ format: 'jwk' }))[0].verifies(Buffer.from('text'), sign(null, Buffer.from('text'), privateKey))).toBe(true);
  });

  test('with DER in place of r and s is none', () => {
    const key = signingKey('ES256', 'k');
    expect(used(key.jwk)[0].verifies(Buffer.from('text'), sign('sha256', Buffer.from('text'), key.privateKey))).toBe(false);
  });
});

describe('an RSA key', () => {
  test.each<[string, object]>([
    ['of 2,048 bits', {}], ['of 8,192 bits', { n: number(1_024) }], ['of 2,048 bits that begin with one', { n: number(256, 0x80) }],
    ['with the exponent 3', { e: 'Aw' }], ['with an exponent of 64 bits', { e: number(8) }], ['with a zero in front', { n: text(Buffer.concat([Buffer.alloc(2), Buffer.alloc(256, 0xff)])), e: 'AAED' }],
  ])('%s serves all algorithms of its type', (_, changes) => {
    expect(algorithmsOf(rsa(changes))).toEqual(RSA);
  });

  test.each<[string, object]>([
    ['of 2,047 bits', { n: number(256, 0x7f) }], ['of 8,193 bits', { n: number(1_025, 1) }], ['that is even', { n: number(256, 0xff, 0xfe) }],
    ['with the exponent 1', { e: 'AQ' }], ['with the exponent 2', { e: 'Ag' }], ['with the exponent 0', { e: 'AA' }], ['with an even exponent', { e: 'AQAC' }],
    ['with an exponent of 65 bits', { e: number(9, 1) }], ['without a modulus', { n: undefined }], ['without an exponent', { e: undefined }],
    ['with an empty modulus', { n: '' }], ['with a modulus of zeros', { n: text(Buffer.alloc(256)) }], ['with a modulus that is a number', { n: 7 }],
    ['with an exponent that is a number', { e: 65_537 }], ['with padding', { e: 'AQAB=' }], ['with another alphabet', { n: `+${number(256).slice(1)}` }],
    ['of smart cards that made keys that can be factored', createPublicKey(rocaKey()).export({ format: 'jwk' })],
  ])('%s serves none', (_, changes) => {
    expect(algorithmsOf(rsa(changes))).toEqual([]);
  });

  test('is the same with zeros in front', () => {
    const [plain] = used(rsa());
    const [padded] = used(rsa({ n: text(Buffer.concat([Buffer.alloc(1), Buffer.alloc(256, 0xff)])), e: 'AAEAAQ' }));
    expect(padded.identity).toBe(plain.identity);
  });
});

describe('a key on a curve', () => {
  const { jwk } = signingKey('ES256', 'k');
  const edwards = signingKey('EdDSA', 'k').jwk;
  const [x, y] = [jwk.x as string, jwk.y as string];
  const longer = (value: unknown) => text(Buffer.concat([Buffer.alloc(1), Buffer.from(String(value), 'base64url')]));
  const shorter = (value: unknown) => text(Buffer.from(String(value), 'base64url').subarray(1));

  test('serves its one algorithm', () => {
    expect(['ES256', 'ES384', 'ES512', 'EdDSA'].map((alg) => algorithmsOf({ ...signingKey(alg, 'k').jwk, alg: undefined }))).toEqual([['ES256'], ['ES384'], ['ES512'], ['EdDSA']]);
    expect(algorithmsOf({ ...edwards, y: 'anything' })).toEqual(['EdDSA']);
  });

  test.each<[string, object]>([
    ['off it', { ...jwk, y: x }], ['with a longer x', { ...jwk, x: longer(x) }], ['with a longer y', { ...jwk, y: longer(y) }], ['with a shorter x', { ...jwk, x: shorter(x) }],
    ['with a shorter y', { ...jwk, y: shorter(y) }], ['without x', { ...jwk, x: undefined }], ['without y', { ...jwk, y: undefined }], ['with an empty x', { ...jwk, x: '' }],
    ['that it does not name', { ...jwk, crv: undefined }], ['that is another', { ...jwk, crv: 'P-384', alg: undefined }], ['that nobody knows', { ...jwk, crv: 'P-257' }],
    ['that is a number', { ...jwk, crv: 256 }], ['that is secp256k1', { ...jwk, crv: 'secp256k1' }], ['of Edwards\', with a shorter x', { ...edwards, x: shorter(edwards.x) }],
    ['of Edwards\', without x', { ...edwards, x: undefined }], ['for an exchange of keys', { ...edwards, crv: 'X25519', alg: undefined }], ['of another type', { ...jwk, kty: 'OKP', alg: undefined }],
    ['of a type that is none', { ...jwk, kty: undefined, alg: undefined }],
  ])('%s serves none', (_, changed) => {
    expect(algorithmsOf(changed)).toEqual([]);
  });
});

describe('what a key is for', () => {
  const { jwk } = signingKey('ES256', 'k', { use: undefined });

  test.each<[object, boolean]>([
    [{}, true], [{ use: 'sig' }, true], [{ use: 'enc' }, false], [{ use: '' }, false], [{ use: null }, false], [{ use: ['sig'] }, false],
    [{ key_ops: ['verify'] }, true], [{ key_ops: ['sign', 'verify'] }, true], [{ key_ops: ['sign'] }, false], [{ key_ops: [] }, false], [{ key_ops: 'verify' }, false],
    [{ key_ops: null }, false], [{ use: 'enc', key_ops: ['verify'] }, false], [{ use: 'sig', key_ops: ['sign'] }, false],
    [{ alg: undefined }, true], [{ alg: 'ES384' }, false], [{ alg: null }, false], [{ alg: '' }, false], [{ alg: 'ES256 ' }, false],
  ])('is said by %j: %s', (members, isFor) => {
    expect(algorithmsOf({ ...jwk, ...members })).toEqual(isFor ? ['ES256'] : []);
  });

  test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'])('is nothing where its private part %s is published', (name) => {
    for (const value of ['AQAB', '', null, []]) {
      expect(algorithmsOf({ ...jwk, [name]: value })).toEqual([]);
      expect(algorithmsOf(rsa({ [name]: value }))).toEqual([]);
    }
  });

  test('is only what the issuer may use', () => {
    expect(used(rsa(), ['PS512', 'ES256']).map(({ alg }) => alg)).toEqual(['PS512']);
    expect(used(rsa({ alg: 'RS256' }), ['PS512'])).toEqual([]);
    expect(used(rsa(), [])).toEqual([]);
  });
});

test('what is no key in a list takes none of the others with it', () => {
  const { jwk } = signingKey('ES256', 'k');
  expect(verificationKeys(new Set(ALL_ALGORITHMS), { keys: [null, 'text', 7, [], {}, jwk, { kty: 'EC' }, { kty: 'EC', crv: 'P-257' }, { kty: 'OKP', crv: 'X25519' }] })).toMatchObject({ keys: [{ kid: 'k' }], ignored: 0 });
});
