import { CfnCondition, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { apiOf, found, operation, resource } from './found';

const PREFLIGHT = { 'x-amazon-apigateway-integration': { type: 'mock' } };
const CLOSED = { type: 'object', properties: { sku: { type: 'string', maxLength: 40 } }, additionalProperties: false };

function withOperation(rule: string, changes: object, document: object = {}): string[] {
  return found(rule, (stack) => apiOf(stack, { paths: { '/orders/{id}': { get: operation(changes) } }, ...document }));
}

function withBody(rule: string, requestBody: object | undefined): string[] {
  return found(rule, (stack) => apiOf(stack, { paths: { '/orders': { post: operation({ requestBody }) } } }));
}

function json(schema: object): object {
  return { content: { 'application/json': { schema } } };
}

/** A method of a RestApi with resources, not a document. */
function withMethod(rule: string, options: apigateway.MethodOptions, method = 'GET', change?: (method: apigateway.CfnMethod) => void): string[] {
  return found(rule, (stack) => {
    const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    const added = api.root.addResource('orders').addResource('{id}').addMethod(method, new apigateway.HttpIntegration('https://a.example'), options);
    change?.(added.node.defaultChild as apigateway.CfnMethod);
  });
}

test.each(['SRA1', 'SRA2', 'SRA3', 'SRA8', 'SRA9', 'SRA10', 'SRA11', 'SRA12', 'SRA13', 'SRA17'])('%s finds nothing in an operation that has all', (rule) => {
  expect(withOperation(rule, {})).toEqual([]);
  expect(withBody(rule, json(CLOSED))).toEqual([]);
});

test.each(['SRA1', 'SRA2', 'SRA3'])('%s leaves a preflight out, but not an OPTIONS that reaches a backend', (rule) => {
  expect(found(rule, (stack) => apiOf(stack, { paths: { '/a': { options: PREFLIGHT } } }))).toEqual([]);
  expect(found(rule, (stack) => apiOf(stack, {
    paths: { '/a': { options: operation({ 'security': [], 'x-amazon-apigateway-request-validator': 'None' }) } },
  }))).toEqual(['OPTIONS-/a']);
  expect(found(rule, (stack) => {
    new apigateway.RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: ['https://a.example'] } });
  })).toEqual([]);
});

test.each(['SRA1', 'SRA2', 'SRA3', 'SRA8', 'SRA9', 'SRA10', 'SRA11', 'SRA12', 'SRA13', 'SRA17'])('%s bears documents that say nothing', (rule) => {
  for (const Body of [undefined, {}, { paths: null }, { paths: { '/a': null } }, { paths: { '/a': { get: 7, $ref: '#/paths/~1a' } } },
    { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://a/b' } } }, 'openapi: 3.0.1',
    { paths: { '/a': { $ref: '#/x' } }, x: { $ref: '#/paths/~1a' } }]) {
    expect(() => found(rule, (stack) => resource(stack, 'Api', 'AWS::ApiGateway::RestApi', { Body }))).not.toThrow();
    expect(found(rule, (stack) => resource(stack, 'Api', 'AWS::ApiGateway::RestApi', { Body }))).not.toContain(rule);
  }
});

describe('SRA1: every operation requires an API key', () => {
  test('finds an operation without a requirement, or with one that is no key', () => {
    expect(withOperation('SRA1', { security: undefined })).toEqual(['GET-/orders/{id}']);
    expect(withOperation('SRA1', { security: [{ Token: [] }] })).toEqual(['GET-/orders/{id}']);
    expect(withOperation('SRA1', { security: [{ Missing: [] }] })).toEqual(['GET-/orders/{id}']);
  });

  test('does not take an authorizer on the header x-api-key for a key', () => {
    expect(withOperation('SRA1', { security: [{ Fake: [] }] }, {
      components: { securitySchemes: { Fake: { 'type': 'apiKey', 'name': 'x-api-key', 'in': 'header', 'x-amazon-apigateway-authorizer': { type: 'token' } } } },
    })).toEqual(['GET-/orders/{id}']);
  });

  test('reads OpenAPI 2, tokens, references and any-method', () => {
    expect(found('SRA1', (stack) => apiOf(stack, {
      swagger: '2.0',
      securityDefinitions: { k: { type: 'apiKey', name: 'x-api-key', in: 'header' } },
      paths: Lazy.any({ produce: () => ({ '/a': { 'x-amazon-apigateway-any-method': { security: [{ k: [] }] }, 'put': {} } }) }),
    }))).toEqual(['PUT-/a']);
    expect(found('SRA1', (stack) => apiOf(stack, { paths: { '/a': { $ref: '#/x/item' } }, x: { item: { 'x-amazon-apigateway-any-method': {} } } })))
      .toEqual(['ANY-/a']);
  });

  test('demands the key under every condition', () => {
    const conditional = (otherwise: unknown) => found('SRA1', (stack) => {
      const condition = new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals(stack.region, 'eu-west-1') });
      apiOf(stack, { paths: { '/a': { get: operation({ security: Fn.conditionIf(condition.logicalId, [{ Key: [] }], otherwise) }) } } });
    });
    expect(conditional([{ Key: [] }])).toEqual([]);
    expect(conditional({ Ref: 'AWS::NoValue' })).toEqual(['GET-/a']);
  });

  test('reads methods, with what was overridden', () => {
    expect(withMethod('SRA1', { apiKeyRequired: true })).toEqual([]);
    expect(withMethod('SRA1', {})).toEqual(['GET-/orders/{id}']);
    expect(withMethod('SRA1', { apiKeyRequired: true }, 'GET', (method) => method.addPropertyOverride('ApiKeyRequired', false)))
      .toEqual(['GET-/orders/{id}']);
    expect(withMethod('SRA1', { apiKeyRequired: true }, 'GET', (method) => method.addPropertyOverride('ApiKeyRequired', { Ref: 'Parameter' })))
      .toEqual(['GET-/orders/{id}']);
  });
});

