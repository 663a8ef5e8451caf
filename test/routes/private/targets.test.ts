import { App, Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsServiceTargetOptions, HttpTargetOptions, MockTargetOptions, RouteTarget } from '../../../lib';
import { TargetIntegration } from '../../../lib/routes/private/target-integration';
import { sampleFunction } from '../../support/sample-api';

const ENV = { region: 'eu-west-1', account: '111122223333' };
const newStack = (env: { region?: string; account?: string } = ENV) => new Stack(new App(), 'Stack', { env });
const ROUTE = { method: 'PUT', path: '/orders/{id}', pathParameters: ['id'], mappable: ['path.id'] };
const bind = (target: RouteTarget, scope: Stack = newStack(), hiddenHeaders: string[] = []): TargetIntegration => {
  return target._bind({ ...ROUTE, scope, hiddenHeaders });
};

describe('an HTTP backend', () => {
  const http = (options: HttpTargetOptions = {}, url = 'https://orders.example.com/{id}') => RouteTarget.http(url, options);

  test('is called as the route is, for 29 seconds at the most', () => {
    expect(bind(http())).toEqual({
      integration: {
        type: 'http_proxy',
        httpMethod: 'PUT',
        uri: 'https://orders.example.com/{id}',
        requestParameters: { 'integration.request.path.id': 'method.request.path.id' },
        timeoutInMillis: 29_000,
      },
      role: '-',
      description: 'http orders.example.com',
    });
  });

  test('is called by its own method and timeout, and never gets what is the gateway\'s', () => {
    expect(bind(http({ httpMethod: 'OPTIONS', timeout: Duration.millis(50) }), newStack(), ['x-api-key']).integration).toMatchObject({
      httpMethod: 'OPTIONS', timeoutInMillis: 50, requestParameters: { 'integration.request.header.x-api-key': "''", 'integration.request.path.id': 'method.request.path.id' },
    });
  });

  test('whose address is a token is called so in the posture', () => {
    expect(bind(http({}, Fn.importValue('Address'))).description).toBe('http (token)');
  });

  test.each([[Duration.millis(50)], [Duration.seconds(29)]])('may take %s', (timeout) => {
    expect(() => http({ timeout })).not.toThrow();
  });

  test.each([[Duration.millis(49), 49], [Duration.millis(29_001), 29_001]])('may not take %s', (timeout, millis) => {
    expect(() => http({ timeout })).toThrow(`\`timeout\` must be from 50 milliseconds to 29 seconds, got ${millis} milliseconds`);
  });

  test('has a timeout that is known', () => {
    expect(() => http({ timeout: Duration.seconds(Lazy.number({ produce: () => 5 })) })).toThrow(/`timeout` must be known at synth time, got a token/);
  });

  test('takes no wrong types', () => {
    expect(() => RouteTarget.http(5 as unknown as string)).toThrow(/`url` must be/);
    expect(() => http({ httpMethod: 5 as unknown as string })).toThrow(/`httpMethod` must be/);
    expect(() => http({ timeout: 5 as unknown as Duration })).toThrow(/`timeout` must be/);
  });

  test('is called by a method that API Gateway knows', () => {
    expect(() => http({ httpMethod: 'SEND' })).toThrow('`httpMethod` must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got "SEND"; right would be "POST"');
    expect(() => http({ httpMethod: 'put' })).toThrow('`httpMethod` must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got "put"; right would be "PUT"');
  });

  test('names parameters of the route', () => {
    const check = (pathParameters: string[]) => () => http()._check({ ...ROUTE, pathParameters }, newStack());
    expect(check(['id'])).not.toThrow();
    expect(check(['a', 'b'])).toThrow(/`url` must name path parameters of PUT \/orders\/\{id\} only, got "\{id\}" in "https:\/\/orders\.example\.com\/\{id\}"; the path has a, b$/);
    expect(check([])).toThrow(/the path has none$/);
  });

  test.each<[string, RouteTarget, boolean]>([
    ['the same', http(), true],
    ['its default in words', http({ timeout: Duration.seconds(29) }), true],
    ['another address', http({}, 'https://other.example.com/{id}'), false],
    ['another method', http({ httpMethod: 'GET' }), false],
    ['another timeout', http({ timeout: Duration.seconds(5) }), false],
    ['another kind', RouteTarget.mock({ statusCode: 200 }), false],
  ])('and %s: equal is %s', (_, other, equal) => {
    expect(http()._equals(other)).toBe(equal);
  });
});

