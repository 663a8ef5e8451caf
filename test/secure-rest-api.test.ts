import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, Aws, Duration, NestedStack, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HttpMethod, JwtIssuer, RequestBody, RotationSchedule, RouteAccess, RouteParameter, RouteTarget, SecureRestApi } from '../lib';
import { bodyOf, emptyApi, ISSUER, sampleApi, sampleFunction } from './support/sample-api';

describe('by default', () => {
  const { stack } = sampleApi();
  const template = Template.fromStack(stack);

  test('the REST API is one OpenAPI body that API Gateway may not ignore a part of', () => {
    template.resourceCountIs('AWS::ApiGateway::Method', 0);
    template.resourceCountIs('AWS::ApiGateway::Resource', 0);
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      FailOnWarnings: true,
      Body: { 'openapi': '3.0.1', 'x-amazon-apigateway-api-key-source': 'HEADER' },
    });
  });

  test('API and stage have a tag with the API\'s place in the app, by which a search for tags finds them', () => {
    for (const type of ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage']) {
      template.hasResourceProperties(type, { Tags: [{ Key: 'secure-rest-api:api', Value: 'Stack/Orders' }] });
    }
  });

  test('TLS is 1.2 or newer and the endpoint takes no other host\'s requests', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
      EndpointAccessMode: 'STRICT',
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });

  test('the stage logs, traces and throttles, and never writes data', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: 'prod',
      TracingEnabled: true,
      AccessLogSetting: { DestinationArn: Match.anyValue(), Format: Match.anyValue() },
      MethodSettings: [{
        HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: false, LoggingLevel: 'ERROR', MetricsEnabled: true, ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000,
      }],
    });
  });

  test('the access log names who called what, and no token, key value, query or body', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage')) as Array<{ Properties: { AccessLogSetting: { Format: string } } }>;
    const { Format } = stage.Properties.AccessLogSetting;
    expect(Object.keys(JSON.parse(Format) as object)).toEqual(expect.arrayContaining([
      'requestId', 'route', 'status', 'latency', 'principal', 'apiKeyId', 'wafStatus', 'authorizerStatus',
    ]));
    expect(Format).not.toMatch(/identity\.apiKey"|authorizer\.claims|\$context\.path\b|requestOverride|querystring|\binput\b/);
  });

  test('the execution log is there before the stage, which would make one that is kept for ever', () => {
    const [[id, group]] = Object.entries(template.findResources('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', Match.anyValue(), '/prod']] } },
    }));
    expect(group).toMatchObject({ Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    const [api] = Object.keys(template.findResources('AWS::ApiGateway::RestApi'));
    expect(JSON.stringify(group.Properties.LogGroupName)).toContain(`{"Ref":"${api}"}`);
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([id]) });
  });

  test('the account-wide logging role is set by a guarded custom resource, before the stage', () => {
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    const [guard] = Object.keys(template.findResources('Custom::ApiGatewayAccountLogging'));
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([guard]) });
    template.hasResource('AWS::IAM::Role', { DeletionPolicy: 'Retain', Properties: { Description: Match.stringLikeRegexp('writes the logs') } });
  });

  test('the web ACL is associated with the stage, after it', () => {
    const [stage] = Object.keys(template.findResources('AWS::ApiGateway::Stage'));
    template.hasResource('AWS::WAFv2::WebACLAssociation', { DependsOn: Match.arrayWith([stage]) });
  });

  test('addresses of version 6, of which everyone has many, are counted by their provider too', () => {
    template.hasResourceProperties('AWS::WAFv2::IPSet', { IPAddressVersion: 'IPV6', Scope: 'REGIONAL', Addresses: ['::/1', '8000::/1'] });
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Rules: Match.arrayWith([Match.objectLike({
        Name: 'RatePerNetwork',
        Statement: {
          RateBasedStatement: {
            Limit: 40_000,
            EvaluationWindowSec: 300,
            AggregateKeyType: 'CUSTOM_KEYS',
            CustomKeys: [{ ASN: {} }],
            ScopeDownStatement: { IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Version6'), 'Arn'] } } },
          },
        },
      })]),
    });
  });

  test('every log group has a retention', () => {
    for (const group of Object.values(template.findResources('AWS::Logs::LogGroup')) as Array<{ Properties: { RetentionInDays?: number } }>) {
      expect(group.Properties.RetentionInDays).toBeGreaterThan(0);
    }
  });

  test('no role may do more than one thing to one target', () => {
    const roles = template.findResources('AWS::IAM::Role', { Properties: { Policies: [{ PolicyName: 'InvokeTarget' }] } });
    expect(Object.keys(roles)).toHaveLength(1);
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{
        PolicyName: 'InvokeTarget',
        PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Handler'), 'Arn'] } }] },
      }],
    });
    // Only Secrets Manager gets a permission, and the rule for the hourly report: API Gateway assumes roles.
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission')) as Array<{ Properties: { Principal: string; SourceArn?: object } }>;
    expect(permissions.map(({ Properties: { Principal } }) => Principal).sort()).toEqual(['events.amazonaws.com', 'secretsmanager.amazonaws.com']);
    expect(permissions.find(({ Properties: { Principal } }) => Principal === 'events.amazonaws.com')!.Properties.SourceArn)
      .toEqual({ 'Fn::GetAtt': [Object.keys(template.findResources('AWS::Events::Rule'))[0], 'Arn'] });
  });

  test('all functions run on arm64 with the newest runtime', () => {
    template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x' });
  });

  test('two syntheses give the same template and assets', () => {
    expect(Template.fromStack(sampleApi().stack).toJSON()).toEqual(template.toJSON());
  });
});

