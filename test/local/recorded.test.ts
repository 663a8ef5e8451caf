import { Json, JsonMap } from '../../local/assembly';
import { ServedApi, servedDocument } from './support/served-api';

/** Cases that the real API Gateway answered, by their id in the list of recorded answers. */
const LAMBDA = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations';
const proxy = (name: string): JsonMap => ({
  'responses': {},
  'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: LAMBDA.replace(':f/', `:${name}/`) },
});

/** An API whose operations answer with their own names. */
function routes(...names: string[]): ServedApi {
  const paths: { [path: string]: JsonMap } = {};
  for (const name of names) {
    const [method, path] = name.split(' ');
    paths[path] = { ...paths[path], [method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase()]: proxy(Buffer.from(name).toString('hex')) };
  }
  const served = servedDocument({ openapi: '3.0.1', info: { title: 't', version: '1' }, paths });
  served.answer = (arn, event) => ({ statusCode: 200, body: JSON.stringify({ servedBy: Buffer.from(arn.split(':').pop()!, 'hex').toString(), event }) });
  return served;
}

async function servedBy(api: ServedApi, method: string, path: string): Promise<string | number> {
  const { status, body } = await api.send({ method, path: `/stage${path}` });
  return status === 200 ? (JSON.parse(body) as { servedBy: string }).servedBy : status;
}

describe('routing', () => {
  test.each<[string, string[], string, string | number]>([
    ['route-unknown-path', ['GET /existing'], 'GET /random-non-existing', 403],
    ['route-wrong-method', ['GET /existing'], 'POST /existing', 403],
    ['route-method-falls-through-to-greedy', ['POST /test', 'OPTIONS /{proxy+}'], 'OPTIONS /test', 'OPTIONS /{proxy+}'],
    ['route-literal-with-method', ['POST /test', 'OPTIONS /{proxy+}'], 'POST /test', 'POST /test'],
    ['route-any-before-greedy', ['ANY /test/any', 'OPTIONS /{proxy+}'], 'OPTIONS /test/any', 'ANY /test/any'],
    ['route-literal-first', ['GET /part1', 'GET /part1/hardcoded-value', 'GET /{param+}'], 'GET /part1/hardcoded-value', 'GET /part1/hardcoded-value'],
    ['route-unknown-child-falls-to-greedy', ['GET /part1', 'GET /part1/hardcoded-value', 'GET /{param+}'], 'GET /part1/random-value', 'GET /{param+}'],
    ['route-variable-lacks-method', ['GET /jobs/{operation_type}', 'ANY /{proxy+}'], 'POST /jobs/reboot', 'ANY /{proxy+}'],
    ['route-preflight-only-resource', ['OPTIONS /cors_only', 'ANY /{proxy+}'], 'GET /cors_only', 'ANY /{proxy+}'],
    ['route-literal-lacks-method-variable-has-it', ['PATCH /users/me', 'GET /users/{userId}'], 'GET /users/me', 'GET /users/{userId}'],
    ['route-literal-lacks-method-greedy-has-it', ['GET /things/real', 'POST /things/{proxy+}'], 'POST /things/real', 'POST /things/{proxy+}'],
    ['route-pair-exact', ['GET /jobs/{operation_type}', 'ANY /{proxy+}'], 'GET /jobs/reboot', 'GET /jobs/{operation_type}'],
    ['route-resource-without-methods', ['GET /jobs/{operation_type}', 'ANY /{proxy+}'], 'GET /jobs', 'ANY /{proxy+}'],
    ['route-literal-has-method', ['PATCH /users/me', 'GET /users/{userId}'], 'PATCH /users/me', 'PATCH /users/me'],
    ['route-literal-has-method', ['GET /things/real', 'POST /things/{proxy+}'], 'GET /things/real', 'GET /things/real'],
    ['route-no-sibling-has-method', ['PATCH /users/me', 'GET /users/{userId}'], 'POST /users/me', 403],
  ])('%s', async (_id, names, request, expected) => {
    const [method, path] = request.split(' ');
    expect(await servedBy(routes(...names), method, path)).toBe(expected);
  });

  test('route-unknown-path, its body and header', async () => {
    const { headers, body } = await routes('GET /existing').send({ path: '/stage/random-non-existing' });
    expect([headers['x-amzn-errortype'], JSON.parse(body)]).toEqual(['MissingAuthenticationTokenException', { message: 'Missing Authentication Token' }]);
  });
});

