import { constants, createPublicKey, verify, VerifyKeyObjectInput } from 'node:crypto';
import { derSignature } from './der-signature';
import { isJsonObject, Json, JsonObject, member } from './strict-json';

/** What an algorithm asks of a key (RFC 7518, 3; RFC 8037, 3.1). */
interface AlgorithmRule {
  readonly kty: string;
  /** Curves, with the bytes of a coordinate. A signature has twice as many. */
  readonly curves?: ReadonlyMap<string, number>;
  readonly hash: string | null;
  /** What the engine doesn't do with such a key by itself. */
  readonly options?: Omit<VerifyKeyObjectInput, 'key'>;
}

/** RFC 7518, 3.5: the salt is as long as the hash. */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** RFC 7518, 3.4: r and s side by side. Each algorithm is bound to one curve. */
const ecdsa = (bits: number, crv: string, coordinate: number): AlgorithmRule =>
  ({ kty: 'EC', curves: new Map([[crv, coordinate]]), hash: `sha${bits}` });

const HASHES = [256, 384, 512];

const ALGORITHMS: ReadonlyMap<string, AlgorithmRule> = new Map<string, AlgorithmRule>([
  // PKCS #1 v1.5 is what `verify` does with an RSA key (nodejs.org/api/crypto.html#cryptoverifyalgorithm-data-key-signature-callback).
  ...HASHES.map((bits): [string, AlgorithmRule] => [`RS${bits}`, { kty: 'RSA', hash: `sha${bits}` }]),
  ...HASHES.map((bits): [string, AlgorithmRule] => [`PS${bits}`, { kty: 'RSA', hash: `sha${bits}`, options: PSS }]),
  ['ES256', ecdsa(256, 'P-256', 32)],
  ['ES384', ecdsa(384, 'P-384', 48)],
  ['ES512', ecdsa(512, 'P-521', 66)],
  ['EdDSA', { kty: 'OKP', curves: new Map([['Ed25519', 32], ['Ed448', 57]]), hash: null }],
]);

export function isSupportedAlgorithm(algorithm: string): boolean {
  return ALGORITHMS.has(algorithm);
}

/** RFC 7518, 3.3: 2048 bits or more. The upper bound keeps one verification from taking seconds. */
const MIN_MODULUS_BITS = 2_048;
const MAX_MODULUS_BITS = 8_192;
const MAX_EXPONENT_BITS = 64;
/** A set that has more is cut here: making keys of a set costs time at a request, and no issuer needs as many at once. */
export const MAX_KEYS = 100;

/** One public key of an issuer's set, for one algorithm. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly alg: string;
  /** Whether this is the key's signature of these bytes. */
  readonly verifies: (signed: Buffer, signature: Buffer) => boolean;
  /** Equal for equal key, `kid` and algorithm. */
  readonly identity: string;
}

/** What is used of an issuer's key set. */
export interface UsedKeys {
  readonly keys: VerificationKey[];
  /** How many keys came after the last one that is looked at. */
  readonly ignored: number;
}

/** The keys of a set that verify signatures. Whatever is not understood is left out; undefined where the document is no key set (RFC 7517, 5). */
export function verificationKeys(algorithms: ReadonlySet<string>, document: unknown): UsedKeys | undefined {
  const set = document as Json | undefined;
  const list = isJsonObject(set) ? member(set, 'keys') : undefined;
  if (!Array.isArray(list)) {
    return undefined;
  }
  const keys = list.slice(0, MAX_KEYS).flatMap((jwk) => (isJsonObject(jwk) ? keysOf(algorithms, jwk) : []));
  return { keys, ignored: Math.max(0, list.length - MAX_KEYS) };
}

function keysOf(algorithms: ReadonlySet<string>, jwk: JsonObject): VerificationKey[] {
  const kid = member(jwk, 'kid');
  if ((kid !== undefined && typeof kid !== 'string') || !isForVerification(jwk)) {
    return [];
  }
  const stated = member(jwk, 'alg');
  const keys: VerificationKey[] = [];
  for (const [alg, rule] of ALGORITHMS) {
    if (algorithms.has(alg) && (stated === undefined || stated === alg) && member(jwk, 'kty') === rule.kty) {
      const material = rule.curves ? curveMaterial(jwk, rule.kty, rule.curves) : rsaMaterial(jwk);
      const verifies = material && verifier(material, rule);
      if (verifies) {
        keys.push({ kid, alg, verifies, identity: JSON.stringify([kid ?? null, alg, material.jwk]) });
      }
    }
  }
  return keys;
}