describe('a route', () => {
  test('costs no resource', () => {
    const { api, stack, target } = sampleApi();
    for (let index = 0; index < 100; index += 1) {
      api.addRoute({ method: HttpMethod.GET, path: `/things${index}`, target, access: RouteAccess.roles('reader') });
    }
    const count = (template: Template) => Object.keys(template.toJSON().Resources as object).length;
    expect(count(Template.fromStack(stack))).toBe(count(Template.fromStack(sampleApi().stack)));
  });

  test('requires an API key and a token, each on the operation itself', () => {
    const { stack } = sampleApi();
    const body = bodyOf(stack);
    expect(body.security).toBeUndefined();
    expect(body.paths['/orders/{orderId}'].get.security).toEqual([{ Token: [] }, { ApiKey: [] }]);
    expect(body.components.securitySchemes.ApiKey).toEqual({ type: 'apiKey', name: 'x-api-key', in: 'header' });
    expect(body.components.securitySchemes.Token).toMatchObject({
      'x-amazon-apigateway-authtype': 'custom',
      'x-amazon-apigateway-authorizer': {
        type: 'request',
        identitySource: 'method.request.header.Authorization, context.httpMethod, context.path',
        authorizerResultTtlInSeconds: 300,
      },
    });
  });

  test('is validated whole: parameters and body', () => {
    const { api, stack, target } = sampleApi();
    api.addRoute({
      method: HttpMethod.POST,
      path: '/orders',
      target,
      access: RouteAccess.scopes('orders:write'),
      parameters: [RouteParameter.header('Idempotency-Key', { required: true, maxLength: 64 })],
      body: RequestBody.json({ type: 'object', properties: { sku: { type: 'string', maxLength: 40 } }, required: ['sku'] }),
    });
    const body = bodyOf(stack);
    const operation = body.paths['/orders'].post;
    expect(body['x-amazon-apigateway-request-validators']).toEqual({ Everything: { validateRequestBody: true, validateRequestParameters: true } });
    expect(body['x-amazon-apigateway-request-validator']).toBe('Everything');
    expect(operation).toMatchObject({ parameters: [{ name: 'Idempotency-Key', in: 'header', required: true }] });
    const { $ref } = operation.requestBody!.content['application/json'].schema;
    expect(body.components.schemas![$ref.replace('#/components/schemas/', '')]).toMatchObject({ additionalProperties: false, required: ['sku'] });
    expect($ref).toMatch(/^#\/components\/schemas\/[A-Za-z0-9]+$/);
  });

  test('has no parameter in the document that API Gateway would refuse: the firewall asks for those', () => {
    const { api, stack, target } = sampleApi();
    api.addRoute({
      method: HttpMethod.GET,
      path: '/shops/{shop}/items/{id}',
      target,
      access: RouteAccess.roles('reader'),
      parameters: [
        RouteParameter.query('filter[status]', { required: true }), RouteParameter.query('include[]'), RouteParameter.query('page', { required: true }),
        RouteParameter.query('id', { required: true }), RouteParameter.header('Page', { required: true }), RouteParameter.header('shop'), RouteParameter.header('X-Trace', { required: true }),
      ],
    });
    expect(bodyOf(stack).paths['/shops/{shop}/items/{id}'].get.parameters).toEqual([
      { name: 'page', in: 'query', required: true, schema: { type: 'string' } },
      { name: 'X-Trace', in: 'header', required: true, schema: { type: 'string' } },
      { name: 'shop', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    ]);
    const names = (api.openApiDocument as { paths: { [path: string]: { get: { parameters: Array<{ name: string; in: string }> } } } }).paths['/shops/{shop}/items/{id}'].get.parameters;
    expect(names.map((parameter) => `${parameter.in} ${parameter.name}`)).toEqual([
      'query filter[status]', 'query include[]', 'query page', 'query id', 'header Page', 'header shop', 'header X-Trace', 'path shop', 'path id',
    ]);
  });

  test('that is public and keyless has no security, and one with path parameters still has its values checked', () => {
    const { api, stack, target } = sampleApi();
    const access = RouteAccess.public('Anyone may read the catalogue').withoutApiKey('Visitors have no key');
    api.addRoute({ method: HttpMethod.GET, path: '/catalogue', target, access });
    api.addRoute({ method: HttpMethod.GET, path: '/catalogue/{sku}', target, access, parameters: [RouteParameter.path('sku', { pattern: '[a-z]+' })] });
    const body = bodyOf(stack);
    expect(body.paths['/catalogue'].get.security).toEqual([]);
    expect(body.paths['/catalogue/{sku}'].get.security).toEqual([{ PublicPath: [] }]);
    expect(body.components.securitySchemes.PublicPath).toMatchObject({
      'x-amazon-apigateway-authorizer': { identitySource: 'context.httpMethod, context.path' },
    });
  });

  test('added after the first synthesis-relevant look still changes the deployment', () => {
    const deployment = (add: boolean) => {
      const { api, stack, target } = sampleApi();
      if (add) {
        api.addRoute({ method: HttpMethod.GET, path: '/more', target, access: RouteAccess.roles('reader') });
      }
      return Object.keys(Template.fromStack(stack).findResources('AWS::ApiGateway::Deployment'))[0];
    };
    expect(deployment(false)).toBe(deployment(false));
    expect(deployment(false)).not.toBe(deployment(true));
  });

  test('of an HTTP backend maps its path parameters and keeps the API key to itself', () => {
    const { api, stack } = sampleApi();
    api.addRoute({ method: HttpMethod.PUT, path: '/files/{name}', target: RouteTarget.http('https://files.example.com/v1/{name}'), access: RouteAccess.roles('writer') });
    expect(bodyOf(stack).paths['/files/{name}'].put['x-amazon-apigateway-integration']).toMatchObject({
      type: 'http_proxy',
      httpMethod: 'PUT',
      requestParameters: { 'integration.request.path.name': 'method.request.path.name', 'integration.request.header.x-api-key': "''" },
    });
  });

  test('to an AWS service has a role for that one action on those exact resources', () => {
    const { api, stack } = sampleApi();
    const queueArn = stack.formatArn({ service: 'sqs', resource: 'orders' });
    api.addRoute({
      method: HttpMethod.POST,
      path: '/events',
      target: RouteTarget.awsService({ service: 'sqs', path: 'orders', iamAction: 'sqs:SendMessage', resourceArns: [queueArn] }),
      access: RouteAccess.scopes('events:write'),
      body: RequestBody.json({ type: 'object', properties: {} }),
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: stack.resolve(queueArn) as unknown }] } }],
    });
  });

  test('with a throttle of its own is limited at the stage', () => {
    const { api, stack, target } = sampleApi();
    api.addRoute({ method: HttpMethod.DELETE, path: '/orders/{orderId}', target, access: RouteAccess.roles('admin'), throttle: { rateLimit: 5, burstLimit: 10 } });
    Template.fromStack(stack).hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: Match.arrayWith([Match.objectLike({ HttpMethod: 'DELETE', ResourcePath: '/~1orders~1{orderId}', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 })]),
    });
  });

  test('whose function is used by many routes has one role', () => {
    const { api, stack, handler } = sampleApi();
    for (const route of ['/a', '/b', '/c']) {
      api.addRoute({ method: HttpMethod.GET, path: route, target: RouteTarget.lambda(handler), access: RouteAccess.roles('reader') });
    }
    api.addRoute({ method: HttpMethod.GET, path: '/d', target: RouteTarget.lambda(sampleFunction(stack, 'Other')), access: RouteAccess.roles('reader') });
    const roles = Template.fromStack(stack).findResources('AWS::IAM::Role', { Properties: { Policies: [{ PolicyName: 'InvokeTarget' }] } });
    expect(Object.keys(roles)).toHaveLength(2);
  });
});

