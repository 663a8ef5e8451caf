import { addressOf } from '../../../cli/attack/attack';
import { attacksOn } from '../../../cli/attack/attacks';
import { Judged } from '../../../cli/attack/judge';
import { formatJunit, formatSarif, formatTable } from '../../../cli/attack/report';
import { routesOf } from '../../../cli/attack/routes';
import { runAttacks } from '../../../cli/attack/run';
import { Schemas, textSample, textViolations } from '../../../cli/attack/schemas';
import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi } from '../../../lib';
import { JsonMap } from '../../../local/assembly';
import { LoopbackServer } from '../../../local/server';
import { explained, takeExplainHeader } from '../../../local/session/explain';
import { Trace } from '../../../local/types';
import { documentOf, lambdaProxy, ServedApi, servedApi, servedDocument } from '../../local/support/served-api';
import { sampleFunction } from '../../support/sample-api';

jest.setTimeout(120_000);

const KEY = 'k3y0123456789abcdefghij';
const TOKEN = `${Buffer.from('{"alg":"ES256","kid":"k1"}').toString('base64url')}.${Buffer.from('{"sub":"alice","iss":"https://id.example.com/"}').toString('base64url')}.c2lnbmF0dXJlLXRoYXQtbm9ib2R5LWNoZWNrcw`;
const BOUNDS = { mostRequests: 2_000, mostMillis: 90_000, perSecond: 2_000 };

describe('an attack', () => {
  let served: ServedApi;
  let document: JsonMap;
  const open = new Set<LoopbackServer>();

  beforeAll(() => {
    served = servedApi((api: SecureRestApi, stack) => {
      const target = RouteTarget.lambdaFunction(sampleFunction(stack, 'Handler'));
      api.addRoute({
        method: HttpMethod.GET,
        path: '/orders/{orderId}',
        target,
        access: RouteAccess.roles('reader'),
        parameters: [RouteParameter.path('orderId', { pattern: '[0-9]{2,5}' }), RouteParameter.query('sort', { allowedValues: ['asc', 'desc'] }), RouteParameter.query('limit', { pattern: '[0-9]{1,3}', required: true })],
      });
      api.addRoute({
        method: HttpMethod.POST,
        path: '/orders',
        target,
        access: RouteAccess.roles('writer'),
        body: RequestBody.json({ type: 'object', properties: { sku: { type: 'string', maxLength: 10 }, count: { type: 'integer', minimum: 1, maximum: 5 } }, required: ['sku'], additionalProperties: false }),
      });
      api.addConsumer('Partner');
      document = JSON.parse(JSON.stringify(api.openApiDocument)) as JsonMap;
    });
  });

  afterEach(async () => {
    await Promise.all([...open].map(async (server) => server.close()));
    open.clear();
  });

  /** Decides as the library's authorizer would of this token and of the path parameter. */
  function decide(event: JsonMap): JsonMap {
    if ((event.headers as { Authorization?: string }).Authorization !== `Bearer ${TOKEN}`) {
      throw new Error('Unauthorized');
    }
    const { orderId = '12' } = event.pathParameters as { orderId?: string };
    return { principalId: 'alice', policyDocument: { Statement: [{ Effect: /^[0-9]{2,5}$/.test(orderId) ? 'Allow' : 'Deny', Action: 'execute-api:Invoke', Resource: event.methodArn }] } };
  }

  async function attacked(api: ServedApi, description: JsonMap, prefix: string, explains = true): Promise<Judged[]> {
    const server = new LoopbackServer(async (received) => {
      const { request, wantsTrace } = takeExplainHeader(received);
      const trace = new Trace();
      const response = await api.gateway.handle(request, trace);
      return wantsTrace && explains ? explained(response, trace) : response;
    });
    open.add(server);
    const url = new URL(`http://127.0.0.1:${await server.listen(0)}${prefix}`);
    const attacks = attacksOn(description, routesOf(description), { token: TOKEN, key: KEY }, Date.now());
    return runAttacks({ url, asksForLayers: true, timeoutMillis: 30_000 }, attacks, BOUNDS);
  }

  const secured = async (explains = true): Promise<Judged[]> => {
    const authorizers = new Set([...served.api.authorizers.values()].map(({ functionArn }) => functionArn));
    served.answer = (arn, event) => (authorizers.has(arn) ? decide(event) : { statusCode: 200 });
    // Time moves on with each look at it, so that no flood rule answers first.
    Object.defineProperty(served, 'now', { configurable: true, get: () => (clock += 1_000) });
    served.addKey(KEY);
    return attacked(served, document, '/prod', explains);
  };
  let clock = Date.UTC(2026, 0, 1);

  test.each([true, false])('finds nothing in an API of this library, the layers told: %s', async (explains) => {
    const judged = await secured(explains);
    const findings = judged.filter(({ outcome }) => outcome === 'through' || outcome === 'wrongly refused');
    expect(formatTable(findings)).toBe(formatTable([]));
    expect(judged.length).toBeGreaterThan(80);
    expect(judged.filter(({ outcome }) => outcome === 'held').length / judged.length).toBeGreaterThan(0.9);
    expect(judged.filter(({ attack: { expected }, outcome }) => expected === 'passes' && outcome === 'held')).toHaveLength(2);
  });

  test('finds what an API lets through that nobody secured', async () => {
    const api = servedDocument(documentOf({ 'GET /orders/{orderId}': lambdaProxy('f'), 'POST /orders': lambdaProxy('f') }));
    const judged = await attacked(api, document, '/stage');
    const through = judged.filter(({ outcome }) => outcome === 'through').map(({ attack }) => attack.name);
    for (const name of ['no token', 'token: algorithm none', 'no key', 'query parameter limit, pattern', 'body, required sku', 'body, additionalProperties', 'body, /count maximum', 'the header X-HTTP-Method-Override']) {
      expect(through.filter((other) => other.endsWith(name))).not.toEqual([]);
    }
    const [junit, sarif] = [formatJunit(judged), JSON.parse(formatSarif(judged, 'api.json')) as { version: string; runs: Array<{ results: unknown[] }> }];
    expect(junit.match(/<failure /g)).toHaveLength(through.length);
    expect([sarif.version, sarif.runs[0].results.length]).toEqual(['2.1.0', through.length]);
  });

  test('shows no token and no key', async () => {
    const judged = await secured();
    for (const text of [formatTable(judged), formatJunit(judged), formatSarif(judged, 'api.json')]) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(TOKEN);
    }
  });

  test('keeps to its bounds', async () => {
    const server = new LoopbackServer(async () => ({ status: 403, headers: [], body: Buffer.alloc(0) }));
    open.add(server);
    const url = new URL(`http://127.0.0.1:${await server.listen(0)}/`);
    const attacks = attacksOn(document, routesOf(document), {}, Date.now());
    const run = async (bounds: Partial<typeof BOUNDS>): Promise<number> => (
      await runAttacks({ url, asksForLayers: false, timeoutMillis: 1_000 }, attacks, { ...BOUNDS, ...bounds })).length;
    expect(await run({ mostRequests: 7 })).toBe(7);
    expect(await run({ mostMillis: 300, perSecond: 10 })).toBeLessThan(10);
  });
});

