import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { JwtIssuer } from './authorizer/jwt-issuer';
import { EdgeOptions } from './edge/edge-options';
import { FirewallOptions } from './firewall/firewall-options';
import { CorsOptions } from './gateway/cors-options';
import { DomainOptions } from './gateway/domain-options';
import { PrivateEndpointOptions } from './gateway/private-endpoint-options';
import { RotationSchedule } from './keys/rotation-schedule';
import { CostBudgetOptions } from './monitoring/cost-budget-options';
import { MonitoringOptions } from './monitoring/monitoring-options';

/**
 * What a `SecureRestApi` needs and may be told. Only the trusted issuers are required.
 */
export interface SecureRestApiProps {
  /** Issuers whose signed tokens the API trusts; at least one. */
  readonly jwtIssuers: JwtIssuer[];

  /**
   * Name of the API, shown in the console and in the OpenAPI document.
   *
   * @default - the construct's id
   */
  readonly restApiName?: string;

  /**
   * What the API is for.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Name of the stage: the first part of the path at the execute-api address. Letters, digits, "-" and "_".
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * Rate of requests to each method that has no throttle of its own, in requests a second. AWS applies a stage's throttle to each of its methods;
   * the account's own limit stands above all of them together.
   *
   * @default - 500 requests a second, bursts of 1,000
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
   */
  readonly throttle?: apigateway.ThrottleSettings;

  /**
   * How often each consumer's API key is replaced; at least 4 hours. Becomes the default of the stack's CloudFormation parameter
   * `ApiKeyRotationSchedule`, so that it can be changed at a deployment without the code.
   *
   * @default - once a day
   */
  readonly apiKeyRotationSchedule?: RotationSchedule;

  /**
   * How long a new API key is left alone before its consumer is given it: whole seconds, at most 30 minutes.
   *
   * AWS does not say how long a new key takes until every host of the gateway knows it. Most reports have seconds, a test that was recorded
   * against AWS waits for up to two minutes, and one report has half an hour. A consumer that is given a key too early is answered with 403
   * until the gateway knows it, unless it goes on with the key before. A deployment that adds a consumer takes as long, 12 minutes at most.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
   * @default - 5 minutes; 1 minute with `apiKeyProbePath`
   */
  readonly apiKeySettleTime?: Duration;

  /**
   * Path of a route on which the rotation tries a new API key, such as `/key-check`: a key that the API refuses is promoted for nobody.
   *
   * The route is added to the API. It answers 204, needs a key and no token, and has no target. A rotation sends it three requests in a row in
   * each of two steps, which count in the consumer's quota, and fails (with its alarm) where they are not served within two minutes. The
   * function must be able to reach the API from the internet: no private endpoint, client certificate or list of addresses, and a country
   * that `firewall` allows.
   *
   * @default - none: the time alone decides
   */
  readonly apiKeyProbePath?: string;

  /**
   * Settings of the web ACL in front of the API.
   *
   * @default - AWS managed rule groups, rate rules and rules made from the routes
   */
  readonly firewall?: FirewallOptions;

  /**
   * Web origins whose pages may call the API.
   *
   * @default - none
   */
  readonly cors?: CorsOptions;

  /**
   * Amazon CloudFront in front of the API, and a static website beside it. The execute-api address answers 403 then.
   *
   * @default - clients reach the API itself
   */
  readonly edge?: EdgeOptions;

  /**
   * A domain name of your own on the regional API, with or without client certificates. Turns the execute-api endpoint off.
   *
   * @default - the execute-api endpoint
   */
  readonly domain?: DomainOptions;

  /**
   * VPC endpoints that alone reach the API, which is private then.
   *
   * @default - a public API
   */
  readonly privateEndpoints?: PrivateEndpointOptions;

  /**
   * Claims of the token that the target receives in the request's context, beside principal, issuer, client, scopes and roles.
   *
   * @default - none
   */
  readonly contextClaims?: string[];

  /**
   * How long API Gateway keeps the authorizer's answer for a token, method and path: whole seconds up to an hour. For as long, a token that has
   * expired meanwhile, or whose key was withdrawn, still works on paths that it was used on before. `Duration.seconds(0)` has every request decided
   * anew, at the price of an invocation each.
   *
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
   */
  readonly authorizerCacheTtl?: Duration;

  /**
   * Customer managed key for the logs and the consumers' secrets.
   *
   * @default - keys that AWS owns (logs) and the AWS managed key of AWS Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long access, firewall and function logs are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What is told when an alarm goes off.
   *
   * @default - alarms that tell nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * Where the alarms begin. Alarms, a dashboard and saved queries are there without it.
   *
   * @default - all alarms, with the floors of `MonitoringOptions`
   */
  readonly monitoring?: MonitoringOptions;

  /**
   * Most that the worst bill of a month may be, in USD: with every limit of the configuration met all the time, at AWS's list prices. Over that
   * synthesis fails, and names the largest contributor and what would lower it. The bill itself is in the posture and an output of the stack;
   * `docs/cost.md` says how it comes about and what is not in it, above all the targets' own cost.
   *
   * @default - the worst bill is shown and not bounded
   */
  readonly maxMonthlyCost?: number;

  /**
   * How long the API's answers are on average, in bytes: what the data transfer of the worst bill is made from. Nothing holds targets to it.
   *
   * @default 16384
   */
  readonly averageResponseBytes?: number;

  /**
   * A budget of AWS Budgets that tells somebody when the costs of a month are about to be, or are, higher than they should be.
   *
   * @default - none
   */
  readonly budget?: CostBudgetOptions;

  /**
   * What becomes of the logs when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