/** Private parts (RFC 7518, 6.2.2 and 6.3.2; RFC 8037, 2). Each of those of RSA gives away the factors, and with them `d`. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/**
 * RFC 7517, 4.2 and 4.3. A key for encryption, or for signing only, verifies nothing; and an issuer that publishes a private part has lost
 * the key, since anyone can sign with it.
 */
function isForVerification(jwk: JsonObject): boolean {
  const use = member(jwk, 'use');
  const operations = member(jwk, 'key_ops');
  return PRIVATE_MEMBERS.every((name) => member(jwk, name) === undefined)
    && (use === undefined || use === 'sig')
    && (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));
}

interface Material {
  readonly jwk: { readonly kty: string; readonly [name: string]: string };
  readonly signatureLength: number;
}

function rsaMaterial(jwk: JsonObject): Material | undefined {
  const n = unsigned(member(jwk, 'n'));
  const e = unsigned(member(jwk, 'e'));
  if (!n || !e) {
    return undefined;
  }
  const modulusBits = bitLength(n);
  const exponentBits = bitLength(e);
  // With exponent 1 the signature is the padded hash itself, which anyone can write; even numbers are no RSA keys.
  if (modulusBits < MIN_MODULUS_BITS || modulusBits > MAX_MODULUS_BITS || isEven(n)
    || exponentBits < 2 || exponentBits > MAX_EXPONENT_BITS || isEven(e) || isRoca(n)) {
    return undefined;
  }
  return { jwk: { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') }, signatureLength: Math.ceil(modulusBits / 8) };
}

function curveMaterial(jwk: JsonObject, kty: string, curves: ReadonlyMap<string, number>): Material | undefined {
  const crv = member(jwk, 'crv');
  const length = typeof crv === 'string' ? curves.get(crv) : undefined;
  const [x, y] = ['x', 'y'].map((name) => base64url(member(jwk, name)));
  if (typeof crv !== 'string' || length === undefined || x?.length !== length) {
    return undefined;
  }
  const point = { kty, crv, x: x.toString('base64url') };
  if (kty === 'OKP') {
    return { jwk: point, signatureLength: 2 * length };
  }
  return y?.length === length ? { jwk: { ...point, y: y.toString('base64url') }, signatureLength: 2 * length } : undefined;
}

/**
 * OpenSSL refuses a point that is not on the curve: better now than at a request. A bare key wherever one will do: in an object with options
 * Node.js 24 looks for it by an exception, which takes 30 microseconds, as long as RSA itself.
 */
function verifier({ jwk, signatureLength }: Material, { kty, hash, options }: AlgorithmRule): VerificationKey['verifies'] | undefined {
  try {
    const bare = createPublicKey({ key: jwk, format: 'jwk' });
    const key = options ? { key: bare, ...options } : bare;
    return (signed, signature) => signature.length === signatureLength && verify(hash, signed, key, kty === 'EC' ? derSignature(signature) : signature);
  } catch {
    return undefined;
  }
}

function base64url(value: Json | undefined): Buffer | undefined {
  if (typeof value !== 'string' || value === '') {
    return undefined;
  }
  const bytes = Buffer.from(value, 'base64url');
  return bytes.toString('base64url') === value ? bytes : undefined;
}

/** Base64urlUInt (RFC 7518, 2). Some issuers write leading zero bytes: the number is the same, so they are taken off. */
function unsigned(value: Json | undefined): Buffer | undefined {
  const bytes = base64url(value);
  const first = bytes?.findIndex((byte) => byte !== 0) ?? -1;
  return bytes && first >= 0 ? bytes.subarray(first) : undefined;
}

function bitLength(bytes: Buffer): number {
  return bytes.length * 8 - Math.clz32(bytes[0]) + 24;
}

function isEven(bytes: Buffer): boolean {
  return bytes[bytes.length - 1] % 2 === 0;
}

/** Primes for which the powers of 65537 are but a part of all remainders, as the authors of the attack chose them. */
const ROCA_PRIMES = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/**
 * ROCA (CVE-2017-15361; crocs.fi.muni.cz/public/papers/rsa_ccs17): smart cards and TPMs made keys for years that can be factored. Such a
 * modulus is a power of 65537 modulo every small prime; of other moduli, one in 100 million is.
 */
function isRoca(modulus: Buffer): boolean {
  const n = BigInt(`0x${modulus.toString('hex')}`);
  return ROCA_PRIMES.every((prime) => isPowerOf65537(Number(n % BigInt(prime)), prime));
}

function isPowerOf65537(remainder: number, prime: number): boolean {
  let power = 1;
  do {
    if (power === remainder) {
      return true;
    }
    power = power * 65_537 % prime;
  } while (power !== 1);
  return false;
}
