import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { JsonMap } from '../../local/assembly';
import { STANDARD } from '../../local/layers/gateway-response';
import { ALL_HEADERS } from './integrations/all-headers';
import { documentOf, integrated, invocationUri, lambdaProxy, ServedApi, servedDocument } from './support/served-api';

/** Who may call, and what refusals look like: cases that the real API Gateway answered, by their id in the list of recorded answers. */
const KEY = 'k3y0123456789abcdefghij';
const mock = integrated({ type: 'mock', requestTemplates: { 'application/json': '{"statusCode": 200}' }, responses: { default: { statusCode: '200' } } });
const secured = (security: JsonMap[], operation = mock): JsonMap => ({ ...operation, security });
const functionScheme = (type: string, name: string, authorizer: JsonMap = {}): JsonMap => ({
  'type': 'apiKey',
  name,
  'in': 'header',
  'x-amazon-apigateway-authtype': 'custom',
  'x-amazon-apigateway-authorizer': { type, authorizerUri: invocationUri('authorizer'), authorizerResultTtlInSeconds: 0, ...authorizer },
});
const allow = (resource: unknown, members: JsonMap = {}): JsonMap => ({
  principalId: 'user', policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: resource as string }] }, ...members,
});
const decides = (api: ServedApi, decide: (event: JsonMap) => JsonMap): ServedApi => {
  api.answer = (arn, event) => (arn.endsWith(':authorizer') ? decide(event) : { statusCode: 200, body: JSON.stringify(event) });
  return api;
};

