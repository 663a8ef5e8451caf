import { checkKeySetAddress, checkType, JoseHeader, MAX_TOKEN_LENGTH, normalizeType, parseCompactJwt, parsePayload } from '../../../lambda/jwt-authorizer/compact-jwt';
import { issuerConfig } from './support/harness';
import { encode } from './support/tokens';

const HEADER = { alg: 'ES256', kid: 'k', typ: 'JWT' };
const because = (reason: string) => expect.objectContaining({ reason });
/** A header that was not seen before: one that was is not read again. */
const unseen = (header: object | string) => (typeof header === 'string' ? header : { ...header, x: Math.random() });
const token = (header: object | string = HEADER, payload: object | string = { iss: 'i' }, signature = 'AAAA') =>
  `${encode(unseen(header))}.${encode(payload)}.${signature}`;
const headerOf = (header: object) => parseCompactJwt(token({ ...HEADER, ...header })).header;

test('a token is its header, the text of its payload, what is signed, and the signature', () => {
  const text = token({ ...HEADER, jku: 'u' }, '{"iss":"i","a":1}', 'AQID');
  expect(parseCompactJwt(text)).toEqual({
    header: { alg: 'ES256', kid: 'k', type: 'jwt', jku: 'u' },
    issuer: 'i',
    payload: '{"iss":"i","a":1}',
    signed: Buffer.from(text.slice(0, text.lastIndexOf('.'))),
    signature: Buffer.from([1, 2, 3]),
  });
});

test('a token may have no signature, no kid, no type, and another header each time', () => {
  const bare = parseCompactJwt(token({ alg: 'ES256' }, { iss: 'i' }, ''));
  expect([bare.header, bare.signature]).toEqual([{ alg: 'ES256', kid: undefined, type: undefined, jku: undefined }, Buffer.alloc(0)]);
  // More than are remembered.
  for (const index of Array.from({ length: 200 }, (_, each) => each % 130)) {
    expect(headerOf({ kid: String(index) }).kid).toBe(String(index));
  }
});

test('a token has no more characters than the gateway takes', () => {
  expect(() => parseCompactJwt('a'.repeat(MAX_TOKEN_LENGTH))).toThrow(because('token_malformed'));
  expect(() => parseCompactJwt('a'.repeat(MAX_TOKEN_LENGTH + 1))).toThrow(because('token_too_long'));
});

test.each<[string, string]>([
  ['nothing', ''], ['no dot', 'a'], ['one dot', 'a.b'], ['no header', `.${encode({ iss: 'i' })}.AAAA`], ['two dots and no more', '..'],
  ['four parts', `${token()}.`], ['five parts', `${token()}.a.b`],
  ['a header that is no JSON', token('{')], ['a header that is a list', token('[]')], ['a header that is null', token('null')], ['a header that is a text', token('"a"')],
  ['a payload that is no object', token(HEADER, '[]')], ['a payload that is no JSON', token(HEADER, 'x')], ['an empty payload', token(HEADER, '')],
  ['padding', `${token()}=`], ['another alphabet', token(HEADER, { iss: 'i' }, '+/+/')], ['one character too many', token(HEADER, { iss: 'i' }, 'AAAAA')],
  ['bits that mean nothing', token(HEADER, { iss: 'i' }, 'AB')],
  ['a payload that is no UTF-8', `${encode(HEADER)}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.AAAA`],
  ['a header that is no UTF-8', `${Buffer.from('7b2261223a22ff227d', 'hex').toString('base64url')}.${encode({ iss: 'i' })}.AAAA`],
])('%s is no token', (_, text) => {
  expect(() => parseCompactJwt(text)).toThrow(because('token_malformed'));
});

test.each<[object | string, string]>([
  ['{"alg":"ES256","alg":"ES256"}', 'token_duplicate_member'],
  [{ ...HEADER, crit: [] }, 'header_critical'], [{ ...HEADER, crit: null }, 'header_critical'], [{ ...HEADER, b64: true }, 'header_critical'],
  [{ ...HEADER, jwk: {} }, 'header_key_source'], [{ ...HEADER, x5u: '' }, 'header_key_source'], [{ ...HEADER, x5c: [] }, 'header_key_source'],
  [{ ...HEADER, enc: 'A128GCM' }, 'token_nested'],
  [{ ...HEADER, cty: 'JWT' }, 'token_nested'], [{ ...HEADER, cty: 'jwe' }, 'token_nested'], [{ ...HEADER, cty: 'application/jwt' }, 'token_nested'],
  [{ ...HEADER, cty: 'a+JWT' }, 'token_nested'], [{ ...HEADER, cty: 1 }, 'token_nested'], [{ ...HEADER, cty: null }, 'token_nested'],
  [{ ...HEADER, zip: 'DEF' }, 'token_nested'], [{ ...HEADER, zip: '' }, 'token_nested'], [{ ...HEADER, zip: null }, 'token_nested'],
  [{ ...HEADER, typ: 1 }, 'header_type'], [{ ...HEADER, typ: null }, 'header_type'],
  [{ ...HEADER, alg: undefined }, 'algorithm_not_allowed'], [{ ...HEADER, alg: null }, 'algorithm_not_allowed'], [{ ...HEADER, alg: ['ES256'] }, 'algorithm_not_allowed'],
  [{ ...HEADER, kid: 1 }, 'token_malformed'], [{ ...HEADER, kid: null }, 'token_malformed'], [{ ...HEADER, kid: 'k'.repeat(1_025) }, 'token_malformed'],
  [{ ...HEADER, jku: 1 }, 'header_key_source'], [{ ...HEADER, jku: null }, 'header_key_source'],
])('the header %j is refused: %s', (header, reason) => {
  expect(() => parseCompactJwt(token(header))).toThrow(because(reason));
  // Nor is it remembered as one that passed.
  expect(() => parseCompactJwt(token(header))).toThrow(because(reason));
});

