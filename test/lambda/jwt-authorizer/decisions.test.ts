import { createHash } from 'crypto';
import { Authorizer } from '../../../lambda/jwt-authorizer/authorizer';
import { parseContextClaims, parseIssuers, parseRules } from '../../../lambda/jwt-authorizer/configuration';
import { DecisionLog } from '../../../lambda/jwt-authorizer/decision-log';
import { contextOf } from '../../../lambda/jwt-authorizer/policy';
import { Json } from '../../../lambda/jwt-authorizer/strict-json';
import { AuthorizerRules, IssuerConfig } from '../../../lib/contracts/authorizer';
import { ALL_ALGORITHMS, Harness, ISSUER, issuerConfig, RULES } from './support/harness';
import { requestEvent, signingKey, signToken } from './support/tokens';

const key = signingKey('ES256', 'k');
/** Of `user-1` at the sample issuer. */
const DIGEST = createHash('sha256').update('https://id.example.com/#sub=user-1').digest('hex').slice(0, 16);
const fetch = async () => ({ keys: [key.jwk] });

describe('tokens that are right', () => {
  test.each(ALL_ALGORITHMS)('%s', async (alg) => {
    const signer = signingKey(alg, 'only');
    const harness = new Harness({ fetch: async () => ({ keys: [signer.jwk] }) });
    expect((await harness.ask(signToken(signer, harness.claims()))).status).toBe(200);
    expect((await harness.ask(signToken(signer, harness.claims(), { kid: undefined }))).status).toBe(200);
  });

  const harness = new Harness({ fetch });
  test.each<[string, object, object]>([
    ['no typ', {}, { typ: undefined }],
    ['typ in lower case', {}, { typ: 'jwt' }],
    ['an access token of RFC 9068', {}, { typ: 'application/at+jwt' }],
    ['a header parameter that means nothing here', {}, { x5t: 'abc', nonce: 'n' }],
    ['several audiences', { aud: ['billing', 'orders'] }, {}],
    ['no iat', { iat: undefined }, {}],
    ['nbf now', { nbf: harness.seconds }, {}],
    ['an issuer\'s clock two seconds ahead', { iat: harness.seconds + 2, nbf: harness.seconds + 2 }, {}],
    ['claims of any kind', { nested: { list: [1, null, { a: 'b' }] }, emoji: '🙂', empty: {} }, {}],
    ['a subject of other letters', { sub: 'Zoë Ōe 🙂' }, {}],
  ])('%s', async (_, claims, header) => {
    expect((await harness.ask(signToken(key, harness.claims(claims), header))).status).toBe(200);
  });

  test('JSON that is spelled another way', async () => {
    const payload = JSON.stringify(harness.claims({ url: 'https://x/:', text: '"a":1,"a":2' }), null, 2).replace('user-1', 'us\\u0065r-1');
    expect(await harness.ask(signToken(key, payload))).toMatchObject({ status: 200, principal: 'https://id.example.com/#sub=user-1' });
  });

  test('a token is checked again when it was seen: it expires', async () => {
    const timed = new Harness({ fetch });
    const token = signToken(key, timed.claims());
    expect((await timed.ask(token)).status).toBe(200);
    timed.now += 599_000;
    expect((await timed.ask(token)).status).toBe(200);
    timed.now += 2_000;
    expect(await timed.ask(token)).toMatchObject({ status: 401, reason: 'token_expired' });
  });
});

describe('RFC 9068', () => {
  const harness = new Harness({ fetch, issuers: [issuerConfig({ tokenType: 'at+jwt' })] });
  const claims = { client_id: 'app', jti: 'j' };

  test.each<[string, object, string | undefined, number]>([
    ['all that it demands', claims, 'at+jwt', 200],
    ['the type in full', claims, 'application/AT+JWT', 200],
    ['an ID token', claims, 'JWT', 401],
    ['no type', claims, undefined, 401],
    ['no client id', { ...claims, client_id: undefined }, 'at+jwt', 401],
    ['no jti', { ...claims, jti: undefined }, 'at+jwt', 401],
    ['no iat', { ...claims, iat: undefined }, 'at+jwt', 401],
  ])('%s', async (_, changes, typ, status) => {
    expect((await harness.ask(signToken(key, harness.claims(changes), { typ }))).status).toBe(status);
  });
});

