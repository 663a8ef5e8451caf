import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { rocaKey } from './roca-key';
import { encode, SigningKey, signingKey, signInput, signToken } from './tokens';

/** A token with the reason code of its refusal, or `ok` where it is a neighbour of hostile ones and must get in. */
export type HostileToken = readonly [what: string, token: string, reason: string];

/** Keys of an issuer, good ones and such as no issuer should publish. */
export type HostileKeys = ReturnType<typeof hostileKeys>;

export function hostileKeys() {
  const keys: { readonly [alg: string]: SigningKey } = {
    RS256: signingKey('RS256', 'rs'),
    PS256: signingKey('PS256', 'ps'),
    ES256: signingKey('ES256', 'es'),
    ES384: signingKey('ES384', 'es384'),
    ES512: signingKey('ES512', 'es512'),
    EdDSA: signingKey('EdDSA', 'ed'),
  };
  /** Under the `kid` of a good one, and in no set. */
  const attacker = signingKey('ES256', 'es');
  const small = (() => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    return { alg: 'RS256', kid: 'small', privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid: 'small' } };
  })();
  const decrypting = signingKey('RS256', 'enc', { use: 'enc', alg: undefined });
  const signingOnly = signingKey('ES256', 'ops', { key_ops: ['sign'], use: undefined });
  const published = signingKey('ES256', 'published');
  /** In no set. */
  const without = signingKey('ES256', 'none-such');
  const factored = signingKey('RS256', 'factored');
  const roca = (() => {
    const privateKey = rocaKey();
    return { alg: 'RS256', kid: 'roca', privateKey, jwk: { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: 'roca' } };
  })();
  const noAlg = signingKey('ES384', 'no-alg', { alg: undefined });
  const exponentOne = { ...keys.RS256.jwk, kid: 'e1', e: 'AQ', alg: undefined };
  const evenExponent = { ...keys.RS256.jwk, kid: 'e2', e: 'Ag', alg: undefined };
  const offCurve = { ...keys.ES256.jwk, kid: 'off', y: keys.ES256.jwk.x };
  const shortCoordinate = { ...keys.ES256.jwk, kid: 'short', x: 'AAAA' };
  const wrongCurve = { ...keys.ES256.jwk, kid: 'wrong-crv', crv: 'P-384' };
  const symmetric = { kty: 'oct', kid: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA', alg: 'HS256' };
  const twins = [{ ...signingKey('ES512', 'twin').jwk }, { ...signingKey('ES512', 'twin').jwk }];

  /** What the issuer publishes: besides keys, whatever may stand in a list. */
  const keySet = [
    ...Object.values(keys).map(({ jwk }) => jwk), small.jwk, decrypting.jwk, signingOnly.jwk, noAlg.jwk,
    { ...published.privateKey.export({ format: 'jwk' }), kid: 'published' },
    { ...factored.privateKey.export({ format: 'jwk' }), d: undefined, kid: 'factored' }, roca.jwk,
    exponentOne, evenExponent, offCurve, shortCoordinate, wrongCurve, symmetric, ...twins, null, 'text', 7,
  ];
  return { keys, attacker, small, decrypting, signingOnly, published, factored, roca, without, noAlg, symmetric, keySet };
}

const P256_ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';
const ED25519_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

/** RFC 8032, 5.1.7: s is less than the order. Adding it makes another signature of the same token where no one looks. */
function pastOrder(token: string): string {
  const [header, payload, signature] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + ED25519_ORDER;
  const past = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
  return `${header}.${payload}.${Buffer.concat([bytes.subarray(0, 32), past]).toString('base64url')}`;
}