describe('authorizer', () => {
  const sources = 'method.request.header.authorizationHeader, method.request.querystring.authorization, method.request.querystring.authorizationQueryString1';
  const several = () => decides(servedDocument(documentOf(
    { 'GET /lambda-request': secured([{ Auth: [] }]) },
    { components: { securitySchemes: { Auth: functionScheme('request', 'Unused', { identitySource: sources }) } } },
  )), (event) => allow(event.methodArn, { context: {} }));

  test('authorizer-missing-source, import-request-authorizer-several-sources', async () => {
    const api = several();
    for (const request of [{ path: '/stage/lambda-request' }, { path: '/stage/lambda-request?authorization=allow', headers: { authorizationHeader: 'y' } }]) {
      expect(await api.send(request)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    }
    expect(api.invocations).toHaveLength(0);
  });

  test('authorizer-allow-method-arn', async () => {
    const answer = await several().send({ path: '/stage/lambda-request?authorization=allow&authorizationQueryString1=x', headers: { authorizationHeader: 'y' } });
    expect(answer.status).toBe(200);
  });

  const withAuthorizer = (decide: (event: JsonMap) => JsonMap, type = 'token', scheme: JsonMap = {}) => decides(servedDocument(documentOf(
    { 'GET /builtin-auth': secured([{ Auth: [] }], lambdaProxy('backend')) },
    { components: { securitySchemes: { Auth: functionScheme(type, 'Authorization', scheme) } } },
  )), decide);
  const header = { Authorization: 'yes' };

  test.each(['token', 'request'])('authorizer-context-reaches-lambda: %s', async (type) => {
    const api = withAuthorizer((event) => allow(event.methodArn, { context: { foo: 'bar' } }), type, type === 'request' ? { identitySource: 'method.request.header.Authorization' } : {});
    expect((await api.send({ path: '/stage/builtin-auth' })).status).toBe(401);
    const { status, body } = await api.send({ path: '/stage/builtin-auth', headers: header });
    expect([status, JSON.parse(body)]).toMatchObject([200, { requestContext: { authorizer: { foo: 'bar', principalId: 'user' } } }]);
    expect(api.invocations[0].event).toMatchObject(type === 'token' ? { type: 'TOKEN', authorizationToken: 'yes' } : { type: 'REQUEST', headers: header });
  });

  test('import-token-authorizer: what its expression does not fit is refused unasked', async () => {
    const api = withAuthorizer((event) => allow(event.methodArn), 'token', { identityValidationExpression: '^x-[a-z]+', authorizerResultTtlInSeconds: 60 });
    expect((await api.send({ path: '/stage/builtin-auth', headers: header })).status).toBe(401);
    expect(api.invocations).toHaveLength(0);
    expect((await api.send({ path: '/stage/builtin-auth', headers: { Authorization: 'x-abc' } })).status).toBe(200);
  });

  test('authorizer-no-statement-fits', async () => {
    const api = withAuthorizer(() => allow('arn:aws:execute-api:us-east-1:123456789012:other/*'));
    const { status, headers, body } = await api.send({ path: '/stage/builtin-auth', headers: header });
    expect([status, headers['x-amzn-errortype'], JSON.parse(body)]).toEqual([403, 'AccessDeniedException', { Message: 'User is not authorized to access this resource' }]);
  });

  test('an explicit deny says so', async () => {
    const api = withAuthorizer(() => ({ ...allow('*'), policyDocument: { Statement: [{ Action: '*', Effect: 'Deny', Resource: '*' }] } }));
    const { status, headers, body } = await api.send({ path: '/stage/builtin-auth', headers: header });
    expect([status, headers['x-amzn-errortype'], JSON.parse(body)]).toEqual(
      [403, 'AccessDeniedException', { Message: 'User is not authorized to access this resource with an explicit deny' }]);
  });

  test('values of the context reach the target as text', async () => {
    const api = withAuthorizer((event) => allow(event.methodArn, { context: { text: 'a', number: 1, boolean: true } }));
    const { body } = await api.send({ path: '/stage/builtin-auth', headers: header });
    expect(JSON.parse(body)).toMatchObject({ requestContext: { authorizer: { text: 'a', number: '1', boolean: 'true', principalId: 'user' } } });
  });

  test.each<[string, JsonMap]>([['no policy', { principalId: 'user' }], ['a nested context', allow('*', { context: { a: { b: 1 } } })]])(
    'an answer that is none has no message: %s', async (_name, answer) => {
      const { status, headers, body } = await withAuthorizer(() => answer).send({ path: '/stage/builtin-auth', headers: header });
      expect([status, headers['x-amzn-errortype'], body]).toEqual([500, 'AuthorizerConfigurationException', '{"message":null}']);
    });

  test('authorizer-throws-unauthorized', async () => {
    const api = withAuthorizer(() => {
      throw new Error('Unauthorized');
    });
    expect(await api.send({ path: '/stage/builtin-auth', headers: header })).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
  });

  test('authorizer-before-key, import-authorizer-and-key-together', async () => {
    const api = decides(servedDocument(documentOf({ 'GET /both': secured([{ Auth: [] }, { api_key: [] }]) }, {
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      'components': {
        securitySchemes: {
          Auth: functionScheme('request', 'Unused', { identitySource: 'method.request.header.Authorization' }), api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        },
      },
    }), {}, (restApi) => restApi.addUsagePlan('Plan', { apiStages: [{ stage: restApi.deploymentStage }] })), (event) => allow(event.methodArn, { usageIdentifierKey: KEY }));
    api.addKey(KEY);
    const requests: Array<{ [name: string]: string }> = [{}, { 'x-api-key': KEY }, { Authorization: 'allow' }];
    const statuses = requests.map(async (headers) => (await api.send({ path: '/stage/both', headers })).status);
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
  });

  test('import-root-security-authorizer', async () => {
    const gw = { ...functionScheme('request', 'X-Api-Key', { identitySource: 'method.request.header.Custom-Authorization', authorizerResultTtlInSeconds: 300 }) };
    const api = decides(servedDocument(documentOf({ 'GET /pets': mock, 'ANY /echo/{data}': mock }, { components: { securitySchemes: { Gw: gw } }, security: [{ Gw: [] }] })), () => allow('*'));
    for (const path of ['/stage/pets', '/stage/echo/1']) {
      expect((await api.send({ path })).status).toBe(401);
      // The scheme's name asks for no key.
      expect((await api.send({ path, headers: { 'Custom-Authorization': 'x' } })).status).toBe(200);
    }
  });

  test('import-root-security-scopes: a user pool can\'t be asked here, so nobody is let in', async () => {
    const pool = { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [] } };
    const api = servedDocument(documentOf({ 'GET /pets': mock }, { components: { securitySchemes: { pool } }, security: [{ pool: ['email'] }] }));
    expect(await api.send({ path: '/stage/pets', headers: header })).toMatchObject({ status: 500, body: '{"message":null}' });
  });
});

