import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';

/** A backend that says what it was sent; of what is secret, whether it is there. */
export function echo(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline([
      'exports.handler = async (event) => {',
      '  const { authorization, cookie, ...headers } = Object.fromEntries(Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]));',
      '  return { statusCode: 200, body: JSON.stringify({',
      '    path: event.path ?? event.rawPath, query: event.queryStringParameters, ',
      "    secret: ['x-api-key', 'x-origin-verify'].some((name) => headers[name]), viewer: headers['x-viewer-address'],",
      '  }) };',
      '};',
    ].join('\n')),
    logGroup: new logs.LogGroup(stack, `${id}Log`, { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
  });
}
