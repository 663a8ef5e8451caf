import type * as fs from 'node:fs';
import type * as https from 'node:https';
import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type * as authorizer from '../../../lambda/jwt-authorizer/handler';
import { AuthorizerRules } from '../../../lib/contracts/authorizer';
import { SelfSigned, selfSigned } from './support/certificate';
import { issuerConfig, RULES } from './support/harness';
import { KeyServer } from './support/key-server';
import { requestEvent, signingKey, signToken } from './support/tokens';

const mockLogged: [level: string, message: string, details: unknown][] = [];

jest.mock('@aws-lambda-powertools/logger', () => ({
  Logger: class {
    public readonly level = 12;
    public readonly debug = (message: string, details: unknown) => void mockLogged.push(['debug', message, details]);
    public readonly warn = (message: string, details: unknown) => void mockLogged.push(['warn', message, details]);
    public readonly error = (message: string, details: unknown) => void mockLogged.push(['error', message, details]);
  },
}));

const key = signingKey('ES256', 'k');
let tls: SelfSigned;
let server: KeyServer;

beforeAll(() => {
  tls = selfSigned();
});
beforeEach(async () => {
  mockLogged.length = 0;
  server = await KeyServer.start(tls);
  server.keys = [key.jwk];
  const node = jest.requireActual<typeof https>('node:https');
  const { request } = node;
  jest.spyOn(node, 'request').mockImplementation(((url: URL, options: https.RequestOptions) => request(url, { ...options, ca: tls.certificate })) as typeof request);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
});

/** The handler as the runtime loads it, with this beside it. */
function load(rules: AuthorizerRules | string = RULES, environment: { readonly [name: string]: string | undefined } = {}): typeof authorizer.handler {
  jest.resetModules();
  const files = jest.requireActual<typeof fs>('node:fs');
  const { readFileSync } = files;
  jest.spyOn(files, 'readFileSync').mockImplementation(((path: string, ...more: [BufferEncoding]) => {
    const text = typeof rules === 'string' ? rules : JSON.stringify(rules);
    return String(path).endsWith('/jwt-authorizer/rules.json') ? more[0] === 'utf8' ? text : Buffer.from(text) : readFileSync(path, ...more);
  }) as typeof readFileSync);
  const variables = { JWT_ISSUERS: JSON.stringify([issuerConfig({ issuer: server.issuer, jwksUri: server.jwksUri })]), CONTEXT_CLAIMS: '[]', ...environment };
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
  return jest.requireActual<typeof authorizer>('../../../lambda/jwt-authorizer/handler').handler;
}

function token(changes: object = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  return signToken(key, { iss: server.issuer, aud: 'orders', sub: 'user-1', iat: now, exp: now + 600, ...changes });
}

const effect = ({ policyDocument }: APIGatewayAuthorizerResult) => (policyDocument.Statement[0] as { readonly Effect: string }).Effect;
const failures = () => mockLogged.filter(([level]) => level === 'error').map(([, message, error]) => [message, (error as Error).message]);

test('decides by the rules beside it and the issuers of its environment', async () => {
  const handler = load();
  expect(effect(await handler(requestEvent(token())))).toBe('Allow');
  expect(effect(await handler(requestEvent(token(), { pathParameters: { orderId: 'x' } })))).toBe('Deny');
  await expect(handler(requestEvent(token({ aud: 'billing' })))).rejects.toThrow(/^Unauthorized$/);
  expect(failures()).toEqual([]);
});

test('counts how long it took, also where that ends as an error', async () => {
  const handler = load();
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  jest.spyOn(performance, 'now').mockReturnValueOnce(1_000).mockReturnValueOnce(1_004);
  await expect(handler(requestEvent('a.b.c'))).rejects.toThrow(/^Unauthorized$/);
  const written = out.mock.calls.map(([text]) => JSON.parse(String(text)) as unknown);
  out.mockRestore();
  expect(written).toEqual([expect.objectContaining({ ApiId: 'abcdef1234', DecisionTime: [4], KeySetAge: 0 })]);
});