describe('a function', () => {
  test('has a role of its own, whichever target names it', () => {
    const stack = newStack();
    const [one, other] = [sampleFunction(stack, 'One'), sampleFunction(stack, 'Other')];
    const bound = bind(RouteTarget.lambdaFunction(one), stack);
    expect(bound).toMatchObject({ integration: { type: 'aws_proxy', httpMethod: 'POST' }, description: 'lambda One', role: expect.stringMatching(/^One[0-9a-f]{8}$/) as string });
    expect(bind(RouteTarget.lambdaFunction(one), stack).role).toBe(bound.role);
    expect(bind(RouteTarget.lambdaFunction(other), stack).role).toMatch(/^Other[0-9a-f]{8}$/);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: [{ PolicyName: 'InvokeTarget', PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: stack.resolve(one.functionArn) as object }] } }],
    });
    expect(JSON.stringify(stack.resolve(bound.integration.uri))).toContain(`:lambda:path/2015-03-31/functions/\${Function}/invocations",{"Function":${JSON.stringify(stack.resolve(one.functionArn))}}`);
  });

  test('is the same target as itself only', () => {
    const stack = newStack();
    const one = sampleFunction(stack, 'One');
    expect(RouteTarget.lambdaFunction(one)._equals(RouteTarget.lambdaFunction(one))).toBe(true);
    expect(RouteTarget.lambdaFunction(one)._equals(RouteTarget.lambdaFunction(sampleFunction(stack, 'Other')))).toBe(false);
    expect(RouteTarget.lambdaFunction(one)._equals(RouteTarget.mock({ statusCode: 200 }))).toBe(false);
    const mock = RouteTarget.mock({ statusCode: 200 });
    expect(mock._equals(mock)).toBe(true);
    expect(mock._equals(RouteTarget.mock({ statusCode: 200 }))).toBe(false);
  });

  const byArn = (functionArn: string) => lambda.Function.fromFunctionArn(newStack(), 'F', functionArn);

  test.each([
    'arn:aws:lambda:eu-west-1:111122223333:function:orders', 'arn:aws-cn:lambda:cn-north-1:111122223333:function:orders:live', 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:a_b-c:$LATEST',
    `arn:aws:lambda:eu-west-1:111122223333:function:${'a'.repeat(140)}:${'b'.repeat(128)}`, `arn:aws:lambda:eu-west-1:111122223333:function:${Fn.importValue('Name')}`,
  ])('may be %s', (functionArn) => {
    expect(() => RouteTarget.lambdaFunction(byArn(functionArn))).not.toThrow();
  });

  test.each([
    'arn:aws:lambda:eu-west-1:111122223333:layer:orders', 'arn:aws:lambda:eu-west-1:11112222333:function:orders', `arn:aws:lambda:eu-west-1:111122223333:function:${'a'.repeat(141)}`,
    `arn:aws:lambda:eu-west-1:111122223333:function:a:${'b'.repeat(129)}`, 'arn:aws:lambda:eu-west-1:111122223333:function:orders:live:x',
    'arn:aws:lambda::111122223333:function:orders',
  ])('may not be %s', (functionArn) => {
    expect(() => RouteTarget.lambdaFunction(byArn(functionArn))).toThrow(/`handler` must be a Lambda function, got the ARN/);
  });

  test.each(['arn:aws:lambda:eu-west-1:111122223333:function:*', `arn:aws:lambda:eu-west-1:${Fn.ref('AWS::AccountId')}:function:order?`])('may not be several: %s', (functionArn) => {
    expect(() => RouteTarget.lambdaFunction({ functionArn } as lambda.IFunction)).toThrow(/`handler` must be one function, got the ARN ".*" with a wildcard/);
  });

  test('is no text', () => {
    expect(() => RouteTarget.lambdaFunction('orders' as unknown as lambda.IFunction)).toThrow(/`handler` must be a Lambda function such as new lambda\.Function/);
  });

  test.each<[string, object, object, RegExp | undefined]>([
    ['the API\'s region and account', ENV, ENV, undefined],
    ['another region', ENV, { ...ENV, region: 'us-east-1' }, /`target` of PUT \/orders\/\{id\} must be a function of the API's own region "eu-west-1", got one of "us-east-1" \(Stack\/F\)/],
    ['another account', ENV, { ...ENV, account: '444455556666' }, /of the API's own account "111122223333", got one of "444455556666"/],
    ['a region beside one that nobody knows', {}, ENV, undefined],
    ['a place that nobody knows', ENV, {}, undefined],
  ])('of %s', (_, own, other, message) => {
    const check = () => RouteTarget.lambdaFunction(sampleFunction(newStack(other), 'F'))._check(ROUTE, newStack(own));
    if (message) {
      expect(check).toThrow(message);
    } else {
      expect(check).not.toThrow();
    }
  });
});

