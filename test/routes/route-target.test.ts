import { Duration, Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { RouteTarget } from '../../lib';

const service = { service: 'sqs', path: 'orders', iamAction: 'sqs:SendMessage', resourceArns: ['arn:aws:sqs:eu-west-1:111122223333:orders'] };

test.each<[string, () => RouteTarget, RegExp]>([
  ['an address in clear text', () => RouteTarget.http('http://a.example.com'), /`url` must be an https address .* got "http:\/\/a\.example\.com"/],
  ['an address with a password', () => RouteTarget.http('https://me:secret@a.example.com'), /`url` must be an https address/],
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

test('signs that mean something in a mapping template come out of a mock as they went in', () => {
  const { integration } = RouteTarget.mock({ statusCode: 200, body: '{"price":"$5 #1"}' })._bind({ scope: new Stack(), method: 'GET', path: '/', pathParameters: [], mappable: [], hiddenHeaders: [] });
  const [response] = Object.values(integration.responses as { [key: string]: { responseTemplates: { [type: string]: string } } });
  const template = response.responseTemplates['application/json'];
  const rendered = template.replace(/#set\(\$(\w+)='(.)'\)/g, '').replace(/\$\{dollar\}/g, '$').replace(/\$\{hash\}/g, '#');
  expect(rendered).toBe('{"price":"$5 #1"}');
});
