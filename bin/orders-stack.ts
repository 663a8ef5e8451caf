import * as path from 'path';
import { CfnOutput, Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch_actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  Edge,
  HttpMethod,
  JwtIssuer,
  ManagedRuleGroup,
  OpenApiDocument,
  RouteAccess,
  RouteParameter,
  RouteTarget,
  SecureRestApi,
} from '../lib';
import { FoundationStack } from './foundation-stack';
import { API_PATH, DOMAIN_NAME, WEBSITE_BUCKET_EXPORT } from './shop';

/** The orders API, for the shop's own pages and for partners. */
export class OrdersStack extends Stack {
  public readonly api: SecureRestApi;
  public readonly edge: Edge;

  public constructor(scope: Construct, id: string, props: StackProps & { readonly foundation: FoundationStack }) {
    super(scope, id, props);
    const { foundation } = props;
    const orders = this.orderFunction(foundation.orders);
    const visitors = JwtIssuer.cognito(foundation.userPool, {
      clients: [foundation.webClient],
      grants: { roles: ['admin'], scopes: ['orders/read', 'orders/write'] },
    });

    this.api = new SecureRestApi(this, 'Orders', {
      description: 'Orders of a small shop',
      jwtIssuers: [
        visitors,
        // The partners' own: whatever it writes into a token, nobody of theirs is an administrator here.
        JwtIssuer.oidc({
          issuer: 'https://id.example.com/',
          audience: ['orders'],
          tokenType: 'at+jwt',
          principalClaim: ['sub', 'client_id'],
          grants: { scopes: ['orders/read', 'orders/write'] },
        }),
      ],
      throttle: { rateLimit: 200, burstLimit: 400 },
      firewall: {
        managedRuleGroups: [
          ManagedRuleGroup.anonymousIp({ overrides: [{ rule: 'HostingProviderIPList', reason: 'Partners call from servers in a cloud' }] }),
        ],
      },
      // The website and the API are one origin, and the execute-api address answers 403.
      edge: {
        domainNames: [DOMAIN_NAME],
        certificate: foundation.certificate,
        website: {
          apiPath: API_PATH,
          connectSources: [foundation.loginOrigin],
          // Partners have tokens of the other issuer, and keys of their own.
          tokens: [{ issuer: visitors, clientIds: [foundation.webClient.userPoolClientId] }],
          consumer: { throttle: { rateLimit: 100, burstLimit: 200 } },
        },
      },
      alarmActions: [new cloudwatch_actions.SnsAction(foundation.alarms)],
    });
    this.edge = this.api.edge!;

    this.api.addRoutesFromOpenApi(OpenApiDocument.fromFile(path.join(__dirname, 'orders.yaml')), {
      defaultTarget: RouteTarget.lambdaFunction(orders),
      acceptUnenforced: [
        { keyword: 'minItems', reason: 'The order function counts the items of an order' },
        { keyword: 'maxItems', reason: 'The order function counts the items of an order' },
      ],
    });
    this.api.addRoute({
      method: HttpMethod.DELETE,
      path: '/orders/{orderId}',
      operationId: 'deleteOrder',
      target: RouteTarget.lambdaFunction(orders),
      access: RouteAccess.roles('admin').alsoRequiring(RouteAccess.scopes('orders/write')),
      parameters: [RouteParameter.path('orderId', { pattern: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}' })],
      throttle: { rateLimit: 5, burstLimit: 10 },
    });
    this.api.addRoute({
      method: HttpMethod.GET,
      path: '/health',
      operationId: 'health',
      target: RouteTarget.mock({ statusCode: 200, body: '{"status":"ok"}' }),
      access: RouteAccess.anyone('The status page shows whether the API answers').withoutApiKey('The status page is no consumer and has no key'),
    });

    const partner = this.api.addConsumer('Partner', {
      throttle: { rateLimit: 20, burstLimit: 40 },
      quota: { limit: 10_000, period: apigateway.Period.DAY },
    });
    new CfnOutput(this, 'PartnerSecretArn', { value: partner.secret.secretArn, description: 'Where the partner reads its API key' });
    new CfnOutput(this, 'Url', { value: this.api.url });
    new CfnOutput(this, 'Website', { value: this.edge.url });
    new CfnOutput(this, 'WebsiteBucketArn', { value: this.edge.websiteBucket!.bucketArn, exportName: WEBSITE_BUCKET_EXPORT });
    new CfnOutput(this, 'DnsTarget', { value: this.edge.distribution.distributionDomainName, description: `What the record of ${DOMAIN_NAME} points at` });
  }

  private orderFunction(table: dynamodb.TableV2): lambda.Function {
    const log = new logs.LogGroup(this, 'OrderLog', { retention: logs.RetentionDays.ONE_YEAR });
    const role = new iam.Role(this, 'OrderRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(role);
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: [table.tableArn],
    }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/byOwner`] }));
    const orders = new lambda.Function(this, 'OrderFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'order-function')),
      timeout: Duration.seconds(10),
      memorySize: 256,
      tracing: lambda.Tracing.ACTIVE,
      environment: { TABLE_NAME: table.tableName },
      role,
      logGroup: log,
    });
    Validations.of(role).acknowledge(
      { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'AWS X-Ray has no resources to name' },
    );
    Validations.of(orders).acknowledge({ id: 'Serverless-LambdaDLQ', reason: 'API Gateway invokes it synchronously: no event can be lost' });
    return orders;
  }
}