describe('an AWS service', () => {
  const ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
  const service = (over: Partial<AwsServiceTargetOptions> = {}) => RouteTarget.awsService({ service: 'dynamodb', action: 'PutItem', iamAction: 'dynamodb:PutItem', resourceArns: [ARN], ...over });

  test('is called by a role for the one action, and its own words never reach a client', () => {
    const stack = newStack();
    const bound = bind(service(), stack);
    expect(stack.resolve(bound)).toMatchObject({
      integration: {
        type: 'aws',
        httpMethod: 'POST',
        uri: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:eu-west-1:dynamodb:action/PutItem']] },
        credentials: { 'Fn::GetAtt': [expect.any(String) as string, 'Arn'] },
        passthroughBehavior: 'when_no_match',
        timeoutInMillis: 29_000,
        responses: {
          '2\\d{2}': { statusCode: '200', responseTemplates: { 'application/json': '{}' } },
          '4\\d{2}': { statusCode: '400', responseTemplates: { 'application/json': '{"message":"Bad request"}' } },
          'default': { statusCode: '502', responseTemplates: { 'application/json': '{"message":"Bad gateway"}' } },
        },
      },
      role: 'dynamodb PUT  orders {id}',
      description: 'dynamodb PutItem',
    });
    // OpenAPI 3.0 asks for a description of each.
    expect(bound.responses).toEqual({ 200: { description: 'Done' }, 400: { description: 'Bad request' }, 502: { description: 'Bad gateway' } });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyName: 'InvokeTarget', PolicyDocument: { Statement: [{ Action: 'dynamodb:PutItem', Effect: 'Allow', Resource: ARN }] } }],
    });
  });

  test('by path, with what it maps in one order, and nothing that no template takes', () => {
    const stack = newStack();
    const { integration, description } = bind(service({
      action: undefined,
      path: '123/orders',
      integrationHttpMethod: 'GET',
      requestParameters: { 'integration.request.header.b': "'2'", 'integration.request.header.a': "'1'" },
      requestTemplates: { 'text/plain': 'b', 'application/json': 'a' },
      responseTemplate: '{"ok":true}',
    }), stack);
    expect(JSON.stringify(stack.resolve(integration.uri))).toContain(':dynamodb:path/123/orders');
    expect(integration).toMatchObject({
      httpMethod: 'GET', passthroughBehavior: 'never', responses: { '2\\d{2}': { responseTemplates: { 'application/json': '{"ok":true}' } } },
    });
    expect(Object.keys(integration.requestParameters as object)).toEqual(['integration.request.header.a', 'integration.request.header.b']);
    expect(Object.keys(integration.requestTemplates as object)).toEqual(['application/json', 'text/plain']);
    expect(description).toBe('dynamodb dynamodb:PutItem');
  });

  test('has one role in an API, and another in another', () => {
    const target = service();
    const [one, other] = [newStack(), newStack()];
    const first = bind(target, one);
    expect(target._bind({ ...ROUTE, path: '/later', scope: one, hiddenHeaders: [] }).role).toBe(first.role);
    expect(one.node.children).toHaveLength(1);
    bind(target, other);
    expect(other.node.children).toHaveLength(1);
  });

  test.each<[string, Partial<AwsServiceTargetOptions>]>([
    ['a part of a host', { service: 'runtime.sagemaker' }], ['digits', { service: 's3-2' }], ['a path with a token', { action: undefined, path: `${Fn.ref('AWS::AccountId')}/orders` }], ['an action that is a token', { action: Fn.importValue('Action') }],
    ['an ARN that ends in a token', { resourceArns: [`arn:aws:sqs:eu-west-1:111122223333:${Fn.importValue('Name')}`] }], ['an ARN without a region', { resourceArns: ['arn:aws:s3:::bucket/a'] }],
  ])('takes %s', (_, over) => {
    expect(() => service(over)).not.toThrow();
  });

  test.each<[string, Partial<AwsServiceTargetOptions>, RegExp]>([
    ['capitals', { service: 'DynamoDB' }, /`service` must be the service's name in an endpoint, got "DynamoDB"/],
    ['a dot at its end', { service: 'sqs.' }, /`service` must be the service's name/], ['a dot at its beginning', { service: '.sqs' }, /`service` must be the service's name/],
    ['a service that nobody knows', { service: Fn.importValue('Service') }, /`service` must be known at synth time, got a token; right would be a literal such as 'dynamodb'$/],
    ['an empty action', { action: '' }, /`action` must be a part of an address without blanks, got ""/], ['an action that begins with a blank', { action: ' PutItem' }, /`action` must be a part of an address/],
    ['an action that ends with a blank', { action: 'PutItem ' }, /`action` must be a part of an address/],
    ['a path with a blank', { action: undefined, path: 'a b' }, /`path` must be a part of an address without blanks, got "a b"/],
    ['action beside a path', { action: 'PutItem', path: '123456789012/orders' }, /exactly one of `action` and `path` must be given, got both/],
    ['call that is neither', { action: undefined, path: undefined }, /exactly one of `action` and `path` must be given, got neither/],
    ['empty list of ARNs', { resourceArns: [] }, /`resourceArns` must hold at least one ARN, got none/],
    ['half an IAM action', { iamAction: 'dynamodb' }, /`iamAction` must be one action/], ['an IAM action with more behind', { iamAction: 'dynamodb:PutItem*' }, /`iamAction` must be one action/],
    ['an IAM action with more before', { iamAction: '*dynamodb:PutItem' }, /`iamAction` must be one action/],
    ['no ARN', { resourceArns: ['orders'] }, /`resourceArns` must be exact ARNs without wildcards, got "orders"/],
    ['a wildcard at the end', { resourceArns: [ARN, `${ARN}*`] }, /`resourceArns` must be exact ARNs/], ['a wildcard for one character', { resourceArns: [`${ARN}?`] }, /`resourceArns` must be exact ARNs/],
    ['something before the ARN', { resourceArns: [`x${ARN}`] }, /`resourceArns` must be exact ARNs/], ['any partition', { resourceArns: ['arn:*:dynamodb:eu-west-1:111122223333:table/a'] }, /must be exact ARNs/],
    ['any service', { resourceArns: ['arn:aws:*:eu-west-1:111122223333:table/a'] }, /must be exact ARNs/], ['any region', { resourceArns: ['arn:aws:dynamodb:*:111122223333:table/*'] }, /must be exact ARNs/],
    ['a wildcard beside a token', { resourceArns: [`arn:aws:sqs:eu-west-1:${Fn.ref('AWS::AccountId')}:orders?`] }, /must be exact ARNs without wildcards, got one that ends in ":orders\?"/],
    ['a mapping to nowhere', { requestParameters: { x: "'y'" } }, /`requestParameters` must map to/],
    ['a method that is none', { integrationHttpMethod: 'SEND' }, /`integrationHttpMethod` must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got "SEND"; right would be "POST"/],
    ['a method with a blank', { integrationHttpMethod: ' get' }, /got " get"; right would be "GET"/],
    ['another type', { resourceArns: 'x' as unknown as string[] }, /`resourceArns` must be a list/],
    ['another type of path', { action: undefined, path: 5 as unknown as string }, /`path` must be/],
    ['a template that is no text', { requestTemplates: { 'application/json': 5 as unknown as string } }, /`requestTemplates` must/],
    ['an answer that is no text', { responseTemplate: {} as unknown as string }, /`responseTemplate` must be/],
  ])('takes no %s', (_, over, message) => {
    expect(() => service(over)).toThrow(message);
  });

  test.each<[string, string[], object, boolean]>([
    ['its own region', [ARN], ENV, true], ['another region', [ARN], { ...ENV, region: 'us-east-1' }, false], ['any, where the API\'s is unknown', [ARN], {}, true],
    ['none', ['arn:aws:s3:::bucket/a'], ENV, true], ['one that nobody knows', [Fn.importValue('Arn')], ENV, true], ['another one of several', [ARN, 'arn:aws:dynamodb:us-east-1:111122223333:table/a'], ENV, false],
  ])('of %s', (_, resourceArns, env, right) => {
    const check = () => service({ resourceArns })._check(ROUTE, newStack(env));
    if (right) {
      expect(check).not.toThrow();
    } else {
      expect(check).toThrow(/`target` of PUT \/orders\/\{id\} must be of the API's own region/);
    }
  });

  test('maps parameters that the route has', () => {
    expect(() => service({ requestParameters: { 'integration.request.header.x': 'method.request.path.other' } })._check(ROUTE, newStack())).toThrow(/`requestParameters` must map parameters of PUT/);
    expect(() => service({ requestParameters: { 'integration.request.header.x': 'method.request.path.id' } })._check(ROUTE, newStack())).not.toThrow();
  });
});

