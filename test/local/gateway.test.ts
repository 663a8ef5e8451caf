import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi } from '../../lib';
import { Json, JsonMap } from '../../local/assembly';
import { sampleFunction } from '../support/sample-api';
import { ServedApi, servedApi } from './support/served-api';

const KEY = 'k3y0123456789abcdefghij';
const OTHER_KEY = 'another0123456789abcdef';
const TOKEN = 'Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXRoYXQtbm9ib2R5LWNoZWNrcw';
const ID = '0b8e7a9c-1f2d-4e3c-8a5b-6c7d8e9f0a1b';

function shop(api: SecureRestApi): void {
  const target = RouteTarget.lambda(sampleFunction(api.node.scope as never, 'Handler'));
  api.addRoute({ method: HttpMethod.GET, path: '/orders/{orderId}', target, access: RouteAccess.roles('reader'), parameters: [RouteParameter.path('orderId', { pattern: '[0-9a-f-]{36}' })] });
  api.addRoute({
    method: HttpMethod.POST,
    path: '/orders',
    target,
    access: RouteAccess.roles('writer'),
    body: RequestBody.json({ type: 'object', properties: { sku: { type: 'string', maxLength: 10 } }, required: ['sku'], additionalProperties: false }),
  });
  api.addRoute({ method: HttpMethod.GET, path: '/status', target: RouteTarget.mock({ statusCode: 200, body: '{"up":"$yes"}' }), access: RouteAccess.public('Whoever asks may know that the shop is open') });
  api.addConsumer('Partner', { quota: { limit: 3, period: 'DAY' as never }, throttle: { rateLimit: 1, burstLimit: 2 } });
  api.addConsumer('Other');
}

/** Decides as the library's authorizer would: by the exact ARN of the request. */
function decide(event: JsonMap): Json {
  const { Authorization: token } = event.headers as { Authorization?: string };
  if (token !== TOKEN) {
    throw new Error('Unauthorized');
  }
  return { principalId: 'alice', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn }] }, context: { roles: 'reader' } };
}

