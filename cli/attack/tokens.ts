import { createHmac, generateKeyPairSync, KeyObject, sign } from 'crypto';
import { JsonMap } from '../../local/assembly';

/** A token that no API may take. */
export interface HostileToken {
  readonly what: string;
  readonly token: string;
}

/**
 * Tokens of every kind that an attacker makes: each with the claims of a good one, where there is one, and a signature of the attacker's own.
 *
 * @param good a token that the API takes, from which header and claims are read
 * @see https://www.rfc-editor.org/rfc/rfc8725
 */
export function hostileTokens(good: string | undefined, now: number): HostileToken[] {
  const [header = {}, claims = {}] = (good ?? '').split('.').slice(0, 2).map((part) => (part === '' ? {} : JSON.parse(Buffer.from(part, 'base64url').toString()) as JsonMap));
  const seconds = Math.floor(now / 1_000);
  const body = { sub: 'attacker', iss: 'https://issuer.invalid/', aud: 'everything', ...claims, iat: seconds, exp: seconds + 300 };
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kid } = header;
  const own = (alg: 'RS256' | 'ES256', more: JsonMap = {}, claim: JsonMap = {}): string => (
    signed({ alg, typ: 'JWT', ...(kid !== undefined && { kid }), ...more }, { ...body, ...claim }, alg === 'RS256' ? rsa.privateKey : elliptic.privateKey));
  const [first, second, signature] = (good ?? own('RS256')).split('.');
  const unsigned = (alg: string): string => `${encoded({ ...header, alg })}.${encoded(body)}`;
  const hashed = (secret: string): string => {
    const input = unsigned('HS256');
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  return [
    { what: 'algorithm none', token: `${unsigned('none')}.` },
    { what: 'algorithm none with a signature', token: `${unsigned('none')}.${signature}` },
    { what: 'algorithm NoNe', token: `${unsigned('NoNe')}.${signature}` },
    { what: 'algorithm confusion: HMAC with an empty secret', token: hashed('') },
    { what: 'algorithm confusion: HMAC with a public key', token: hashed(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()) },
    { what: 'signed by another key of the same id (RS256)', token: own('RS256') },
    { what: 'signed by another key of the same id (ES256)', token: own('ES256') },
    { what: 'another issuer', token: own('RS256', {}, { iss: 'https://attacker.invalid/' }) },
    { what: 'another audience', token: own('RS256', {}, { aud: 'another-api', client_id: 'another' }) },
    { what: 'expired', token: own('RS256', {}, { iat: seconds - 7_200, exp: seconds - 3_600 }) },
    { what: 'not valid yet', token: own('RS256', {}, { nbf: seconds + 3_600 }) },
    { what: 'without an end', token: own('RS256', {}, { exp: null }) },
    { what: 'a key in its own header (jwk)', token: own('RS256', { jwk: rsa.publicKey.export({ format: 'jwk' }) as JsonMap }) },
    { what: 'an address of keys in its own header (jku)', token: own('RS256', { jku: 'https://attacker.invalid/keys.json' }) },
    { what: 'a key id that is a path', token: own('RS256', { kid: '../../../../dev/null' }) },
    { what: 'a critical extension that nobody knows', token: own('RS256', { crit: ['exp'], exp: 0 }) },
    { what: 'claims of somebody else under a good signature', token: `${first}.${encoded({ ...body, sub: 'admin', roles: ['admin'], scope: 'admin' })}.${signature}` },
    { what: 'a signature cut off', token: `${first}.${second}.` },
    { what: 'a signature of zeros', token: `${first}.${second}.${Buffer.alloc(256).toString('base64url')}` },
    { what: 'no token at all, but text', token: 'secret' },
  ];
}

function signed(header: JsonMap, claims: JsonMap, key: KeyObject): string {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function encoded(value: JsonMap): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