test.each<[object]>([
  [{ kid: 'k'.repeat(1_024) }], [{ kid: '' }], [{ zip: 'NONE' }], [{ cty: 'json' }], [{ cty: '' }], [{ cty: 'jwtx' }], [{ cty: 'xjwt' }], [{ x5t: 'a' }], [{ typ: '' }],
])('the header %j is one', (header) => {
  expect(headerOf(header)).toMatchObject({ alg: 'ES256', ...'kid' in header && header });
});

describe('the payload', () => {
  test('is read when the signature is right', () => {
    const jwt = parseCompactJwt(token(HEADER, '{"iss":"i","a":{"b":[1]}}'));
    expect(parsePayload(jwt)).toEqual({ iss: 'i', a: { b: [1] } });
  });

  test('without an issuer has none', () => {
    const jwt = parseCompactJwt(token(HEADER, '{"a":1}'));
    expect([jwt.issuer, parsePayload(jwt)]).toEqual([undefined, { a: 1 }]);
  });

  test.each<[string, string]>([
    ['{"iss":1}', 'issuer_unknown'],
    ['{"iss":"i","iss":"i"}', 'token_duplicate_member'],
    ['{"iss":"i","a":{"b":1,"b":2}}', 'token_duplicate_member'],
    ['{"iss":"i"}x', 'token_malformed'],
    ['{"iss":"i",}', 'token_malformed'],
  ])('%s is refused then: %s', (payload, reason) => {
    const jwt = parseCompactJwt(token(HEADER, payload));
    expect(() => parsePayload(jwt)).toThrow(because(reason));
  });

  test('of another issuer than the one whose key was used is refused', () => {
    expect(() => parsePayload({ ...parseCompactJwt(token()), issuer: 'other' })).toThrow(because('issuer_unknown'));
  });
});

test.each([
  ['JWT', 'jwt'], ['application/JWT', 'jwt'], ['Application/at+jwt', 'at+jwt'], ['application/a/b', 'application/a/b'], ['xapplication/jwt', 'xapplication/jwt'], ['', ''], ['application/', ''],
])('the type %j is %j', (type, normal) => {
  expect(normalizeType(type)).toBe(normal);
});

describe('a type', () => {
  const check = (type: string | undefined, required?: string) => checkType({ type } as JoseHeader, required);

  test.each([undefined, 'jwt', 'at+jwt', 'jose'])('%s may be that of an access token', (type) => {
    expect(() => check(type)).not.toThrow();
  });

  test.each(['', 'logout+jwt', 'dpop+jwt', 'id+jwt', 'constructor'])('%j is none of an access token', (type) => {
    expect(() => check(type)).toThrow(because('header_type'));
  });

  test('is the one that the issuer uses, where it says so', () => {
    expect(() => check('at+jwt', 'at+jwt')).not.toThrow();
    expect(() => check('special', 'special')).not.toThrow();
    expect(() => check('jwt', 'at+jwt')).toThrow(because('header_type'));
    expect(() => check(undefined, 'jwt')).toThrow(because('header_type'));
  });
});

describe('the address of a key set', () => {
  const check = (jku: string | undefined, rule?: 'same' | 'ignored', jwksUri: string | undefined = 'https://a/keys') =>
    checkKeySetAddress({ jku } as JoseHeader, issuerConfig({ jku: rule, jwksUri }));

  test.each<[string | undefined, 'same' | 'ignored' | undefined]>([[undefined, undefined], [undefined, 'same'], ['https://a/keys', 'same'], ['anything', 'ignored']])('%s may come along: %s', (jku, rule) => {
    expect(() => check(jku, rule)).not.toThrow();
  });

  test.each<[string, 'same' | undefined]>([['https://a/keys', undefined], ['https://a/keys/', 'same'], ['', 'same']])('%s may not: %s', (jku, rule) => {
    expect(() => check(jku, rule)).toThrow(because('header_key_source'));
  });
});
