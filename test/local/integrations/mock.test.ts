import { JsonMap } from '../../../local/assembly';
import { documentOf, integrated, servedDocument, TestRequest } from '../support/served-api';

const OK = { 'application/json': '{"statusCode": 200}' };

describe('mock integrations', () => {
  const call = async (integration: JsonMap, request: Partial<TestRequest> = {}, path = '/a') => (
    servedDocument(documentOf({ [`ANY ${path}`]: integrated({ type: 'mock', responses: { default: { statusCode: '200' } }, ...integration }) })).send({ path: '/stage/a', ...request }));

  test('mock-no-type', async () => {
    expect((await call({ requestTemplates: OK }, { method: 'POST' })).status).toBe(200);
  });

  test.each(['when_no_match', 'when_no_templates'])('mock-json-when-no-match, mock-json-when-no-templates: %s', async (passthroughBehavior) => {
    for (const method of ['GET', 'POST']) {
      const answer = await call({
        passthroughBehavior,
        requestTemplates: { 'application/json': '{"statusCode":200}' },
        responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '{"statusCode": 200, "id": $input.params().path.id}' } } },
      }, { method, path: '/stage/42', headers: { 'Content-Type': 'application/json' } }, '/{id}');
      expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { statusCode: 200, id: 42 }]);
    }
  });

  test.each([
    ['never', 'text/plain', 415], ['when_no_templates', 'text/plain', 415], ['never', 'application/json', 200], ['never', 'application/json; charset=utf-8', 200],
  ])('passthrough-never: %s, %s', async (passthroughBehavior, type, status) => {
    const answer = await call({ passthroughBehavior, requestTemplates: OK }, { method: 'POST', headers: { 'Content-Type': type }, body: '{"statusCode": 200}' });
    expect(answer.status).toBe(status);
    if (status === 415) {
      expect([answer.body, answer.headers['x-amzn-errortype']]).toEqual(['{"message":"Unsupported Media Type"}', 'BadRequestException']);
    }
  });

  test.each([['{statusCode: 200}', 200], ["{'statusCode': 201,}", 201], ['{"a":1,"statusCode":202}', 202], ['{}', 500], ['{"statusCode": "yes"}', 500]])(
    'mock-lenient-json: %s', async (template, status) => {
      const responses = Object.fromEntries([200, 201, 202].map((code) => [String(code), { statusCode: String(code) }]));
      const answer = await call({ requestTemplates: { 'application/json': template }, responses });
      expect([answer.status, answer.body]).toEqual([status, status === 500 ? '{"message":"Internal server error"}' : '']);
    });

  test('vtl-map-assignment', async () => {
    const requestTemplate = '#set($name = "b c")#set($context.requestOverride.querystring[$name] = "bar")$context.requestOverride.querystring.put("put", "bar")'
      + '#set($context.requestOverride.querystring["x.y"] = "bar"){"statusCode": 200}';
    const answer = await call({
      requestTemplates: { 'application/json': requestTemplate },
      responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '#set($q = $context.requestOverride.querystring)$q["b c"] $q.put $q["x.y"]' } } },
    });
    expect([answer.status, answer.body]).toEqual([200, 'bar bar bar']);
  });

  test('mock-answer-headers', async () => {
    const { headers } = await call({ requestTemplates: OK });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-amz-apigw-id': expect.any(String) as string, 'x-amzn-requestid': expect.any(String) as string });
    expect(headers).not.toHaveProperty('x-amzn-trace-id');
  });

  test('a template overrides status and headers of the answer', async () => {
    const template = '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.x-tea = "pot")short';
    const answer = await call({ requestTemplates: OK, responses: { default: { statusCode: '200', responseTemplates: { 'application/json': template } } } });
    expect(answer).toMatchObject({ status: 418, headers: { 'x-tea': 'pot' }, body: 'short' });
  });

  test('cors-preflight-with-key-required', async () => {
    const responseParameters = Object.fromEntries(Object.entries({ 'Allow-Methods': 'methods', 'Allow-Origin': 'origins', 'Allow-Headers': 'headers', 'Max-Age': '600' })
      .map(([name, value]) => [`method.response.header.Access-Control-${name}`, `'${value}'`]));
    const key = { api_key: { type: 'apiKey', in: 'header', name: 'x-api-key' } };
    const api = servedDocument(documentOf({
      'OPTIONS /apione': integrated({ type: 'mock', requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' }, responses: { default: { statusCode: '200', responseParameters } } }, { security: [] }),
      'GET /apione': integrated({ type: 'mock', requestTemplates: OK, responses: { default: { statusCode: '200' } } }),
    }, { components: { securitySchemes: key }, security: [{ api_key: [] }] }));
    expect((await api.send({ path: '/stage/apione' })).status).toBe(403);
    expect(await api.send({ method: 'OPTIONS', path: '/stage/apione' })).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-methods': 'methods', 'access-control-allow-origin': 'origins', 'access-control-allow-headers': 'headers', 'access-control-max-age': '600' },
    });
  });
});
