import { Authorizer } from '../../../lambda/jwt-authorizer/authorizer';
import { parseRules } from '../../../lambda/jwt-authorizer/configuration';
import { DecisionLog } from '../../../lambda/jwt-authorizer/decision-log';
import { AuthorizerRules } from '../../../lib/contracts/authorizer';
import { Harness, ISSUER } from './support/harness';
import { requestEvent, signingKey, signToken } from './support/tokens';

const key = signingKey('ES256', 'k');
const fetch = async () => ({ keys: [key.jwk] });
const rules: AuthorizerRules = { version: 1, routes: { 'GET /orders': { access: [{}] }, 'GET /status': {}, 'GET /shop': { access: [{}], websiteKey: true }, 'GET /admin': { access: [{ rolesAnyOf: [['admin']] }] } } };
const harness = new Harness({ fetch, rules });
const token = signToken(key, harness.claims());
const route = (resourcePath: unknown, httpMethod: unknown = 'GET') => ({ requestContext: { httpMethod, resourcePath, requestId: 'r', apiId: 'a' } });
const orders = route('/orders');

describe('a route', () => {
  test('without path parameters is met by any path', async () => {
    for (const path of ['/orders', '/shop/orders', undefined]) {
      expect((await harness.ask(token, { ...orders, path, pathParameters: null })).status).toBe(200);
    }
  });

  test.each<[string, object]>([
    ['a method that is a list', route('/orders', ['GET'])],
    ['a path that is a list', route(['/orders'])],
    ['no method', route('/orders', null)],
    ['no request at all', { requestContext: undefined }],
    ['a request that is null', { requestContext: null }],
    ['a request that is a text', { requestContext: 'GET /orders' }],
  ])('is none with %s', async (_, changes) => {
    expect(await harness.ask(token, changes as { [name: string]: unknown })).toMatchObject({ status: 403, reason: 'route_unknown' });
  });

  test('that needs more than the token has says so', async () => {
    expect(await harness.ask(token, { ...route('/admin') })).toMatchObject({ status: 403, reason: 'access_insufficient' });
  });

  test.each(['*', '?', '${aws:username}'])('is not met at an address with %s, which a policy could not name alone', async (part) => {
    const methodArn = `arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/orders${part}`;
    expect(await harness.ask(token, { ...orders, methodArn })).toMatchObject({ status: 403, reason: 'method_arn_unsafe' });
  });

  test('of the website says why it refuses a key', async () => {
    expect(await harness.ask(token, { ...route('/shop') })).toMatchObject({ status: 403, reason: 'website_key_refused' });
  });
});

describe('the header with the token', () => {
  const ask = (headers: unknown, multiValueHeaders?: unknown) => harness.ask(undefined, { ...orders, headers, multiValueHeaders });
  const value = `Bearer ${token}`;

  test.each<[string, unknown, unknown]>([
    ['in one list', { Authorization: value }, undefined],
    ['in the other list', undefined, { Authorization: [value] }],
    ['in the other list, of which there is but one', {}, { Authorization: [value] }],
    ['in the other list, as a text', null, { authorization: value }],
    ['with more blanks', { Authorization: `Bearer   ${token}` }, undefined],
    ['beside a header whose name is as long', { 'If-None-Match': 'x', 'Authorization': value, 'Authorizatiom': 'x' }, { 'If-None-Match': ['x'], 'Authorization': [value] }],
  ])('may stand %s', async (_, headers, lines) => {
    expect((await ask(headers, lines)).status).toBe(200);
  });

  test.each<[string, unknown, unknown, string]>([
    ['a list', { Authorization: [value] }, undefined, 'token_scheme'],
    ['a number', { Authorization: 7 }, undefined, 'token_scheme'],
    ['something before the scheme', { Authorization: `x ${value}` }, undefined, 'token_scheme'],
    ['no blank behind the scheme', { Authorization: `Bearer${token}` }, undefined, 'token_scheme'],
    ['two lines', undefined, { Authorization: [value, value] }, 'token_ambiguous'],
    ['another value in the other list', { Authorization: value }, { Authorization: ['Bearer x'] }, 'token_ambiguous'],
    ['two spellings in the other list', { Authorization: value }, { Authorization: [value], authorization: [value] }, 'token_ambiguous'],
    ['an empty list', {}, { Authorization: [] }, 'token_missing'],
    ['no lists', 'Authorization', 7, 'token_missing'],
    ['another name', { 'If-None-Match': value }, { 'If-None-Match': [value] }, 'token_missing'],
  ])('is none with %s', async (_, headers, lines, reason) => {
    expect(await ask(headers, lines)).toMatchObject({ status: 401, reason });
  });
});

