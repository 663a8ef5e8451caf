import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { FirewallOptions, HttpMethod, ManagedRuleGroup, OpenApiDocument, OpenApiImportOptions, RequestBody, RouteAccess, RouteTarget } from '../../../lib';
import { importOpenApi } from '../../../lib/open-api/private/open-api-import';
import { emptyApi, sampleFunction } from '../../support/sample-api';

type Json = { [key: string]: unknown };

const target = RouteTarget.mock({ statusCode: 200 });
const base: OpenApiImportOptions = { defaultTarget: target, defaultAccess: RouteAccess.roles('reader') };

const SCHEMES = {
  iam: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  pool: {
    'type': 'apiKey',
    'name': 'Authorization',
    'in': 'header',
    'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a'] },
  },
  lambda: {
    'type': 'apiKey',
    'name': 'Authorization',
    'in': 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'arn:aws:apigateway:eu-west-1:lambda:path/x/invocations' },
  },
  key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  login: { type: 'http', scheme: 'bearer' },
};

function document(members: Json, paths: Json = { '/a': { get: { operationId: 'a', responses: {} } } }): OpenApiDocument {
  return OpenApiDocument.fromInline({
    openapi: '3.0.1', info: { title: 't', version: '1' }, paths, components: { securitySchemes: SCHEMES }, ...members,
  });
}

const withOperation = (operation: Json): OpenApiDocument => document({}, { '/a': { post: { operationId: 'a', responses: {}, ...operation } } });
const integration = (value: Json): OpenApiDocument => withOperation({ 'x-amazon-apigateway-integration': value });