test('a function of another stack is reached through an export', () => {
  const { app, api } = sampleApi();
  const other = new Stack(app, 'Other');
  api.addRoute({ method: HttpMethod.GET, path: '/far', target: RouteTarget.lambda(sampleFunction(other, 'Far')), access: RouteAccess.roles('reader') });
  api.addRoute({ method: HttpMethod.PUT, path: '/far', target: RouteTarget.lambda(other.node.findChild('Far') as lambda.Function), access: RouteAccess.roles('writer') });
  const body = bodyOf(Stack.of(api));
  for (const method of ['get', 'put']) {
    const uri = JSON.stringify(body.paths['/far'][method]['x-amazon-apigateway-integration'].uri);
    expect(uri).toMatch(/"Fn::ImportValue":"Other:ExportsOutputFnGetAttFar[0-9A-F]+Arn[0-9A-F]+"/);
  }
  expect(JSON.stringify(body.paths['/orders/{orderId}'].get['x-amazon-apigateway-integration'].uri)).not.toContain('ImportValue');
});

describe('a function of another place', () => {
  const placed = (arn: string) => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER] });
    return () => api.addRoute({
      method: HttpMethod.GET, path: '/far', target: RouteTarget.lambda(lambda.Function.fromFunctionArn(stack, 'Far', arn)), access: RouteAccess.roles('reader'),
    });
  };

  test.each([
    ['region', 'arn:aws:lambda:us-east-1:111122223333:function:orders', /`target` of GET \/far must be a function of the API's own region "eu-west-1", got one of "us-east-1"/],
    ['account', 'arn:aws:lambda:eu-west-1:444455556666:function:orders', /`target` of GET \/far must be a function of the API's own account "111122223333", got one of "444455556666"/],
  ])('another %s, could not be invoked', (_, arn, message) => {
    expect(placed(arn)).toThrow(message);
  });

  test('the same one, by its ARN, can', () => {
    expect(placed('arn:aws:lambda:eu-west-1:111122223333:function:orders:live')).not.toThrow();
  });

  test('a stack of another region is another place too', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    const far = sampleFunction(new Stack(app, 'Far', { env: { region: 'us-east-1', account: '111122223333' } }), 'Handler');
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER] });
    expect(() => api.addRoute({ method: HttpMethod.GET, path: '/far', target: RouteTarget.lambda(far), access: RouteAccess.roles('reader') })).toThrow(/of the API's own region/);
  });

  test('a queue of another region is none that API Gateway calls', () => {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER] });
    const target = RouteTarget.awsService({ service: 'sqs', path: 'orders', iamAction: 'sqs:SendMessage', resourceArns: ['arn:aws:sqs:us-east-1:111122223333:orders'] });
    expect(() => api.addRoute({ method: HttpMethod.GET, path: '/far', target, access: RouteAccess.roles('reader') })).toThrow(/of the API's own region "eu-west-1".* got "arn:aws:sqs:us-east-1/);
  });
});