describe('Cognito', () => {
  const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';
  const base = { issuer, audience: ['client-1'], jwksUri: undefined, rolesClaim: 'cognito:groups' };
  const access = { 'iss': issuer, 'aud': undefined, 'token_use': 'access', 'client_id': 'client-1', 'cognito:groups': ['reader'] };
  const id = { iss: issuer, aud: 'client-1', token_use: 'id' };

  test.each<[string, 'access' | 'id', object, number]>([
    ['an access token', 'access', access, 200],
    ['an ID token where an access token is due', 'access', id, 401],
    ['another app client', 'access', { ...access, client_id: 'client-2' }, 401],
    ['an app client in aud', 'access', { ...access, client_id: undefined, aud: 'client-1' }, 401],
    ['an ID token', 'id', id, 200],
    ['an access token where an ID token is due', 'id', access, 401],
    ['an ID token for another client', 'id', { ...id, aud: 'client-2' }, 401],
    ['no token_use', 'access', { ...access, token_use: undefined }, 401],
  ])('%s', async (_, tokenUse, claims, status) => {
    const harness = new Harness({ fetch, issuers: [issuerConfig({ ...base, kind: 'cognito', tokenUse })] });
    expect((await harness.ask(signToken(key, harness.claims(claims)))).status).toBe(status);
  });
});

test('keys of one issuer don\'t verify another\'s tokens', async () => {
  const other = signingKey('ES256', 'k');
  const issuers = [issuerConfig(), issuerConfig({ issuer: 'https://other.example.com/', jwksUri: 'https://other.example.com/keys' })];
  const harness = new Harness({ issuers, fetch: async (url) => ({ keys: [(url.includes('other') ? other : key).jwk] }) });
  expect((await harness.ask(signToken(key, harness.claims()))).status).toBe(200);
  expect((await harness.ask(signToken(other, harness.claims({ iss: 'https://other.example.com/' })))).status).toBe(200);
  expect((await harness.ask(signToken(other, harness.claims()))).status).toBe(401);
  expect((await harness.ask(signToken(key, harness.claims({ iss: 'https://other.example.com/' })))).status).toBe(401);
});

describe('access', () => {
  const access = [
    { rolesAnyOf: [['reader', 'admin'], ['staff']], scopesAllOf: ['orders:read', 'orders:list'] },
    { claims: { tenant: 'acme', level: 3, verified: true } },
  ];
  const rules: AuthorizerRules = { version: 1, routes: { 'GET /orders/{orderId}': { access } } };
  const harness = new Harness({ fetch, rules });
  const full = { roles: ['reader', 'staff'], scope: 'orders:list other orders:read' };

  test.each<[string, object, number]>([
    ['roles and scopes', full, 200],
    ['another role of the group', { ...full, roles: ['admin', 'staff'] }, 200],
    ['one group missing', { ...full, roles: ['reader'] }, 403],
    ['a role that begins alike', { ...full, roles: ['readers', 'staff'] }, 403],
    ['one scope missing', { ...full, scope: 'orders:read' }, 403],
    ['scopes with a comma between', { ...full, scope: 'orders:read,orders:list' }, 403],
    ['the other alternative', { tenant: 'acme', level: 3, verified: true }, 200],
    ['a list that holds the value', { tenant: ['x', 'acme'], level: [3], verified: true }, 200],
    ['a number as text', { tenant: 'acme', level: '3', verified: true }, 403],
    ['a boolean as text', { tenant: 'acme', level: 3, verified: 'true' }, 403],
    ['nothing', {}, 403],
  ])('%s', async (_, claims, status) => {
    const outcome = await harness.ask(signToken(key, harness.claims(claims)));
    expect(outcome.status).toBe(status);
    if (status === 403) {
      expect(outcome.reason).toBe('access_insufficient');
    }
  });

  test('roles in an object, scopes in a list', async () => {
    const nested = new Harness({ fetch, rules, issuers: [issuerConfig({ rolesClaim: 'realm_access.roles', scopesClaim: 'scp' })] });
    const claims = { realm_access: { roles: ['reader', 'staff'] }, scp: ['orders:read', 'orders:list'] };
    expect((await nested.ask(signToken(key, nested.claims(claims)))).status).toBe(200);
  });
});

