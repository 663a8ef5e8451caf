import { ALL_ALGORITHMS, Harness, issuerConfig, RULES } from './support/harness';
import { requestEvent, signingKey, signToken } from './support/tokens';
import { Authorizer } from '../../../lambda/jwt-authorizer/authorizer';
import { parseContextClaims, parseIssuers, parseRules } from '../../../lambda/jwt-authorizer/configuration';
import { DecisionLog } from '../../../lambda/jwt-authorizer/decision-log';
import { contextOf } from '../../../lambda/jwt-authorizer/policy';
import { Json } from '../../../lambda/jwt-authorizer/strict-json';
import { AuthorizerRules } from '../../../lib/contracts/authorizer';

const key = signingKey('ES256', 'k');
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

describe('requests', () => {
  const harness = new Harness({ fetch });
  const token = signToken(key, harness.claims());
  const arn = (path: string) => ({ methodArn: `arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/${path}` });

  test.each([
    ['digits', '12', 200],
    ['digits, encoded', '%31%32', 200],
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
      issuer: 'https://id.example.com/', clientId: 'app', scopes: 'a b', roles: '["reader","with, comma"]', email: 'a@example.com', age: '7', address: '{"city":"Ōita"}',
    });
  });
});

describe('claims that are hard to hand on', () => {
  const harness = new Harness({ fetch, contextClaims: ['account', 'list', 'huge', 'ratio', 'deep'] });
  const context = async (more: string) => (await harness.ask(signToken(key, JSON.stringify(harness.claims()).replace(/\}$/, `,${more}}`)))).context;
  const bare = { issuer: 'https://id.example.com/', scopes: '', roles: '[]' };

  test('a number that JavaScript can\'t hold is left out, since it would be another', async () => {
    expect(await context('"account":9007199254740993,"list":[9007199254740993],"huge":1e400,"ratio":0.5')).toEqual({ ...bare, ratio: '0.5' });
  });

  test('what is nested as deep as a token can hold is left out, and what is nested deeper', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(await context(`"deep":${nested(3_600)}`)).toEqual(bare);
    const identity = {
      principal: 'user-1',
      issuer: 'i',
      clientId: undefined,
      scopes: new Set<string>(),
      roles: new Set<string>(),
      claims: new Map([['deep', JSON.parse(nested(1e5)) as Json]]),
      expiresAt: 0,
      notBefore: 0,
      context: undefined,
    };
    expect(contextOf(identity, ['deep'])).toEqual({ issuer: 'i', scopes: '', roles: '[]' });
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
    expect(harness.lines[0]).toMatchObject({ level: 'debug', reason: 'allowed', correlation_id: 'request-1', route: 'GET /orders/{orderId}', issuer: 'https://id.example.com/' });
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
    const authorizer = new Authorizer({ routes: parseRules(JSON.stringify(RULES)).routes, contextClaims: [], verifier: { verify }, log });
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
    ['a name with a blank', { issuer: 'https://id.example.com/ ' }],
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

  test('the same issuer twice is refused', () => {
    expect(() => parseIssuers(JSON.stringify([issuerConfig(), issuerConfig()]), undefined)).toThrow('issuers');
  });

  test.each<[string, unknown]>([
    ['no alternative', { access: [] }],
    ['a condition that is not understood', { access: [{ mfa: true }] }],
    ['roles that are no lists', { access: [{ rolesAnyOf: ['reader'] }] }],
    ['a member that is not understood', { public: true }],
    ['a pattern that is no expression', { pathParameters: { id: { pattern: '(' } } }],
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