describe('the authorizer', () => {
  test('has the routes\' rules in its asset', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const api = new SecureRestApi(stack, 'Api', { jwtIssuers: [ISSUER] });
    const target = RouteTarget.lambda(sampleFunction(stack, 'Handler'));
    api.addRoute({
      method: HttpMethod.GET,
      path: '/orders/{orderId}',
      target,
      access: RouteAccess.roles('reader', 'admin').and(RouteAccess.scopes('orders:read')).and(RouteAccess.claims({ tenant: 'acme' })),
      parameters: [RouteParameter.path('orderId', { pattern: '[0-9]+', maxLength: 9 })],
    });
    api.addConsumer('Partner');
    const assembly = app.synth();
    const rules = fs.readdirSync(assembly.directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(assembly.directory, entry.name, 'rules.json')))
      .map((entry) => JSON.parse(fs.readFileSync(path.join(assembly.directory, entry.name, 'rules.json'), 'utf8')) as unknown);
    expect(rules).toEqual([{
      version: 1,
      routes: {
        'GET /orders/{orderId}': {
          access: [{ rolesAnyOf: [['reader', 'admin']], scopesAllOf: ['orders:read'], claims: { tenant: 'acme' } }],
          pathParameters: { orderId: { minLength: 1, maxLength: 9, automaton: 0 } },
        },
      },
      automata: [{ firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] }],
    }]);
  });

  test('has issuers that are too many for its environment in its asset', () => {
    const jwtIssuers = Array.from({ length: 30 }, (_, index) => JwtIssuer.oidc({ issuer: `https://id${index}.example.com/`, audience: [index === 7 ? Aws.ACCOUNT_ID : 'orders'] }));
    const { app, stack } = sampleApi({ jwtIssuers });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ JWT_ISSUERS: { 'Fn::Join': ['', ['["', { Ref: 'AWS::AccountId' }, '"]']] } }) },
    });
    const { directory } = app.synth();
    const [folder] = fs.readdirSync(directory).filter((name) => fs.existsSync(path.join(directory, name, 'rules.json')));
    const { issuers } = JSON.parse(fs.readFileSync(path.join(directory, folder, 'rules.json'), 'utf8')) as { readonly issuers: { readonly audience: unknown[] }[] };
    expect(issuers).toHaveLength(30);
    expect(issuers.map(({ audience }) => audience)).toEqual(jwtIssuers.map((_, index) => [index === 7 ? { environment: 0 } : 'orders']));
  });

  test.each([[undefined, 300], [Duration.seconds(0), 0], [Duration.hours(1), 3_600]])('keeps an answer for %s', (authorizerCacheTtl, seconds) => {
    const body = bodyOf(sampleApi({ authorizerCacheTtl }).stack);
    expect(body.components.securitySchemes.Token).toMatchObject({ 'x-amazon-apigateway-authorizer': { authorizerResultTtlInSeconds: seconds } });
  });

  test('may be invoked by a role of its own only', () => {
    Template.fromStack(sampleApi().stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: [{ PolicyName: 'InvokeAuthorizer', PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction' }] } }],
    });
  });

  test('reads issuers with tokens inside from its environment', () => {
    const { stack } = sampleApi({ jwtIssuers: [ISSUER, JwtIssuer.oidc({ issuer: 'https://other.example.com', audience: [Aws.ACCOUNT_ID] })] });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ JWT_ISSUERS: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'AWS::AccountId' }])] } }) },
    });
  });
});

