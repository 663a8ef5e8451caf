import { ArnFormat, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IDependable } from 'constructs';
import {
  ENV_PROBE_URL, ENV_REST_API_ID, ENV_SETTLE_SECONDS, METRIC_DIMENSION, METRIC_NAMESPACE, METRIC_QUOTA_GAIN, TAG_REST_API_ID,
} from '../contracts/rotation';
import { acknowledge, acknowledgeWildcards } from '../shared/acknowledge';
import { alarmAtOnce, failures } from '../shared/alarm';
import { LogOptions, logGroup, writeLog } from '../shared/log-group';
import { HandlerCode } from '../shared/staged-code';
import { storeStatement } from '../shared/store-statement';
import { consumerLimitProblem } from './private/consumer-limit';
import { RolePolicies } from './private/role-policies';
import { RotationScheduleParameter } from './private/rotation-schedule-parameter';
import { RotationSchedule } from './rotation-schedule';

/** What an `ApiKeyRotation` is made from. */
export interface ApiKeyRotationProps {
  /** The API whose consumers' keys are rotated. */
  readonly restApi: apigateway.IRestApi;
  /** The stage that the keys open. */
  readonly stage: apigateway.Stage;
  /** Default of the stack's parameter `ApiKeyRotationSchedule`; daily unless set. */
  readonly schedule?: RotationSchedule;
  /** How long a new key is left alone before anyone is given it. */
  readonly settleTime: Duration;
  /** Key that encrypts the consumers' secrets. */
  readonly encryptionKey?: kms.IKey;
  readonly logs: LogOptions;
  readonly alarmActions: cloudwatch.IAlarmAction[];
  /** What stands in front of the stage: before there is a key, and until the last one is gone. */
  readonly firewall?: IDependable;
}

/**
 * The life of the consumers' API keys: one function a REST API, which Secrets Manager calls on the schedule and CloudFormation
 * calls when a consumer comes or goes.
 */
export class ApiKeyRotation extends Construct implements iam.IGrantable {
  public readonly restApi: apigateway.IRestApi;
  public readonly stage: apigateway.Stage;
  public readonly encryptionKey?: kms.IKey;
  /** The rotation function. */
  public readonly function: lambda.Function;
  /** Raised when a rotation failed; the current key goes on working. */
  public readonly failureAlarm: cloudwatch.Alarm;
  /** Raised when API Gateway refused to lower a new key's remaining quota, so that a consumer gained some. */
  public readonly quotaGainAlarm: cloudwatch.Alarm;
  private readonly role: iam.Role;
  private readonly permission: lambda.CfnPermission;
  private readonly policies: RolePolicies;
  private readonly firewall?: IDependable;
  private usagePlans = 0;
  private readonly schedule: RotationScheduleParameter;

  public constructor(scope: Construct, id: string, props: ApiKeyRotationProps) {
    super(scope, id);
    this.restApi = props.restApi;
    this.stage = props.stage;
    this.firewall = props.firewall;
    this.encryptionKey = props.encryptionKey;
    this.schedule = RotationScheduleParameter.of(this, props.schedule);

    const stack = Stack.of(this);
    const log = logGroup(this, 'Log', props.logs);
    const statements = [
      ...apiKeyStatements(stack, props.restApi.restApiId),
      ...usagePlanStatements(stack, props.restApi.restApiId),
      ...secretStatements(stack, props.restApi.restApiId, props.encryptionKey),
    ];
    const policy = new iam.PolicyDocument({ statements });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { RotateApiKeys: policy, WriteLog: writeLog(log) },
    });
    acknowledgeWildcards(this.role, statements.flatMap((statement) => statement.resources),
      'The ids of API keys and secrets are not known before they are made: every wildcard is held to this API by a condition on its tag, ' +
      'but for the list of names and the tagging at creation, for which API Gateway has no condition key (see the comments in api-key-rotation.ts)');

    this.policies = new RolePolicies(this.role, policy, 'Consumers');

    this.function = new lambda.Function(this, 'Function', {
      description: 'Makes, replaces and removes the API keys of the consumers',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: new HandlerCode('api-key-rotation'),
      role: this.role,
      logGroup: log,
      // A step waits until a new key may be trusted to work at the gateway, and may be throttled on the way.
      timeout: Duration.minutes(15),
      memorySize: 256,
      environment: {
        [ENV_REST_API_ID]: props.restApi.restApiId,
        [ENV_SETTLE_SECONDS]: String(props.settleTime.toSeconds()),
        POWERTOOLS_SERVICE_NAME: 'api-key-rotation',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
    acknowledge(this.function, {
      'Serverless-LambdaDLQ': 'Its callers keep the request: Secrets Manager and CloudFormation try again, and a failed rotation raises an alarm',
      'Serverless-LambdaTracing': 'Runs a few times a day and consists of calls to two services, each of which the log has with its duration',
    });

    // The L2's own permission has no source account: with it, a secret of any account could have its rotation run by this function.
    this.permission = new lambda.CfnPermission(this, 'SecretsManager', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: stack.account,
    });

    this.node.addValidation({ validate: () => [consumerLimitProblem(stack, this.usagePlans)].filter((problem) => problem !== undefined) });

    this.failureAlarm = alarmAtOnce(this, 'FailureAlarm', failures(this.function), props.alarmActions,
      'A rotation of an API key failed. The current key goes on working; the log says which consumer and why. See docs/api-key-rotation.md.');
    this.quotaGainAlarm = alarmAtOnce(this, 'QuotaGainAlarm', this.metricQuotaGain(), props.alarmActions,
      'API Gateway refused to lower the remaining quota of a new API key: its consumer gained what the alarm\'s metric shows. See docs/api-key-rotation.md.');
  }

  /** Requests that consumers gained by rotations because API Gateway refused to lower a new key's remaining quota. */
  public metricQuotaGain(): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: METRIC_QUOTA_GAIN,
      dimensionsMap: { [METRIC_DIMENSION]: this.restApi.restApiId },
      period: Duration.minutes(5),
      statistic: 'Sum',
    });
  }

  /**
   * Lets the function use one consumer's usage plan, which carries the API's tag. By its id is only what no tag is documented to reach: a
   * key's entry into the plan, and the use of it.
   *
   * @throws where the function's role has no room for another plan
   */
  public allowUsagePlan(usagePlanId: string): void {
    const stack = Stack.of(this);
    const inside = `${stack.formatArn({ service: 'apigateway', account: '', resource: '/usageplans', resourceName: usagePlanId })}/*`;
    this.policies.allow(['apigateway:GET', 'apigateway:POST', 'apigateway:PATCH'], inside);
    this.usagePlans += 1;
    acknowledgeWildcards(this.role, [inside], 'All keys of this one usage plan: they are replaced all the time, so their ids are not known');
  }

  /**
   * Lets the function write a website's key into the Edge's key-value store.
   *
   * The store also holds the origin secret, and IAM can't tell one key of a store from another
   * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfrontkeyvaluestore.html): what keeps the function from
   * that secret is that its code names no other key than the website's.
   */
  public allowEdgeStore(storeArn: string): void {
    this.policies.addToPrincipalPolicy(storeStatement(storeArn));
  }

  /** Has each new key tried by a request, at an address of the API where that is answered with `PROBE_STATUS`. */
  public probeAt(url: string): void {
    this.function.addEnvironment(ENV_PROBE_URL, url);
  }

  /** Who reads a key from elsewhere for a migration. */
  public get grantPrincipal(): iam.IPrincipal {
    return this.policies;
  }

  /** What has to exist before CloudFormation or Secrets Manager may call the function: it makes keys, which open the API. */
  public get dependencies(): IDependable[] {
    return [...(this.firewall ? [this.firewall] : []), this.role, this.permission];
  }

  /** The schedule that holds where a deployment does not say otherwise. */
  public get defaultSchedule(): string {
    return this.schedule.default as string;
  }

  /** The stack's schedule, as it stands in the template. */
  public get scheduleExpression(): string {
    return this.schedule.valueAsString;
  }
}