describe('several issuers', () => {
  const other = signingKey('ES256', 'k');
  const PARTNER = 'https://partner.example.com/';
  const rules: AuthorizerRules = {
    version: 1,
    routes: { 'GET /orders/{orderId}': { access: [{ rolesAnyOf: [['admin', 'reader']] }, { scopesAllOf: ['write'] }] } },
  };
  const harness = new Harness({
    rules,
    issuers: [
      issuerConfig({ principalClaims: ['sub', 'client_id'] }),
      issuerConfig({ issuer: PARTNER, jwksUri: 'https://partner.example.com/keys', grants: { roles: ['reader'], scopes: ['read'] } }),
    ],
    fetch: async (url) => ({ keys: [(url.includes('partner') ? other : key).jwk] }),
  });
  const own = async (claims: object) => harness.ask(signToken(key, harness.claims(claims)));
  const theirs = async (claims: object) => harness.ask(signToken(other, harness.claims({ iss: PARTNER, ...claims })));

  test('an issuer grants what its configuration says, whatever its tokens hold', async () => {
    expect((await own({ roles: ['admin'] })).status).toBe(200);
    expect(await theirs({ roles: ['admin'] })).toMatchObject({ status: 403, reason: 'access_insufficient' });
    expect((await theirs({ roles: ['admin', 'reader'] })).status).toBe(200);
    expect((await own({ scope: 'write' })).status).toBe(200);
    expect(await theirs({ scope: 'read write' })).toMatchObject({ status: 403, reason: 'access_insufficient' });
  });

  test('the target learns of what was granted, and of nothing else', async () => {
    expect((await theirs({ roles: ['admin', 'reader'], scope: 'read write' })).context).toMatchObject({ issuer: PARTNER, roles: '["reader"]', scopes: 'read' });
  });

  test('one name at two issuers, or in two claims, is not one principal', async () => {
    const principals = await Promise.all([own({ roles: ['reader'] }), theirs({ roles: ['reader'] }), own({ sub: undefined, client_id: 'user-1', roles: ['reader'] })]);
    expect(principals.map(({ principal }) => principal)).toEqual([`${ISSUER}#sub=user-1`, `${PARTNER}#sub=user-1`, `${ISSUER}#client_id=user-1`]);
  });

  test.each<[string, object, string | undefined]>([
    ['the first', { sub: 'a', client_id: 'b' }, 'sub=a'],
    ['the next, where the first is missing', { sub: undefined, client_id: 'b' }, 'client_id=b'],
    ['the next, where the first is empty', { sub: '', client_id: 'b' }, 'client_id=b'],
    ['the next, where the first is null', { sub: null, client_id: 'b' }, 'client_id=b'],
    ['none, where the first is no text', { sub: 7, client_id: 'b' }, undefined],
    ['none, where the first is no safe text', { sub: 'a\nb', client_id: 'b' }, undefined],
    ['none, where no one is there', { sub: undefined }, undefined],
  ])('of the claims that name a principal, %s counts', async (_, claims, principal) => {
    const outcome = await own({ roles: ['reader'], ...claims });
    expect(outcome).toMatchObject(principal === undefined ? { status: 401, reason: 'subject_invalid' } : { status: 200, principal: `${ISSUER}#${principal}` });
  });
});

