import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { SecureRestApiChecks } from '../../lib/checks';

/** What one rule finds in a stack: the names in brackets, or the rule's own id where it has none. */
export function found(rule: string, build: (stack: Stack) => void): string[] {
  const stack = new Stack(new App(), 'Stack');
  build(stack);
  return foundIn(stack, rule);
}

export function foundIn(stack: Stack, rule: string): string[] {
  const id = `SecureRestApi-${rule}`;
  return new SecureRestApiChecks().validateScope(stack).violations.map((violation) => violation.ruleName)
    .filter((name) => name === id || name.startsWith(`${id}[`))
    .map((name) => name === id ? rule : name.slice(id.length + 1, -1));
}

export interface TestDocument {
  readonly paths?: object;
  readonly [key: string]: unknown;
}

const SCHEMES = {
  Key: { type: 'apiKey', name: 'X-Api-Key', in: 'header' },
  Token: {
    'type': 'apiKey',
    'name': 'Authorization',
    'in': 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      identitySource: 'method.request.header.Authorization, context.httpMethod, context.path',
      authorizerResultTtlInSeconds: 300,
    },
  },
};

/** A REST API with a document in which nothing but the paths is left to say. */
export function apiOf(stack: Stack, document: TestDocument, properties: object = {}): CfnResource {
  return new CfnResource(stack, 'Api', {
    type: 'AWS::ApiGateway::RestApi',
    properties: {
      FailOnWarnings: true,
      Body: {
        'openapi': '3.0.1',
        'components': { securitySchemes: SCHEMES },
        'x-amazon-apigateway-request-validators': { All: { validateRequestBody: true, validateRequestParameters: true } },
        'x-amazon-apigateway-request-validator': 'All',
        ...document,
      },
      ...properties,
    },
  });
}

/** An operation that no rule finds fault with. */
export function operation(changes: object = {}): object {
  return {
    'security': [{ Token: [] }, { Key: [] }],
    'x-amazon-apigateway-integration': { type: 'http_proxy', uri: 'https://backend.example.com' },
    ...changes,
  };
}

export function resource(stack: Stack, id: string, type: string, properties: object): CfnResource {
  return new CfnResource(stack, id, { type, properties: { ...properties } });
}