describe('SRA2: every operation has an authorizer', () => {
  test('finds an operation with a key only', () => {
    expect(withOperation('SRA2', { security: [{ Key: [] }] })).toEqual(['GET-/orders/{id}']);
    expect(withOperation('SRA2', { security: undefined }, { security: [{ Key: [] }] })).toEqual(['GET-/orders/{id}']);
  });

  test('takes the security of the root for operations without their own, and for no others', () => {
    expect(withOperation('SRA2', { security: undefined }, { security: [{ Token: [] }] })).toEqual([]);
    expect(withOperation('SRA2', { security: [] }, { security: [{ Token: [] }] })).toEqual(['GET-/orders/{id}']);
    expect(withOperation('SRA1', { security: undefined }, { security: [{ Key: [] }] })).toEqual([]);
    expect(withOperation('SRA1', { security: [{ Token: [] }] }, { security: [{ Key: [] }] })).toEqual(['GET-/orders/{id}']);
  });

  test('takes IAM for an authorizer', () => {
    expect(withOperation('SRA2', { security: [{ Sig: [] }] }, {
      components: { securitySchemes: { Sig: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' } } },
    })).toEqual([]);
    expect(withOperation('SRA2', { 'security': [], 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } })).toEqual([]);
    expect(withOperation('SRA2', { 'security': [], 'x-amazon-apigateway-auth': { type: 'NONE' } })).toEqual(['GET-/orders/{id}']);
  });

  test('reads methods', () => {
    expect(withMethod('SRA2', { authorizationType: apigateway.AuthorizationType.IAM })).toEqual([]);
    expect(withMethod('SRA2', {})).toEqual(['GET-/orders/{id}']);
  });
});

describe('SRA3: input is validated', () => {
  test('finds validators that are not in force', () => {
    expect(withOperation('SRA3', {}, { 'x-amazon-apigateway-request-validator': undefined })).toEqual(['GET-/orders/{id}']);
    expect(withOperation('SRA3', { 'x-amazon-apigateway-request-validator': 'Missing' })).toEqual(['GET-/orders/{id}']);
    expect(withOperation('SRA3', {}, { 'x-amazon-apigateway-request-validators': { All: { validateRequestBody: true } } })).toEqual(['GET-/orders/{id}']);
  });

  test('finds a body that no JSON model holds', () => {
    expect(withBody('SRA3', undefined)).toEqual(['POST-/orders-body']);
    expect(withBody('SRA3', json({}))).toEqual(['POST-/orders-body']);
    expect(withBody('SRA3', json({ $ref: '#/components/schemas/Missing' }))).toEqual(['POST-/orders-body']);
    expect(withBody('SRA3', { content: { 'application/xml': { schema: CLOSED } } })).toEqual(['POST-/orders-body']);
    expect(withBody('SRA3', { content: { 'application/merge-patch+json': { schema: CLOSED } } })).toEqual([]);
  });

  test('reads the body of OpenAPI 2', () => {
    const post = (schema: object) => found('SRA3', (stack) => apiOf(stack, {
      definitions: { Order: CLOSED },
      paths: { '/a': { post: operation({ parameters: [{ in: 'body', name: 'body', schema }] }) } },
    }));
    expect(post({ $ref: '#/definitions/Order' })).toEqual([]);
    expect(post({})).toEqual(['POST-/a-body']);
  });

  test('reads methods', () => {
    const withValidator = (full: boolean, model: boolean) => found('SRA3', (stack) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      api.root.addMethod('POST', undefined, {
        requestValidator: api.addRequestValidator('Validator', { validateRequestBody: true, validateRequestParameters: full }),
        ...model && { requestModels: { 'application/json': api.addModel('Model', { schema: {} }) } },
      });
    });
    expect(withValidator(true, true)).toEqual([]);
    expect(withValidator(false, true)).toEqual(['POST-/']);
    expect(withValidator(true, false)).toEqual(['POST-/-body']);
    expect(withMethod('SRA3', { requestModels: { 'application/json': apigateway.Model.EMPTY_MODEL } }, 'PUT'))
      .toEqual(['PUT-/orders/{id}', 'PUT-/orders/{id}-body']);
  });
});