describe('the form of roles', () => {
  const ask = async (rolesFormat: IssuerConfig['rolesFormat'], roles: unknown) => {
    const harness = new Harness({ fetch, issuers: [issuerConfig({ rolesFormat })] });
    const { status, reason, context } = await harness.ask(signToken(key, harness.claims({ roles })));
    return status === 200 ? context.roles : reason;
  };

  test.each<[IssuerConfig['rolesFormat'], unknown, string]>([
    [undefined, 'a,b c', '["a,b c"]'],
    [undefined, { a: { 1: 'x' } }, 'claim_malformed'],
    ['commas', 'a,b c', '["a","b c"]'],
    ['commas', ' a , ,b,', '["a","b"]'],
    ['commas', ['a,b', 'c'], '["a,b","c"]'],
    ['commas', { a: true }, 'claim_malformed'],
    ['commas', 7, 'claim_malformed'],
    ['spaces', 'a,b c  d ', '["a,b","c","d"]'],
    ['spaces', '', '[]'],
    ['spaces', ['a b'], '["a b"]'],
    ['names', { a: { 1: 'x' }, b: true }, '["a","b"]'],
    ['names', { a: {}, b: false, c: null }, '[]'],
    ['names', { constructor: { 1: 'x' } }, '["constructor"]'],
    ['names', { a: 'yes' }, 'claim_malformed'],
    ['names', { a: 1 }, 'claim_malformed'],
    ['names', ['a'], 'claim_malformed'],
    ['names', 'a', 'claim_malformed'],
    ['names', null, '[]'],
    ['names', undefined, '[]'],
  ])('%s: %j is %s', async (format, roles, wanted) => {
    expect(await ask(format, roles)).toBe(wanted);
  });
});

describe('the address of a key set in the header', () => {
  const jwksUri = 'https://id.example.com/keys.json';
  test.each<[IssuerConfig['jku'], unknown, number]>([
    [undefined, jwksUri, 401],
    ['same', jwksUri, 200],
    ['same', 'https://id.example.com/keys.json?', 401],
    ['same', 'https://ID.example.com/keys.json', 401],
    ['same', 'https://attacker.example/keys.json', 401],
    ['same', '', 401],
    ['same', [jwksUri], 401],
    ['same', null, 401],
    ['ignored', 'https://attacker.example/keys.json', 200],
    ['ignored', 7, 401],
  ])('%s: %j', async (jku, value, status) => {
    const asked: string[] = [];
    const harness = new Harness({
      issuers: [issuerConfig({ jku })],
      fetch: async (url) => {
        asked.push(url);
        return { keys: [key.jwk] };
      },
    });
    expect((await harness.ask(signToken(key, harness.claims(), { jku: value }))).status).toBe(status);
    expect(asked.filter((url) => url !== jwksUri)).toEqual([]);
  });

  test('is compared for tokens whose header was seen at an issuer that takes it', async () => {
    const strict = issuerConfig({ issuer: 'https://other.example.com/' });
    const harness = new Harness({ fetch, issuers: [issuerConfig({ jku: 'ignored' }), strict] });
    const header = { jku: 'https://attacker.example/keys.json' };
    expect((await harness.ask(signToken(key, harness.claims(), header))).status).toBe(200);
    expect(await harness.ask(signToken(key, harness.claims({ iss: strict.issuer }), header))).toMatchObject({ status: 401, reason: 'header_key_source' });
  });
});

describe('a claim in place of the audience', () => {
  const harness = new Harness({ fetch, issuers: [issuerConfig({ audience: ['web', 'app'], audienceClaim: 'azp' })] });

  test.each<[string, object, number]>([
    ['the right one, and no audience', { aud: undefined, azp: 'web' }, 200],
    ['the right one, and an empty audience', { aud: [], azp: 'app' }, 200],
    ['another one', { aud: undefined, azp: 'other' }, 401],
    ['none', { aud: undefined }, 401],
    ['the right one, and the audience of another API', { aud: 'billing', azp: 'web' }, 401],
    ['the right one, and a list with another API', { aud: ['billing'], azp: 'web' }, 401],
    ['the right one, and an audience that is null', { aud: null, azp: 'web' }, 401],
    ['the right one, and an empty text as audience', { aud: '', azp: 'web' }, 401],
    ['another one, and the right audience', { aud: 'web', azp: 'other' }, 200],
  ])('%s', async (_, claims, status) => {
    const outcome = await harness.ask(signToken(key, harness.claims(claims)));
    expect(outcome).toMatchObject(status === 200 ? { status } : { status, reason: 'audience_mismatch' });
  });
});

