import { Aws, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { RouteTarget } from '../../lib';

const service = { service: 'sqs', path: 'orders', iamAction: 'sqs:SendMessage', resourceArns: ['arn:aws:sqs:eu-west-1:111122223333:orders'] };

test.each<[string, () => RouteTarget, RegExp]>([
  ['an address in clear text', () => RouteTarget.http('http://a.example.com'), /`url` must be an https address .* got "http:\/\/a\.example\.com"/],
  ['an address with a password', () => RouteTarget.http('https://me:secret@a.example.com'), /`url` must be an https address/],
  ['an address in clear text before a token', () => RouteTarget.http(`http://${Fn.importValue('Host')}/x`), /`url` must be an https address without user, query or fragment, got "http:\/\/\$\{Token/],
  ['an address whose scheme is a token', () => RouteTarget.http(`${Fn.importValue('Scheme')}://a.example.com`), /`url` must be an https address/],
  ['a query after a token', () => RouteTarget.http(`https://${Fn.importValue('Host')}/x?y=1`), /`url` must be an https address without user, query or fragment/],
  ['a host that the caller chooses', () => RouteTarget.http('https://{tenant}.internal.example.com/orders'), /`url` must name the host itself, got a path parameter in the host of "https:\/\/\{tenant\}\.internal/],
  ['a host of which the caller chooses the end', () => RouteTarget.http('https://orders.example.com{tail}'), /`url` must name the host itself/],
  ['a port that the caller chooses', () => RouteTarget.http('https://orders.example.com:{port}/x'), /`url` must name the host itself/],
  ['a host that the caller chooses behind a token', () => RouteTarget.http(`https://${Fn.importValue('Host')}{tail}`), /`url` must name the host itself/],
  ['a host from a stage variable, which no stage has', () => RouteTarget.http('https://${stageVariables.host}/x'), /`url` must name the host itself/],
  ['a host that is none', () => RouteTarget.http('https://-a-/x'), /`url` must have the name of a host/],
  ['no host', () => RouteTarget.http('https:///x'), /`url` must have the name of a host/],
  ['a blank', () => RouteTarget.http('https://a.example.com/a b'), /`url` must have a path of characters that an address can hold/],
  ['a blank before', () => RouteTarget.http(' https://a.example.com'), /`url` must be an https address/],
  ['a blank behind a token', () => RouteTarget.http(`https://${Fn.importValue('Host')}/a b`), /`url` must have a path/],
  ['a line break', () => RouteTarget.http('https://a.example.com/a\nb'), /`url` must have a path/],
  ['a backslash', () => RouteTarget.http('https://a.example.com\\@b.example.com/'), /`url` must be an https address|`url` must have the name of a host/],
  ['half of a brace', () => RouteTarget.http('https://a.example.com/{id'), /`url` must have a path/],
  ['a greedy parameter in the address', () => RouteTarget.http('https://a.example.com/{rest+}'), /`url` must have a path/],
  ['dot segments', () => RouteTarget.http('https://a.example.com/v1/../admin'), /`url` must have a path without dot segments/],
  ['broken encoding', () => RouteTarget.http('https://a.example.com/%zz'), /`url` must have a path/],
  ['a method that is none', () => RouteTarget.http('https://a.example.com', { httpMethod: 'FETCH' }), /`httpMethod` must be one of GET, .*, got "FETCH"; right would be "POST"/],
  ['a method in small letters', () => RouteTarget.http('https://a.example.com', { httpMethod: 'put' }), /`httpMethod` must be one of .*, got "put"; right would be "PUT"/],
  ['a method of a service that is none', () => RouteTarget.awsService({ ...service, integrationHttpMethod: 'SEND' }), /`integrationHttpMethod` must be one of/],
  ['a service that is none', () => RouteTarget.awsService({ ...service, service: 'my service' }), /`service` must be the service's name/],
  ['an action with a blank', () => RouteTarget.awsService({ ...service, path: undefined, action: 'Send Message' }), /`action` must be a part of an address without blanks/],
  ['any function', () => RouteTarget.lambda(lambda.Function.fromFunctionArn(new Stack(), 'F', 'arn:aws:lambda:eu-west-1:111122223333:function:*')), /`handler` must be one function, got the ARN ".*:function:\*" with a wildcard/],
  ['any version', () => RouteTarget.lambda(lambda.Function.fromFunctionArn(new Stack(), 'F', 'arn:aws:lambda:eu-west-1:111122223333:function:orders:*')), /with a wildcard/],
  ['what is no function', () => RouteTarget.lambda(lambda.Function.fromFunctionArn(new Stack(), 'F', 'arn:aws:lambda:eu-west-1:111122223333:layer:orders')), /`handler` must be a Lambda function, got the ARN/],
  ['a timeout over the gateway\'s', () => RouteTarget.http('https://a.example.com', { timeout: Duration.seconds(30) }), /`timeout` must be from 50 milliseconds to 29 seconds, got 30000/],
  ['action and path', () => RouteTarget.awsService({ ...service, action: 'SendMessage' }), /exactly one of `action` and `path` must be given, got both/],
  ['neither action nor path', () => RouteTarget.awsService({ ...service, path: undefined }), /got neither/],
  ['a wildcard action', () => RouteTarget.awsService({ ...service, iamAction: 'sqs:*' }), /`iamAction` must be one action without wildcards, got "sqs:\*"/],
  ['a wildcard resource', () => RouteTarget.awsService({ ...service, resourceArns: ['*'] }), /`resourceArns` must be exact ARNs without wildcards, got "\*"/],
  ['the caller\'s own identity', () => RouteTarget.awsService({ ...service, resourceArns: ['arn:aws:iam::*:user/*'] }), /`resourceArns` must be exact ARNs/],
  ['a wildcard after a token', () => RouteTarget.awsService({ ...service, resourceArns: [`${new sqs.Queue(new Stack(), 'Q').queueArn}*`] }), /`resourceArns` must be exact ARNs/],
  ['no resource', () => RouteTarget.awsService({ ...service, resourceArns: [] }), /`resourceArns` must hold at least one ARN/],
  ['a mapping to nowhere', () => RouteTarget.awsService({ ...service, requestParameters: { 'header.x': "'y'" } }), /`requestParameters` must map to "integration\.request\.header\|querystring\|path\.<name>", got "header\.x"/],
  ['a mapping from nowhere', () => RouteTarget.awsService({ ...service, requestParameters: { 'integration.request.header.x': 'y' } }), /`requestParameters` must map from .* got "y" for "integration\.request\.header\.x"/],
  ...['Authorization', 'connection', 'Content-Length', 'Expect', 'Proxy-Authenticate', 'TE', 'transfer-encoding'].map((name): [string, () => RouteTarget, RegExp] => [
    `a mapping to ${name}, which API Gateway answers with 500`,
    () => RouteTarget.awsService({ ...service, requestParameters: { [`integration.request.header.${name}`]: "'y'" } }),
    new RegExp(`must not set the header "${name}" of a call to an AWS service`),
  ]),
  ['a status that is none', () => RouteTarget.mock({ statusCode: 99 }), /`statusCode` must be a whole number from 200 to 599, got 99/],
  ['a mock body that is no JSON', () => RouteTarget.mock({ statusCode: 200, body: 'ok' }), /`body` of a mock must be JSON, got "ok"/],
])('refuses %s', (_name, make, message) => {
  expect(make).toThrow(message);
});

test('exact ARNs with tokens are taken', () => {
  expect(() => RouteTarget.awsService({ ...service, resourceArns: [new sqs.Queue(new Stack(), 'Q').queueArn] })).not.toThrow();
});

test.each([
  'https://orders.example.com', 'https://orders.example.com/', 'https://orders.example.com:8443/v1/{id}/items', 'https://a.example.com/a%20b/c;d=e/@f:g',
  `https://${Fn.importValue('Host')}/v1/{id}`, `${Fn.importValue('Address')}/v1`, `https://${Aws.REGION}.example.com:${Fn.importValue('Port')}/${Aws.ACCOUNT_ID}`, Fn.importValue('Address'),
])('takes the address %s', (url) => {
  expect(() => RouteTarget.http(url)).not.toThrow();
});

/** What API Gateway makes of the template of a constant answer. */
function renderedMock(body: string): string {
  const { integration } = RouteTarget.mock({ statusCode: 200, body })._bind({ scope: new Stack(), method: 'GET', path: '/', pathParameters: [], mappable: [], hiddenHeaders: [] });
  const [response] = Object.values(integration.responses as { [key: string]: { responseTemplates: { [type: string]: string } } });
  return response.responseTemplates['application/json'].replace(/#set\(\$(\w+)='(.)'\)/g, '').replace(/\$\{dollar\}/g, '$').replace(/\$\{hash\}/g, '#');
}

test('tokens in a mock come out as they went in', () => {
  const stack = new Stack();
  const body = `{"api":"${Aws.STACK_NAME}","price":"$5 #1","region":"${stack.region}"}`;
  expect(renderedMock(body)).toBe(body);
  expect(stack.resolve(renderedMock(body))).toEqual({
    'Fn::Join': ['', ['{"api":"', { Ref: 'AWS::StackName' }, '","price":"$5 #1","region":"', { Ref: 'AWS::Region' }, '"}']],
  });
  expect(() => RouteTarget.mock({ statusCode: 200, body: `{"api":${Aws.STACK_NAME}` })).toThrow(/`body` of a mock must be JSON/);
});

test('signs that mean something in a mapping template come out of a mock as they went in', () => {
  expect(renderedMock('{"price":"$5 #1"}')).toBe('{"price":"$5 #1"}');
});

test('the old name of a function as target makes the same', () => {
  const handler = new lambda.Function(new Stack(), 'F', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
  expect(RouteTarget.lambda(handler)._equals(RouteTarget.lambdaFunction(handler))).toBe(true);
});

describe('a target can only be made by its factories', () => {
  test('not by a subclass', () => {
    const Own = class extends (RouteTarget as unknown as new (target?: object) => RouteTarget) {};
    expect(() => new Own({ bind: () => ({}) })).toThrow(/`RouteTarget` can't be made or subclassed by hand; right would be RouteTarget\.lambdaFunction\(fn\)/);
  });

  test('not by its own constructor', () => {
    expect(() => new (RouteTarget as unknown as new (target?: object) => RouteTarget)({ bind: () => ({}) })).toThrow(/`RouteTarget` can't be made or subclassed by hand/);
  });

  test('not by a subclass around the inside of one that was', () => {
    const { target } = RouteTarget.mock({ statusCode: 200 }) as unknown as { readonly target: object };
    const Base = RouteTarget as unknown as new (target: object) => object;
    class Own extends Base {}
    expect(() => new Own(target)).toThrow(/`RouteTarget` can't be made or subclassed by hand/);
  });

  test('not from its prototype', () => {
    const own = Object.create(RouteTarget.prototype) as RouteTarget;
    expect(RouteTarget._isTarget(own)).toBe(false);
    expect(RouteTarget._isTarget(null)).toBe(false);
    expect(RouteTarget._isTarget(RouteTarget.mock({ statusCode: 200 }))).toBe(true);
  });
});

test.each([undefined, null, 7, 'RouteTarget', () => RouteTarget, {}])('%p is no target', (value) => {
  expect(RouteTarget._isTarget(value)).toBe(false);
});

test('two are one where they send a request to the same place in the same way', () => {
  const stack = new Stack();
  const [one, other] = ['One', 'Other'].map((id) => lambda.Function.fromFunctionArn(stack, id, `arn:aws:lambda:eu-west-1:111122223333:function:${id}`));
  const http = (url: string, options = {}): RouteTarget => RouteTarget.http(url, options);
  const mock = RouteTarget.mock({ statusCode: 200 });
  const same: Array<[RouteTarget, RouteTarget]> = [
    [mock, mock], [RouteTarget.lambdaFunction(one), RouteTarget.lambdaFunction(one)], [http('https://a.example.com'), http('https://a.example.com')],
  ];
  const different: Array<[RouteTarget, RouteTarget]> = [
    [mock, RouteTarget.mock({ statusCode: 200 })], [RouteTarget.lambdaFunction(one), mock],
    [RouteTarget.lambdaFunction(one), RouteTarget.lambdaFunction(other)],
    [http('https://a.example.com'), http('https://b.example.com')], [http('https://a.example.com'), http('https://a.example.com', { httpMethod: 'POST' })],
    [mock, http('https://a.example.com')],
  ];
  expect(same.map(([left, right]) => [left._equals(right), right._equals(left)])).toStrictEqual(same.map(() => [true, true]));
  expect(different.map(([left, right]) => [left._equals(right), right._equals(left)])).toStrictEqual(different.map(() => [false, false]));
});

test('a route is looked at by what its target knows of it', () => {
  const route = { method: 'GET', path: '/orders/{id}', pathParameters: ['id'] } as unknown as Parameters<RouteTarget['_check']>[0];
  const stack = new Stack();
  expect(() => RouteTarget.http('https://a.example.com/{other}')._check(route, stack)).toThrow(/`url` must name path parameters of GET \/orders\/\{id\} only/);
  expect(() => RouteTarget.http('https://a.example.com/{id}')._check(route, stack)).not.toThrow();
  expect(() => RouteTarget.mock({ statusCode: 200 })._check(route, stack)).not.toThrow();
});