describe('SRA12: what API Gateway would ignore of a document fails the deployment', () => {
  const api = (properties: object) => found('SRA12', (stack) => resource(stack, 'Api', 'AWS::ApiGateway::RestApi', properties));

  test('finds a tolerant import and a document out of sight', () => {
    expect(api({ Body: {} })).toEqual(['FailOnWarnings']);
    expect(api({ Body: {}, FailOnWarnings: { 'Fn::If': ['C', true, false] } })).toEqual(['FailOnWarnings']);
    expect(api({ BodyS3Location: {}, FailOnWarnings: true })).toEqual(['document']);
    expect(api({ Body: {}, FailOnWarnings: true })).toEqual([]);
    expect(api({ Name: 'without a document' })).toEqual([]);
  });
});

describe('SRA13: models are closed', () => {
  const open: Array<[string, object]> = [
    ['an object that says nothing of further properties', { type: 'object', properties: {} }],
    ['an open object inside', { ...CLOSED, properties: { a: { type: 'object' } } }],
    ['an unbounded string', { ...CLOSED, properties: { a: { type: 'string' } } }],
    ['a pattern without an end', { ...CLOSED, properties: { a: { type: 'string', pattern: '^a+$' } } }],
    ['a pattern that is not anchored', { ...CLOSED, properties: { a: { type: 'string', pattern: '[0-9]{3}' } } }],
    ['an unbounded array', { type: 'array', items: CLOSED }],
    ['an array of open objects', { type: 'array', maxItems: 3, items: { type: 'object' } }],
    ['a map of anything', { type: 'object', additionalProperties: {} }],
    ['an open alternative', { oneOf: [CLOSED, { type: 'object' }] }],
    ['members without a type, past which texts and arrays go', { properties: { sku: { type: 'string', maxLength: 40 } }, additionalProperties: false }],
    ['a member of any type', { ...CLOSED, properties: { a: {} } }],
    ['a member of which only the length is said', { ...CLOSED, properties: { a: { maxLength: 3 } } }],
    ['an alternative without a type', { anyOf: [CLOSED, { required: ['a'] }] }],
    ['a reference to any type', { ...CLOSED, properties: { a: { allOf: [{ minLength: 1 }] } } }],
    ['open parts', { allOf: [{ type: 'object' }, { required: ['a'] }] }],
  ];
  test.each(open)('finds %s', (_, schema) => {
    expect(withBody('SRA13', json(schema))).toEqual(['POST-/orders']);
  });

  const closed: Array<[string, object]> = [
    ['a bounded pattern', { ...CLOSED, properties: { a: { type: 'string', pattern: '^[0-9a-f+*]{3}\\+$' } } }],
    ['an enumeration', { ...CLOSED, properties: { a: { type: 'string', enum: ['x'] }, b: { type: 'integer' } } }],
    ['a bounded array', { type: 'array', maxItems: 3, items: { type: 'boolean' } }],
    ['a map of bounded strings', { type: 'object', additionalProperties: { type: 'string', maxLength: 3 } }],
    ['closed alternatives', { oneOf: [CLOSED, { type: 'integer' }] }],
    ['a member that must not be sent', { ...CLOSED, properties: { id: { not: {} } } }],
    ['null', { ...CLOSED, properties: { note: { anyOf: [{ type: 'string', maxLength: 3 }, { type: 'null' }] } } }],
    ['members beside a part with a type', { allOf: [{ type: 'object' }], properties: { a: { type: 'boolean' } }, additionalProperties: false }],
    ['a closed part', { allOf: [CLOSED, { required: ['sku'] }] }],
    ['a model elsewhere', { $ref: 'https://apigateway.amazonaws.com/restapis/a/models/B' }],
  ];
  test.each(closed)('takes %s', (_, schema) => {
    expect(withBody('SRA13', json(schema))).toEqual([]);
  });

  test('follows references, in a circle too', () => {
    const tree = (extra: object) => found('SRA13', (stack) => apiOf(stack, {
      components: { schemas: { Tree: { type: 'object', additionalProperties: false, properties: { left: { $ref: '#/components/schemas/Tree' }, ...extra } } } },
      paths: { '/a': { post: { requestBody: json({ $ref: '#/components/schemas/Tree' }) } } },
    }));
    expect(tree({})).toEqual([]);
    expect(tree({ name: { type: 'string' } })).toEqual(['POST-/a']);
  });

  test('reads models, as an object or as text', () => {
    const model = (Schema: unknown) => found('SRA13', (stack: Stack) => resource(stack, 'Model', 'AWS::ApiGateway::Model', { Schema }));
    expect(model(CLOSED)).toEqual([]);
    expect(model({ type: 'object' })).toEqual(['SRA13']);
    expect(model(JSON.stringify(CLOSED))).toEqual([]);
    expect(model('not JSON')).toEqual(['SRA13']);
  });
});