describe('times', () => {
  const DAY = 86_400;
  test.each<[string, number | undefined, (now: number) => object, string]>([
    ['ahead by the tolerance', undefined, (now) => ({ iat: now + 5, nbf: now + 5 }), 'allowed'],
    ['ahead by more', undefined, (now) => ({ iat: now + 6 }), 'token_not_yet_valid'],
    ['ahead by more, of which a part of a second', undefined, (now) => ({ nbf: now + 5.999 + 0.5 }), 'token_not_yet_valid'],
    ['ahead by a minute, which the issuer may', 60, (now) => ({ iat: now + 60 }), 'allowed'],
    ['ahead by more than a minute', 60, (now) => ({ iat: now + 62 }), 'token_not_yet_valid'],
    ['ahead where no clock may be', 0, (now) => ({ iat: now + 2 }), 'token_not_yet_valid'],
    ['expired for a second, whatever the tolerance', 60, (now) => ({ iat: now - 100, exp: now - 1 }), 'token_expired'],
    ['issued a day ago', undefined, (now) => ({ iat: now - DAY + 10, exp: now + 10 }), 'allowed'],
    ['issued more than a day ago', undefined, (now) => ({ iat: now - DAY, exp: now + 10 }), 'token_lives_too_long'],
    ['valid since more than a day ago, and not said when issued', undefined, (now) => ({ iat: undefined, nbf: now - DAY, exp: now + 10 }), 'token_lives_too_long'],
    ['valid since then, and issued today', undefined, (now) => ({ iat: now - 5, nbf: now - DAY, exp: now + 10 }), 'allowed'],
    ['not said when issued, and valid for years', undefined, (now) => ({ iat: undefined, exp: now + 1_000 * DAY }), 'token_lives_too_long'],
  ])('%s', async (_, clockToleranceSeconds, claims, reason) => {
    const harness = new Harness({ fetch, issuers: [issuerConfig({ clockToleranceSeconds })] });
    harness.now = Math.floor(harness.now / 1_000) * 1_000;
    expect((await harness.ask(signToken(key, harness.claims(claims(harness.seconds))))).reason).toBe(reason);
  });
});