describe('Lambda proxy event', () => {
  const api = routes('ANY /{proxy+}', 'ANY /hardcoded');
  const event = async (path: string, headers?: { [name: string]: string }): Promise<JsonMap> =>
    (JSON.parse((await api.send({ path, headers })).body) as { event: JsonMap }).event;

  test('event-plain', async () => {
    expect(await event('/stage/proxy-value', { 'tEsT-HEADeR': 'aValUE' })).toMatchObject({
      path: '/proxy-value',
      resource: '/{proxy+}',
      pathParameters: { proxy: 'proxy-value' },
      requestContext: { path: '/stage/proxy-value', resourcePath: '/{proxy+}', protocol: 'HTTP/1.1' },
      headers: { 'tEsT-HEADeR': 'aValUE' },
      multiValueHeaders: { 'tEsT-HEADeR': ['aValUE'] },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    });
  });

  test('names that objects have are names', async () => {
    const { queryStringParameters, multiValueQueryStringParameters } = await event('/stage/proxy-value?__proto__=a&__proto__=b&constructor=c');
    expect([queryStringParameters, multiValueQueryStringParameters].map((values) => Object.entries(values as JsonMap))).toEqual([
      [['__proto__', 'b'], ['constructor', 'c']], [['__proto__', ['a', 'b']], ['constructor', ['c']]],
    ]);
  });

  test.each<[string, string, JsonMap]>([
    ['event-trailing-slash', '/stage/proxy-value/', { path: '/proxy-value/', pathParameters: { proxy: 'proxy-value' }, requestContext: { path: '/stage/proxy-value/' } }],
    ['event-slash-before-stage', '//stage/proxy-value', { path: '/proxy-value', requestContext: { path: '/stage/proxy-value' } }],
    ['event-slash-after-stage', '/stage//proxy-value', { path: '/proxy-value', pathParameters: { proxy: 'proxy-value' }, requestContext: { path: '/stage//proxy-value' } }],
    ['event-path-encoding', '/stage/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com', {
      path: '/proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com',
      pathParameters: { proxy: 'proxy-value/api/user/test%2Balias@gmail.com/plus/test+alias@gmail.com' },
    }],
    ['event-query-decoding', '/stage/x?dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&whitespace=foo%20bar', {
      queryStringParameters: { dateTimeOffset: '2023-06-12T18:05:10.123456 00:00', email: 'test+alias@gmail.com', whitespace: 'foo bar' },
    }],
  ])('%s', async (_id, path, expected) => {
    expect(await event(path)).toMatchObject(expected);
  });
});

