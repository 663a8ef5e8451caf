import { createHash, generateKeyPair, KeyObject, sign } from 'crypto';
import { JsonMap } from '../assembly';

/** Cheapest first: what an issuer accepts decides. */
const PREFERRED = ['ES256', 'EdDSA', 'ES384', 'ES512', 'RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'];
const CURVES: { readonly [algorithm: string]: string } = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
const PSS_PADDING = 6;

/** A key that tokens are signed with. It lives as long as this object, and no file ever has it. */
export class SigningKey {
  /** @param algorithms what the issuer's tokens may be signed with */
  public static async make(algorithms: readonly string[]): Promise<SigningKey> {
    const algorithm = PREFERRED.find((name) => algorithms.includes(name));
    if (algorithm === undefined) {
      throw new Error(`\`algorithms\` of an issuer must have one of ${PREFERRED.join(', ')}, got ${algorithms.join(', ')}`);
    }
    const pair = await (algorithm === 'EdDSA' ? makePair('ed25519', {})
      : algorithm in CURVES ? makePair('ec', { namedCurve: CURVES[algorithm] })
        : makePair('rsa', { modulusLength: 2048 }));
    return new SigningKey(algorithm, pair.publicKey, pair.privateKey);
  }

  public readonly id: string;

  private constructor(public readonly algorithm: string, private readonly publicKey: KeyObject, private readonly privateKey: KeyObject) {
    this.id = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64url').slice(0, 16);
  }

  public get jwk(): JsonMap {
    return { ...this.publicKey.export({ format: 'jwk' }) as JsonMap, kid: this.id, alg: this.algorithm, use: 'sig' };
  }

  /** A token in its compact form. */
  public sign(header: JsonMap, claims: JsonMap): string {
    const input = [{ ...header, alg: this.algorithm, kid: this.id }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const hash = this.algorithm === 'EdDSA' ? null : `sha${this.algorithm.slice(2)}`;
    const signature = sign(hash, Buffer.from(input), {
      key: this.privateKey,
      dsaEncoding: 'ieee-p1363',
      // The salt is as long as the hash: RFC 7518, 3.5.
      ...(this.algorithm.startsWith('PS') && { padding: PSS_PADDING, saltLength: Number(this.algorithm.slice(2)) / 8 }),
    });
    return `${input}.${signature.toString('base64url')}`;
  }
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function makePair(type: string, options: object): Promise<KeyPair> {
  return new Promise((resolve, reject) => (
    generateKeyPair(type as 'rsa', options as { modulusLength: number }, (error, publicKey, privateKey) => (error ? reject(error) : resolve({ publicKey, privateKey })))));
}