describe('requests', () => {
  const harness = new Harness({ fetch });
  const token = signToken(key, harness.claims());
  const arn = (path: string) => ({ methodArn: `arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/${path}` });

  test.each([
    ['digits', '12', 200],
    ['digits, encoded', '%31%32', 403],
    ['one of them encoded', '1%32', 403],
    ['the longest', '123456789012', 200],
    ['longer', '1234567890123', 403],
    ['letters', 'abc', 403],
    ['digits and a line', '12%0a', 403],
    ['encoded twice', '%2531', 403],
    ['broken encoding', '%3', 403],
    ['broken UTF-8', '%ff', 403],
    ['nothing', '', 403],
  ])('a path parameter with %s', async (_, orderId, status) => {
    expect((await harness.ask(token, { pathParameters: { orderId } })).status).toBe(status);
  });

  test.each([[null], [{}], [{ orderid: '12' }], [{ orderId: 12 }]])('path parameters %j', async (pathParameters) => {
    expect(await harness.ask(token, { pathParameters })).toMatchObject({ status: 403, reason: 'path_parameter_invalid' });
  });

  test.each([
    ['a star', 'orders/*'],
    ['a question mark', 'orders/1?'],
    ['a variable', 'orders/${aws:username}'],
    ['more than a policy holds', `orders/${'1'.repeat(500)}`],
  ])('a path with %s is denied', async (_, path) => {
    expect(await harness.ask(token, arn(path))).toMatchObject({ status: 403, reason: 'method_arn_unsafe', resource: '*' });
  });

  test('the policy allows this method ARN and nothing else', async () => {
    expect((await harness.ask(token)).resource).toBe(requestEvent(token).methodArn);
  });

  test('an unknown route is denied, and routes from the prototype are unknown', async () => {
    for (const context of [{ httpMethod: 'POST', resourcePath: '/orders/{orderId}' }, { httpMethod: 'GET', resourcePath: '/orders/12' }, {}]) {
      expect(await harness.ask(token, { requestContext: context })).toMatchObject({ status: 403, reason: 'route_unknown' });
    }
  });

  test.each([[null], ['GET'], [[]], [{ toString: 1, valueOf: 1 }]])('a method and a route that are %j are unknown', async (value) => {
    expect(await harness.ask(token, { requestContext: { httpMethod: value, resourcePath: value } })).toMatchObject({ status: 403, reason: 'route_unknown' });
  });

  test('a public route asks for no token and checks its path parameters', async () => {
    const requestContext = { httpMethod: 'GET', resourcePath: '/public/{name}' };
    expect(await harness.ask(undefined, { requestContext, pathParameters: { name: 'abc' } })).toMatchObject({ status: 200, principal: 'anonymous' });
    expect(await harness.ask(undefined, { requestContext, pathParameters: { name: '12' } })).toMatchObject({ status: 403 });
  });

  test.each<[string, object, string]>([
    ['no header', { headers: {}, multiValueHeaders: {} }, 'token_missing'],
    ['no headers at all', { headers: null, multiValueHeaders: null }, 'token_missing'],
    ['another scheme', { headers: { Authorization: `Basic ${token}` }, multiValueHeaders: {} }, 'token_scheme'],
    ['no scheme', { headers: { Authorization: token }, multiValueHeaders: {} }, 'token_scheme'],
    ['two lines', { multiValueHeaders: { Authorization: [`Bearer ${token}`, `Bearer ${token}`] } }, 'token_ambiguous'],
    ['two spellings of the name', { headers: { authorization: `Bearer ${token}`, Authorization: `Bearer ${token}` } }, 'token_ambiguous'],
    ['two different values', { headers: { authorization: 'Bearer x.y.z' } }, 'token_ambiguous'],
  ])('%s is a 401', async (_, changes, reason) => {
    expect(await harness.ask(token, { ...changes } as { [name: string]: unknown })).toMatchObject({ status: 401, reason });
  });

  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('the header may be written %s, the scheme in any case', async (name) => {
    const value = `bEARER ${token}`;
    expect((await harness.ask(token, { headers: { [name]: value }, multiValueHeaders: { [name]: [value] } })).status).toBe(200);
  });
});

describe('context', () => {
  const contextClaims = ['email', 'age', 'address', 'long', 'broken'];
  const harness = new Harness({ fetch, contextClaims });

  test('holds strings of bounded size', async () => {
    const claims = {
      scope: 'a b', roles: ['reader', 'with, comma'], azp: 'app', email: 'a@example.com', age: 7, address: { city: 'Ōita' }, long: 'x'.repeat(1_025), broken: 'a\nb', other: 'no',
    };
    expect((await harness.ask(signToken(key, harness.claims(claims)))).context).toEqual({
      principalDigest: DIGEST, issuer: 'https://id.example.com/', clientId: 'app', scopes: 'a b', roles: '["reader","with, comma"]', email: 'a@example.com', age: '7', address: '{"city":"Ōita"}',
    });
  });
});

describe('claims that are hard to hand on', () => {
  const harness = new Harness({ fetch, contextClaims: ['account', 'list', 'huge', 'ratio', 'deep'] });
  const context = async (more: string) => (await harness.ask(signToken(key, JSON.stringify(harness.claims()).replace(/\}$/, `,${more}}`)))).context;
  const bare = { principalDigest: DIGEST, issuer: 'https://id.example.com/', scopes: '', roles: '[]' };

  test('a number that JavaScript can\'t hold is left out, since it would be another', async () => {
    expect(await context('"account":9007199254740993,"list":[9007199254740993],"huge":1e400,"ratio":0.5')).toEqual({ ...bare, ratio: '0.5' });
  });

  test('what is nested as deep as a token can hold is left out, and what is nested deeper', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(await context(`"deep":${nested(3_600)}`)).toEqual(bare);
    const identity = {
      principal: 'https://id.example.com/#sub=user-1',
      issuer: 'i',
      clientId: undefined,
      scopes: new Set<string>(),
      roles: new Set<string>(),
      claims: new Map([['deep', JSON.parse(nested(1e5)) as Json]]),
      expiresAt: 0,
      notBefore: 0,
      context: undefined,
    };
    expect(contextOf(identity, ['deep'])).toEqual({ ...bare, issuer: 'i' });
  });
});