describe('the log', () => {
  const log = (level: number) => {
    const lines: unknown[][] = [];
    const write = (name: string) => (...line: unknown[]) => void lines.push([name, ...line]);
    return { lines, log: new DecisionLog({ level, debug: write('debug'), warn: write('warn'), error: write('error') }) };
  };

  test('names the issuer of a token that is refused, where it is one that is known', async () => {
    const named = new Harness({ fetch, rules });
    await named.ask(signToken(key, named.claims({ exp: named.seconds - 1 })), orders);
    await named.ask(signToken(key, named.claims({ iss: 'https://attacker.example/' })), orders);
    expect(named.lines).toMatchObject([
      { reason: 'token_expired', issuer: ISSUER, route: 'GET /orders', correlation_id: 'r' },
      { reason: 'issuer_unknown', issuer: undefined, route: 'GET /orders', correlation_id: 'r' },
    ]);
  });

  test.each([[12, []], [8, ['debug', 'debug']]])('at level %d has of what is allowed: %j', async (level, levels) => {
    const quiet = new Harness({ fetch, rules, level });
    await quiet.ask(token, orders);
    await quiet.ask(undefined, route('/status'));
    expect(quiet.lines.map((line) => line.level)).toEqual(levels);
  });

  test('counts how long a decision took, for the API and with the age of its keys', () => {
    const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const verify = () => Promise.reject(new Error());
    const authorizer = new Authorizer({ routes: new Map(), contextClaims: [], verifier: { verify, keySetAge: () => 5 }, log: log(12).log });
    authorizer.took(3, requestEvent(token, orders));
    const written = out.mock.calls.map(([text]) => JSON.parse(String(text)) as unknown);
    out.mockRestore();
    expect(written).toEqual([expect.objectContaining({ ApiId: 'a', DecisionTime: [3], KeySetAge: 5 })]);
  });

  test('has where an error was thrown, and not what it says', async () => {
    const { lines, log: decisions } = log(12);
    const verify = () => {
      throw new RangeError('secret');
    };
    const { routes } = parseRules(JSON.stringify(rules));
    const authorizer = new Authorizer({ routes, contextClaims: [], verifier: { verify, keySetAge: () => 0 }, log: decisions });
    await expect(authorizer.decide(requestEvent(token, orders))).rejects.toThrow(/^Unauthorized$/);
    const { stack } = lines.at(-1)![2] as Error;
    expect(stack).toMatch(/^RangeError\n\s+at .*verify/);
    expect(stack).not.toContain('secret');
  });

  const stackless = Object.assign(new RangeError('secret'), { stack: undefined });
  const renamed = Object.assign(new RangeError('secret'), { stack: 'secret stack' });
  test.each<[string, unknown, string]>([
    ['a text', 'secret', 'unknown'], ['nothing', undefined, 'unknown'], ['an error without a stack', stackless, 'RangeError'],
    ['an error whose stack is another', renamed, 'RangeError'],
  ])('has %s that is thrown by its kind only', async (_, thrown, kind) => {
    const { lines, log: decisions } = log(12);
    const verify = () => {
      throw thrown;
    };
    const { routes } = parseRules(JSON.stringify(rules));
    const authorizer = new Authorizer({ routes, contextClaims: [], verifier: { verify, keySetAge: () => 0 }, log: decisions });
    await expect(authorizer.decide(requestEvent(token, orders))).rejects.toThrow(/^Unauthorized$/);
    const error = lines.at(-1)![2] as Error;
    expect(lines.at(-1)).toEqual(['error', 'internal error', expect.any(Error)]);
    expect([error.message, error.stack]).toEqual([kind, undefined]);
    expect(lines[0]).toEqual(['warn', 'denied', expect.objectContaining({ reason: 'internal_error', status: 401, route: 'GET /orders' })]);
  });
});