describe('refuses, and leaves nothing half-built', () => {
  const issuers = [ISSUER];
  test.each([
    ['no issuer', {}, { jwtIssuers: [] }, /`jwtIssuers` must hold at least one issuer, got none/],
    ['the same issuer twice', {}, { jwtIssuers: [...issuers, ...issuers] }, /`jwtIssuers` must name each issuer once, got "https:\/\/id\.example\.com\/" twice/],
    ['a bad stage name', {}, { stageName: 'my stage' }, /`stageName` must be .*, got "my stage"/],
    ['a claim under a name that the authorizer uses', {}, { contextClaims: ['roles'] }, /`contextClaims` must not name "roles"/],
    ['answers that are kept for longer than API Gateway can', {}, { authorizerCacheTtl: Duration.minutes(61) }, /`authorizerCacheTtl` must be whole seconds from 0 to 3600, got 3660 seconds/],
    ['issuers that fit nowhere', {}, { jwtIssuers: Array.from({ length: 60 }, (_unit: unknown, index) => JwtIssuer.oidc({ issuer: `https://${Aws.ACCOUNT_ID}.example.com/${index}`, audience: ['x'] })) }, /`jwtIssuers` must leave a Lambda function's environment/],
    ['a throttle of nothing', {}, { throttle: { rateLimit: 0 } }, /`throttle\.rateLimit` must be more than 0, got 0/],
    ['a throttle without limits', {}, { throttle: {} }, /`throttle` must have `rateLimit` and `burstLimit` together, got \{\}; right would be/],
    ['a throttle without a burst', {}, { throttle: { rateLimit: 5 } }, /`throttle` must have `rateLimit` and `burstLimit` together, got \{"rateLimit":5\}/],
    ['a throttle without a rate', {}, { throttle: { burstLimit: 5 } }, /`throttle` must have `rateLimit` and `burstLimit` together/],
    ['a burst of a request and a half', {}, { throttle: { rateLimit: 5, burstLimit: 1.5 } }, /`throttle\.burstLimit` must be a whole number, got 1\.5/],
    ['a rate without end', {}, { throttle: { rateLimit: Infinity, burstLimit: 1 } }, /`throttle\.rateLimit` must be more than 0, got Infinity/],
    ['an empty description', {}, { description: '' }, /`description` must not be empty, got "", which AWS refuses; right would be to leave it out/],
    ['a description of blanks', {}, { description: ' ' }, /`description` must not be empty/],
    ['any origin without a reason', {}, { cors: { allowOrigins: ['*'] } }, /`cors\.allowAnyOrigin` must say why pages of any website may call the API, got `allowOrigins` of "\*" without a reason/],
    ['any origin with a word for a reason', {}, { cors: { allowOrigins: ['*'], allowAnyOrigin: 'public' } }, /`cors\.allowAnyOrigin` must be a sentence/],
    ['a reason for any origin where there are some', {}, { cors: { allowOrigins: ['https://a.example.com'], allowAnyOrigin: 'Anyone may call it' } }, /`cors\.allowAnyOrigin` must come together with `allowOrigins` of "\*"/],
    ['an origin that no browser sends so', {}, { cors: { allowOrigins: ['https://App.example.com:443'] } }, /`cors\.allowOrigins` must hold origins as browsers send them, got "https:\/\/App\.example\.com:443"; right would be "https:\/\/app\.example\.com"/],
    ['a preflight that is kept longer than any browser does', {}, { cors: { allowOrigins: ['https://a.example.com'], maxAge: Duration.days(2) } }, /`cors\.maxAge` must be whole seconds from 0 to 86400, got 172800 seconds/],
    ['any origin with credentials', {}, { cors: { allowOrigins: ['*'], allowCredentials: true } }, /`cors\.allowOrigins` must name the origins .* got "\*"/],
    ['an origin with a path', {}, { cors: { allowOrigins: ['https://a.example.com/x'] } }, /`cors\.allowOrigins` must hold origins .* got "https:\/\/a\.example\.com\/x"/],
    ['an origin in clear text', {}, { cors: { allowOrigins: ['http://a.example.com'] } }, /must be https outside of localhost/],
    ['a reasonless firewall option', {}, { firewall: { logAllowed: '' } }, /logAllowed/],
  ])('%s', (_name, _unused, props, message) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    expect(() => new SecureRestApi(stack, 'Orders', { jwtIssuers: issuers, ...props })).toThrow(message);
    expect(stack.node.tryFindChild('Orders')).toBeUndefined();
  });

  test('an issuer over http', () => {
    expect(() => JwtIssuer.oidc({ issuer: 'http://id.example.com', audience: ['x'] })).toThrow(/`issuer` must be an https URL .*, got "http:\/\/id\.example\.com"/);
  });

  test('an issuer without audience', () => {
    expect(() => JwtIssuer.oidc({ issuer: 'https://id.example.com', audience: [] })).toThrow(/`audience` must hold at least one value, got none/);
  });

  test('a schedule under four hours', () => {
    expect(() => RotationSchedule.expression('rate(1 hour)')).toThrow(/got "rate\(1 hour\)"/);
  });

  test.each<[string, Partial<Parameters<SecureRestApi['addRoute']>[0]>, RegExp]>([
    ['a path without a slash', { path: 'orders' }, /`path` must start with "\/", got "orders"; right would be "\/orders"/],
    ['a path that ends with a slash', { path: '/orders/' }, /`path` must not end with "\/", got "\/orders\/"/],
    ['a part that is half a parameter', { path: '/orders/{id}.json' }, /`path` must have parts .* got "\{id\}\.json"/],
    ['a greedy parameter in the middle', { path: '/a/{rest+}/b' }, /greedy parameter "\{rest\+\}" as its last part/],
    ['a parameter named twice', { path: '/a/{x}/{x}' }, /`path` must name each parameter once, got "\{x\}" twice/],
    ['API Gateway\'s own path', { path: '/ping' }, /health checks/],
    ['an unknown path parameter', { parameters: [RouteParameter.path('other')] }, /must name parameters of the path, got "other"; the path has "orderId"/],
    ['the same parameter twice', { parameters: [RouteParameter.query('a'), RouteParameter.query('a')] }, /must name each parameter once, got query "a" twice/],
    ['a target built by hand', { path: '/y', target: { _bind: () => ({}), _check: () => undefined } as unknown as RouteTarget }, /`target` of GET \/y must say where the request goes, got \{\}; right would be RouteTarget\.lambdaFunction\(fn\)/],
    ['a target of its prototype only', { path: '/y', target: Object.create(RouteTarget.prototype) as RouteTarget }, /`target` of GET \/y must say where the request goes/],
    ['a function as target', { path: '/y', target: (() => undefined) as unknown as RouteTarget }, /`target` of GET \/y must say where the request goes, got the function/],
    ['a parameter by its name', { path: '/y', parameters: ['limit'] as unknown as RouteParameter[] }, /`parameters` must be a list, each a RouteParameter such as RouteParameter\.query\('limit'\), got "limit" at "0"/],
    ['a schema as body', { path: '/y', body: { type: 'object' } as unknown as RequestBody }, /`body` must be a RequestBody such as RequestBody\.json\(schema\), got \{"type":"object"\}/],
    ['an operation id of other characters', { path: '/y', operationId: 'my op!/' }, /`operationId` of GET \/y must be letters and digits, got "my op!\/"; right would be "myOp"/],
    ['half of a throttle', { path: '/y', throttle: { rateLimit: 5 } }, /`throttle` of GET \/y must have `rateLimit` and `burstLimit` together/],
    ['a burst of a request and a half', { path: '/y', throttle: { rateLimit: 5, burstLimit: 1.5 } }, /`throttle\.burstLimit` of GET \/y must be a whole number, got 1\.5/],
    ['a body on GET', { path: '/x', body: RequestBody.json({ type: 'object', properties: {} }) }, /`body` must be RequestBody\.none\(\) on GET \/x/],
    ['a duplicate route', { path: '/orders/{orderId}' }, /got GET \/orders\/\{orderId\} a second time/],
    ['another name for the same variable part', { path: '/orders/{id}/items' }, /after "\/orders" "\{orderId\}" as "\/orders\/\{orderId\}" does, got "\{id\}"/],
    ['a target that maps a parameter that the route does not declare', {
      path: '/y',
      target: RouteTarget.awsService({
        service: 'sqs',
        path: 'orders',
        iamAction: 'sqs:SendMessage',
        resourceArns: ['arn:aws:sqs:eu-west-1:111122223333:orders'],
        requestParameters: { 'integration.request.querystring.n': 'method.request.querystring.limit' },
      }),
    }, /`requestParameters` must map parameters of GET \/y that API Gateway knows, got "method\.request\.querystring\.limit"; right would be RouteParameter\.query\("limit"\)/],
    ['a target that maps a parameter that API Gateway can not name', {
      path: '/y',
      parameters: [RouteParameter.query('ids[]')],
      target: RouteTarget.awsService({
        service: 'sqs',
        path: 'orders',
        iamAction: 'sqs:SendMessage',
        resourceArns: ['arn:aws:sqs:eu-west-1:111122223333:orders'],
        requestParameters: { 'integration.request.querystring.n': 'method.request.querystring.ids[]' },
      }),
    }, /that API Gateway knows, got "method\.request\.querystring\.ids\[\]"/],
    ['a target that maps another path parameter', { path: '/y', target: RouteTarget.http('https://a.example.com/{z}') }, /`url` must name path parameters of GET \/y only, got "\{z\}"/],
  ])('%s', (_name, change, message) => {
    const { api, stack, target } = sampleApi();
    const before = stack.node.findAll().length;
    expect(() => api.addRoute({ method: HttpMethod.GET, path: '/orders/{orderId}', target, access: RouteAccess.roles('reader'), ...change })).toThrow(message);
    expect(stack.node.findAll()).toHaveLength(before);
    expect(Object.keys(bodyOf(stack).paths)).toEqual(['/orders/{orderId}']);
  });

  test('a consumer that could not be deployed', () => {
    const { api } = sampleApi();
    expect(() => api.addConsumer('Bad', { throttle: { rateLimit: -1 } })).toThrow(/`throttle\.rateLimit` must be a number over 0, got -1/);
    expect(api.node.tryFindChild('Bad')).toBeUndefined();
  });

  test('an API that no consumer could call', () => {
    const { api, app, target } = emptyApi();
    api.addRoute({ method: HttpMethod.GET, path: '/a', target, access: RouteAccess.roles('reader') });
    expect(() => app.synth()).toThrow(/`addConsumer` must be called at least once, got no consumer: GET \/a needs an API key/);
  });

  test('but not one whose routes all say why they have no key', () => {
    const { api, app, target } = emptyApi();
    api.addRoute({ method: HttpMethod.GET, path: '/a', target, access: RouteAccess.roles('reader').withoutApiKey('The only caller is our own website') });
    expect(() => app.synth()).not.toThrow();
  });

  test('an API without routes', () => {
    expect(() => emptyApi().app.synth()).toThrow(/`addRoute` must be called at least once/);
  });

  test('a look at the template does not register anything on the user\'s scopes', () => {
    const { app, stack } = sampleApi();
    expect(Aspects.of(app).all).toHaveLength(0);
    expect(Aspects.of(stack).all).toHaveLength(0);
  });
});