describe('what the logs have of a principal', () => {
  const harness = new Harness({ fetch });

  test.each(['user-1', '","status":"200","x":"', 'back\\slash', 'Zoë 🙂', '$context.status'])('%j: hexadecimal digits, the same in decision log and context', async (sub) => {
    const { status, context } = await harness.ask(signToken(key, harness.claims({ sub })));
    expect(status).toBe(200);
    expect(context.principalDigest).toMatch(/^[0-9a-f]{16}$/);
    expect(harness.lines.at(-1)?.subject).toBe(context.principalDigest);
  });

  test('it is there where the principal is denied, and nobody\'s on a public route', async () => {
    const denied = await harness.ask(signToken(key, harness.claims()), { pathParameters: { orderId: 'x' } });
    expect(denied).toMatchObject({ status: 403, context: { principalDigest: DIGEST } });
    const open = { requestContext: { httpMethod: 'GET', resourcePath: '/public/{name}' } };
    expect((await harness.ask(undefined, { ...open, pathParameters: { name: 'a' } })).context).toEqual({});
    expect(await harness.ask(undefined, { ...open, pathParameters: { name: 'A' } })).toMatchObject({ status: 403, context: {} });
  });

  test('a claim can\'t take its place', () => {
    expect(() => parseContextClaims('["principalDigest"]')).toThrow('context claims');
  });
});

describe('log', () => {
  const token = (harness: Harness) => signToken(key, harness.claims({ sub: 'secret-subject', roles: ['reader'] }));

  test('one line per decision, without the token or the subject', async () => {
    const harness = new Harness({ fetch });
    await harness.ask(token(harness));
    await harness.ask(token(harness), { pathParameters: { orderId: 'x' } });
    await harness.ask('a.b.c');
    expect(harness.lines).toHaveLength(3);
    expect(harness.lines[0]).toMatchObject({ level: 'debug', reason: 'allowed', correlation_id: 'request-1', extended_request_id: 'extended-1', route: 'GET /orders/{orderId}', issuer: 'https://id.example.com/' });
    expect(harness.lines[0].subject).toMatch(/^[0-9a-f]{16}$/);
    expect(harness.lines[1]).toMatchObject({ level: 'warn', status: 403, reason: 'path_parameter_invalid', ApiId: 'abcdef1234', Reason: 'path_parameter_invalid', Denied: 1 });
    expect(harness.lines[2]).toMatchObject({ level: 'warn', status: 401, reason: 'token_malformed' });
    const text = JSON.stringify(harness.lines);
    expect(text).not.toContain('secret-subject');
    expect(text).not.toContain('a.b.c');
    expect(text).not.toContain(token(harness).split('.')[1]);
  });

  test('a bug is a 401, and reported with where it is but nothing of the request', async () => {
    const errors: Error[] = [];
    const denials: unknown[] = [];
    const log = new DecisionLog({
      level: 12, debug: jest.fn(), warn: (_, ...[line]) => denials.push(line), error: (_, ...[error]) => errors.push(error as Error),
    });
    const verify = () => {
      throw new TypeError('secret-subject');
    };
    const { routes } = parseRules(JSON.stringify(RULES));
    const authorizer = new Authorizer({ routes, contextClaims: [], verifier: { verify, keySetAge: () => 0 }, log });
    await expect(authorizer.decide(requestEvent('a.b.c'))).rejects.toThrow(/^Unauthorized$/);
    expect(denials).toMatchObject([{ reason: 'internal_error', status: 401 }]);
    expect(errors.map(({ message }) => message)).toEqual(['TypeError']);
    expect(errors[0].stack).toContain('verify');
    expect(errors[0].stack).not.toContain('secret-subject');
  });

  test('a quieter log still counts denials', async () => {
    const harness = new Harness({ fetch, level: 20 });
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await harness.ask('a.b.c');
    const written = write.mock.calls.map(([line]) => String(line));
    write.mockRestore();
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0])).toMatchObject({ Denied: 1, Reason: 'token_malformed' });
    expect(harness.lines).toHaveLength(0);
  });
});