describe('Lambda proxy answer', () => {
  const api = routes('POST /test');
  const answered = async (answer: Json) => {
    api.answer = () => answer;
    return api.send({ method: 'POST', path: '/stage/test' });
  };

  test.each<[string, Json, number, string]>([
    ['answer-status-only', { statusCode: 200 }, 200, ''],
    ['answer-headers-null', { statusCode: 200, headers: null }, 200, ''],
    ['answer-unknown-member', { statusCode: 200, wrongValue: 'value' }, 502, '{"message":"Internal server error"}'],
    ['answer-empty-object', {}, 200, ''],
    ['answer-base64-true', { statusCode: 200, body: 'dGVzdC1kYXRh', isBase64Encoded: true }, 200, 'dGVzdC1kYXRh'],
    ['answer-status-text', { statusCode: 'test' }, 502, '{"message":"Internal server error"}'],
    ['answer-status-digits', { statusCode: '201' }, 201, ''],
    ['answer-headers-only', { headers: { 'test-header': 'value' } }, 200, ''],
    ['a list that is a text', { statusCode: 200, multiValueHeaders: { 'test-multi': 'value1' } }, 502, '{"message":"Internal server error"}'],
    ['a list with a list in it', { statusCode: 200, multiValueHeaders: { 'test-multi': [['value1']] } }, 502, '{"message":"Internal server error"}'],
    ['lists by no name', { statusCode: 200, multiValueHeaders: ['value1'] }, 502, '{"message":"Internal server error"}'],
    ['a header that is a list', { statusCode: 200, headers: { 'test-header': ['value'] } }, 502, '{"message":"Internal server error"}'],
    ['a header that is a map', { statusCode: 200, headers: { 'test-header': { a: 1 } } }, 502, '{"message":"Internal server error"}'],
    ['headers that are a text', { statusCode: 200, headers: 'test-header: value' }, 502, '{"message":"Internal server error"}'],
    ['no lists', { statusCode: 200, multiValueHeaders: null }, 200, ''],
    ['a text', 'justAString', 502, '{"message":"Internal server error"}'],
  ])('%s', async (_id, answer, status, body) => {
    expect(await answered(answer)).toMatchObject({ status, body });
  });

  test('booleans and numbers in headers are texts', async () => {
    const { headers } = await answered({ statusCode: 200, headers: { 'header-bool': true, 'header-number': 3 }, multiValueHeaders: { 'test-multi': [false] } });
    expect(headers).toMatchObject({ 'header-bool': 'true', 'header-number': '3', 'test-multi': 'false' });
  });

  test('answer-multi-and-single, answer-multi-and-single-case', async () => {
    const lines = async (list: string): Promise<unknown> => {
      api.answer = () => ({ statusCode: 200, multiValueHeaders: { [list]: ['value-multi'] }, headers: { 'test-multi': 'value-solo' } });
      const { headers } = await api.gateway.handle({ method: 'POST', rawPath: '/stage/test', headers: [], body: Buffer.alloc(0), sourceIp: '::1', protocol: 'HTTP/1.1' }, { entries: [], add: () => {} });
      return headers.filter(([name]) => name.toLowerCase() === 'test-multi');
    };
    expect(await lines('test-multi')).toEqual([['test-multi', 'value-multi'], ['test-multi', 'value-solo']]);
    expect(await lines('tesT-Multi')).toEqual([['tesT-Multi', 'value-multi'], ['tesT-Multi', 'value-solo']]);
  });
});