describe('a template over the limit of CloudFormation', () => {
  const grow = (props: StackProps) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', props);
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER] });
    api.addConsumer('Partner');
    const properties = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`property${index}`, { type: 'string', maxLength: 40 + index }]));
    for (let index = 0; index < 150; index += 1) {
      api.addRoute({
        method: HttpMethod.POST,
        path: `/things${index}`,
        target: RouteTarget.mock({ statusCode: 200 }),
        access: RouteAccess.roles('writer'),
        body: RequestBody.json({ type: 'object', properties: { ...properties, [`own${index}`]: { type: 'boolean' } } }),
      });
    }
    return app;
  };

  test('is an error that says what to do', () => {
    expect(() => grow({}).synth()).toThrow(/the template of Stack must be at most 1000000 bytes, got \d{7}; right would be `suppressTemplateIndentation: true` on the stack/);
  });

  test('is measured as CDK writes it', () => {
    const app = grow({ suppressTemplateIndentation: true });
    const { template } = app.synth().getStackByName('Stack');
    expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
  });
});

test('APIs of one stack share its template, and are measured together', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const properties = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`property${index}`, { type: 'string', maxLength: 40 + index }]));
  for (const id of ['One', 'Other']) {
    const api = new SecureRestApi(stack, id, { jwtIssuers: [ISSUER] });
    api.addConsumer('Partner');
    for (let index = 0; index < 75; index += 1) {
      api.addRoute({
        method: HttpMethod.POST,
        path: `/things${index}`,
        target: RouteTarget.mock({ statusCode: 200 }),
        access: RouteAccess.roles('writer'),
        body: RequestBody.json({ type: 'object', properties: { ...properties, [`${id}${index}`]: { type: 'boolean' } } }),
      });
    }
  }
  expect(() => app.synth()).toThrow(/the template of Stack must be at most 1000000 bytes, got \d{7}/);
});

test('what is added after the synthesis is an error, since no template would have it', () => {
  const { api, app, target } = sampleApi();
  app.synth();
  expect(() => api.addRoute({ method: HttpMethod.GET, path: '/late', target, access: RouteAccess.roles('reader') })).toThrow(/`addRoute` must be called before the app is synthesized/);
  expect(() => api.addConsumer('Late')).toThrow(/`addConsumer` must be called before/);
});

test('more than 300 path parts are a warning with their number, since AWS raises the quota', () => {
  const { api, stack, target } = sampleApi();
  for (let index = 0; index < 150; index += 1) {
    api.addRoute({ method: HttpMethod.GET, path: `/things${index}/{id}`, target, access: RouteAccess.roles('reader') });
  }
  Annotations.fromStack(stack).hasWarning('/Stack/Orders', Match.stringLikeRegexp('the routes have 302 path parts'));
});