describe('API key', () => {
  const scheme = { components: { securitySchemes: { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } } } };
  const planned = (plan: apigateway.UsagePlanProps = {}): ServedApi => {
    const api = servedDocument(documentOf({ 'GET /test': secured([{ api_key: [] }]) }, scheme), {}, (restApi) => restApi.addUsagePlan('Plan', { apiStages: [{ stage: restApi.deploymentStage }], ...plan }));
    api.addKey(KEY);
    return api;
  };

  test('key-missing, key-missing-or-unknown-body, key-oas3-valid-and-missing, import-api-key-scheme', async () => {
    const api = planned();
    api.addKey('d1sabled0123456789abcd', undefined, false);
    const refused: Array<{ [name: string]: string }> = [{}, { 'x-api-key': 'n0body0123456789abcdef' }, { 'x-api-key': 'd1sabled0123456789abcd' }, { 'x-api-key': KEY.toUpperCase() }];
    for (const headers of refused) {
      expect(await api.send({ path: '/stage/test', headers })).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'ForbiddenException' }, body: '{"message":"Forbidden"}' });
    }
  });

  test('key-valid, key-oas3-valid-and-missing', async () => {
    const api = planned({ quota: { limit: 10, period: apigateway.Period.DAY, offset: 0 }, throttle: { rateLimit: 2, burstLimit: 1 } });
    expect((await api.send({ path: '/stage/test', headers: { 'x-api-key': KEY } })).status).toBe(200);
  });

  test('quota-used-up', async () => {
    const api = planned({ quota: { limit: 1, period: apigateway.Period.DAY } });
    await api.send({ path: '/stage/test', headers: { 'x-api-key': KEY } });
    expect(await api.send({ path: '/stage/test', headers: { 'x-api-key': KEY } })).toMatchObject({ status: 429, body: '{"message":"Limit Exceeded"}' });
  });

  test('import-two-requirements-in-a-list, import-authorizer-and-key-together: both are asked for', () => {
    const { api } = servedDocument({
      'swagger': '2.0',
      'info': { title: 't', version: '1' },
      'paths': { '/a': { get: secured([{ Auth0: [] }, { api_key: [] }]) } },
      'securityDefinitions': { Auth0: functionScheme('token', 'Authorization'), api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } },
      'x-amazon-apigateway-binary-media-types': ['*/*'],
      'x-amazon-apigateway-gateway-responses': { UNAUTHORIZED: { statusCode: 401 } },
    });
    expect(api.operations).toMatchObject([{ authorizer: 'Auth0', apiKeyRequired: true }]);
    expect([api.binaryTypes, api.apiKeySource]).toEqual([['*/*'], 'HEADER']);
  });
});