describe('an API of this library', () => {
  let served: ServedApi;
  let authorizerArn: string;

  beforeAll(() => {
    served = servedApi(shop);
    authorizerArn = [...served.api.authorizers.values()][0].functionArn;
  });

  beforeEach(() => {
    served.now += 3_600_000;
    served.used.clear();
    served.invocations.splice(0);
    served.addKey(KEY, served.api.usagePlans.find(({ quota }) => quota));
    served.addKey(OTHER_KEY, served.api.usagePlans.find(({ quota }) => !quota));
    served.answer = (arn, event) => (arn === authorizerArn ? decide(event) : { statusCode: 200, body: JSON.stringify({ event }) });
  });

  const asked = (): number => served.invocations.filter(({ arn }) => arn === authorizerArn).length;
  const good = { 'Authorization': TOKEN, 'x-api-key': KEY };

  test('serves a good request through all layers, with what the authorizer handed on', async () => {
    const { status, body, trace } = await served.send({ path: `/prod/orders/${ID}`, headers: good });
    expect(status).toBe(200);
    const { event } = JSON.parse(body) as { event: { requestContext: JsonMap; pathParameters: JsonMap; path: string } };
    expect(event).toMatchObject({ path: `/orders/${ID}`, pathParameters: { orderId: ID }, requestContext: { authorizer: { principalId: 'alice', roles: 'reader' }, resourcePath: '/orders/{orderId}' } });
    expect(trace.map(({ layer }) => layer)).toEqual(['web ACL', 'route', 'authorizer', 'API key', 'validator', 'integration']);
    expect(JSON.stringify(trace)).not.toContain(KEY);
  });

  test.each<[string, { path: string; method?: string; headers?: { [name: string]: string }; body?: string }, number, string]>([
    ['no key', { path: `/prod/orders/${ID}`, headers: { Authorization: TOKEN } }, 403, 'web ACL'],
    ['no token', { path: `/prod/orders/${ID}`, headers: { 'x-api-key': KEY } }, 401, 'web ACL'],
    ['a path that no route has', { path: '/prod/admin', headers: good }, 403, 'web ACL'],
    ['another stage', { path: '/test/status', headers: { 'x-api-key': KEY } }, 403, 'web ACL'],
    ['another type than JSON', { path: '/prod/orders', method: 'POST', headers: { ...good, 'content-type': 'text/plain' }, body: '{"sku":"a"}' }, 415, 'web ACL'],
    ['a key that nobody has', { path: `/prod/orders/${ID}`, headers: { ...good, 'x-api-key': KEY.toUpperCase() } }, 403, 'API key'],
    ['a body outside of its schema', { path: '/prod/orders', method: 'POST', headers: { ...good, 'content-type': 'application/json' }, body: '{"sku":"a","admin":true}' }, 400, 'validator'],
    ['a body that is no JSON', { path: '/prod/orders', method: 'POST', headers: { ...good, 'content-type': 'application/json' }, body: '{' }, 400, 'validator'],
  ])('refuses %s', async (_name, request, status, layer) => {
    const answer = await served.send(request);
    expect(answer.status).toBe(status);
    expect(answer.trace.find(({ decision }) => decision === 'refused')?.layer).toBe(layer);
  });

  test('logs a request in the format of the stage, with its time as the common log format has it', async () => {
    served.now = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
    await served.send({ path: `/prod/orders/${ID}`, headers: good });
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html: dd/MMM/yyyy:HH:mm:ss +-hhmm
    expect(JSON.parse(served.log.pop() ?? '{}')).toMatchObject({ requestTime: '03/Feb/2026:04:05:06 +0000', status: '200', responseType: '-' });
    served.now += 1_000;
    await served.send({ path: '/prod/admin', headers: good });
    expect(JSON.parse(served.log.pop() ?? '{}')).toMatchObject({ requestTime: '03/Feb/2026:04:05:07 +0000', status: '403', responseType: 'WAF_FILTERED' });
  });

  test('gives a request that has none a trace id with the time of its arrival, and another each time', async () => {
    const traceIds = [];
    for (let count = 0; count < 2; count++) {
      const { body } = await served.send({ path: `/prod/orders/${ID}`, headers: good });
      traceIds.push((JSON.parse(body) as { event: { headers: { [name: string]: string } } }).event.headers['X-Amzn-Trace-Id']);
    }
    const seconds = Math.floor(served.now / 1_000).toString(16);
    traceIds.forEach((id) => expect(id).toMatch(new RegExp(`^Root=1-${seconds}-[0-9a-f]{24}$`)));
    expect(traceIds[0]).not.toBe(traceIds[1]);
  });

  test('keeps a decision for the token, method and path, and asks again for another path', async () => {
    const other = { path: `/prod/orders/${ID.replace('0', '1')}`, headers: { ...good, 'x-api-key': OTHER_KEY } };
    for (const request of [other, other, { ...other, path: `/prod/orders/${ID}` }]) {
      expect((await served.send(request)).status).toBe(200);
    }
    expect(asked()).toBe(2);
    served.now += 301_000;
    await served.send(other);
    expect(asked()).toBe(3);
  });

  test('a token that the authorizer refuses is 401 or 403, its failure 500', async () => {
    const answers = async (answer: () => Json): Promise<number> => {
      served.answer = answer;
      served.now += 3_600_000;
      return (await served.send({ path: `/prod/orders/${ID}`, headers: { ...good, 'x-api-key': OTHER_KEY } })).status;
    };
    expect(await answers(() => { throw new Error('Unauthorized'); })).toBe(401);
    expect(await answers(() => { throw new Error('keys_unavailable'); })).toBe(500);
    expect(await answers(() => ({ principalId: 'a', policyDocument: { Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '*' }] } }))).toBe(403);
    expect(await answers(() => ({ policyDocument: {} }))).toBe(500);
  });

  test('holds a consumer to its burst, its rate and its quota', async () => {
    const call = async (): Promise<number> => (await served.send({ path: `/prod/orders/${ID}`, headers: good })).status;
    expect([await call(), await call(), await call()]).toEqual([200, 200, 429]);
    served.now += 1_000;
    expect([await call(), await call()]).toEqual([200, 429]);
    served.now += 1_000;
    const { status, trace } = await served.send({ path: `/prod/orders/${ID}`, headers: good });
    expect(status).toBe(429);
    expect(trace.at(-1)).toMatchObject({ layer: 'usage plan', reason: 'the consumer used up 3 requests a day' });
  });

  test('answers a mock with its constant, and refusals in the API\'s own words', async () => {
    expect(await served.send({ path: '/prod/status', headers: { 'x-api-key': OTHER_KEY } })).toMatchObject({ status: 200, body: '{"up":"$yes"}' });
    const refused = await served.send({ path: `/prod/orders/${ID}`, headers: { ...good, 'x-api-key': KEY.toUpperCase() } });
    expect(JSON.parse(refused.body)).toEqual({ message: 'Forbidden', requestId: refused.headers['x-amzn-requestid'] });
    expect(refused.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  test('a function that fails or answers nonsense is a 502', async () => {
    for (const answer of [{ statusCode: 'test' }, { statusCode: 200, wrongValue: 'value' }, 'text'] as Json[]) {
      served.answer = (arn, event) => (arn === authorizerArn ? decide(event) : answer);
      expect((await served.send({ path: `/prod/orders/${ID}`, headers: { ...good, 'x-api-key': OTHER_KEY } })).status).toBe(502);
    }
  });

  test('logs a line for each request in the stage\'s own format, without token and key', async () => {
    served.log.splice(0);
    await served.send({ path: `/prod/orders/${ID}`, headers: good });
    const line = JSON.parse(served.log[0]) as { [name: string]: string };
    expect(line).toMatchObject({ method: 'GET', route: '/orders/{orderId}', status: '200', sourceIp: '198.51.100.7', apiKeyId: served.keys.get(KEY)!.id });
    expect(served.log[0]).not.toContain(KEY);
    expect(served.log[0]).not.toContain(TOKEN);
  });
});
