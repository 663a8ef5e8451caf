import { createPublicKey, KeyObject } from 'node:crypto';
import type { Jwk } from 'aws-jwt-verify/jwk';
import { isJsonObject, Json, JsonObject, member } from './strict-json';

/** What an algorithm asks of a key (RFC 7518, 3; RFC 8037, 3.1). */
interface AlgorithmRule {
  readonly kty: string;
  /** Curves, with the bytes of a coordinate and of a signature. */
  readonly curves?: { readonly [crv: string]: { readonly coordinate: number; readonly signature: number } };
}

const RSA: AlgorithmRule = { kty: 'RSA' };
/**
 * The algorithms that aws-jwt-verify has. ES algorithms are bound to one curve each (RFC 7518, 3.4), which aws-jwt-verify checks only where
 * the key says its `alg`.
 */
const ALGORITHMS: ReadonlyMap<string, AlgorithmRule> = new Map([
  ['RS256', RSA],
  ['RS384', RSA],
  ['RS512', RSA],
  ['ES256', { kty: 'EC', curves: { 'P-256': { coordinate: 32, signature: 64 } } }],
  ['ES384', { kty: 'EC', curves: { 'P-384': { coordinate: 48, signature: 96 } } }],
  ['ES512', { kty: 'EC', curves: { 'P-521': { coordinate: 66, signature: 132 } } }],
  ['EdDSA', { kty: 'OKP', curves: { Ed25519: { coordinate: 32, signature: 64 }, Ed448: { coordinate: 57, signature: 114 } } }],
]);

export function isSupportedAlgorithm(algorithm: string): boolean {
  return ALGORITHMS.has(algorithm);
}

/** RFC 7518, 3.3: 2048 bits or more. The upper bound keeps one verification from taking seconds. */
const MIN_MODULUS_BITS = 2_048;
const MAX_MODULUS_BITS = 8_192;
const MAX_EXPONENT_BITS = 64;
const MAX_KEYS = 100;

/** One public key of an issuer's set, for one algorithm. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly alg: string;
  readonly signatureLength: number;
  /** As aws-jwt-verify takes it: only what makes the key. */
  readonly jwk: Jwk;
  readonly object: KeyObject;
  /** Equal for equal key, `kid` and algorithm. */
  readonly identity: string;
}

/** The keys of a set that verify signatures. Whatever is not understood is left out; undefined where the document is no key set (RFC 7517, 5). */
export function verificationKeys(algorithms: ReadonlySet<string>, document: unknown): VerificationKey[] | undefined {
  const set = document as Json | undefined;
  const list = isJsonObject(set) ? member(set, 'keys') : undefined;
  if (!Array.isArray(list)) {
    return undefined;
  }
  return list.slice(0, MAX_KEYS).flatMap((jwk) => (isJsonObject(jwk) ? keysOf(algorithms, jwk) : []));
}

function keysOf(algorithms: ReadonlySet<string>, jwk: JsonObject): VerificationKey[] {
  const kid = member(jwk, 'kid');
  if ((kid !== undefined && typeof kid !== 'string') || !isForVerification(jwk) || hasPrivatePart(jwk)) {
    return [];
  }
  const stated = member(jwk, 'alg');
  const keys: VerificationKey[] = [];
  for (const [alg, rule] of ALGORITHMS) {
    if (algorithms.has(alg) && (stated === undefined || stated === alg) && member(jwk, 'kty') === rule.kty) {
      const material = rule.curves ? curveMaterial(jwk, rule.curves) : rsaMaterial(jwk);
      if (material) {
        const identity = JSON.stringify([kid ?? null, alg, material.jwk]);
        keys.push({ kid, alg, identity, ...material });
      }
    }
  }
  return keys;
}

/** RFC 7517, 4.2 and 4.3. A key for encryption, or for signing only, verifies nothing. */
function isForVerification(jwk: JsonObject): boolean {
  const use = member(jwk, 'use');
  const operations = member(jwk, 'key_ops');
  return (use === undefined || use === 'sig')
    && (operations === undefined || (Array.isArray(operations) && operations.includes('verify')));
}

/** An issuer that publishes the private part has lost the key: anyone can sign with it. */
function hasPrivatePart(jwk: JsonObject): boolean {
  return ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].some((name) => member(jwk, name) !== undefined);
}

interface Material {
  readonly jwk: { readonly kty: string; readonly [name: string]: string };
  readonly object: KeyObject;
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
    || exponentBits < 2 || exponentBits > MAX_EXPONENT_BITS || isEven(e)) {
    return undefined;
  }
  return usable({ kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') }, Math.ceil(modulusBits / 8));
}

function curveMaterial(jwk: JsonObject, curves: NonNullable<AlgorithmRule['curves']>): Material | undefined {
  const kty = member(jwk, 'kty');
  const crv = member(jwk, 'crv');
  const curve = typeof crv === 'string' && Object.hasOwn(curves, crv) ? curves[crv] : undefined;
  const x = base64url(member(jwk, 'x'));
  if (typeof crv !== 'string' || typeof kty !== 'string' || !curve || x?.length !== curve.coordinate) {
    return undefined;
  }
  if (kty === 'OKP') {
    return usable({ kty, crv, x: x.toString('base64url') }, curve.signature);
  }
  const y = base64url(member(jwk, 'y'));
  if (y?.length !== curve.coordinate) {
    return undefined;
  }
  return usable({ kty, crv, x: x.toString('base64url'), y: y.toString('base64url') }, curve.signature);
}

/** OpenSSL refuses a point that is not on the curve: better now than at a request. */
function usable(jwk: Material['jwk'], signatureLength: number): Material | undefined {
  try {
    return { jwk, object: createPublicKey({ key: jwk, format: 'jwk' }), signatureLength };
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
