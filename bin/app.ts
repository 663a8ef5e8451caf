import * as path from 'path';
import { App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch_actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import {
  HttpMethod,
  JwtIssuer,
  OpenApiDocument,
  RouteAccess,
  RouteParameter,
  RouteTarget,
  SecureRestApi,
  SecureRestApiChecks,
} from '../lib';

/** The example app: an orders API for a shop's own pages and for partners. */
export class OrdersStack extends Stack {
  public readonly api: SecureRestApi;

  public constructor(scope: App, id: string) {
    super(scope, id);
    const userPool = new cognito.UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      featurePlan: cognito.FeaturePlan.PLUS,
      standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION,
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
    });
    const web = userPool.addClient('Web', {
      authFlows: { userSrp: true },
      oAuth: { flows: { authorizationCodeGrant: true }, callbackUrls: ['https://shop.example.com/'] },
      preventUserExistenceErrors: true,
    });
    const orders = this.orderFunction();
    const alarms = new sns.Topic(this, 'Alarms', { enforceSSL: true });

    this.api = new SecureRestApi(this, 'Orders', {
      description: 'Orders of a small shop',
      jwtIssuers: [
        JwtIssuer.cognito(userPool, { clients: [web] }),
        JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'], tokenType: 'at+jwt' }),
      ],
      throttle: { rateLimit: 200, burstLimit: 400 },
      alarmActions: [new cloudwatch_actions.SnsAction(alarms)],
    });

    this.api.addRoutesFromOpenApi(OpenApiDocument.fromFile(path.join(__dirname, 'orders.yaml')), {
      defaultTarget: RouteTarget.lambda(orders),
      acceptUnenforced: [
        { keyword: 'minItems', reason: 'The order function counts the items of an order' },
        { keyword: 'maxItems', reason: 'The order function counts the items of an order' },
      ],
    });
    this.api.addRoute({
      method: HttpMethod.DELETE,
      path: '/orders/{orderId}',
      operationId: 'deleteOrder',
      target: RouteTarget.lambda(orders),
      access: RouteAccess.roles('admin').and(RouteAccess.scopes('orders:write')),
      parameters: [RouteParameter.path('orderId', { pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}' })],
      throttle: { rateLimit: 5, burstLimit: 10 },
    });
    this.api.addRoute({
      method: HttpMethod.GET,
      path: '/health',
      operationId: 'health',
      target: RouteTarget.mock({ statusCode: 200, body: '{"status":"ok"}' }),
      access: RouteAccess.public('The status page shows whether the API answers').withoutApiKey('The status page is no consumer and has no key'),
    });

    const partner = this.api.addConsumer('Partner', {
      throttle: { rateLimit: 20, burstLimit: 40 },
      quota: { limit: 10_000, period: apigateway.Period.DAY },
    });
    this.api.addConsumer('Shop', { throttle: { rateLimit: 100, burstLimit: 200 } });
    new CfnOutput(this, 'PartnerSecretArn', { value: partner.secret.secretArn, description: 'Where the partner reads its API key' });
    new CfnOutput(this, 'Url', { value: this.api.url });
  }

  private orderFunction(): lambda.Function {
    const log = new logs.LogGroup(this, 'OrderLog', { retention: logs.RetentionDays.ONE_YEAR });
    const role = new iam.Role(this, 'OrderRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(role);
    const orders = new lambda.Function(this, 'OrderFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      timeout: Duration.seconds(10),
      memorySize: 256,
      tracing: lambda.Tracing.ACTIVE,
      role,
      logGroup: log,
      code: lambda.Code.fromInline(`exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ route: event.httpMethod + ' ' + event.resource, principal: event.requestContext.authorizer.principalId }),
});
`),
    });
    Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'AWS X-Ray has no resources to name' });
    Validations.of(orders).acknowledge({ id: 'Serverless-LambdaDLQ', reason: 'API Gateway invokes it synchronously: no event can be lost' });
    return orders;
  }
}

/** What the app is held to at every synthesis. */
export const CHECKS = [new AwsSolutionsChecks(), new ServerlessChecks(), new SecureRestApiChecks()];

/** Makes the app with all checks that it is held to. */
export function exampleApp(outdir?: string): App {
  const app = new App({ outdir });
  new OrdersStack(app, 'OrdersExample');
  Validations.of(app).addPlugins(...CHECKS);
  return app;
}

if (require.main === module) {
  exampleApp().synth();
}