describe('CORS', () => {
  test('is off unless asked for', () => {
    expect(bodyOf(sampleApi().stack).paths['/orders/{orderId}'].options).toBeUndefined();
  });

  test('answers preflight on every path without key or token, and refusals with the right header', () => {
    const { stack } = sampleApi({ cors: { allowOrigins: ['https://app.example.com', 'https://admin.example.com'] } });
    const body = bodyOf(stack);
    const preflight = body.paths['/orders/{orderId}'].options;
    expect(preflight.security).toEqual([]);
    expect(preflight.parameters).toEqual([{ name: 'orderId', in: 'path', required: true, schema: { type: 'string' } }]);
    expect(JSON.stringify(preflight)).toContain('https://admin.example.com');
    expect(preflight['x-amazon-apigateway-integration']).toMatchObject({
      type: 'mock',
      responses: { default: { responseParameters: { 'method.response.header.Access-Control-Allow-Methods': "'GET,OPTIONS'" } } },
    });
    expect(body['x-amazon-apigateway-gateway-responses']).toMatchObject({
      UNAUTHORIZED: { responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'https://app.example.com'" } },
    });
  });
});

describe('gateway responses', () => {
  const responses = bodyOf(sampleApi().stack)['x-amazon-apigateway-gateway-responses'] as { [type: string]: { responseTemplates: { [type: string]: string } } };

  test('tell a client what to do and nothing of what is inside', () => {
    for (const response of Object.values(responses)) {
      const template = response.responseTemplates['application/json'];
      expect(template).not.toMatch(/\$context\.(?!requestId)/);
      expect(JSON.parse(template)).toEqual({ message: expect.any(String) as string, requestId: '$context.requestId' });
    }
  });

  test('name the scheme of a refused token', () => {
    expect(responses.UNAUTHORIZED).toMatchObject({ statusCode: '401', responseParameters: { 'gatewayresponse.header.WWW-Authenticate': "'Bearer'" } });
  });
});

describe('several APIs in one stack', () => {
  test('share the parameter and the logging role', () => {
    const { stack } = sampleApi();
    const api = new SecureRestApi(stack, 'Second', { jwtIssuers: [ISSUER], apiKeyRotationSchedule: RotationSchedule.expression('rate(7 days)') });
    api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
    api.addConsumer('Other');
    const template = Template.fromStack(stack);
    expect(Object.keys(template.findParameters('ApiKeyRotationSchedule'))).toHaveLength(1);
    template.hasParameter('ApiKeyRotationSchedule', { Default: 'rate(7 days)' });
    template.resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
  });

  test('with two default schedules are an error that names both', () => {
    const { stack } = sampleApi({ apiKeyRotationSchedule: RotationSchedule.expression('rate(2 days)') });
    expect(() => new SecureRestApi(stack, 'Second', { jwtIssuers: [ISSUER], apiKeyRotationSchedule: RotationSchedule.expression('rate(7 days)') }))
      .toThrow(/rate\(7 days\).*rate\(2 days\)/);
    expect(stack.node.tryFindChild('Second')).toBeUndefined();
  });
});

test('a key of the user\'s encrypts logs and secrets, and CloudWatch Logs may use it', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const api = new SecureRestApi(stack, 'Api', { jwtIssuers: [ISSUER], encryptionKey: new kms.Key(stack, 'Key') });
  api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: Match.anyValue() });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'CloudWatchLogs' })]) },
  });
});

test('the document for clients has the security as OpenAPI reads it, and nothing of what is behind', () => {
  const { api } = sampleApi();
  const document = api.openApiDocument as { paths: { [path: string]: { get: { security: unknown } } } };
  expect(document.paths['/orders/{orderId}'].get.security).toEqual([{ Token: [], ApiKey: [] }]);
  expect(JSON.stringify(document)).not.toMatch(/amazonaws|x-amazon|Fn::/);
});

test('a route that takes any query parameter says why in the posture', () => {
  const { api, app, target } = sampleApi();
  const report = { method: HttpMethod.GET, path: '/report', target, access: RouteAccess.roles('reader') };
  expect(() => api.addRoute({ ...report, allowUndeclaredQuery: 'yes' })).toThrow(/`allowUndeclaredQuery` of `GET \/report` must be a sentence/);
  api.addRoute({ ...report, allowUndeclaredQuery: 'The columns are named by who asks' });
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  const { routes } = JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as { routes: unknown[] };
  expect(routes[1]).toMatchObject({ queryNames: 'free', exceptions: [{ kind: 'allowUndeclaredQuery', reason: 'The columns are named by who asks' }] });
});

test('the posture lists where a route answers besides its own path, and which bodies may be compressed', () => {
  const { app, api, target } = emptyApi();
  api.addConsumer('Partner');
  api.addRoute({ method: HttpMethod.GET, path: '/{page+}', target, access: RouteAccess.public('Pages are for everyone') });
  api.addRoute({
    method: HttpMethod.POST,
    path: '/admin',
    target,
    access: RouteAccess.roles('admin'),
    body: RequestBody.unchecked(['text/csv'], 100, 'The target reads the lines').withContentEncoding('Exports come compressed, the target stops at 1 MB'),
  });
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  const { routes } = JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as { routes: unknown[] };
  expect(routes).toEqual([
    expect.objectContaining({ path: '/{page+}', alsoServes: ['/admin'] }),
    expect.objectContaining({
      path: '/admin',
      alsoServes: [],
      exceptions: expect.arrayContaining([{ kind: 'withContentEncoding', reason: 'Exports come compressed, the target stops at 1 MB' }]),
    }),
  ]);
});

test('what is loosened for the API as a whole stands in the posture with its reason', () => {
  const { app } = sampleApi({
    cors: { allowOrigins: ['*'], allowAnyOrigin: 'The catalogue is for everyone' },
    firewall: { logAllowed: 'The auditor reads every request', acceptHeaders: [{ name: 'X-Forwarded-Host', reason: 'The proxy of a partner adds it' }] },
  });
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  expect(JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'))).toMatchObject({
    exceptions: [
      { kind: 'cors.allowAnyOrigin', reason: 'The catalogue is for everyone' },
      { kind: 'firewall.logAllowed', reason: 'The auditor reads every request' },
      { kind: 'firewall.acceptHeaders X-Forwarded-Host', reason: 'The proxy of a partner adds it' },
    ],
  });
});

test('in a nested stack the schedule is a parameter of the top stack, where a deployment can reach it', () => {
  const stack = new Stack(new App(), 'Stack');
  const nested = new NestedStack(stack, 'Nested');
  const api = new SecureRestApi(nested, 'Orders', { jwtIssuers: [ISSUER] });
  api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  Template.fromStack(stack).hasParameter('ApiKeyRotationSchedule', { Default: 'rate(1 day)' });
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudFormation::Stack'))).toContain('{"Ref":"ApiKeyRotationSchedule"}');
  expect(Template.fromStack(nested).findParameters('ApiKeyRotationSchedule')).toEqual({});
});