describe('configuration', () => {
  test.each<[string, object]>([
    ['http and no address of its keys', { issuer: 'http://id.example.com/', jwksUri: undefined }],
    ['a name with a fragment', { issuer: 'https://id.example.com/#a' }],
    ['an address for its jku, and none of its keys', { jwksUri: undefined, jku: 'same' }],
    ['a principal\'s claim that is none', { principalClaims: [] }],
    ['a principal\'s claim that looks like a name', { principalClaims: ['sub=x'] }],
    ['roles of an unknown form', { rolesFormat: 'csv' }],
    ['clocks that differ by minutes', { clockToleranceSeconds: 61 }],
    ['grants that name no scopes', { grants: { roles: ['reader'] } }],
    ['no audience', { audience: [] }],
    ['none', { algorithms: ['none'] }],
    ['HS256', { algorithms: ['HS256'] }],
    ['no algorithm', { algorithms: [] }],
    ['keys over http', { jwksUri: 'http://id.example.com/keys' }],
    ['an unknown kind', { kind: 'saml' }],
    ['something not understood', { trustEverything: true }],
    ['no lifetime', { maxTokenLifetimeSeconds: undefined }],
  ])('an issuer with %s is refused', (_, changes) => {
    expect(() => parseIssuers(JSON.stringify([{ ...issuerConfig(), ...changes }]), undefined)).toThrow('issuers');
  });

  test.each(['', '[]', '{}', 'null', '[null]'])('issuers %j are refused', (json) => {
    expect(() => parseIssuers(json, undefined)).toThrow('issuers');
  });

  describe('issuers of the rules file', () => {
    const place = (environment: unknown) => ({ ...issuerConfig(), issuer: { environment }, audience: ['orders', { environment: 1 }] }) as unknown as Json;
    const texts = JSON.stringify(['https://pool.example.com/', 'client-1']);

    test('take their texts from the environment', () => {
      expect(parseIssuers(texts, [place(0), issuerConfig() as unknown as Json])).toEqual([
        issuerConfig({ issuer: 'https://pool.example.com/', audience: ['orders', 'client-1'] }), issuerConfig(),
      ]);
      expect(parseIssuers('[]', [issuerConfig() as unknown as Json])).toEqual([issuerConfig()]);
    });

    test.each<[string, string, Json[]]>([
      ['no such text', '["https://pool.example.com/"]', [place(0)]],
      ['a text that is none', '[7,"client-1"]', [place(0)]],
      ['a place that is none', texts, [place(-1)]],
      ['a place by name', texts, [place('length')]],
      ['no issuer', texts, []],
      ['the same issuer twice', texts, [place(0), place(0)]],
      ['an issuer in the environment beside them', JSON.stringify([issuerConfig()]), []],
    ])('are refused with %s', (_, json, issuers) => {
      expect(() => parseIssuers(json, issuers)).toThrow('issuers');
    });
  });

  test('the same issuer twice is refused', () => {
    expect(() => parseIssuers(JSON.stringify([issuerConfig(), issuerConfig()]), undefined)).toThrow('issuers');
  });

  test.each<[string, unknown]>([
    ['no alternative', { access: [] }],
    ['a condition that is not understood', { access: [{ mfa: true }] }],
    ['roles that are no lists', { access: [{ rolesAnyOf: ['reader'] }] }],
    ['a member that is not understood', { public: true }],
    ['an automaton that the file lacks', { pathParameters: { id: { automaton: 0 } } }],
    ['a pattern, which no rules file has', { pathParameters: { id: { pattern: '[0-9]+' } } }],
  ])('a route with %s is refused', (_, route) => {
    expect(() => parseRules(JSON.stringify({ version: 1, routes: { 'GET /x': route } }))).toThrow(/not understood/);
  });

  test('rules of another version are refused', () => {
    expect(() => parseRules('{"version":2,"routes":{}}')).toThrow('rules');
  });

  test('claims can\'t take the place of what the function writes', () => {
    expect(() => parseContextClaims('["principalId"]')).toThrow('context claims');
  });
});
