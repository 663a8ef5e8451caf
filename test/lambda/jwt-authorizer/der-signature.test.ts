import { generateKeyPairSync, KeyObject, sign, verify } from 'node:crypto';
import { derSignature } from '../../../lambda/jwt-authorizer/der-signature';

/** OpenSSL's own reading of r and s side by side judges ours. */
function bothSay(publicKey: KeyObject, data: Buffer, signature: Buffer): boolean {
  const theirs = verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  expect([signature.toString('hex'), verify('sha256', data, publicKey, derSignature(signature))]).toEqual([signature.toString('hex'), theirs]);
  return theirs;
}

describe.each([['P-256', 32, 1_500], ['P-384', 48, 100], ['P-521', 66, 60]])('%s', (namedCurve, coordinate, count) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const signed = (data: Buffer) => sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });

  // Of P-256's numbers one in 256 is a byte shorter, and of P-521's every second one.
  test('every signature is right, those with a short number too', () => {
    const all = Array.from({ length: count }, (_, index) => Buffer.from(`text ${index}`)).map((data) => ({ data, signature: signed(data) }));
    expect(all.filter(({ data, signature }) => !bothSay(publicKey, data, signature))).toEqual([]);
    const short = all.filter(({ signature }) => signature[0] === 0 || signature[coordinate] === 0);
    expect(namedCurve === 'P-384' || short.length > 0).toBe(true);
  });

  test('no other signature is', () => {
    const data = Buffer.from('text');
    const right = signed(data);
    for (let index = 0; index < right.length; index++) {
      const wrong = Buffer.from(right);
      wrong[index] = 0xff - wrong[index];
      expect(bothSay(publicKey, data, wrong)).toBe(false);
    }
    const zero = Buffer.alloc(coordinate);
    const one = Buffer.concat([Buffer.alloc(coordinate - 1), Buffer.from([1])]);
    const all = Buffer.alloc(coordinate, 0xff);
    for (const r of [zero, one, all]) {
      for (const s of [zero, one, all]) {
        expect(bothSay(publicKey, data, Buffer.concat([r, s]))).toBe(false);
      }
    }
  });
});

// OpenSSL refuses a length that takes more bytes than it has to (X.690, 10.1); of P-521 alone there are numbers of about that length.
test.each([
  [126, [0x30, 0x7e]],
  [127, [0x30, 0x7f]],
  [128, [0x30, 0x81, 0x80]],
])('%s bytes of numbers have their length in as few bytes as can be', (length, head) => {
  const bytesOfR = 61;
  const bytesOfS = length - 4 - bytesOfR;
  const number = (bytes: number): Buffer => Buffer.concat([Buffer.alloc(66 - bytes), Buffer.alloc(bytes, 0x11)]);
  expect(derSignature(Buffer.concat([number(bytesOfR), number(bytesOfS)])).toString('hex')).toBe(Buffer.from([
    ...head, 0x02, bytesOfR, ...Buffer.alloc(bytesOfR, 0x11), 0x02, bytesOfS, ...Buffer.alloc(bytesOfS, 0x11),
  ]).toString('hex'));
});
