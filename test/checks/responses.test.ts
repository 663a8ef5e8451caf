import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { apiOf, found, operation, resource } from './found';

function gatewayResponse(rule: string, properties: object): string[] {
  return found(rule, (stack) => resource(stack, 'Response', 'AWS::ApiGateway::GatewayResponse', { ResponseType: 'DEFAULT_4XX', ...properties }));
}

function template(rule: string, text: unknown): string[] {
  return gatewayResponse(rule, { ResponseTemplates: { 'application/json': text } });
}

function integrationResponse(rule: string, response: object): string[] {
  return found(rule, (stack) => apiOf(stack, {
    paths: { '/a': { get: operation({ 'x-amazon-apigateway-integration': { type: 'mock', responses: { default: response } } }) } },
  }));
}

describe('SRA11: responses tell nothing of what failed', () => {
  test.each([
    '{"message":$context.error.messageString}', '$context.error.message', '${context.error.validationErrorString}', '$context.authorizer.error',
    '$context.authorizer.principalId', '$context.identity.sourceIp', '$context.identity.userArn', '$context.integration.error', '$context.integrationErrorMessage',
    '$context.integrationStatus', '$context.wafResponseCode', '$context.waf.error', '$context.authorize.error', '$context.authenticate.status',
    '$context.error.responseType',
  ])('finds %s in a response of the gateway', (text) => {
    expect(template('SRA11', text)).toEqual(['DEFAULT_4XX']);
    expect(template('SRA11', { 'Fn::Sub': `{"a":"${text}"}` })).toEqual(['DEFAULT_4XX']);
  });

  test('finds a variable in a header, and nothing in fixed texts', () => {
    const header = (value: string) => gatewayResponse('SRA11', { ResponseParameters: { 'gatewayresponse.header.x-why': value } });
    expect(header('context.error.message')).toEqual(['DEFAULT_4XX']);
    expect(header('context.authorizer.reason')).toEqual(['DEFAULT_4XX']);
    expect(header('context.requestId')).toEqual([]);
    expect(header("'context.error.message'")).toEqual([]);
    expect(template('SRA11', '{"message":"refused","id":"$context.requestId"}')).toEqual([]);
  });

  test('lets an operation tell a caller who he is, and not what broke', () => {
    const body = (text: string) => integrationResponse('SRA11', { responseTemplates: { 'application/json': text } });
    expect(body('{"you":"$context.authorizer.principalId","from":"$context.identity.sourceIp"}')).toEqual([]);
    expect(body('$context.integration.error')).toEqual(['GET-/a']);
    expect(body('$input.json(\'$.stackTrace\')')).toEqual(['GET-/a']);
  });

  test('reads the templates of methods', () => {
    expect(found('SRA11', (stack) => {
      new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', new apigateway.MockIntegration({
        integrationResponses: [{ statusCode: '500', responseTemplates: { 'application/json': '$context.error.message' } }],
      }));
    })).toEqual(['GET-/']);
  });

  test('finds credentials for whatever origin asks', () => {
    expect(gatewayResponse('SRA11', {
      ResponseParameters: {
        'gatewayresponse.header.Access-Control-Allow-Origin': 'method.request.header.Origin', 'gatewayresponse.header.Access-Control-Allow-Credentials': "'true'",
      },
    })).toEqual(['DEFAULT_4XX']);
  });
});

describe('SRA24: origins are named', () => {
  const PREFLIGHT = (origin: string) => ({ responseParameters: { 'method.response.header.Access-Control-Allow-Origin': origin } });

  test('finds * and an echo in documents and gateway responses', () => {
    expect(integrationResponse('SRA24', PREFLIGHT("'*'"))).toEqual(['GET-/a']);
    expect(integrationResponse('SRA24', PREFLIGHT('method.request.header.origin'))).toEqual(['GET-/a']);
    expect(integrationResponse('SRA24', PREFLIGHT("'https://a.example'"))).toEqual([]);
    expect(gatewayResponse('SRA24', { ResponseParameters: { 'gatewayresponse.header.access-control-allow-origin': "'*'" } })).toEqual(['DEFAULT_4XX']);
    expect(gatewayResponse('SRA24', { ResponseParameters: { 'gatewayresponse.header.access-control-allow-headers': "'*'" } })).toEqual([]);
    expect(found('SRA24', (stack) => apiOf(stack, {
      'x-amazon-apigateway-gateway-responses': { UNAUTHORIZED: { responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } } },
    }))).toEqual(['UNAUTHORIZED']);
  });

  test('reads the preflights of the CDK', () => {
    const preflight = (...allowOrigins: string[]) => found('SRA24', (stack: Stack) => {
      new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, defaultCorsPreflightOptions: { allowOrigins } }).root.addResource('a');
    });
    expect(preflight(...apigateway.Cors.ALL_ORIGINS)).toEqual(['OPTIONS-/', 'OPTIONS-/a']);
    expect(preflight('https://a.example')).toEqual([]);
    expect(preflight('https://a.example', 'https://b.example')).toEqual([]);
  });
});