describe('what a document for API Gateway says and the import does not take over', () => {
  test.each<[string, OpenApiDocument]>([
    ['x-amazon-apigateway-policy', document({ 'x-amazon-apigateway-policy': { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }] } })],
    ['x-amazon-apigateway-gateway-responses', document({ 'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { statusCode: 404 } } })],
    ['x-amazon-apigateway-api-key-source: AUTHORIZER', document({ 'x-amazon-apigateway-api-key-source': 'AUTHORIZER' })],
    ['x-amazon-apigateway-minimum-compression-size', document({ 'x-amazon-apigateway-minimum-compression-size': 0 })],
    ['x-amazon-apigateway-binary-media-types: image/png', document({ 'x-amazon-apigateway-binary-media-types': ['image/png'] })],
    ['x-amazon-apigateway-tag-value', document({ tags: [{ 'name': 'team', 'x-amazon-apigateway-tag-value': 'orders' }] })],
    ['x-amazon-apigateway-endpoint-configuration', document({ servers: [{ 'url': '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: true } }] })],
    ['x-amazon-apigateway-endpoint-configuration', document({ 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds: ['vpce-0212a4ababd5b8c3e'] } })],
    ['x-amazon-apigateway-cors', document({ 'x-amazon-apigateway-cors': { allowOrigins: ['https://example.com'] } })],
    ['x-amazon-apigateway-something-new', document({ 'x-amazon-apigateway-something-new': true })],
    ['x-amazon-apigateway-request-validator', document({
      'x-amazon-apigateway-request-validators': { body: { validateRequestBody: true, validateRequestParameters: false } },
      'x-amazon-apigateway-request-validator': 'body',
    })],
    ['x-amazon-apigateway-request-validator', withOperation({ 'x-amazon-apigateway-request-validator': 'nowhere' })],
    ['x-amazon-apigateway-integration: requestTemplates', integration({ type: 'http_proxy', requestTemplates: { 'application/json': '{}' } })],
    ['x-amazon-apigateway-integration: requestParameters', integration({ type: 'http_proxy', requestParameters: { 'integration.request.header.X': "'y'" } })],
    ['x-amazon-apigateway-integration: type aws', integration({ type: 'aws', uri: 'arn:aws:apigateway:eu-west-1:sqs:path/x' })],
    ['x-amazon-apigateway-integration: responses responseTemplates', integration({ type: 'AWS_PROXY', responses: { default: { statusCode: '200', responseTemplates: { 'application/json': '' } } } })],
    ['x-amazon-apigateway-integration: credentials of the caller', integration({ type: 'aws_proxy', credentials: 'arn:aws:iam::*:user/*' })],
    ['x-amazon-apigateway-integration: timeoutInMillis', integration({ type: 'aws_proxy', timeoutInMillis: 3000 })],
    ['x-amazon-apigateway-integration: connectionType VPC_LINK', integration({ type: 'http_proxy', connectionType: 'VPC_LINK', connectionId: 'x' })],
  ])('%s is an error until it is accepted, and then a note on each route', (keyword, from) => {
    expect(() => importOpenApi(from, base)).toThrow(new RegExp(`not taken over[^]*${keyword.replace(/[/-]/g, '\\$&')}`));
    const [name] = keyword.split(':');
    const [route] = importOpenApi(from, { ...base, acceptUnenforced: [{ keyword: name, reason: 'The firewall of this API says the same' }] });
    expect(route.notes).toContain(`${name}: The firewall of this API says the same`);
  });

  test('what says no more than the library does is no error', () => {
    const [route] = importOpenApi(document({
      'x-amazon-apigateway-api-key-source': 'HEADER',
      'x-amazon-apigateway-documentation': { version: '1', documentationParts: [] },
      'x-amazon-apigateway-importexport-version': '1.0',
      'x-amazon-apigateway-gateway-responses': {},
      'x-amazon-apigateway-request-validators': { all: { validateRequestBody: true, validateRequestParameters: true }, none: { validateRequestBody: false, validateRequestParameters: false } },
      'x-amazon-apigateway-request-validator': 'all',
    }, {
      '/a': {
        post: {
          'responses': {},
          'requestBody': { content: { 'application/json': { schema: { type: 'object', example: { 'x-amazon-apigateway-policy': 1 } } } } },
          'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn', httpMethod: 'POST', passthroughBehavior: 'when_no_match', timeoutInMillis: 29000, responses: { default: { statusCode: '200' } } },
        },
      },
    }), base);
    expect(route.notes).toEqual([]);
  });

  test('a validator of the document that no operation is left to is no error', () => {
    const validators = { all: { validateRequestBody: true, validateRequestParameters: true }, none: {} };
    const paths = { '/a': { get: { 'responses': {}, 'x-amazon-apigateway-request-validator': 'all' } } };
    expect(importOpenApi(document({ 'x-amazon-apigateway-request-validators': validators, 'x-amazon-apigateway-request-validator': 'none' }, paths), base)).toHaveLength(1);
  });

  test('a binary type that a route takes is taken over', () => {
    const from = document({ 'x-amazon-apigateway-binary-media-types': ['image/png'] }, { '/a': { put: { operationId: 'put', responses: {}, requestBody: { content: { 'image/png': {} } } } } });
    expect(importOpenApi(from, { ...base, bodies: { put: RequestBody.binary(['image/png'], 1_000, 'The target looks at pictures itself') } })[0].notes).toEqual([]);
  });

  test('extensions of an operation that is left out do not matter', () => {
    const from = document({}, {
      '/a': { get: { operationId: 'a', responses: {} } },
      '/b': { get: { 'operationId': 'b', 'responses': {}, 'x-amazon-apigateway-integration': { type: 'mock' } } },
    });
    expect(() => importOpenApi(from, base)).toThrow(/type mock \(1\): #\/paths\/~1b/);
    expect(importOpenApi(from, { ...base, omitOperations: ['b'] })).toHaveLength(1);
  });
});

describe('who may call', () => {
  const access = (security: unknown, options: OpenApiImportOptions = base, root: Json = {}) =>
    importOpenApi(document(root, { '/a': { get: { operationId: 'a', responses: {}, ...(security !== undefined && { security }) } } }), options)[0].access;

  test.each<[string, unknown]>([
    ['alone', [{ iam: [] }]],
    ['beside an API key, as API Gateway exports it', [{ iam: [] }, { key: [] }]],
    ['with an API key', [{ iam: [], key: [] }]],
    ['beside scopes', [{ pool: ['read'] }, { iam: [] }]],
  ])('a signature of AWS %s is an error whatever the default, until `access` says what replaces it', (_name, security) => {
    expect(() => access(security)).toThrow(/IAM[^]*set `access` of each[^]*a: /);
    expect(() => access(security, { ...base, defaultAccess: RouteAccess.public('Nobody has thought about this') })).toThrow(/IAM/);
    expect(access(security, { ...base, access: { a: RouteAccess.roles('caller') } })._describe()).toBe('role caller');
  });

  test('so it is by x-amazon-apigateway-auth, and by the document\'s own security', () => {
    const paths = { '/a': { get: { 'operationId': 'a', 'responses': {}, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } } };
    expect(() => importOpenApi(document({}, paths), base)).toThrow(/IAM/);
    expect(() => access(undefined, base, { security: [{ iam: [] }] })).toThrow(/IAM/);
  });

  test('scopes of a user pool are scopes', () => {
    expect(access([{ pool: ['orders/read', 'orders/write'] }])._alternatives).toEqual([{ scopesAllOf: ['orders/read', 'orders/write'] }]);
    expect(access([{ pool: ['orders/read'] }, { key: [] }])._alternatives).toEqual([{ scopesAllOf: ['orders/read'] }]);
    expect(access(undefined, base, { security: [{ pool: ['orders/read'] }] })._alternatives).toEqual([{ scopesAllOf: ['orders/read'] }]);
  });

  test.each<[string, unknown]>([
    ['a user pool without scopes', [{ pool: [] }]],
    ['a Lambda authorizer', [{ lambda: [] }, { key: [] }]],
    ['a bearer token', [{ login: [] }]],
  ])('%s is not opened by a public default', (_name, security) => {
    expect(() => access(security, { ...base, defaultAccess: RouteAccess.public('Whatever the document leaves open') })).toThrow(/public `defaultAccess` would open/);
    expect(access(security)._describe()).toBe('role reader');
  });

  test('a public default opens what the document leaves open', () => {
    for (const security of [undefined, [], [{}], [{ key: [] }]]) {
      expect(access(security, { ...base, defaultAccess: RouteAccess.public('Whatever the document leaves open') })._describe()).toBe('public');
    }
  });

  test('names of a bearer requirement are roles in OpenAPI 3.1, all of which are needed', () => {
    const from = document({ openapi: '3.1.0' }, { '/a': { get: { responses: {}, security: [{ login: ['admin', 'auditor'] }] } } });
    expect(importOpenApi(from, base)[0].access._alternatives).toEqual([{ rolesAnyOf: [['admin'], ['auditor']] }]);
  });
});

describe('a path with x-amazon-apigateway-any-method', () => {
  const paths = { '/{proxy+}': { 'get': { operationId: 'read', responses: {} }, 'x-amazon-apigateway-any-method': { operationId: 'rest', responses: {}, security: [{ pool: ['all'] }] } } };

  test('has a route for every method that has none of its own', () => {
    const other = RouteTarget.mock({ statusCode: 204 });
    const routes = importOpenApi(document({}, paths), { ...base, targets: { rest: other } });
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.values(HttpMethod).map((method) => `${method} /{proxy+}`).sort());
    for (const route of routes) {
      expect(route.target).toBe(route.method === 'GET' ? target : other);
      expect(route.access._describe()).toBe(route.method === 'GET' ? 'role reader' : 'scope all');
    }
    expect(new Set(routes.map(({ operationId }) => operationId)).size).toBe(routes.length);
  });

  test('is named by ANY and the path, and one method of it by its own name', () => {
    const routes = importOpenApi(document({}, { '/a': { 'x-amazon-apigateway-any-method': { responses: {} } } }), {
      ...base, access: { 'ANY /a': RouteAccess.roles('writer'), 'GET /a': RouteAccess.roles('reader') }, omitOperations: ['HEAD /a'],
    });
    expect(routes.map(({ method }) => method)).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
    expect(routes.map((route) => route.access._describe())).toEqual(['role reader', ...Array<string>(4).fill('role writer')]);
  });
});

describe('an import says', () => {
  test('which acceptance nothing needs', () => {
    const { api, stack } = emptyApi();
    api.addRoutesFromOpenApi(document({}), { ...base, acceptUnenforced: [{ keyword: 'discriminator', reason: 'The backend looks at it' }] });
    api.addConsumer('Partner');
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('`acceptUnenforced` has an entry that nothing in inline document needs: "discriminator"'));
  });

  test('which parameter a rule of AWS would refuse, with the override ready to copy, until it is there', () => {
    const from = document({}, {
      '/hooks': {
        get: {
          responses: {},
          parameters: [
            { name: 'callback', in: 'query', schema: { type: 'string', pattern: '^https:\\/\\/[a-z.]{1,40}$' } }, { name: 'page', in: 'query', schema: { type: 'integer' } },
          ],
        },
      },
    });
    const warned = (firewall: FirewallOptions) => {
      const { api, stack } = emptyApi({ firewall });
      api.addRoutesFromOpenApi(from, base);
      api.addConsumer('Partner');
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('GenericRFI_QUERYARGUMENTS')).map(({ entry }) => String(entry.data));
    };
    expect(warned({})).toEqual([expect.stringContaining("callback of /hooks; right would be `firewall: { managedRuleGroups: [ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'GenericRFI_QUERYARGUMENTS', paths: ['/hooks'], reason: '...' }] })] }`")]);
    expect(warned({ managedRuleGroups: [ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'GenericRFI_QUERYARGUMENTS', paths: ['/hooks'], reason: 'The backend follows no address' }] })] })).toEqual([]);
  });

  test('a list in a path has commas, and unreserved characters between', () => {
    const [route] = importOpenApi(document({}, { '/a/{ids}': { get: { responses: {}, parameters: [{ name: 'ids', in: 'path', required: true, schema: { type: 'array', items: { type: 'string' } } }] } } }), {
      defaultTarget: RouteTarget.mock({ statusCode: 200 }), defaultAccess: RouteAccess.roles('reader'),
    });
    const [{ _pattern: pattern }] = route.parameters;
    const takes = (value: string) => new RegExp(`^(?:${pattern})$`).test(value);
    expect(['a', 'a,b-1', 'a,b,c'].map(takes)).toEqual([true, true, true]);
    expect(['', ',', 'a,,b', 'a/b', 'a;b', 'a%2Cb'].map(takes)).toEqual([false, false, false, false, false, false]);
  });

  test('which patterns are not anchored', () => {
    const parameter = (name: string, pattern: string) => ({ name, in: 'path', required: true, schema: { type: 'string', pattern } });
    const { api, stack } = emptyApi();
    api.addRoutesFromOpenApi(document({}, { '/a/{whole}/{part}': { get: { responses: {}, parameters: [parameter('whole', '^[a-z]{1,9}$'), parameter('part', '[a-z]{1,9}')] } } }), base);
    api.addConsumer('Partner');
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('not anchored.*: part of GET /a/\\{whole\\}/\\{part\\}; right would be'));
  });

  test('every problem of a kind', () => {
    const paths = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`/a${index}`, { get: { operationId: 'same', responses: {} } }]));
    expect(() => importOpenApi(document({}, paths), base)).toThrow(/stand twice \(29\)[^]*GET \/a29/);
  });

  test('what the routes would cost, beside all else that is wrong', () => {
    const { api } = emptyApi({ firewall: { capacityBudget: 1200 } });
    const parameters = Array.from({ length: 30 }, (_, index) => ({ name: `p${index}`, in: 'query', schema: { type: 'string', pattern: `^[a-f]{${index + 1}}$`, format: 'hostname' } }));
    const message = messageOf(() => api.addRoutesFromOpenApi(document({}, { '/a': { get: { responses: {}, parameters, security: [{ iam: [] }] } } }), {}));
    expect(message).toMatch(/without a target/);
    expect(message).toMatch(/IAM/);
    expect(message).toMatch(/format: hostname \(30\)/);
    expect(message).toMatch(/the API as a whole[^]*`firewall.capacityBudget` must hold the rules, which cost \d+ WCU, got 1200 \(.*RatePerAddress \d+/);
  });

  test('nothing of a login path whose route comes later', () => {
    const { api } = emptyApi({ firewall: { loginPaths: ['/login'] } });
    expect(() => api.addRoutesFromOpenApi(document({}), base)).not.toThrow();
  });

  test('all references that lead nowhere, in one error', () => {
    const body = (reference: string) => ({ responses: {}, requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { a: { $ref: reference } } } } } } });
    const from = document({ components: { schemas: { Loop: { $ref: '#/components/schemas/Loop' } }, parameters: { loop: { $ref: '#/components/parameters/loop' } } } }, {
      '/a': { post: body('#/components/schemas/Missing') },
      '/b': { post: body('other.yaml#/Thing') },
      '/c': { post: { responses: {}, parameters: [{ $ref: '#/components/parameters/loop' }, { $ref: '#/components/parameters/gone' }] } },
      '/d': { post: body('#/components/schemas/Loop') },
    });
    const message = messageOf(() => importOpenApi(from, base));
    expect(message).toMatch(/point to nothing[^]*"#\/components\/schemas\/Missing"/);
    expect(message).toMatch(/"#\/components\/parameters\/gone"/);
    expect(message).toMatch(/out of the document[^]*"other.yaml#\/Thing"/);
    expect(message).toMatch(/in a circle[^]*parameters\/loop/);
    expect(message).toMatch(/circle[^]*schemas\/Loop/);
  });

  test('that preflight is no operation', () => {
    expect(() => importOpenApi(document({}), { ...base, targets: { 'OPTIONS /a': target } })).toThrow(/OPTIONS \/a": preflight is no route of its own/);
  });

  test('which two documents have the same operation id, and what to do', () => {
    const { api } = emptyApi();
    const other = OpenApiDocument.fromString('{"openapi":"3.0.0","info":{},"paths":{"/b":{"get":{"operationId":"a","responses":{}}}}}');
    api.addRoutesFromOpenApi(document({}), base);
    expect(() => api.addRoutesFromOpenApi(other, base)).toThrow(/"a" for GET \/b of text and for GET \/a of inline document; right would be an `operationIdPrefix`/);
    api.addRoutesFromOpenApi(other, { ...base, operationIdPrefix: 'billing' });
    expect(Object.values(api.openApiDocument.paths as { [path: string]: { get: { operationId: string } } }).map(({ get }) => get.operationId)).toEqual(['a', 'billingA']);
  });
});

