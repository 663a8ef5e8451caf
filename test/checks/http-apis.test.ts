import { Stack } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { found, resource } from './found';

function one(rule: string, type: string, properties: object): string[] {
  return found(rule, (stack) => resource(stack, 'Resource', `AWS::ApiGatewayV2::${type}`, properties));
}

function route(RouteKey: string, properties: object = {}, ProtocolType = 'HTTP'): string[] {
  return found('SRA2', (stack) => {
    resource(stack, 'Api', 'AWS::ApiGatewayV2::Api', { ProtocolType });
    resource(stack, 'Route', 'AWS::ApiGatewayV2::Route', { ApiId: { Ref: 'Api' }, RouteKey, ...properties });
  });
}

describe('HTTP and WebSocket APIs', () => {
  test('SRA2 finds open routes', () => {
    expect(route('GET /orders')).toEqual(['GET-/orders']);
    expect(route('$default', { AuthorizationType: 'NONE' })).toEqual(['$default']);
    expect(route('GET /orders', { AuthorizationType: { 'Fn::If': ['Production', 'JWT', 'NONE'] } })).toEqual(['GET-/orders']);
    expect(route('GET /orders', { AuthorizationType: 'JWT' })).toEqual([]);
    expect(route('ANY /orders', { AuthorizationType: 'AWS_IAM' })).toEqual([]);
  });

  test('SRA2 asks of a WebSocket that its connection is authorized', () => {
    expect(route('$connect', {}, 'WEBSOCKET')).toEqual(['$connect']);
    expect(route('$connect', { AuthorizationType: 'CUSTOM' }, 'WEBSOCKET')).toEqual([]);
    expect(route('$default', {}, 'WEBSOCKET')).toEqual([]);
    expect(route('send', {}, 'WEBSOCKET')).toEqual([]);
  });

  test('SRA2 reads documents, and finds what is created quickly', () => {
    const scheme = { 'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt', jwtConfiguration: { issuer: 'https://id.example.com' } } };
    expect(one('SRA2', 'Api', {
      Body: { openapi: '3.0.1', components: { securitySchemes: { jwt: scheme } }, paths: { '/a': { get: { security: [{ jwt: [] }] }, post: {} } } },
    })).toEqual(['POST-/a']);
    expect(one('SRA2', 'Api', { ProtocolType: 'HTTP', Target: 'https://backend.example.com' })).toEqual(['$default']);
    expect(one('SRA2', 'Api', { ProtocolType: 'HTTP' })).toEqual([]);
  });

  test('SRA4, SRA8, SRA9 and SRA12 look at them too', () => {
    expect(one('SRA4', 'Stage', { DefaultRouteSettings: { DataTraceEnabled: true } })).toEqual(['SRA4']);
    expect(one('SRA4', 'Stage', { RouteSettings: { send: { DataTraceEnabled: 'true' } } })).toEqual(['SRA4']);
    expect(one('SRA4', 'Stage', {})).toEqual([]);
    expect(one('SRA8', 'Integration', { CredentialsArn: 'arn:aws:iam::*:user/*' })).toEqual(['integration']);
    expect(one('SRA9', 'Integration', { IntegrationUri: 'http://backend.example.com' })).toEqual(['integration']);
    expect(one('SRA9', 'Integration', { IntegrationUri: 'https://backend.example.com' })).toEqual([]);
    expect(one('SRA9', 'Api', { Target: 'http://backend.example.com' })).toEqual(['$default']);
    expect(one('SRA12', 'Api', { Body: { openapi: '3.0.1' } })).toEqual(['FailOnWarnings']);
    expect(one('SRA12', 'Api', { BodyS3Location: { Bucket: 'b' } })).toEqual(['FailOnWarnings', 'document']);
    expect(one('SRA12', 'Api', {})).toEqual([]);
  });

  test('SRA6 finds a domain that takes TLS 1.0', () => {
    expect(one('SRA6', 'DomainName', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_0' }] })).toEqual(['policy']);
    expect(one('SRA6', 'DomainName', { DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2' }] })).toEqual([]);
    expect(one('SRA6', 'DomainName', { DomainNameConfigurations: [{}] })).toEqual([]);
  });

  test('SRA10 finds answers that are kept for other routes or callers', () => {
    const cached = (IdentitySource: string[], AuthorizerResultTtlInSeconds?: number) => one('SRA10', 'Authorizer', {
      AuthorizerType: 'REQUEST', IdentitySource, AuthorizerResultTtlInSeconds,
    });
    expect(cached(['$request.header.Authorization'], 300)).toEqual(['cache-key']);
    expect(cached(['$request.querystring.lang', '$context.routeKey'], 300)).toEqual(['cache-key']);
    expect(cached(['$request.header.Authorization', '$context.routeKey'], 300)).toEqual([]);
    expect(cached(['$request.header.Authorization'], 0)).toEqual([]);
    expect(cached(['$request.header.Authorization'])).toEqual([]);
    expect(one('SRA10', 'Authorizer', { AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] })).toEqual([]);
  });

  test('SRA17 finds a wide role', () => {
    const role = (Resource: unknown) => found('SRA17', (stack) => {
      resource(stack, 'Role', 'AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource }] } }] });
      resource(stack, 'Integration', 'AWS::ApiGatewayV2::Integration', { CredentialsArn: { 'Fn::GetAtt': ['Role', 'Arn'] } });
    });
    expect(role('arn:aws:sqs:eu-west-1:111122223333:*')).toEqual(['integration']);
    expect(role('arn:aws:sqs:eu-west-1:111122223333:order?')).toEqual(['integration']);
    expect(role('arn:aws:sqs:eu-west-1:111122223333:orders')).toEqual([]);
  });

  test('SRA24 finds every origin', () => {
    const cors = (AllowOrigins: unknown) => one('SRA24', 'Api', { ProtocolType: 'HTTP', CorsConfiguration: { AllowOrigins } });
    expect(cors(['https://a.example', '*'])).toEqual(['CorsConfiguration']);
    expect(cors(['https://*'])).toEqual(['CorsConfiguration']);
    expect(cors({ 'Fn::If': ['Production', ['https://a.example'], ['*']] })).toEqual(['CorsConfiguration']);
    expect(cors(['https://a.example'])).toEqual([]);
    expect(one('SRA24', 'Api', { Body: { 'x-amazon-apigateway-cors': { allowOrigins: ['*'] } } })).toEqual(['CorsConfiguration']);
  });

  test('SRA29 and SRA30 ask for an access log and a throttle', () => {
    expect(one('SRA29', 'Stage', {})).toEqual(['SRA29']);
    expect(one('SRA29', 'Stage', { AccessLogSettings: { DestinationArn: 'arn', Format: '{}' } })).toEqual([]);
    expect(one('SRA30', 'Stage', {})).toEqual(['SRA30']);
    expect(one('SRA30', 'Stage', { DefaultRouteSettings: { ThrottlingRateLimit: 10 } })).toEqual(['SRA30']);
    expect(one('SRA30', 'Stage', { DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: { Ref: 'Burst' } } })).toEqual([]);
  });

  test('SRA31 says that no web ACL can be attached, unless a distribution with one is in front', () => {
    const behind = (config: object | undefined) => found('SRA31', (stack) => {
      resource(stack, 'Api', 'AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' });
      if (config) {
        resource(stack, 'Distribution', 'AWS::CloudFront::Distribution', {
          DistributionConfig: { Origins: [{ DomainName: { 'Fn::Sub': '${Api}.execute-api.${AWS::Region}.amazonaws.com' } }], ...config },
        });
      }
    });
    expect(behind(undefined)).toEqual(['SRA31']);
    expect(behind({})).toEqual(['SRA31']);
    expect(behind({ WebACLId: { 'Fn::ImportValue': 'WebAcl' } })).toEqual([]);
  });

  test('what the CDK makes is read as what it is', () => {
    const build = (stack: Stack): void => {
      const api = new apigatewayv2.HttpApi(stack, 'Api', { corsPreflight: { allowOrigins: ['https://a.example'] } });
      const integration = new integrations.HttpUrlIntegration('Backend', 'https://backend.example.com');
      api.addRoutes({ path: '/open', methods: [apigatewayv2.HttpMethod.GET], integration });
      api.addRoutes({ path: '/mine', integration, authorizer: new authorizers.HttpJwtAuthorizer('Jwt', 'https://id.example.com', { jwtAudience: ['a'] }) });
    };
    expect(found('SRA2', build)).toEqual(['GET-/open']);
    expect(found('SRA24', build)).toEqual([]);
    expect(found('SRA29', build)).toEqual(['SRA29']);
    expect(found('SRA30', build)).toEqual(['SRA30']);
    expect(found('SRA31', build)).toEqual(['SRA31']);
  });
});