describe('validation', () => {
  const model = { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] };
  const api = servedDocument({
    'openapi': '3.0.1',
    'info': { title: 't', version: '1' },
    'x-amazon-apigateway-request-validators': { both: { validateRequestBody: true, validateRequestParameters: true }, none: { validateRequestBody: false, validateRequestParameters: false } },
    'x-amazon-apigateway-request-validator': 'both',
    'components': {
      schemas: {
        Model: model,
        List: { type: 'array', items: { $ref: '#/components/schemas/Model' } },
        Status: { type: 'object', required: ['Status', 'Order'], properties: { Status: { type: 'string' }, Order: { type: 'integer' } } },
        Holder: { type: 'object', required: ['status'], properties: { status: { oneOf: [{ type: 'null' }, { $ref: '#/components/schemas/Status' }] } } },
      },
    },
    'paths': {
      '/nested/{test}': { 'x-amazon-apigateway-any-method': operation('Model', [['path', 'test'], ['query', 'qs1'], ['header', 'x-header-param']]) },
      '/strange/{test}': { 'x-amazon-apigateway-any-method': operation('Model', [['path', 'issuer'], ['query', 'qs1'], ['header', 'x-header-param']]) },
      '/off/{test}': { post: { ...operation('Model', [['query', 'qs1']]), 'x-amazon-apigateway-request-validator': 'none' } },
      '/list': { post: operation('List', []) },
      '/holder': { post: operation('Holder', []) },
    },
  });
  const json = { 'Content-Type': 'application/json', 'x-header-param': 'test' };

  test.each<[string, string, string, { [name: string]: string }, unknown, number, string | null]>([
    ['validate-ok', 'POST', '/nested/value?qs1=test', json, { a: 1, b: 2 }, 200, null],
    ['validate-parameters-all-missing', 'POST', '/strange/value', { 'Content-Type': 'application/json' }, { test: 'test' }, 400, 'Missing required request parameters: [x-header-param, issuer, qs1]'],
    ['validate-query-missing', 'GET', '/nested/value', { 'x-header-param': 'test' }, undefined, 400, 'Missing required request parameters: [qs1]'],
    ['a query parameter that is blank', 'POST', '/nested/value?qs1=', json, { a: 1, b: 2 }, 400, 'Missing required request parameters: [qs1]'],
    ['a query parameter without a value', 'POST', '/nested/value?qs1', json, { a: 1, b: 2 }, 400, 'Missing required request parameters: [qs1]'],
    ['a query parameter of spaces', 'POST', '/nested/value?qs1=+%20', json, { a: 1, b: 2 }, 400, 'Missing required request parameters: [qs1]'],
    ['a header that is blank', 'POST', '/nested/value?qs1=test', { ...json, 'x-header-param': '' }, { a: 1, b: 2 }, 400, 'Missing required request parameters: [x-header-param]'],
    ['validate-body-invalid', 'POST', '/nested/value?qs1=test', json, { test: 'test' }, 400, 'Invalid request body'],
    ['validate-no-body-json-type', 'GET', '/nested/value?qs1=test', json, undefined, 400, null],
    ['validate-off', 'POST', '/off/value', json, { test: 'test' }, 200, null],
    ['validate-ref-no-body', 'POST', '/list', {}, undefined, 400, 'Invalid request body'],
    ['validate-oneof-null', 'POST', '/holder', json, { status: null }, 200, null],
    ['validate-oneof-bad', 'POST', '/holder', json, { badFormat: 'bla' }, 400, 'Invalid request body'],
  ])('%s', async (_id, method, path, headers, body, status, message) => {
    const answer = await api.send({ method, path: `/stage${path}`, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    expect(answer.status).toBe(status);
    if (message !== null) {
      expect(JSON.parse(answer.body)).toEqual({ message });
    }
  });
});

describe('gateway responses', () => {
  const withResponses = (responses: JsonMap) => servedDocument({
    'openapi': '3.0.1', 'info': { title: 't', version: '1' }, 'paths': { '/a': { get: proxy('f') } }, 'x-amazon-apigateway-gateway-responses': responses,
  });

  test('gateway-response-unknown-path-as-404', async () => {
    const api = withResponses({ MISSING_AUTHENTICATION_TOKEN: { statusCode: '404', responseParameters: { 'gatewayresponse.header.X-Own': "'yes'" }, responseTemplates: { 'application/json': '{"m":$context.error.messageString}' } } });
    expect(await api.send({ path: '/stage/nothing' })).toMatchObject({ status: 404, headers: { 'x-own': 'yes' }, body: '{"m":"Missing Authentication Token"}' });
  });

  test('gateway-response-family', async () => {
    const api = withResponses({ DEFAULT_4XX: { responseTemplates: { 'application/json': '{"family":4}' } } });
    expect(await api.send({ path: '/stage/nothing' })).toMatchObject({ status: 403, body: '{"family":4}' });
  });

  test('gateway-response-default-5xx-spreads', async () => {
    const api = withResponses({ DEFAULT_5XX: { statusCode: '599', responseTemplates: { 'application/json': '{"family":5}' } } });
    api.answer = () => { throw new Error('down'); };
    expect(await api.send({ path: '/stage/a' })).toMatchObject({ status: 599, body: '{"family":5}' });
  });

  test.each([['INTEGRATION_FAILURE', 502], ['DEFAULT_5XX', 503]])('a function that fails or answers nonsense is of no type but the family: %s', async (type, status) => {
    const api = withResponses({ [type]: { statusCode: '503' } });
    for (const answer of ['text', undefined]) {
      api.answer = () => answer ?? (() => { throw new Error('down'); })();
      expect((await api.send({ path: '/stage/a' })).status).toBe(status);
    }
  });

  test.each<[JsonMap, number]>([
    [{}, 403], [{ WAF_FILTERED: { statusCode: '404' } }, 404], [{ DEFAULT_4XX: { statusCode: '418' } }, 418], [{ WAF_FILTERED: {} }, 403],
  ])('what the web ACL refuses without an answer of its own: %j', async (responses, status) => {
    const api = withResponses(responses);
    const refusal = { status: 403, headers: [], body: Buffer.alloc(0) };
    Object.assign(api.gateway, { webAcl: { check: () => ({ refusal, hasOwnAnswer: false, counted: [] }) } });
    expect((await api.send({ path: '/stage/a' })).status).toBe(status);
  });
});

function operation(model: string, parameters: Array<[string, string]>): JsonMap {
  return {
    ...proxy('f'),
    parameters: parameters.map(([place, name]) => ({ name, in: place, required: true, schema: { type: 'string' } })),
    requestBody: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${model}` } } } },
  };
}