test('a long path in the tree still has a file for its posture', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const scope = new Construct(new Construct(stack, 'a'.repeat(150)), 'b'.repeat(150));
  const api = new SecureRestApi(scope, 'Orders', { jwtIssuers: [ISSUER] });
  api.addRoute({ method: HttpMethod.GET, path: '/a', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
  api.addConsumer('Partner');
  expect(fs.readdirSync(app.synth().directory).filter((name) => name.endsWith('.posture.json'))).toHaveLength(1);
});

test('the posture stands beside the template', () => {
  const { app } = sampleApi();
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  const { Resources: resources } = JSON.parse(fs.readFileSync(path.join(directory, 'Stack.template.json'), 'utf8')) as { Resources: { [id: string]: { Type: string } } };
  expect(JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'))).toMatchObject({
    version: 1,
    api: 'Stack/Orders',
    template: 'Stack.template.json',
    restApi: Object.keys(resources).find((id) => resources[id].Type === 'AWS::ApiGateway::RestApi'),
    throttle: '500/s, burst 1000',
    rotationSchedule: 'rate(1 day)',
    routes: [{ method: 'GET', path: '/orders/{orderId}', access: 'role reader', requires: [{ rolesAnyOf: [['reader']] }], apiKey: true, queryNames: 'per route' }],
    consumers: [{ id: 'Partner' }],
  });
});

interface Kept {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

describe('of a stack that is deleted', () => {
  /** What becomes of each resource whose data somebody may miss, by its type and the beginning of its id. */
  function fates(removalPolicy?: RemovalPolicy): { readonly [resource: string]: string } {
    const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: '111122223333' } });
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/abc');
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], removalPolicy, edge: { domainNames: ['www.example.com'], certificate, website: {} } });
    api.addRoute({ method: HttpMethod.GET, path: '/orders', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader') });
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: { [id: string]: Kept } };
    const kept = Object.entries(Resources).filter(([, { Type }]) => ['AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret'].includes(Type));
    return Object.fromEntries(kept.map(([id, { Type, DeletionPolicy, UpdateReplacePolicy }]) => {
      expect(UpdateReplacePolicy).toBe(DeletionPolicy);
      return [`${Type.split('::')[2]} ${id.slice(0, -8)}`, DeletionPolicy ?? 'none'];
    }));
  }

  const LOGS = [
    'LogGroup OrdersAccessLog', 'LogGroup OrdersExecutionLog', 'LogGroup OrdersWebAclLog', 'LogGroup OrdersJwtAuthorizerLog',
    'LogGroup OrdersApiKeyRotationLog', 'LogGroup OrdersEdgeOriginSecretLog', 'LogGroup OrdersEdgeWebAclLog', 'Bucket OrdersEdgeLogs', 'Bucket OrdersEdgeWebsiteBucket',
  ];
  // Of what only deployments do, and of values that open an API which is gone.
  const GOES = { 'LogGroup SecureRestApiAccountLoggingLog': 'Delete', 'Secret OrdersEdgeOriginSecret': 'Delete', 'Secret OrdersEdgeWebsiteSecret': 'Delete' };

  test.each<[string, RemovalPolicy | undefined, string]>([
    ['kept', undefined, 'Retain'],
    ['kept where that is said', RemovalPolicy.RETAIN, 'Retain'],
    ['deleted where that is said', RemovalPolicy.DESTROY, 'Delete'],
  ])('logs and the website are %s', (_, removalPolicy, fate) => {
    expect(fates(removalPolicy)).toEqual({ ...GOES, ...Object.fromEntries(LOGS.map((log) => [log, fate])) });
  });
});

test('the document for clients says what a parameter must look like, and that refusals have codes of their own', () => {
  const { api, target } = emptyApi();
  api.addRoute({
    method: HttpMethod.GET,
    path: '/shops/{shop}/files/{path+}',
    target,
    access: RouteAccess.roles('reader'),
    parameters: [
      RouteParameter.path('shop', { pattern: '[a-z]{2}|x' }), RouteParameter.query('sort', { allowedValues: ['asc', 'desc'] }),
      RouteParameter.query('filter[name]', { minLength: 2, maxLength: 5 }), RouteParameter.header('x-trace', { pattern: '[0-9a-f]{16}', required: true }),
    ],
  });
  api.addRoute({ method: HttpMethod.PUT, path: '/picture', target, access: RouteAccess.roles('reader'), body: RequestBody.binary(['image/png'], 1_000, 'Pictures are checked by the backend') });
  api.addConsumer('Partner');
  interface Described { parameters: unknown; responses: object; requestBody?: unknown }
  const { paths } = api.openApiDocument as { paths: { [path: string]: { [method: string]: Described } } };
  expect(paths['/shops/{shop}/files/{path+}'].get.parameters).toEqual([
    { name: 'shop', in: 'path', required: true, schema: { type: 'string', pattern: '^(?:[a-z]{2}|x)$', minLength: 1, maxLength: 256 } },
    { name: 'sort', in: 'query', required: false, schema: { type: 'string', enum: ['asc', 'desc'] } },
    { name: 'filter[name]', in: 'query', required: false, schema: { type: 'string', minLength: 2, maxLength: 5 } },
    { name: 'x-trace', in: 'header', required: true, schema: { type: 'string', pattern: '^(?:[0-9a-f]{16})$', maxLength: 256 } },
    { name: 'path', in: 'path', required: true, schema: { type: 'string', pattern: '^[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$' } },
  ]);
  expect(Object.keys(paths['/picture'].put.responses)).toEqual(['2XX', '4XX', '5XX']);
  expect(paths['/picture'].put.requestBody).toEqual({ required: true, content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } });
});
