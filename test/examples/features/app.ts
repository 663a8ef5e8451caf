import { App, Duration, Stack, aws_apigateway as apigateway, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { HttpMethod, JwtIssuer, ManagedRuleGroup, OpenApiDocument, RequestBody, RotationSchedule, RouteAccess, RouteParameter, RouteTarget, SecureRestApi } from 'cdk-secure-rest-api';
import * as fs from 'fs';

const app = new App();
const stack = new Stack(app, 'Features');
const backend = new lambda.Function(stack, 'Backend', {
  runtime: lambda.Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "{}" });'),
});
const target = RouteTarget.lambdaFunction(backend);
const table = RouteTarget.awsService({
  service: 'dynamodb',
  action: 'PutItem',
  iamAction: 'dynamodb:PutItem',
  resourceArns: ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
  requestParameters: { 'integration.request.header.X-C': "'c'", 'integration.request.header.X-A': "'a'", 'integration.request.header.X-B': "'b'" },
  requestTemplates: { 'application/json': '{"TableName":"orders"}' },
});

const api = new SecureRestApi(stack, 'Api', {
  jwtIssuers: [
    JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders', 'invoices'] }),
    JwtIssuer.oidc({ issuer: 'https://id.partner.example/', audience: ['orders'], grants: { roles: ['partner'], scopes: ['orders:read'] } }),
  ],
  apiKeyRotationSchedule: RotationSchedule.rate(Duration.days(7)),
  cors: { allowOrigins: ['https://shop.example.com'], allowHeaders: ['if-match'] },
  firewall: { managedRuleGroups: [ManagedRuleGroup.commonRuleSet(), ManagedRuleGroup.ipReputation({ overrides: [{ rule: 'AWSManagedReconnaissanceList', reason: 'Our own scanner stands on that list' }] })] },
});
api.addRoute({
  method: HttpMethod.GET,
  path: '/tenants/{tenant}',
  target,
  access: RouteAccess.claims({ tenant: 'acme', region: 'eu', level: 3, staff: true }).alsoRequiring(RouteAccess.roles('partner', 'admin')),
  parameters: [RouteParameter.path('tenant', { pattern: '[a-z]{1,20}' }), RouteParameter.query('view', { allowedValues: ['short', 'long'] })],
});
api.addRoute({
  method: HttpMethod.GET, path: '/status', target: RouteTarget.mock({ statusCode: 200, body: '{"up":true}' }),
  access: RouteAccess.anyone('The status page shows whether the API answers').withoutApiKey('The status page is no consumer'),
});
api.addRoute({ method: HttpMethod.GET, path: '/rates', target: RouteTarget.http('https://rates.example.com/v1', { timeout: Duration.seconds(5) }), access: RouteAccess.claim('iss', 'https://id.example.com/') });
api.addRoute({
  method: HttpMethod.PUT, path: '/orders', target: table, access: RouteAccess.scopes('orders:write', 'orders:read'),
  body: RequestBody.json({
    type: 'object',
    required: ['lines', 'address'],
    properties: {
      lines: { type: 'array', items: { $ref: '#/definitions/line' } },
      address: { type: 'object', required: ['zip', 'city'], properties: { zip: { type: 'string', pattern: '^[0-9]{5}$' }, city: { type: 'string', maxLength: 80, minLength: 1 }, country: { type: 'string', enum: ['DE', 'FR', 'AT'] } } },
      price: { type: 'number', minimum: 0.5, maximum: 1000 },
    },
    definitions: { line: { type: 'object', required: ['sku'], properties: { sku: { type: 'string', maxLength: 40 }, count: { type: 'integer', minimum: 1, maximum: 99 } } } },
  }),
});
api.addRoute({
  method: HttpMethod.POST, path: '/sizes', target, access: RouteAccess.authenticated('Every customer may say what fits'),
  body: RequestBody.jsonText('{"type":"object","properties":{"size":{"enum":["s","m",null]},"fit":{"type":"string","nullable":true,"enum":["wide",null]}}}'),
});
api.addRoutesFromOpenApi(OpenApiDocument.fromInline({
  openapi: '3.0.3',
  info: { title: 'Stock', version: '1' },
  paths: {
    '/stock/{id}': {
      get: { operationId: 'getStock', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 20 } }], responses: { 200: { description: 'ok' } } },
      put: {
        operationId: 'putStock', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', maxLength: 20 } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Stock' } } } }, responses: { 204: { description: 'ok' } },
      },
    },
    '/shelves': { get: { operationId: 'listShelves', responses: { 200: { description: 'ok' } } } },
  },
  components: { schemas: { Stock: { type: 'object', properties: { count: { type: 'integer' }, place: { type: 'string', nullable: true } } } } },
}), {
  targets: { putStock: target, listShelves: RouteTarget.mock({ statusCode: 204 }) },
  defaultTarget: target,
  access: { putStock: RouteAccess.roles('stock'), getStock: RouteAccess.roles('reader'), listShelves: RouteAccess.roles('reader', 'stock') },
  bodyDefaults: { closeObjects: true, maxStringLength: 200, reason: 'The document says nothing of lengths' },
});

const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
api.addConsumer('Partner', { throttle: { rateLimit: 20, burstLimit: 40 }, quota: { limit: 10_000, period: apigateway.Period.DAY } }).grants.readKey(reader);
api.addConsumer('Shop');
app.synth();

/** What each language can't say, and what it is told. */
const refusals: { [what: string]: string } = {};
const refused = (what: string, attempt: () => unknown) => {
  try {
    attempt();
    refusals[what] = 'taken';
  } catch (error) {
    refusals[what] = (error as Error).message;
  }
};
refused('date', () => RequestBody.json({ type: 'string', enum: [new Date(0)] }));
refused('nothing in a list', () => RequestBody.json({ type: 'string', enum: ['s', undefined] }));
refused('claim without value', () => RouteAccess.claim('tenant', null));
const RouteTargetClass = RouteTarget as unknown as new () => RouteTarget;
refused('subclassed target', () => new (class extends RouteTargetClass {})());
fs.writeFileSync(process.env.REFUSALS ?? 'refusals.json', JSON.stringify(refusals));