describe('gateway responses', () => {
  test('gateway-responses-defaults', () => {
    const recorded = {
      ACCESS_DENIED: 403,
      API_CONFIGURATION_ERROR: 500,
      AUTHORIZER_CONFIGURATION_ERROR: 500,
      AUTHORIZER_FAILURE: 500,
      BAD_REQUEST_BODY: 400,
      BAD_REQUEST_PARAMETERS: 400,
      EXPIRED_TOKEN: 403,
      INTEGRATION_TIMEOUT: 504,
      INVALID_API_KEY: 403,
      INVALID_SIGNATURE: 403,
      MISSING_AUTHENTICATION_TOKEN: 403,
      QUOTA_EXCEEDED: 429,
      REQUEST_TOO_LARGE: 413,
      RESOURCE_NOT_FOUND: 404,
      THROTTLED: 429,
      UNAUTHORIZED: 401,
      UNSUPPORTED_MEDIA_TYPE: 415,
      WAF_FILTERED: 403,
      // Shown as 504, answered as 500: lambda-proxy-wrong-integration-method.
      INTEGRATION_FAILURE: 500,
    };
    // The family's own entry stands for what has no type of its own.
    const { DEFAULT_5XX: _family, ...types } = STANDARD;
    expect(Object.fromEntries(Object.entries(types).map(([type, { status }]) => [type, status]))).toEqual(recorded);
  });

  test('gateway-response-4xx-header', async () => {
    const api = servedDocument(documentOf({ 'GET /iam': { ...mock, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } }, {
      'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } } },
    }));
    expect(await api.send({ path: '/stage/iam' })).toMatchObject({ status: 403, headers: { 'access-control-allow-origin': '*' } });
    // Nobody's signature can be checked here.
    expect((await api.send({ path: '/stage/iam', headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=x' } })).status).toBe(403);
  });

  test('lambda-proxy-wrong-integration-method', async () => {
    const api = servedDocument(documentOf({ 'GET /test-path': integrated({ type: 'aws_proxy', httpMethod: 'GET', uri: invocationUri('f') }) }, {
      'x-amazon-apigateway-gateway-responses': { INTEGRATION_FAILURE: { responseParameters: { 'gatewayresponse.header.X-Path': 'method.request.header.X-Sent' } } },
    }));
    expect(await api.send({ path: '/stage/test-path', headers: { 'X-Sent': 'v' } })).toMatchObject({ status: 500, headers: { 'x-path': 'v' }, body: '{"message":"Internal server error"}' });
  });

  test('route-guarded-sibling-does-not-guard-the-path', async () => {
    const api = servedDocument(documentOf({ 'POST /admin': { ...mock, 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }, 'ANY /{proxy+}': mock }));
    expect((await api.send({ path: '/stage/admin' })).status).toBe(200);
    expect((await api.send({ method: 'POST', path: '/stage/admin' })).status).toBe(403);
  });
});

describe('resource policy', () => {
  const policy = (resource: string): JsonMap => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: [resource] }] });

  test.each([['execute-api:/stage/*/apione', 200, 403], ['execute-api:/*', 200, 200], ['arn:aws:execute-api:us-east-1:123456789012:other/*', 403, 403]])(
    'policy-short-resource, import-policy-in-body: %s', async (resource, one, two) => {
      const api = servedDocument(documentOf({ 'GET /apione': mock, 'GET /apitwo': mock }, { 'x-amazon-apigateway-policy': policy(resource) }));
      expect([(await api.send({ path: '/stage/apione' })).status, (await api.send({ path: '/stage/apitwo' })).status]).toEqual([one, two]);
    });

  test.each<[string, JsonMap, string]>([
    ['nothing', policy('arn:aws:execute-api:us-east-1:123456789012:other/*'), ''],
    ['Deny', { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }] }, ' with an explicit deny'],
  ])('says whom it refuses: %s', async (_name, document, ending) => {
    const api = servedDocument(documentOf({ 'GET /a': mock }, { 'x-amazon-apigateway-policy': document }));
    const { status, body } = await api.send({ path: '/stage/a' });
    const { stack: { account, region }, restApi: { ref } } = api.api;
    expect([status, JSON.parse(body)]).toEqual([403, {
      Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:${region}:********${account.slice(8)}:${ref}/stage/GET/a${ending}`,
    }]);
  });

  // Rows of table A of https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
  test.each<[string, string, number, boolean]>([
    ['Allow', 'Allow', 200, true], ['Allow', 'none', 200, true], ['Allow', 'Deny', 403, false],
    ['none', 'Allow', 200, true], ['none', 'none', 403, true], ['none', 'Deny', 403, false],
    ['Deny', 'Allow', 403, true], ['Deny', 'none', 403, true], ['Deny', 'Deny', 403, false],
  ])('with an authorizer: it says %s, the resource policy %s', async (authorizer, resource, expected, isAsked) => {
    const statement = (effect: string, members: JsonMap): JsonMap[] => (effect === 'none'
      ? [{ Effect: 'Allow', Action: 'execute-api:Invoke', ...members, Resource: 'arn:aws:execute-api:us-east-1:123456789012:other/*' }]
      : [{ Effect: effect, Action: 'execute-api:Invoke', ...members, Resource: '*' }]);
    const api = decides(servedDocument(documentOf({ 'GET /a': secured([{ Auth: [] }]) }, {
      'components': { securitySchemes: { Auth: functionScheme('token', 'Authorization') } },
      'x-amazon-apigateway-policy': { Statement: statement(resource, { Principal: '*' }) },
    })), () => ({ principalId: 'user', policyDocument: { Statement: statement(authorizer, {}) } }));
    const { status } = await api.send({ path: '/stage/a', headers: { Authorization: 'yes' } });
    expect([status, api.invocations.length > 0]).toEqual([expected, isAsked]);
  });

  test('holds as the API\'s own property too', async () => {
    const api = servedDocument(documentOf({ 'GET /a': mock }));
    api.api.restApi.properties.Policy = policy('arn:aws:execute-api:us-east-1:123456789012:other/*');
    expect((await api.send({ path: '/stage/a' })).status).toBe(403);
  });
});

describe('Lambda and AWS integrations', () => {
  test('aws-proxy-request-headers', async () => {
    const api = servedDocument(documentOf({ 'GET /a': lambdaProxy('f') }), { endpointTypes: [apigateway.EndpointType.REGIONAL] });
    await api.send({ path: '/stage/a', headers: ALL_HEADERS });
    expect(Object.keys(api.invocations[0].event.headers as JsonMap).sort()).toEqual([
      'Accept', 'Accept-Charset', 'Accept-Encoding', 'Age', 'Authorization', 'Content-Encoding', 'Content-Type', 'Date', 'Host', 'Pragma', 'Range', 'Referer', 'User-Agent', 'Via',
      'Warn', 'X-Amzn-Trace-Id', 'X-Forwarded-For', 'X-Forwarded-Port', 'X-Forwarded-Proto',
    ]);
  });

  test('event-plain: authorization gets a capital letter at edge-optimized endpoints', async () => {
    const api = servedDocument(documentOf({ 'GET /a': lambdaProxy('f') }), { deployOptions: { variables: { colour: 'blue' } } });
    await api.send({ path: '/stage/a', headers: { authorization: 'random-value' } });
    expect(api.invocations[0].event).toMatchObject({ headers: { Authorization: 'random-value' }, multiValueHeaders: { Authorization: ['random-value'] }, stageVariables: { colour: 'blue' } });
  });

  const names = ['Authorization', 'Connection', 'Content-Length', 'Expect', 'Proxy-Authenticate', 'TE', 'Transfer-Encoding'];
  test.each(['aws', 'aws_proxy'].flatMap((type) => names.map((name) => [type, name])))(
    'forbidden-mapping-aws-content-length, forbidden-mapping-aws-transfer-encoding, forbidden-mapping-aws-connection, forbidden-mapping-aws-expect, forbidden-mapping-aws-te: %s, %s',
    async (type, name) => {
      const api = servedDocument(documentOf({
        'GET /a': integrated({
          type, httpMethod: 'POST', uri: invocationUri('f'), requestParameters: { [`integration.request.header.${name}`]: "'1'" }, responses: { default: { statusCode: '200' } },
        }),
      }));
      expect(await api.send({ path: '/stage/a' })).toMatchObject({ status: 500, headers: { 'x-amzn-errortype': 'InternalServerErrorException' }, body: '{"message":"Internal server error"}' });
      expect(api.invocations).toHaveLength(0);
    });

  test('lambda-proxy-role', async () => {
    const api = servedDocument(documentOf({ 'GET /a': integrated({ type: 'aws_proxy', httpMethod: 'POST', uri: invocationUri('f'), credentials: 'arn:aws:iam::123456789012:role/somebody' }) }));
    expect((await api.send({ path: '/stage/a' })).status).toBe(200);
  });

  test('a function gets the template\'s JSON, and its error selects the answer', async () => {
    const api = servedDocument(documentOf({
      'POST /a': integrated({
        type: 'aws',
        httpMethod: 'POST',
        uri: invocationUri('f'),
        requestTemplates: { 'application/json': '{"sku": $input.json("$.item")}' },
        responses: {
          'default': { statusCode: '200', responseTemplates: { 'application/json': '{"told": $input.json("$.ok")}' } },
          'no such .*': { statusCode: '404', responseTemplates: { 'application/json': '{"why": "$input.path(\'$.errorMessage\')"}' } },
        },
      }),
    }));
    api.answer = (_arn, event) => {
      if (event.sku === 'none') {
        throw new Error('no such item');
      }
      return { ok: event.sku };
    };
    const send = async (item: string) => api.send({ method: 'POST', path: '/stage/a', body: JSON.stringify({ item }), headers: { 'Content-Type': 'application/json' } });
    expect(await send('s1')).toMatchObject({ status: 200, body: '{"told": "s1"}' });
    expect(await send('none')).toMatchObject({ status: 404, body: '{"why": "no such item"}' });
  });
});

describe('binary', () => {
  const bytes = Buffer.from('deadbeef', 'hex');
  const api = () => {
    const served = servedDocument(documentOf({ 'ANY /a': lambdaProxy('f') }, { 'x-amazon-apigateway-binary-media-types': ['application/octet-stream'] }));
    served.answer = (_arn, { body, isBase64Encoded }) => ({
      statusCode: 200, headers: { 'Content-Type': 'application/octet-stream' }, isBase64Encoded: true, body: isBase64Encoded === true ? body : bytes.toString('base64'),
    });
    return served;
  };

  test('binary-round-trip', async () => {
    const answer = await api().send({ method: 'POST', path: '/stage/a', body: bytes, headers: { 'Content-Type': 'application/octet-stream', 'Accept': 'application/octet-stream' } });
    expect([answer.status, answer.bytes]).toEqual([200, bytes]);
  });

  test('binary-browser-accept', async () => {
    const answer = await api().send({ path: '/stage/a', headers: { Accept: 'text/html,application/xhtml+xml;q=0.9,image/webp,*/*;q=0.8' } });
    expect(answer.body).toBe('3q2+7w==');
  });
});