test('keeps the claims that rules ask for and those that the target receives', async () => {
  const rules: AuthorizerRules = { version: 1, routes: { 'GET /orders/{orderId}': { access: [{ claims: { tenant: 'acme' } }] } } };
  const handler = load(rules, { CONTEXT_CLAIMS: '["email"]' });
  const claims = { tenant: 'acme', email: 'a@example.com', other: 'x' };
  const answer = await handler(requestEvent(token(claims)));
  expect([effect(answer), answer.context]).toEqual(['Allow', expect.objectContaining({ email: 'a@example.com' })]);
  expect(answer.context).not.toHaveProperty('tenant');
  expect(effect(await handler(requestEvent(token({ ...claims, tenant: 'other' }))))).toBe('Deny');
});

test('admits the key that the Edge adds with the tokens of the website\'s issuer only', async () => {
  const rules: AuthorizerRules = { version: 1, routes: { 'GET /orders/{orderId}': { access: [{}], websiteKey: true } } };
  const headers = { 'Authorization': `Bearer ${token()}`, 'X-Key-Source': 'website' };
  const event = requestEvent(undefined, { headers, multiValueHeaders: undefined });
  const issuer = issuerConfig({ issuer: server.issuer, jwksUri: server.jwksUri });
  expect(effect(await load(rules)(event))).toBe('Deny');
  expect(effect(await load(rules, { JWT_ISSUERS: JSON.stringify([{ ...issuer, website: {} }]) })(event))).toBe('Allow');
});

test('says that a key set can\'t be fetched, and that keys of it are ignored', async () => {
  const handler = load();
  server.answer = (_, response) => response.writeHead(503).end();
  await expect(handler(requestEvent(token()))).rejects.toThrow(/^Keys unavailable$/);
  server.answer = undefined;
  server.keys = [key.jwk, ...Array.from({ length: 100 }, (_, index) => ({ ...key.jwk, kid: String(index) }))];
  expect(effect(await load()(requestEvent(token())))).toBe('Allow');
  expect(failures()).toEqual([
    ['key set not fetched', `${server.issuer}: Error: status 503`],
    ['keys ignored', `${server.issuer}: 101 keys in the set, of which the first 100 are used`],
  ]);
});

test('takes issuers from the rules file, where they stand there', async () => {
  const issuers = [issuerConfig({ issuer: { environment: 0 } as unknown as string, jwksUri: server.jwksUri })];
  const handler = load({ ...RULES, issuers }, { JWT_ISSUERS: JSON.stringify([server.issuer]) });
  expect(effect(await handler(requestEvent(token())))).toBe('Allow');
});

test.each<[string, AuthorizerRules | string, { readonly [name: string]: string | undefined }, string]>([
  ['rules that are not understood', '{}', {}, 'rules: not understood'],
  ['no issuers', RULES, { JWT_ISSUERS: undefined }, 'environment variable JWT_ISSUERS must be set'],
  ['issuers that are not understood', RULES, { JWT_ISSUERS: '[]' }, 'issuers: not understood'],
  ['no claims', RULES, { CONTEXT_CLAIMS: '' }, 'environment variable CONTEXT_CLAIMS must be set'],
])('with %s every request is denied, a public one too, and none ends as an error', async (_, rules, environment, message) => {
  const handler = load(rules, environment);
  const requestContext = { httpMethod: 'GET', resourcePath: '/public/{name}' };
  for (const event of [requestEvent(token()), requestEvent(undefined, { requestContext, pathParameters: { name: 'a' } }), {}]) {
    expect(await handler(event)).toMatchObject({ principalId: 'anonymous', context: {} });
    expect(effect(await handler(event))).toBe('Deny');
  }
  expect(failures()).toEqual([['configuration invalid', message]]);
  expect(mockLogged.filter(([level]) => level === 'warn')).toHaveLength(6);
  expect(mockLogged.at(-1)).toEqual(['warn', 'denied', expect.objectContaining({ reason: 'configuration_invalid', status: 403, route: 'unknown', Denied: 1 })]);
});
