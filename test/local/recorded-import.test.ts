import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { JsonMap } from '../../local/assembly';
import { documentOf, integrated, lambdaProxy, ServedApi, servedDocument } from './support/served-api';

/** What documents mean once they are imported: cases that the real API Gateway answered, by their id in the list of recorded answers. */
const mock = (responses: JsonMap = { default: { statusCode: '200' } }): JsonMap => (
  { type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, responses });
const VALIDATORS = { 'x-amazon-apigateway-request-validators': { basic: { validateRequestBody: true, validateRequestParameters: true } }, 'x-amazon-apigateway-request-validator': 'basic' };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const post = async (api: ServedApi, path: string, body?: unknown) => api.send({ method: 'POST', path: `/stage${path}`, headers: JSON_TYPE, ...(body !== undefined && { body: JSON.stringify(body) }) });

describe('models', () => {
  const schemas: JsonMap = {
    Person: { type: 'object', required: ['name', 'b'], properties: { name: { type: 'string' }, b: { type: 'number' }, house: { $ref: '#/components/schemas/House' } } },
    House: {
      type: 'object',
      properties: { randomProperty: { type: 'string', format: 'byte' }, contains: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Person' } } },
    },
  };
  const api = servedDocument(documentOf(
    { 'POST /person': integrated(mock(), { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Person' } } } } }) },
    { components: { schemas }, ...VALIDATORS },
  ));

  test('import-circular-models, import-validator-default, validate-circular-models-ok', async () => {
    const body = { name: 'P', b: 2, house: { randomProperty: 'this is random', contains: [{ name: 'Q', b: 3 }] } };
    expect((await post(api, '/person', body)).status).toBe(200);
  });

  test.each<[string, unknown]>([
    ['validate-circular-models-top', { random: 'blabla' }],
    ['in the middle of the circle', { name: 'P', b: 2, house: { contains: [{ name: 'Q' }] } }],
    ['an empty list', { name: 'P', b: 2, house: { contains: [] } }],
  ])('%s', async (_id, body) => {
    expect(await post(api, '/person', body)).toMatchObject({ status: 400, body: '{"message":"Invalid request body"}' });
  });

  test('import-tuple-model', async () => {
    const tags = {
      type: 'array',
      items: [{ type: 'string', enum: ['primary'] }, { type: 'string', enum: ['secondary'] }],
      additionalItems: { type: 'string', pattern: '^[a-z0-9-]+$' },
      minItems: 1,
      maxItems: 5,
    };
    const served = servedDocument(documentOf({
      'POST /a': integrated(mock(), {
        requestBody: { content: { 'application/json': { schema: { type: 'object', required: ['tags'], properties: { tags } } } } },
      }),
    }, VALIDATORS));
    const statuses = [['primary'], ['primary', 'secondary', 'other'], ['secondary'], ['primary', 'secondary', 'NO'], []].map(async (list) => (await post(served, '/a', { tags: list })).status);
    expect(await Promise.all(statuses)).toEqual([200, 200, 400, 400, 400]);
  });

  test('validate-cfn-any-method', async () => {
    const schema = { type: 'object', required: ['string_field', 'integer_field'], properties: { string_field: { type: 'string' }, integer_field: { type: 'integer' } } };
    const served = servedDocument(documentOf({ 'ANY /validated': integrated({ ...mock(), passthroughBehavior: 'never' }, { requestBody: { content: { 'application/json': { schema } } } }) }, VALIDATORS));
    const answers = [await post(served, '/validated', { string_field: 's', integer_field: 123456789 }), await post(served, '/validated', { string_field: 's' }), await served.send({ path: '/stage/validated' })];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400]);
  });

  test('a document of version 2 is read as one of version 3', async () => {
    const served = servedDocument({
      swagger: '2.0',
      info: { title: 't', version: '1' },
      ...VALIDATORS,
      definitions: { Pet: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
      paths: { '/pets': { post: integrated(mock(), { consumes: ['application/json'], parameters: [{ in: 'body', name: 'Pet', schema: { $ref: '#/definitions/Pet' } }] }) } },
    });
    expect([(await post(served, '/pets', { name: 'a' })).status, (await post(served, '/pets', {})).status]).toEqual([200, 400]);
  });
});

describe('parameters', () => {
  test('import-undeclared-path-parameter: what the path names is there', async () => {
    const api = servedDocument(documentOf({ 'GET /echo/{data}': lambdaProxy('f') }, VALIDATORS));
    expect((await api.send({ path: '/stage/echo/5' })).status).toBe(200);
    expect(api.invocations[0].event).toMatchObject({ pathParameters: { data: '5' } });
  });

  test('import-parameters: optional ones may be left out', async () => {
    const parameters = ['type', 'page'].map((name) => ({ name, in: 'query', required: false }));
    const api = servedDocument({ swagger: '2.0', info: { title: 't', version: '1' }, paths: { '/pets': { get: { ...lambdaProxy('f'), parameters } } }, ...VALIDATORS });
    expect((await api.send({ path: '/stage/pets' })).status).toBe(200);
  });
});

describe('integrations', () => {
  test('import-mock-options: a mock\'s method says nothing, and its default response answers', async () => {
    const api = servedDocument(documentOf({
      'OPTIONS /': integrated({
        ...mock({ default: { statusCode: '200', responseParameters: { 'method.response.header.Access-Control-Allow-Headers': "'Content-Type'" } } }), httpMethod: 'POST',
      }),
    }));
    expect(await api.send({ method: 'OPTIONS', path: '/stage/' })).toMatchObject({ status: 200, headers: { 'access-control-allow-headers': 'Content-Type' } });
  });

  test('import-integer-status-codes', async () => {
    const api = servedDocument(documentOf({ 'GET /test': { ...integrated(mock({ default: { statusCode: 201 } })), responses: { 201: { description: 'd' } } } }));
    expect((await api.send({ path: '/stage/test' })).status).toBe(201);
  });

  test('import-no-responses: a proxy integration needs none', async () => {
    expect((await servedDocument(documentOf({ 'GET /product': lambdaProxy('f') })).send({ path: '/stage/product' })).status).toBe(200);
  });

  test('import-request-parameter-of-wrong-type: it maps nothing', async () => {
    const api = servedDocument(documentOf({ 'GET /a': integrated({ ...mock(), requestParameters: { 'integration.request.header.nothing': true } }) }));
    expect((await api.send({ path: '/stage/a' })).status).toBe(200);
  });
});

describe('the API itself', () => {
  const at = async (document: JsonMap, basepath: string | undefined, path: string): Promise<number> => {
    const api = servedDocument(document, basepath === undefined ? {} : { parameters: { basepath } });
    return (await api.send({ path: `/stage${path}` })).status;
  };

  test.each<[string, string, string]>([['ignore', '/test', '/base-url/part/test'], ['split', '/part/test', '/test'], ['prepend', '/base-url/part/test', '/test']])(
    'import-base-path-url: %s', async (basepath, right, wrong) => {
      const document = documentOf({ 'GET /test': integrated(mock()) }, { servers: [{ url: 'https://testdomain.com/base-url/part/' }] });
      expect([await at(document, basepath, right), await at(document, basepath, wrong)]).toEqual([200, 403]);
    });

  test.each<[string, string]>([['ignore', '/test'], ['split', '/test'], ['prepend', '/base-var/test']])('import-base-path-variable: %s', async (basepath, right) => {
    const document = documentOf({ 'GET /test': integrated(mock()) }, { servers: [{ url: 'https://testdomain.com', variables: { basePath: { default: '/base-var' } } }] });
    expect(await at(document, basepath, right)).toBe(200);
  });

  test('cfn-name-over-title: the base path is ignored where the template does not ask for it', async () => {
    const document = { swagger: '2.0', info: { title: 'Public API', version: '1' }, basePath: '/base', paths: { '/test': { get: integrated(mock()) } } };
    expect([await at(document, undefined, '/test'), await at(document, undefined, '/base/test')]).toEqual([200, 403]);
  });

  test('cfn-binary-types-united', () => {
    const api = servedDocument(documentOf({ 'GET /a': lambdaProxy('f') }, { 'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpg'] }));
    const { restApi, stack } = api.api;
    expect(restApi.properties.BinaryMediaTypes).toBeUndefined();
    const both = servedDocument(
      documentOf({ 'GET /a': lambdaProxy('f') }, { 'x-amazon-apigateway-binary-media-types': ['image/png', 'image/jpg'] }), {},
      (spec) => {
        (spec.node.defaultChild as apigateway.CfnRestApi).binaryMediaTypes = ['image/gif', 'application/pdf'];
      },
    );
    expect([...both.api.binaryTypes].sort()).toEqual(['application/pdf', 'image/gif', 'image/jpg', 'image/png']);
    expect(stack.resources.size).toBeGreaterThan(0);
  });

  const endpoint = (disableExecuteApiEndpoint: boolean): JsonMap => ({ 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint } });
  test.each<[string, JsonMap, number]>([
    ['import-disable-endpoint-oas3', documentOf({ 'GET /a': integrated(mock()) }, { servers: [{ url: '/', ...endpoint(true) }] }), 403],
    ['import-disable-endpoint-oas3, false', documentOf({ 'GET /a': integrated(mock()) }, { servers: [{ url: '/', ...endpoint(false) }] }), 200],
    ['import-disable-endpoint-oas3, at the root', documentOf({ 'GET /a': integrated(mock()) }, endpoint(true)), 200],
    ['import-disable-endpoint-swagger', { swagger: '2.0', info: { title: 't', version: '1' }, paths: { '/a': { get: integrated(mock()) } }, ...endpoint(true) }, 403],
  ])('%s', async (_id, document, status) => {
    expect(await at(document, undefined, '/a')).toBe(status);
  });

  test('stage-method-setting-path', () => {
    const { api } = servedDocument(documentOf({ 'GET /one': lambdaProxy('f') }), {}, (spec) => {
      (spec.deploymentStage.node.defaultChild as apigateway.CfnStage).methodSettings = [{ resourcePath: '/one', httpMethod: 'GET', throttlingRateLimit: 1, throttlingBurstLimit: 2 }];
    });
    expect(api.methodThrottles).toEqual(new Map([['GET /one', { rateLimit: 1, burstLimit: 2 }]]));
  });

  test('stage-access-log', async () => {
    const api = servedDocument(documentOf({ 'GET /a': lambdaProxy('f') }), {}, (spec) => {
      (spec.deploymentStage.node.defaultChild as apigateway.CfnStage).accessLogSetting = { destinationArn: 'arn', format: '$context.requestId $context.identity.sourceIp' };
    });
    const { headers } = await api.send({ path: '/stage/a' });
    expect(api.log).toEqual([`${headers['x-amzn-requestid']} 198.51.100.7`]);
  });
});
