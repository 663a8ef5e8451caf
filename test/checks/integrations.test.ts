import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { apiOf, found, foundIn, operation, resource } from './found';

function withIntegration(rule: string, integration: object): string[] {
  return found(rule, (stack) => apiOf(stack, { paths: { '/a': { get: operation({ 'x-amazon-apigateway-integration': integration }) } } }));
}

function withMethod(rule: string, integration: apigateway.Integration): string[] {
  return found(rule, (stack) => {
    new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false }).root.addMethod('GET', integration);
  });
}

describe('SRA8: integrations have a role of their own', () => {
  test('finds the caller\'s identity passed on', () => {
    expect(withIntegration('SRA8', { credentials: 'arn:aws:iam::*:user/*' })).toEqual(['GET-/a']);
    expect(withIntegration('SRA8', { credentials: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::*:user/*' } })).toEqual(['GET-/a']);
    expect(withIntegration('SRA8', { credentials: 'arn:aws:iam::123456789012:role/backend' })).toEqual([]);
    expect(withMethod('SRA8', new apigateway.AwsIntegration({ service: 'sqs', path: 'q', options: { credentialsPassthrough: true } }))).toEqual(['GET-/']);
  });
});

describe('SRA9: backends are called over TLS', () => {
  test('finds plain http', () => {
    expect(withIntegration('SRA9', { uri: 'HTTP://backend.example.com' })).toEqual(['GET-/a']);
    expect(withIntegration('SRA9', { uri: { 'Fn::Join': ['', ['http://', { Ref: 'Host' }]] } })).toEqual(['GET-/a']);
    expect(withIntegration('SRA9', { uri: { Ref: 'Url' } })).toEqual([]);
    expect(withMethod('SRA9', new apigateway.HttpIntegration('http://backend.example.com'))).toEqual(['GET-/']);
    expect(withMethod('SRA9', new apigateway.HttpIntegration('https://backend.example.com'))).toEqual([]);
  });
});

describe('SRA10: cached answers of authorizers serve their own route only', () => {
  const withAuthorizer = (authorizer: object, paths: object) => found('SRA10', (stack) => apiOf(stack, {
    components: { securitySchemes: { Token: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authorizer': authorizer } } },
    paths,
  }));
  const secured = { security: [{ Token: [] }] };
  const one = { '/a': { get: secured } };
  const two = { '/a': { get: secured, put: secured } };
  const header = 'method.request.header.Authorization';

  test('finds a REQUEST authorizer whose key leaves out method, path or token', () => {
    expect(withAuthorizer({ type: 'request', identitySource: header }, two)).toEqual(['Token']);
    expect(withAuthorizer({ type: 'request', identitySource: `${header}, context.path` }, two)).toEqual(['Token']);
    expect(withAuthorizer({ type: 'request', identitySource: header }, { '/a/{id}': { get: secured } })).toEqual(['Token']);
    expect(withAuthorizer({ type: 'request', identitySource: 'context.httpMethod,context.path' }, one)).toEqual(['Token']);
    expect(withAuthorizer({ type: 'request' }, one)).toEqual(['Token']);
    expect(withAuthorizer({ type: 'request', identitySource: header }, one)).toEqual([]);
    expect(withAuthorizer({ type: 'request', identitySource: `${header},context.httpMethod,context.path` }, two)).toEqual([]);
  });

  test('finds a key of which no part says who calls', () => {
    const key = (source: string) => withAuthorizer({ type: 'request', identitySource: `${source},context.httpMethod,context.path` }, two);
    for (const source of ['method.request.querystring.lang', 'method.request.header.Accept-Language', 'stageVariables.name', 'context.identity.sourceIp']) {
      expect(key(source)).toEqual(['Token']);
    }
    for (const source of ['method.request.header.X-Access-Token', 'method.request.header.Cookie', 'method.request.querystring.auth', 'method.request.header.x-api-key']) {
      expect(key(source)).toEqual([]);
    }
    expect(key(`method.request.querystring.lang, ${header}`)).toEqual([]);
  });

  test('finds a TOKEN authorizer that several operations share', () => {
    expect(withAuthorizer({ type: 'token' }, two)).toEqual(['Token']);
    expect(withAuthorizer({ type: 'token' }, { '/a': { 'x-amazon-apigateway-any-method': secured } })).toEqual(['Token']);
    expect(withAuthorizer({ type: 'token' }, one)).toEqual([]);
  });

  test('takes no cache for safe, but not a time that the deployment decides', () => {
    expect(withAuthorizer({ type: 'token', authorizerResultTtlInSeconds: 0 }, two)).toEqual([]);
    expect(withAuthorizer({ type: 'token', authorizerResultTtlInSeconds: { Ref: 'Ttl' } }, two)).toEqual(['Token']);
    expect(withAuthorizer({ type: 'cognito_user_pools' }, two)).toEqual([]);
  });

  test('reads authorizers of methods', () => {
    const methods = (resultsCacheTtlSources: string[], ...names: string[]) => found('SRA10', (stack) => {
      const handler = lambda.Function.fromFunctionArn(stack, 'Handler', 'arn:aws:lambda:eu-west-1:123456789012:function:authorizer');
      const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', { handler, identitySources: resultsCacheTtlSources });
      const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
      names.forEach((name) => api.root.addMethod(name, undefined, { authorizer }));
    });
    expect(methods([header], 'GET', 'PUT')).toEqual(['cache-key']);
    expect(methods([header], 'GET')).toEqual([]);
    expect(methods([header, 'context.httpMethod', 'context.path'], 'GET', 'PUT')).toEqual([]);
  });
});

describe('SRA11: responses are discreet', () => {
  const leak = '{"message":$context.error.messageString}';

  test('finds the text of errors', () => {
    const responses = (template: string) => found('SRA11', (stack) => apiOf(stack, {
      'x-amazon-apigateway-gateway-responses': { BAD_REQUEST_BODY: { responseTemplates: { 'application/json': template } } },
    }));
    expect(responses(leak)).toEqual(['BAD_REQUEST_BODY']);
    expect(responses('{"message":"$context.error.validationErrorString"}')).toEqual(['BAD_REQUEST_BODY']);
    expect(responses('{"message":"refused","id":"$context.requestId"}')).toEqual([]);
    expect(found('SRA11', (stack) => new apigateway.RestApi(stack, 'Api').addGatewayResponse('Response', {
      type: apigateway.ResponseType.DEFAULT_4XX, templates: { 'application/json': leak },
    }))).toEqual(['DEFAULT_4XX']);
  });

  test('finds every origin with credentials, in preflights too', () => {
    const preflight = (origin: string, credentials: boolean) => found('SRA11', (stack) => {
      const responseParameters = {
        'method.response.header.Access-Control-Allow-Origin': origin,
        ...credentials && { 'method.response.header.access-control-allow-credentials': "'true'" },
      };
      apiOf(stack, { paths: { '/a': { options: { 'x-amazon-apigateway-integration': { type: 'mock', responses: { default: { responseParameters } } } } } } });
    });
    expect(preflight("'*'", true)).toEqual(['OPTIONS-/a']);
    expect(preflight("'*'", false)).toEqual([]);
    expect(preflight("'https://a.example'", true)).toEqual([]);
    expect(found('SRA11', (stack) => resource(stack, 'Response', 'AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'DEFAULT_5XX',
      ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'", 'gatewayresponse.header.Access-Control-Allow-Credentials': "'true'" },
    }))).toEqual(['DEFAULT_5XX']);
  });
});

describe('SRA17: roles of integrations reach their target only', () => {
  const withRole = (policy: (role: iam.Role) => void) => found('SRA17', (stack) => {
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    policy(role);
    apiOf(stack, { paths: { '/a': { get: operation({ 'x-amazon-apigateway-integration': { type: 'aws', credentials: role.roleArn } }) } } });
  });
  const statement = (action: string, target: string, effect = iam.Effect.ALLOW) => (role: iam.Role) => {
    role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: [target], effect }));
  };

  test('finds wildcards', () => {
    expect(withRole(statement('sqs:*', 'arn:aws:sqs:eu-west-1:123456789012:queue'))).toEqual(['GET-/a']);
    expect(withRole(statement('sqs:SendMessage', '*'))).toEqual(['GET-/a']);
    expect(withRole(statement('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:123456789012:queu?'))).toEqual(['GET-/a']);
    expect(withRole((role) => role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSQSFullAccess')))).toEqual(['GET-/a']);
    expect(withRole((role) => new iam.CfnRole(role, 'Other', { assumeRolePolicyDocument: {} }))).toEqual([]);
    expect(withRole(statement('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:123456789012:queue'))).toEqual([]);
    expect(withRole(statement('sqs:*', '*', iam.Effect.DENY))).toEqual([]);
  });

  test('reads inline policies, and roles of other stacks', () => {
    const app = new App();
    const one = new Stack(app, 'One');
    const two = new Stack(app, 'Two');
    const role = new iam.Role(one, 'Role', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { all: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] }) },
    });
    apiOf(two, { paths: { '/a': { get: operation({ 'x-amazon-apigateway-integration': { credentials: role.roleArn } }) } } });
    app.synth();
    expect(foundIn(two, 'SRA17')).toEqual(['GET-/a']);
  });

  test('bears a role that is not in the app', () => {
    expect(found('SRA17', (stack) => {
      const parameter = new CfnParameter(stack, 'RoleArn');
      apiOf(stack, { paths: { '/a': { get: operation({ 'x-amazon-apigateway-integration': { credentials: parameter.valueAsString } }) } } });
    })).toEqual([]);
  });
});
