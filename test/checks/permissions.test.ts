import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { apiOf, found, operation, resource } from './found';

const BASE = 'arn:aws:execute-api:eu-west-1:111122223333';

function permission(SourceArn: unknown, paths: object = { '/orders/{id}': { get: operation() } }): string[] {
  return found('SRA25', (stack) => {
    apiOf(stack, { paths });
    resource(stack, 'Permission', 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com', SourceArn });
  });
}

function handler(scope: Construct): lambda.Function {
  return new lambda.Function(scope, 'Handler', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 0') });
}

describe('SRA25: the permission is as wide as the method', () => {
  test('finds ARNs that name no method, or every one', () => {
    expect(permission(`${BASE}:abc/*`)).toEqual(['method']);
    expect(permission(`${BASE}:abc/*/*`)).toEqual(['method']);
    expect(permission(`${BASE}:abc/prod/*/orders/*`)).toEqual(['method']);
    expect(permission(`${BASE}:abc/prod/*/*`)).toEqual(['method', 'path']);
    expect(permission(`${BASE}:abc/prod/GET/*`)).toEqual(['path']);
    expect(permission(`${BASE}:*/prod/GET/orders/*`)).toEqual(['api']);
    expect(permission({ 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*' })).toEqual(['method']);
    expect(permission(`${BASE}:abc/*/GET/orders/*`)).toEqual([]);
    expect(permission(`${BASE}:abc/authorizers/def`)).toEqual([]);
    // Another rule's.
    expect(permission(undefined)).toEqual([]);
    expect(permission({ Ref: 'SourceArn' })).toEqual([]);
  });

  test('takes what a method of the API is as wide as', () => {
    const ofApi = (rest: string, paths: object) => permission({ 'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/${rest}` }, paths);
    expect(ofApi('prod/*/orders', { '/orders': { 'x-amazon-apigateway-any-method': operation() } })).toEqual([]);
    expect(ofApi('prod/*/orders', { '/orders': { get: operation() } })).toEqual(['method']);
    expect(ofApi('prod/*/*', { '/{proxy+}': { 'x-amazon-apigateway-any-method': operation() } })).toEqual([]);
    expect(ofApi('prod/GET/*', { '/{proxy+}': { get: operation() } })).toEqual([]);
    expect(ofApi('prod/GET/*', { '/orders/{proxy+}': { get: operation() } })).toEqual(['path']);
  });

  test('takes what the CDK writes for a REST API', () => {
    expect(found('SRA25', (stack) => {
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      const integration = new apigateway.LambdaIntegration(handler(stack));
      api.root.addMethod('GET', integration);
      api.root.addResource('orders').addResource('{id}').addMethod('ANY', integration);
      new apigateway.LambdaRestApi(stack, 'Proxy', {
        handler: lambda.Function.fromFunctionAttributes(stack, 'Other', {
          functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:other', sameEnvironment: true,
        }),
        cloudWatchRole: false,
      });
    })).toEqual([]);
  });

  test('finds what it writes for a route of an HTTP API, which names no method', () => {
    const http = (...methods: apigatewayv2.HttpMethod[]) => found('SRA25', (stack) => {
      new apigatewayv2.HttpApi(stack, 'Api').addRoutes({ path: '/orders/{id}', methods, integration: new integrations.HttpLambdaIntegration('Orders', handler(stack)) });
    });
    expect(http(apigatewayv2.HttpMethod.GET)).toEqual(['method']);
    expect(http(apigatewayv2.HttpMethod.ANY)).toEqual([]);
  });
});
