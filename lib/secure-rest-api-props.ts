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
   * Rate of all requests together, in requests a second. The account's own limit stands above it.
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
   * What is told when an alarm goes off, such as a failed rotation.
   *
   * @default - alarms that tell nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What becomes of the logs when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
