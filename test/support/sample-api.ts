import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EdgeOptions, HttpMethod, JwtIssuer, RouteAccess, RouteTarget, SecureRestApi, SecureRestApiProps } from '../../lib';

/** An API under construction, with a function to send requests to. */
export interface SampleApi {
  readonly app: App;
  readonly stack: Stack;
  readonly api: SecureRestApi;
  readonly handler: lambda.Function;
  readonly target: RouteTarget;
}

export const ISSUER = JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] });

/** An Edge for a stack in any region, without a name of its own. */
export const SAMPLE_EDGE: EdgeOptions = {
  webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/Edge/a1b2',
  allowCloudFrontDomain: 'No certificate is needed to read a template',
};

/** An API without routes and consumers, with the one required property. */
export function emptyApi(props: Partial<SecureRestApiProps> = {}): SampleApi {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const handler = sampleFunction(stack, 'Handler');
  const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [ISSUER], ...props });
  return { app, stack, api, handler, target: RouteTarget.lambda(handler) };
}

/** The smallest API that can be deployed: one route, one consumer. */
export function sampleApi(props: Partial<SecureRestApiProps> = {}): SampleApi {
  const sample = emptyApi(props);
  sample.api.addRoute({ method: HttpMethod.GET, path: '/orders/{orderId}', target: sample.target, access: RouteAccess.roles('reader') });
  sample.api.addConsumer('Partner');
  return sample;
}

export function sampleFunction(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
  });
}

/** An operation of the deployed document. */
export interface Operation {
  readonly 'operationId': string;
  readonly 'security': Array<{ [scheme: string]: string[] }>;
  readonly 'parameters'?: Array<{ readonly name: string; readonly in: string; readonly required: boolean }>;
  readonly 'requestBody'?: { readonly content: { readonly [contentType: string]: { readonly schema: { readonly $ref: string } } } };
  readonly 'responses': { readonly [status: string]: unknown };
  readonly 'x-amazon-apigateway-integration': { readonly [key: string]: unknown };
}

/** The OpenAPI body as it stands in the template. */
export interface Body {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: {
    readonly schemas?: { readonly [name: string]: { readonly [keyword: string]: unknown } };
    readonly securitySchemes: { readonly [name: string]: { readonly [key: string]: unknown } };
  };
  readonly [extension: string]: unknown;
}

/** The one REST API's body. */
export function bodyOf(stack: Stack): Body {
  const [restApi] = Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::RestApi'));
  return (restApi as { Properties: { Body: Body } }).Properties.Body;
}