/** Over a hundred tokens that such an issuer's users could be handed, or make. `now` in seconds. */
export function hostileTokens({ issuer, now, ...made }: HostileKeys & { readonly issuer: string; readonly now: number }): HostileToken[] {
  const { keys, attacker, small, decrypting, signingOnly, published, factored, roca, without, noAlg, symmetric } = made;
  const es = keys.ES256;
  const good = (changes: object = {}) => ({ iss: issuer, aud: 'orders', sub: 'user-1', iat: now, exp: now + 600, ...changes });
  const token = (changes: object = {}, header: object = {}) => signToken(es, good(changes), header);
  const text = (json: string) => signToken(es, json);
  const raw = (header: string) => signToken(es, good(), header);
  const parts = token().split('.');
  const claimsText = (extra: string) => `{"iss":"${issuer}","aud":"orders","sub":"user-1","iat":${now},"exp":${now + 600}${extra}}`;
  const hmac = (secret: string | Buffer, kid: string) => {
    const input = `${encode({ alg: 'HS256', kid })}.${encode(good())}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const unsigned = (alg: string) => `${encode({ alg, kid: 'es' })}.${encode(good())}.`;
  const signedAs = (header: object, key = es) => {
    const input = `${encode(header)}.${encode(good())}`;
    return `${input}.${signInput(input, key)}`;
  };
  /** The last character of the part holds bits that stand for nothing: set one of them. */
  const strayBit = (part: string) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1) ?? '') + 1];
  };
  const pem = createPublicKey(es.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  /** A right signature in a form that is not the algorithm's. */
  const signedLike = (key: SigningKey, options: object) => {
    const input = `${encode({ alg: key.alg, kid: key.kid })}.${encode(good())}`;
    return `${input}.${sign('sha256', Buffer.from(input), { key: key.privateKey, ...options }).toString('base64url')}`;
  };
  const pssWithSalt = (saltLength: number) => signedLike(keys.PS256, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
  const signedBytes = (header: string, signature: Buffer) => `${header}.${parts[1]}.${signature.toString('base64url')}`;

  return [
    // no token at all
    ['an empty token', '', 'token_scheme'],
    ['a word', 'garbage', 'token_malformed'],
    ['one dot', 'a.b', 'token_malformed'],
    ['dots only', '..', 'token_malformed'],
    ['four parts', `${token()}.x`, 'token_malformed'],
    ['five parts, an encrypted token', 'a.b.c.d.e', 'token_malformed'],
    ['no header', `.${parts[1]}.${parts[2]}`, 'token_malformed'],
    ['no payload', `${parts[0]}..${parts[2]}`, 'token_malformed'],
    ['a detached payload', `${parts[0]}..${signInput(`${parts[0]}.`, es)}`, 'token_malformed'],
    ['more than the gateway\'s header limit', token({ filler: 'x'.repeat(9_000) }), 'token_too_long'],
    ['a JSON serialization', encode(JSON.stringify({ payload: parts[1], protected: parts[0], signature: parts[2] })), 'token_malformed'],
    // spelling
    ['a space before', ` ${token()}`, 'ok'],
    ['a space inside', token().replace('.', '. '), 'token_scheme'],
    ['a space behind', `${token()} `, 'token_scheme'],
    ['a line break', `${token()}\n`, 'token_scheme'],
    ['a tab', token().replace('.', '\t.'), 'token_scheme'],
    ['a NUL', `${token()}\0`, 'token_scheme'],
    ['padding', `${parts[0]}.${parts[1]}.${parts[2]}==`, 'token_scheme'],
    ['base64 instead of base64url', `${parts[0]}.${parts[1]}.${parts[2].slice(0, -4)}+/+/`, 'token_scheme'],
    ['quotes around', `"${token()}"`, 'token_scheme'],
    ['a second token after a comma', `${token()},${token()}`, 'token_scheme'],
    ['stray bits in the signature', `${parts[0]}.${parts[1]}.${strayBit(parts[2])}`, 'token_malformed'],
    ['one character too many', `${token()}A`, 'signature_invalid'],
    ['a letter of another script', token().replace('e', 'е'), 'token_scheme'],
    // header JSON
    ['a header that is no JSON', raw('{'), 'token_malformed'],
    ['a header that is a list', raw('[]'), 'token_malformed'],
    ['a header that is null', raw('null'), 'token_malformed'],
    ['a header that is text', raw('"ES256"'), 'token_malformed'],
    ['a header with a byte order mark', raw('\ufeff{"alg":"ES256","kid":"es"}'), 'token_malformed'],
    ['two alg', raw('{"alg":"ES256","alg":"none","kid":"es"}'), 'token_duplicate_member'],
    ['two kid', raw('{"alg":"ES256","kid":"rs","kid":"es"}'), 'token_duplicate_member'],
    ['two alg, one escaped', raw('{"alg":"ES256","\\u0061lg":"none","kid":"es"}'), 'token_duplicate_member'],
    ['a trailing comma in the header', raw('{"alg":"ES256","kid":"es",}'), 'token_malformed'],
    ['a comment in the header', raw('{"alg":"ES256"/**/,"kid":"es"}'), 'token_malformed'],
    ['broken UTF-8 in the header', `${Buffer.concat([Buffer.from('{"alg":"ES256","kid":"es","x":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]).toString('base64url')}.${parts[1]}.${parts[2]}`, 'token_malformed'],
    // header parameters
    ['crit', token({}, { crit: ['exp'] }), 'header_critical'],
    ['an empty crit', token({}, { crit: [] }), 'header_critical'],
    ['crit with a known name', token({}, { crit: ['b64'], b64: true }), 'header_critical'],
    ['b64 false', token({}, { b64: false }), 'header_critical'],
    ['b64 true', token({}, { b64: true }), 'header_critical'],
    ['a key in the header', signToken(attacker, good(), { jwk: attacker.jwk }), 'header_key_source'],
    ['a right signature with a key in the header', token({}, { jwk: es.jwk }), 'header_key_source'],
    ['jku', signToken(attacker, good(), { jku: 'https://attacker.example/keys' }), 'header_key_source'],
    ['jku of the issuer', token({}, { jku: 'https://id.example.com/keys.json' }), 'header_key_source'],
    ['x5u', token({}, { x5u: 'https://attacker.example/cert' }), 'header_key_source'],
    ['x5c', token({}, { x5c: ['MIIB'] }), 'header_key_source'],
    ['a nested token', token({}, { cty: 'JWT' }), 'token_nested'],
    ['a nested token, in full', token({}, { cty: 'application/jwt' }), 'token_nested'],
    ['a content type that is a number', token({}, { cty: 1 }), 'token_nested'],
    ['enc', token({}, { enc: 'A128GCM' }), 'token_nested'],
    ['zip', token({}, { zip: 'DEF' }), 'token_nested'],
    ['a logout token', token({}, { typ: 'logout+jwt' }), 'header_type'],
    ['a DPoP proof', token({}, { typ: 'dpop+jwt' }), 'header_type'],
    ['a security event', token({}, { typ: 'application/secevent+jwt' }), 'header_type'],
    ['a type that is a number', token({}, { typ: 1 }), 'header_type'],
    ['a kid that is a number', token({}, { kid: 1 }), 'token_malformed'],
    ['a kid that is a list', token({}, { kid: ['es'] }), 'token_malformed'],
    ['a kid of 2,000 characters', token({}, { kid: 'k'.repeat(2_000) }), 'token_malformed'],
    // algorithm
    ['none', unsigned('none'), 'algorithm_not_allowed'],
    ['None', unsigned('None'), 'algorithm_not_allowed'],
    ['NONE', unsigned('NONE'), 'algorithm_not_allowed'],
    ['nOnE', unsigned('nOnE'), 'algorithm_not_allowed'],
    ['none with a signature', signedAs({ alg: 'none', kid: 'es' }), 'algorithm_not_allowed'],
    ['an empty algorithm', signedAs({ alg: '', kid: 'es' }), 'algorithm_not_allowed'],
    ['no algorithm', signedAs({ kid: 'es' }), 'algorithm_not_allowed'],
    ['an algorithm that is null', signedAs({ alg: null, kid: 'es' }), 'algorithm_not_allowed'],
    ['an algorithm that is a list', signedAs({ alg: ['ES256'], kid: 'es' }), 'algorithm_not_allowed'],
    ['an algorithm in lower case', signedAs({ alg: 'es256', kid: 'es' }), 'algorithm_not_allowed'],
    ['an algorithm with a space', signedAs({ alg: 'ES256 ', kid: 'es' }), 'algorithm_not_allowed'],
    ['an algorithm from the prototype', signedAs({ alg: 'constructor', kid: 'es' }), 'algorithm_not_allowed'],
    ['ES256K', signedAs({ alg: 'ES256K', kid: 'es' }), 'algorithm_not_allowed'],
    ['HS256 with the public key as secret', hmac(pem, 'es'), 'algorithm_not_allowed'],
    ['HS256 with the JWK as secret', hmac(JSON.stringify(es.jwk), 'es'), 'algorithm_not_allowed'],
    ['HS256 with a symmetric key of the set', hmac(Buffer.from(symmetric.k, 'base64url'), 'oct'), 'algorithm_not_allowed'],
    ['HS256 with an empty secret', hmac('', 'es'), 'algorithm_not_allowed'],
    ['RS256 said of an EC key', signedAs({ alg: 'RS256', kid: 'es' }), 'key_unsuitable'],
    ['ES256 said of an RSA key', signedAs({ alg: 'ES256', kid: 'rs' }), 'key_unsuitable'],
    ['EdDSA said of an EC key', signedAs({ alg: 'EdDSA', kid: 'es' }), 'key_unsuitable'],
    ['PS256 said of a key for RS256', signedAs({ alg: 'PS256', kid: 'rs' }, { ...keys.RS256, alg: 'PS256' }), 'key_unsuitable'],
    ['RS512 said of a key for RS256', signedAs({ alg: 'RS512', kid: 'rs' }, { ...keys.RS256, alg: 'RS512' }), 'key_unsuitable'],
    ['ES256 with a P-384 key that states no alg', signedAs({ alg: 'ES256', kid: 'no-alg' }, { ...noAlg, alg: 'ES256' }), 'key_unsuitable'],
    ['ES512 with a P-256 key', signedAs({ alg: 'ES512', kid: 'es' }), 'key_unsuitable'],
    // keys
    ['an unknown kid', signToken(without, good()), 'key_unknown'],
    ['an empty kid', token({}, { kid: '' }), 'key_unknown'],
    ['a kid that is a path', token({}, { kid: '../../dev/null' }), 'key_unknown'],
    ['a kid that is SQL', token({}, { kid: "x' UNION SELECT 'secret" }), 'key_unknown'],
    ['a kid from the prototype', token({}, { kid: '__proto__' }), 'key_unknown'],
    ['a kid in other case', token({}, { kid: 'ES' }), 'key_unknown'],
    ['RSA of 1024 bits', signToken(small, good()), 'key_unknown'],
    ['an exponent of 1', signedAs({ alg: 'RS256', kid: 'e1' }, keys.RS256), 'key_unknown'],
    ['an even exponent', signedAs({ alg: 'RS256', kid: 'e2' }, keys.RS256), 'key_unknown'],
    ['a point off the curve', signedAs({ alg: 'ES256', kid: 'off' }), 'key_unknown'],
    ['a coordinate that is too short', signedAs({ alg: 'ES256', kid: 'short' }), 'key_unknown'],
    ['a curve of another size', signedAs({ alg: 'ES256', kid: 'wrong-crv' }), 'key_unknown'],
    ['a key for encryption', signToken(decrypting, good()), 'key_unknown'],
    ['a key whose key_ops forbid verification', signToken(signingOnly, good()), 'key_unknown'],
    ['a key whose private part is published', signToken(published, good()), 'key_unknown'],
    ['a key whose prime factors are published', signToken(factored, good()), 'key_unknown'],
    ['a key that can be factored (ROCA, CVE-2017-15361)', signToken(roca, good()), 'key_unknown'],
    ['a kid that two keys have', signedAs({ alg: 'ES512', kid: 'twin' }, keys.ES512), 'key_ambiguous'],
    ['no kid where two keys fit', signToken(keys.ES512, good(), { kid: undefined }), 'key_ambiguous'],
    // signature
    ['another\'s signature', signToken(attacker, good()), 'signature_invalid'],
    ['no signature', `${parts[0]}.${parts[1]}.`, 'signature_invalid'],
    ['half a signature', `${parts[0]}.${parts[1]}.${Buffer.from(parts[2], 'base64url').subarray(0, 32).toString('base64url')}`, 'signature_invalid'],
    ['a longer signature', `${parts[0]}.${parts[1]}.${Buffer.concat([Buffer.from(parts[2], 'base64url'), Buffer.alloc(2)]).toString('base64url')}`, 'signature_invalid'],
    ['a signature of zeros (CVE-2022-21449)', `${parts[0]}.${parts[1]}.${Buffer.alloc(64).toString('base64url')}`, 'signature_invalid'],
    ['r and s as large as they get', `${parts[0]}.${parts[1]}.${Buffer.alloc(64, 0xff).toString('base64url')}`, 'signature_invalid'],
    ['a DER signature of zeros', signedBytes(parts[0], Buffer.from('3006020100020100', 'hex')), 'signature_invalid'],
    ['a right signature in DER', signedLike(es, { dsaEncoding: 'der' }), 'signature_invalid'],
    ['r and s of the curve\'s order', signedBytes(parts[0], Buffer.from(P256_ORDER.repeat(2), 'hex')), 'signature_invalid'],
    ['r of 1 and s of 0', signedBytes(parts[0], Buffer.from(`${'1'.padStart(64, '0')}${'0'.repeat(64)}`, 'hex')), 'signature_invalid'],
    ['PS256 with no salt', pssWithSalt(0), 'signature_invalid'],
    ['PS256 with a salt of SHA-1\'s length', pssWithSalt(20), 'signature_invalid'],
    ['PS256 with the longest salt', pssWithSalt(constants.RSA_PSS_SALTLEN_MAX_SIGN), 'signature_invalid'],
    ['an Ed25519 signature with s past the group\'s order', pastOrder(signToken(keys.EdDSA, good())), 'signature_invalid'],
    ['expired, with another\'s signature', signToken(attacker, good({ iat: now - 100, exp: now - 1 })), 'signature_invalid'],
    ['two sub, with another\'s signature', signToken(attacker, claimsText(',"sub":"admin"')), 'signature_invalid'],
    ['another payload', `${parts[0]}.${encode(good({ sub: 'admin' }))}.${parts[2]}`, 'signature_invalid'],
    ['another header', `${encode({ kid: 'es', alg: 'ES256', typ: 'JWT' })}.${parts[1]}.${parts[2]}`, 'signature_invalid'],
    ['an RSA signature of zeros', `${encode({ alg: 'RS256', kid: 'rs' })}.${parts[1]}.${Buffer.alloc(256).toString('base64url')}`, 'signature_invalid'],
    ['an RS256 signature under PS256', signedAs({ alg: 'PS256', kid: 'ps' }, { ...keys.PS256, alg: 'RS256' }), 'signature_invalid'],
    ['an Ed25519 signature of zeros', `${encode({ alg: 'EdDSA', kid: 'ed' })}.${parts[1]}.${Buffer.alloc(64).toString('base64url')}`, 'signature_invalid'],
    // payload JSON
    ['a payload that is no JSON', text('hello'), 'token_malformed'],
    ['a payload that is a list', text('[]'), 'token_malformed'],
    ['a payload that is null', text('null'), 'token_malformed'],
    ['a payload that is a token', text(`"${token()}"`), 'token_malformed'],
    ['two sub', text(claimsText(',"sub":"admin"')), 'token_duplicate_member'],
    ['two sub, one escaped', text(claimsText(',"s\\u0075b":"admin"')), 'token_duplicate_member'],
    ['two names deep inside', text(claimsText(',"a":{"b":[{"c":1,"c":2}]}')), 'token_duplicate_member'],
    ['two __proto__', text(claimsText(',"__proto__":1,"__proto__":2')), 'token_duplicate_member'],
    ['lists 4,000 deep', text(claimsText(`,"a":${'['.repeat(3_500)}${']'.repeat(3_500)}`)), 'ok'],
    ['NaN', text(claimsText(',"nbf":NaN')), 'token_malformed'],
    // issuer
    ['two issuers, the first of which is trusted', text(claimsText(',"iss":"https://attacker.example/"')), 'token_duplicate_member'],
    ['two issuers, one escaped', text(claimsText(`,"is\\u0073":"${issuer}"`)), 'token_duplicate_member'],
    ['an issuer inside of another member', text(`{"x":{"iss":"${issuer}"},${claimsText('').slice(1).replace(/"iss":"[^"]*",/, '')}`), 'issuer_unknown'],
    ['no issuer', token({ iss: undefined }), 'issuer_unknown'],
    ['another issuer', token({ iss: 'https://attacker.example/' }), 'issuer_unknown'],
    ['an issuer but for the slash', token({ iss: issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/` }), 'issuer_unknown'],
    ['an issuer in other case', token({ iss: issuer.toUpperCase() }), 'issuer_unknown'],
    ['a list of issuers', token({ iss: [issuer] }), 'issuer_unknown'],
    ['an issuer from the prototype', token({ iss: '__proto__' }), 'issuer_unknown'],
    // times
    ['no expiry', token({ exp: undefined }), 'time_malformed'],
    ['an expiry that is text', token({ exp: String(now + 600) }), 'time_malformed'],
    ['an expiry that is null', token({ exp: null }), 'time_malformed'],
    ['an expiry with a fraction', token({ exp: now + 600.5 }), 'ok'],
    ['an expiry half a second ago', token({ iat: now - 100, exp: now - 0.5 }), 'token_expired'],
    ['a negative expiry', token({ exp: -1 }), 'time_malformed'],
    ['an infinite expiry', text(claimsText('').replace(String(now + 600), '1e999')), 'time_malformed'],
    ['an expiry after the year 9999', token({ exp: 1e15 }), 'time_malformed'],
    ['expired', token({ iat: now - 100, exp: now - 1 }), 'token_expired'],
    ['expires now', token({ iat: now - 100, exp: now }), 'token_expired'],
    ['milliseconds as seconds', token({ exp: 1_000 * now + 600_000 }), 'time_malformed'],
    ['lives two days', token({ exp: now + 172_800 }), 'token_lives_too_long'],
    ['lives two days, with no iat', token({ iat: undefined, exp: now + 172_800 }), 'token_lives_too_long'],
    ['lives for years, with no iat, and ends within the hour', token({ iat: undefined, nbf: now - 100_000_000 }), 'token_lives_too_long'],
    ['issued two days ago', token({ iat: now - 172_800 }), 'token_lives_too_long'],
    ['not before an hour from now', token({ nbf: now + 3_600, exp: now + 7_200 }), 'token_not_yet_valid'],
    ['issued an hour from now', token({ iat: now + 3_600, exp: now + 7_200 }), 'token_not_yet_valid'],
    ['a not-before that is text', token({ nbf: 'now' }), 'time_malformed'],
    ['an absurd not-before', token({ nbf: 1e300 }), 'time_malformed'],
    ['an issue time with a fraction', token({ iat: now + 0.5 }), 'ok'],
    ['an issue time further ahead than clocks differ, with a fraction', token({ iat: now + 60.5, exp: now + 600 }), 'token_not_yet_valid'],
    ['an issue time that is a list', token({ iat: [now] }), 'time_malformed'],
    // audience
    ['no audience', token({ aud: undefined }), 'audience_mismatch'],
    ['another audience', token({ aud: 'billing' }), 'audience_mismatch'],
    ['an audience in other case', token({ aud: 'Orders' }), 'audience_mismatch'],
    ['an audience that begins alike', token({ aud: 'orders-admin' }), 'audience_mismatch'],
    ['an empty list of audiences', token({ aud: [] }), 'audience_mismatch'],
    ['a number among the audiences', token({ aud: ['orders', 1] }), 'audience_mismatch'],
    ['an audience that is an object', token({ aud: { orders: true } }), 'audience_mismatch'],
    // subject and claims
    ['no subject', token({ sub: undefined }), 'subject_invalid'],
    ['an empty subject', token({ sub: '' }), 'subject_invalid'],
    ['a subject that is a number', token({ sub: 1 }), 'subject_invalid'],
    ['a subject with a line break', token({ sub: 'a\r\nx-admin: 1' }), 'subject_invalid'],
    ['a subject with half a character', text(claimsText('').replace('user-1', '\\ud800')), 'subject_invalid'],
    ['a subject of 300 characters', token({ sub: 'a'.repeat(300) }), 'subject_invalid'],
    ['roles that are numbers', token({ roles: [1] }), 'claim_malformed'],
    ['roles that are an object', token({ roles: { admin: true } }), 'claim_malformed'],
    ['scopes that are a number', token({ scope: 7 }), 'claim_malformed'],
    ['a client id that is an object', token({ client_id: {} }), 'claim_malformed'],
    ['a token bound to a DPoP key, sent without its proof', token({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }), 'token_bound'],
    ['a token bound to a client certificate', token({ cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }), 'token_bound'],
    ['a token with a binding that says nothing', token({ cnf: null }), 'token_bound'],
  ];
}
