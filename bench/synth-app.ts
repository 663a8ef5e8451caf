// Runs in a process of its own, on the compiled library as users load it; prints the milliseconds of construction and synthesis
// from a cold start, or from a warm one (its modules loaded).
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as library from '../lib';

const [variant, pathCount, libraryFolder, start] = process.argv.slice(2);
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the build exists when this runs, not when types are checked
const { HttpMethod, JwtIssuer, RequestBody, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiChecks } = require(libraryFolder) as typeof library;

const SCHEMA = {
  properties: { name: { type: apigateway.JsonSchemaType.STRING, maxLength: 40 }, amount: { type: apigateway.JsonSchemaType.INTEGER, minimum: 0 } },
  required: ['name'],
  additionalProperties: false,
};

function makeSecure(stack: Stack, handler: lambda.IFunction, paths: number): void {
  const api = new SecureRestApi(stack, 'Api', { jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['api'] })] });
  const target = RouteTarget.lambdaFunction(handler);
  for (let index = 0; index < paths; index += 1) {
    api.addRoute({ method: HttpMethod.GET, path: `/things${index}`, target, access: RouteAccess.scopes('read') });
    api.addRoute({
      method: HttpMethod.POST,
      path: `/things${index}`,
      target,
      access: RouteAccess.scopes('write'),
      body: RequestBody.json({ type: 'object', ...SCHEMA }),
    });
  }
  api.addConsumer('Partner');
}

function makePlain(stack: Stack, handler: lambda.IFunction, paths: number): void {
  const api = new apigateway.RestApi(stack, 'Api');
  const integration = new apigateway.LambdaIntegration(handler);
  const model = api.addModel('Thing', { contentType: 'application/json', schema: { type: apigateway.JsonSchemaType.OBJECT, ...SCHEMA } });
  const requestValidator = api.addRequestValidator('Body', { validateRequestBody: true, validateRequestParameters: true });
  for (let index = 0; index < paths; index += 1) {
    const resource = api.root.addResource(`things${index}`);
    resource.addMethod('GET', integration, { apiKeyRequired: true });
    resource.addMethod('POST', integration, { apiKeyRequired: true, requestModels: { 'application/json': model }, requestValidator });
  }
}

/** Milliseconds to construct and synthesize an app with so many paths. */
function measure(count: number): number {
  const begin = process.hrtime.bigint();
  // A plain RestApi passes the limit of 500 resources by far; only the time is compared here.
  const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Stack');
  const handler = new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
  });
  (variant === 'plain' ? makePlain : makeSecure)(stack, handler, count);
  if (variant === 'checked') {
    Validations.of(app).addPlugins(new SecureRestApiChecks());
  }
  app.synth();
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

if (start === 'warm') {
  // CDK loads its modules when they are first used: one path makes it load them all.
  measure(1);
}
console.log(measure(Number(pathCount)));
