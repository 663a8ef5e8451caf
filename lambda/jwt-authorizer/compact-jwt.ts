import { isUtf8 } from 'node:buffer';
import type { IssuerConfig } from '../../lib/contracts/authorizer';
import { refuse, TokenReason } from './reasons';
import { DuplicateMemberError, isJsonObject, JsonObject, member, parseStrictJson, textMember } from './strict-json';

/** API Gateway takes at most 10,240 bytes of headers (docs.aws.amazon.com/apigateway/latest/developerguide/limits.html): nothing longer is real. */
export const MAX_TOKEN_LENGTH = 10_240;
const MAX_KEY_ID_LENGTH = 1_024;

/** Protected header, checked. */
export interface JoseHeader {
  readonly alg: string;
  readonly kid: string | undefined;
  /** `typ` in lower case, without `application/`. */
  readonly type: string | undefined;
  /** Where the token says that the key set is. */
  readonly jku: string | undefined;
}

/** A token in compact serialization, with nothing verified yet: so of the payload only the issuer is read, which says whose key to verify with. */
export interface CompactJwt {
  readonly header: JoseHeader;
  /** The text of `iss`, if it is a text. */
  readonly issuer: string | undefined;
  /** JSON, for `parsePayload`. */
  readonly payload: string;
  /** What the signature is of: the first two parts and the dot between. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Header parameters with which no token is accepted. Others that are not understood are ignored, as RFC 7515, 4 demands. */
const REFUSED: readonly [TokenReason, string[]][] = [
  // `crit` names extensions that must be understood, and none is; `b64` changes what is signed (RFC 7797)
  ['header_critical', ['crit', 'b64']],
  // A key that comes with the token is the attacker's own (RFC 8725, 3.10; CVE-2018-0114). Refused rather than ignored, to be sure.
  ['header_key_source', ['jwk', 'x5u', 'x5c']],
  // of encrypted tokens (RFC 7516, 4.1): a token that claims to be both is neither
  ['token_nested', ['enc']],
];
/** Kinds of token that may grant access. Others, such as `logout+jwt` or `dpop+jwt`, are signed by the same keys for other ends (RFC 8725, 3.11). */
const ACCESS_TYPES = new Set(['jwt', 'at+jwt', 'jose']);

/** Headers that passed: one issuer's tokens share a handful. Bounded, since an attacker can write as many as he likes. */
const MAX_KNOWN_HEADERS = 64;
const knownHeaders = new Map<string, JoseHeader>();

/**
 * Splits and checks a JWS compact serialization (RFC 7515, 7.1). Stricter than aws-jwt-verify, which takes padding, stray bits in the last
 * character and duplicate names.
 */
export function parseCompactJwt(token: string): CompactJwt {
  if (token.length > MAX_TOKEN_LENGTH) {
    refuse('token_too_long');
  }
  const firstDot = token.indexOf('.');
  const secondDot = token.indexOf('.', firstDot + 1);
  if (firstDot < 1 || secondDot < 0) {
    refuse('token_malformed');
  }
  if (token.includes('.', secondDot + 1)) {
    refuse('token_malformed'); // five parts are an encrypted token (RFC 7516, 7.1)
  }
  const header = parseHeader(token.slice(0, firstDot));
  const payload = decodeText(token.slice(firstDot + 1, secondDot));
  return {
    header,
    issuer: issuerOf(payload),
    payload,
    signed: Buffer.from(token.slice(0, secondDot), 'latin1'),
    signature: decode(token.slice(secondDot + 1)),
  };
}

/** The claims of a token whose signature is right. */
export function parsePayload({ payload, issuer }: CompactJwt): JsonObject {
  const claims = parseObject(payload);
  if (member(claims, 'iss') !== issuer) {
    refuse('issuer_unknown'); // the key was that of another issuer
  }
  return claims;
}

function issuerOf(payload: string): string | undefined {
  try {
    return textMember(payload, 'iss');
  } catch {
    refuse('token_malformed');
  }
}

function parseHeader(headerB64: string): JoseHeader {
  const known = knownHeaders.get(headerB64);
  if (known) {
    return known;
  }
  const header = checkHeader(parseObject(decodeText(headerB64)));
  if (knownHeaders.size >= MAX_KNOWN_HEADERS) {
    knownHeaders.clear();
  }
  knownHeaders.set(headerB64, header);
  return header;
}

function checkHeader(raw: JsonObject): JoseHeader {
  for (const [reason, names] of REFUSED) {
    if (names.some((name) => member(raw, name) !== undefined)) {
      refuse(reason);
    }
  }
  const contentType = member(raw, 'cty');
  if (contentType !== undefined && (typeof contentType !== 'string' || /(?:^|[/+])jw[te]$/i.test(contentType))) {
    refuse('token_nested');
  }
  const compression = member(raw, 'zip');
  if (compression !== undefined && compression !== 'NONE') { // which ForgeRock writes into every token
    refuse('token_nested');
  }
  const type = member(raw, 'typ');
  if (type !== undefined && typeof type !== 'string') {
    refuse('header_type');
  }
  const alg = member(raw, 'alg');
  if (typeof alg !== 'string') {
    refuse('algorithm_not_allowed');
  }
  const kid = member(raw, 'kid');
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KEY_ID_LENGTH)) {
    refuse('token_malformed');
  }
  const jku = member(raw, 'jku');
  if (jku !== undefined && typeof jku !== 'string') {
    refuse('header_key_source');
  }
  return { alg, kid, type: type && normalizeType(type), jku };
}

/**
 * The address of a key set that a token brings along is never fetched. Attack: one of the attacker's own, or one within the network
 * (CVE-2018-0114's kind; RFC 8725, 3.10). Some issuers write theirs into every token (SAP XSUAA, Cloud Foundry UAA).
 */
export function checkKeySetAddress({ jku }: JoseHeader, config: IssuerConfig): void {
  if (jku !== undefined && config.jku !== 'ignored' && (config.jku !== 'same' || jku !== config.jwksUri)) {
    refuse('header_key_source');
  }
}

/** Media types compare without case, and `application/` may be left out where no other slash follows (RFC 7515, 4.1.9). */
export function normalizeType(type: string): string {
  return type.toLowerCase().replace(/^application\/(?=[^/]*$)/, '');
}

/** Refuses a token of another kind than the issuer's access tokens. */
export function checkType(header: JoseHeader, required: string | undefined): void {
  if (required ? header.type !== required : !ACCESS_TYPES.has(header.type ?? 'jwt')) {
    refuse('header_type');
  }
}

function decodeText(part: string): string {
  const bytes = decode(part);
  // a decoder that repairs broken UTF-8 would make different bytes the same subject
  if (!isUtf8(bytes)) {
    refuse('token_malformed');
  }
  return bytes.toString('utf8');
}

function parseObject(json: string): JsonObject {
  let value;
  try {
    value = parseStrictJson(json);
  } catch (error) {
    refuse(error instanceof DuplicateMemberError ? 'token_duplicate_member' : 'token_malformed');
  }
  if (isJsonObject(value)) {
    return value;
  }
  refuse('token_malformed');
}

/**
 * Base64url without padding, the one canonical spelling (RFC 7515, 2; RFC 4648, 3.5). Attack: other spellings of one token are other
 * keys in every cache and block list, and carry what was never signed.
 */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) {
    refuse('token_malformed');
  }
  return bytes;
}