describe('a pattern of a path parameter', () => {
  const from = (pattern: string) => document({}, { '/a/{id}': { get: { responses: {}, parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', pattern, maxLength: 20 } }] } } });

  test.each(['^a\\:b$', '^a\\_b\\-c\\/?$', '^[\\w\\-.]+$'])('%s is taken: an escaped sign is the sign', (pattern) => {
    expect(importOpenApi(from(pattern), base)[0].parameters[0]._pattern).toBeDefined();
  });

  test.each(['^(?=a)[a-z]+$', '^(?!admin$)[a-z]+$', '^(a)\\1$', '(?i)^abc$'])('%s must be accepted, and then the rest of the parameter holds', (pattern) => {
    expect(() => importOpenApi(from(pattern), base)).toThrow(/parameter pattern \(1\): #\/paths\/~1a~1\{id\}/);
    const [{ parameters: [id], notes }] = importOpenApi(from(pattern), { ...base, acceptUnenforced: [{ keyword: 'parameter pattern', reason: 'The backend checks ids' }] });
    expect([id._pattern, id._maxLength]).toEqual([undefined, 20]);
    expect(notes).toContain('parameter pattern: The backend checks ids');
  });
});

describe('operations that become one route', () => {
  const merged = (first: RouteAccess, second: RouteAccess) => () => importOpenApi(
    document({}, { '/a/{id}': { get: { operationId: 'one', responses: {} } }, '/a/{id}#other': { get: { operationId: 'two', responses: {} } } }),
    { ...base, access: { one: first, two: second }, acceptUnenforced: [{ keyword: 'path fragment', reason: 'Clients send no fragment' }] },
  );

  test('have the same target where both name the same function', () => {
    const { handler, stack } = emptyApi();
    const from = document({}, { '/a/{id}': { get: { operationId: 'one', responses: {} } }, '/a/{id}#other': { get: { operationId: 'two', responses: {} } } });
    const imported = (two: RouteTarget) => () => importOpenApi(from, {
      ...base, targets: { one: RouteTarget.lambda(handler), two }, acceptUnenforced: [{ keyword: 'path fragment', reason: 'Clients send no fragment' }],
    });
    expect(imported(RouteTarget.lambda(handler))()).toHaveLength(1);
    expect(imported(RouteTarget.lambda(sampleFunction(stack, 'Other')))).toThrow(/differ in their target; set `targets` of both[^]*GET \/a\/\{id\}/);
  });

  test('are compared by what they let in', () => {
    expect(merged(RouteAccess.roles('a', 'b'), RouteAccess.roles('b', 'a'))()).toHaveLength(1);
    expect(merged(RouteAccess.roles('a'), RouteAccess.roles('a').withoutApiKey('The page has no key'))).toThrow(/differ in who may call/);
    expect(merged(RouteAccess.claims({ level: 1 }), RouteAccess.claims({ level: '1' }))).toThrow(/differ in who may call/);
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('must have thrown');
}
