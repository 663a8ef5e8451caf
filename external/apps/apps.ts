import * as fs from 'fs';
import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { exampleApp } from '../../bin/app';
import {
  HttpMethod, JwtIssuer, OpenApiDocument, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiProps,
} from '../../lib';

const ROOT = path.join(__dirname, '..', '..');
const OUTPUT = path.join(ROOT, '.external', 'apps');
export const ENVIRONMENT = { account: '111122223333', region: 'us-east-1' };

/** A template of an app of ours, as CloudFormation would get it. */
export interface AppTemplate {
  readonly app: string;
  readonly stack: string;
  readonly file: string;
  readonly template: { readonly Resources: { readonly [id: string]: Resource } };
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly [property: string]: unknown };
  readonly Metadata?: { readonly [name: string]: unknown };
}

/** The example app and six smaller ones, each with what the others have not. */
const APPS: { readonly [name: string]: () => App } = {
  'example': exampleApp,
  'minimal': () => appWith((stack) => void ordersApi(stack, 'Orders')),
  'imported-document': () => appWith((stack) => {
    const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [issuer()] });
    api.addRoutesFromOpenApi(OpenApiDocument.fromFile(path.join(ROOT, 'bin', 'orders.yaml')), {
      defaultTarget: RouteTarget.lambdaFunction(target(stack)),
      acceptUnenforced: ['minItems', 'maxItems'].map((keyword) => ({ keyword, reason: 'The function counts the items of an order' })),
    });
    api.addConsumer('Partner', { throttle: { rateLimit: 20, burstLimit: 40 } });
  }),
  'domain-with-mutual-tls': () => appWith((stack) => void ordersApi(stack, 'Orders', {
    encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }),
    domain: {
      domainName: 'api.example.com',
      certificate: certificate(stack),
      mutualTls: { bucket: s3.Bucket.fromBucketName(stack, 'Truststore', 'truststore-of-partners'), key: 'truststore.pem', version: '1' },
    },
  })),
  'private': () => appWith((stack) => void ordersApi(stack, 'Orders', {
    privateEndpoints: {
      vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 })],
    },
  })),
  'edge-with-website': () => appWith((stack) => void ordersApi(stack, 'Orders', {
    firewall: { loginPaths: ['/login'], blockList: { neverBlock: ['203.0.113.0/24'] } },
    edge: { domainNames: ['shop.example.com'], certificate: certificate(stack), website: {} },
  })),
  'two-apis': () => appWith((stack) => {
    ordersApi(stack, 'Orders');
    ordersApi(stack, 'Partners', { apiKeyProbePath: '/key-check', authorizerCacheTtl: Duration.seconds(0) });
  }),
};

/** Synthesizes all apps, without the CDK's own checks: others are asked here. */
export function templates(): AppTemplate[] {
  process.env.CDK_VALIDATION = 'false';
  fs.rmSync(OUTPUT, { recursive: true, force: true });
  return Object.entries(APPS).flatMap(([name, make]) => make().synth({ force: true }).stacksRecursively.map((stack) => {
    const file = path.join(OUTPUT, `${name}.${stack.stackName}.template.json`);
    fs.mkdirSync(OUTPUT, { recursive: true });
    fs.writeFileSync(file, JSON.stringify(stack.template, undefined, 1));
    return { app: name, stack: stack.stackName, file, template: stack.template as AppTemplate['template'] };
  }));
}

/** The apps themselves, by name. */
export function apps(): Array<readonly [name: string, app: App]> {
  return Object.entries(APPS).map(([name, make]) => [name, make()] as const);
}

/** The document for clients of each API of the apps, and where it may be written to. */
export function clientDocuments(): Array<{ readonly app: string; readonly file: string; readonly document: object }> {
  fs.mkdirSync(OUTPUT, { recursive: true });
  return Object.entries(APPS).flatMap(([name, make]) => {
    const app = make();
    const apis = app.node.findAll().filter((node): node is SecureRestApi => node instanceof SecureRestApi);
    return apis.map((api) => ({ app: `${name} ${api.node.path}`, file: path.join(OUTPUT, `${name}.${api.node.id}.openapi.json`), document: api.openApiDocument }));
  });
}

function appWith(build: (stack: Stack) => void): App {
  const app = new App();
  build(new Stack(app, 'Api', { env: ENVIRONMENT }));
  return app;
}

/** Routes of every kind of target, body, parameter and access. */
function ordersApi(stack: Stack, id: string, props: Partial<SecureRestApiProps> = {}): SecureRestApi {
  const api = new SecureRestApi(stack, id, { jwtIssuers: [issuer()], ...props });
  const orders = RouteTarget.lambdaFunction(target(stack));
  api.addRoute({
    method: HttpMethod.GET,
    path: '/orders/{orderId}',
    target: orders,
    access: RouteAccess.roles('reader'),
    parameters: [RouteParameter.path('orderId', { pattern: '[0-9a-f]{8}' }), RouteParameter.query('expand', { allowedValues: ['items'] })],
  });
  api.addRoute({
    method: HttpMethod.POST,
    path: '/orders',
    target: orders,
    access: RouteAccess.scopes('orders:write'),
    body: RequestBody.json({ type: 'object', properties: { sku: { type: 'string', maxLength: 40 } }, required: ['sku'], additionalProperties: false }),
  });
  api.addRoute({
    method: HttpMethod.POST,
    path: '/login',
    target: RouteTarget.http('https://login.example.com/login'),
    access: RouteAccess.anyone('Whoever logs in has no token yet'),
    body: RequestBody.unchecked(['application/x-www-form-urlencoded'], 1_024, 'The login page is a form'),
  });
  api.addRoute({
    method: HttpMethod.GET,
    path: '/health',
    target: RouteTarget.mock({ statusCode: 200 }),
    access: RouteAccess.anyone('The status page asks').withoutApiKey('The status page is no consumer'),
  });
  api.addConsumer('Partner', { throttle: { rateLimit: 20, burstLimit: 40 } });
  return api;
}

function issuer(): JwtIssuer {
  return JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] });
}

function certificate(stack: Stack): acm.ICertificate {
  return acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:us-east-1:${ENVIRONMENT.account}:certificate/12345678-1234-1234-1234-123456789012`);
}

/** The user's own function, which is somebody else's to judge: only its name is known here. */
function target(stack: Stack): lambda.IFunction {
  return stack.node.tryFindChild('Target') as lambda.IFunction | undefined
    ?? lambda.Function.fromFunctionAttributes(stack, 'Target', { functionArn: stack.formatArn({ service: 'lambda', resource: 'function:orders' }), sameEnvironment: true });
}