test.each([
  ['https://shop.example.com/api', undefined], ['https://shop.example.com/api', 'other.example.com'], ['ftp://localhost/', undefined], ['nothing', undefined],
  ['http://127.0.0.1.example.com/', undefined], ['http://localhost.example.com/', undefined], ['http://[::2]/', undefined],
])('%s is refused where the host is confirmed as %s', (address, confirmed) => {
  expect(() => addressOf(address, confirmed)).toThrow(/--host-confirmed|must be a URL/);
});

test.each([['http://localhost:3000/api', undefined], ['https://127.0.0.1:1/', undefined], ['http://[::1]:1/', undefined], ['https://shop.example.com/api', 'shop.example.com']])('%s is taken', (address, confirmed) => {
  expect(addressOf(address, confirmed).href).toContain(new URL(address).hostname);
});

test('samples fit, and violations break one rule each', () => {
  const schemas = new Schemas({ components: { schemas: { Item: { type: 'object', required: ['sku'], additionalProperties: false, properties: { sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4,8}$', maxLength: 12 } } } } } });
  const list: JsonMap = { type: 'array', items: { $ref: '#/components/schemas/Item' }, minItems: 1, maxItems: 2 };
  expect(schemas.sample(list)).toEqual([{ sku: expect.stringMatching(/^[A-Z]{3}-[0-9]{4,8}$/) as string }]);
  expect(schemas.violations(list).map(({ rule }) => rule)).toEqual([
    'type', 'minItems', 'maxItems', '/0 type', '/0 required sku', '/0 additionalProperties', '/0/sku type', '/0/sku maxLength', '/0/sku pattern',
  ]);
  expect(textSample({ pattern: '^(?:a|b)$', minLength: 1 })).toMatch(/^[ab]$/);
  expect(textViolations({ maxLength: 3 })).toEqual([{ rule: 'maxLength', value: 'xxxx' }]);
});

test('routes are read from a template\'s document as from the clients\' one', () => {
  const both = documentOf({ 'GET /a': lambdaProxy('f', { security: [{ Token: [] }, { ApiKey: [] }] }), 'GET /b': lambdaProxy('f', { security: [{ PublicPath: [] }] }) }, {
    components: {
      securitySchemes: {
        Token: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authorizer': {} },
        ApiKey: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        PublicPath: { 'type': 'apiKey', 'name': 'Unused', 'in': 'header', 'x-amazon-apigateway-authorizer': {} },
      },
    },
  });
  expect(routesOf(both).map(({ needsToken, needsKey }) => [needsToken, needsKey])).toEqual([[true, true], [false, false]]);
});