/**
 * API keys: what IAM can bind to this API's tag, and what it can't.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
function apiKeyStatements(stack: Stack, restApiId: string): iam.PolicyStatement[] {
  const keys = stack.formatArn({ service: 'apigateway', account: '', resource: '/apikeys' });
  const taggedNow = { StringEquals: { [`aws:RequestTag/${TAG_REST_API_ID}`]: restApiId } };
  const taggedBefore = { StringEquals: { [`aws:ResourceTag/${TAG_REST_API_ID}`]: restApiId } };
  return [
    // A key can only be made with this API's tag on it.
    new iam.PolicyStatement({ actions: ['apigateway:POST'], resources: [keys], conditions: taggedNow }),
    // Tags at creation are a call of their own to IAM, on a resource whose id is not known yet. IAM can't tell it from tagging another
    // key of the account later: what keeps the function from that is that its code never calls TagResource.
    new iam.PolicyStatement({
      actions: ['apigateway:PUT'],
      resources: [Fn.sub('arn:${AWS::Partition}:apigateway:${AWS::Region}::/tags/arn%3A${AWS::Partition}%3Aapigateway%3A${AWS::Region}%3A%3A%2Fapikeys%2F*')],
      conditions: taggedNow,
    }),
    // Finds keys by the beginning of their name. IAM sees neither the name that is asked for nor `includeValues`, so this permission
    // could list the account's keys with their values: what keeps the function from that is its code (it never sets includeValues on
    // a list), and the test that holds it to that.
    new iam.PolicyStatement({ actions: ['apigateway:GET'], resources: [keys] }),
    new iam.PolicyStatement({ actions: ['apigateway:GET', 'apigateway:PATCH', 'apigateway:DELETE'], resources: [`${keys}/*`], conditions: taggedBefore }),
  ];
}

/**
 * Usage plans: by tag, which a plan's keys inherit, and nothing else below it.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
 */
function usagePlanStatements(stack: Stack, restApiId: string): iam.PolicyStatement[] {
  const plans = stack.formatArn({ service: 'apigateway', account: '', resource: '/usageplans' });
  return [
    new iam.PolicyStatement({
      actions: ['apigateway:GET'],
      resources: [`${plans}/*`],
      conditions: { StringEquals: { [`aws:ResourceTag/${TAG_REST_API_ID}`]: restApiId } },
    }),
    // The list of a plan's keys has their values in it, and nothing can leave them out: not even this function is to ask for it. The pattern
    // ends where the list's path does, so that a single key may still be asked for.
    new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['apigateway:GET'], resources: [`${plans}/*/keys`] }),
  ];
}

/**
 * Secrets: by tag, since a statement for each would be taken away before CloudFormation asks for a removed consumer's keys to be deleted,
 * and a new one would not have reached every part of IAM when its first key is made.
 */
function secretStatements(stack: Stack, restApiId: string, encryptionKey?: kms.IKey): iam.PolicyStatement[] {
  const statements = [new iam.PolicyStatement({
    actions: [
      'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds', 'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    resources: [stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    conditions: { StringEquals: { [`secretsmanager:ResourceTag/${TAG_REST_API_ID}`]: restApiId } },
  })];
  if (encryptionKey) {
    statements.push(new iam.PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.${stack.urlSuffix}` } },
    }));
  }
  return statements;
}
