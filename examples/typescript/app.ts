import { App, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HttpMethod, JwtIssuer, OpenApiDocument, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiChecks } from 'cdk-secure-rest-api';

const app = new App();
const stack = new Stack(app, 'Orders');
const backend = new lambda.Function(stack, 'Backend', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "{}" });'),
});
const target = RouteTarget.lambdaFunction(backend);

const api = new SecureRestApi(stack, 'Api', {
  jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] })],
});
api.addRoute({
  method: HttpMethod.GET,
  path: '/orders/{orderId}',
  target,
  access: RouteAccess.roles('reader', 'admin'),
  parameters: [RouteParameter.path('orderId', { pattern: '[0-9a-f-]{36}' })],
});
api.addRoute({
  method: HttpMethod.POST,
  path: '/orders',
  target,
  access: RouteAccess.scopes('orders:write'),
  body: RequestBody.json({
    type: 'object',
    properties: { sku: { type: 'string', maxLength: 40 }, size: { type: 'string', enum: ['s', 'm', 'l'], nullable: true } },
    required: ['sku'],
  }),
});
api.addRoutesFromOpenApi(OpenApiDocument.fromFile('../invoices.yaml'), {
  defaultTarget: target,
  access: { getInvoice: RouteAccess.roles('reader'), createInvoice: RouteAccess.scopes('invoices:write') },
});
api.addConsumer('Partner');

Validations.of(app).addPlugins(new SecureRestApiChecks());
app.synth();