describe('a constant', () => {
  test('has its status and its text', () => {
    expect(bind(RouteTarget.mock({ statusCode: 503, body: '{"a":1}' }))).toEqual({
      integration: {
        type: 'mock',
        requestTemplates: { 'application/json': '{"statusCode":503}' },
        passthroughBehavior: 'never',
        responses: { default: { statusCode: '503', responseTemplates: { 'application/json': '{"a":1}' } } },
      },
      responses: { 503: { description: 'A constant' } },
      role: '-',
      description: 'mock 503',
    });
    expect(bind(RouteTarget.mock({ statusCode: 200 })).integration.responses).toEqual({ default: { statusCode: '200' } });
  });

  test('with signs of the template language has them as references', () => {
    const { integration } = bind(RouteTarget.mock({ statusCode: 200, body: '"$5 #1"' }));
    expect(integration.responses).toEqual({
      default: { statusCode: '200', responseTemplates: { 'application/json': "#set($dollar='$')#set($hash='#')\"${dollar}5 ${hash}1\"" } },
    });
    expect(JSON.stringify(bind(RouteTarget.mock({ statusCode: 200, body: '"#"' })).integration.responses)).toContain("#set($dollar='$')#set($hash='#')");
    // A token's own sign is none.
    expect(JSON.stringify(bind(RouteTarget.mock({ statusCode: 200, body: `"${Fn.importValue('A')}"` })).integration.responses)).not.toContain('#set');
  });

  test('may have a number that is a token', () => {
    expect(() => RouteTarget.mock({ statusCode: 200, body: `{"a":${Fn.importValue('Number')}}` })).not.toThrow();
  });

  test.each(['', '{', '{"a":1', 'ok', "{'a':1}", '{"a":1}}'])('is JSON, which %j is not', (body) => {
    expect(() => RouteTarget.mock({ statusCode: 200, body })).toThrow(`\`body\` of a mock must be JSON, got ${JSON.stringify(body)}; right would be '{"status":"ok"}'`);
  });

  test.each([200, 599])('may have the status %d', (statusCode) => {
    expect(() => RouteTarget.mock({ statusCode })).not.toThrow();
  });

  test.each([199, 600, 200.5, NaN])('may not have the status %d', (statusCode) => {
    expect(() => RouteTarget.mock({ statusCode })).toThrow(/`statusCode` must be a whole number from 200 to 599/);
  });

  test('takes no wrong types', () => {
    expect(() => RouteTarget.mock({ statusCode: '200' as unknown as number })).toThrow(/`statusCode` must be a number/);
    expect(() => RouteTarget.mock({ statusCode: 200, body: {} as unknown as string })).toThrow(/`body` must be/);
  });
});

test.each<[string, () => RouteTarget]>([
  ['an HTTP backend', () => RouteTarget.http('https://orders.example.com', null as unknown as HttpTargetOptions)],
  ['an AWS service', () => RouteTarget.awsService(null as unknown as AwsServiceTargetOptions)],
  ['a constant', () => RouteTarget.mock(null as unknown as MockTargetOptions)],
])('%s says in our words that its options are none', (_, make) => {
  expect(make).toThrow(/^`options` must be an object/);
});
