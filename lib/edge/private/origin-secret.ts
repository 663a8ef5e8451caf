import { CustomResource, Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import {
  ATTRIBUTE_RULE_GROUP_ARN, ENV_RULE_GROUP_NAME, ENV_STORE_ARN, ORIGIN_SECRET_RESOURCE_TYPE, OriginSecretProperties, UNLOGGED_LABEL,
} from '../../contracts/origin-secret';
import { ENV_REST_API_ID } from '../../contracts/rotation';
import { acknowledge, acknowledgeWildcards } from '../../shared/acknowledge';
import { alarmAtOnce, failures } from '../../shared/alarm';
import { LogOptions, logGroup, writeLog } from '../../shared/log-group';
import { physicalName } from '../../shared/physical-name';
import { HandlerCode } from '../../shared/staged-code';
import { storeStatement } from '../../shared/store-statement';

/** What an `OriginSecret` is made from. */
export interface OriginSecretProps {
  /** ARN of the key-value store from which the Edge reads the secret. */
  readonly storeArn: string;
  /** Under whose name the secret's age is counted. */
  readonly restApiId: string;
  readonly scheduleExpression: string;
  readonly logs: LogOptions;
  readonly alarmActions: cloudwatch.IAlarmAction[];
}

/**
 * The secret by which the firewall knows the Edge: no template shows it, two are valid at a time, and it is replaced on the schedule of the
 * API keys.
 */
export class OriginSecret extends Construct {
  /** The rule group that refuses requests without the secret, and the full name of its label on them. */
  public readonly ruleGroup: { readonly arn: string; readonly label: string };
  /** The function that replaces the secret. */
  public readonly function: lambda.Function;
  public readonly secretArn: string;
  /** Raised when a replacement failed; the current secret goes on working. */
  public readonly failureAlarm: cloudwatch.Alarm;

  public constructor(scope: Construct, id: string, props: OriginSecretProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const ruleGroupName = physicalName(this, 110);
    const secret = new secretsmanager.Secret(this, 'Secret', {
      description: `Origin secret of ${scope.node.path}`,
      encryptionKey: props.logs.encryptionKey,
      generateSecretString: { passwordLength: 43, excludePunctuation: true },
    });
    this.secretArn = secret.secretArn;
    acknowledge(secret, { 'AwsSolutions-SMG4': 'Rotated by the RotationSchedule beside it, which the rule overlooks where it depends on other resources' });

    const log = logGroup(this, 'Log', props.logs);
    const ruleGroups = stack.formatArn({ service: 'wafv2', resource: 'regional', resourceName: `rulegroup/${ruleGroupName}/*` });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        ReplaceOriginSecret: new iam.PolicyDocument({ statements: statements(stack, props, secret, ruleGroups) }),
        WriteLog: writeLog(log),
      },
    });
    acknowledgeWildcards(role, [ruleGroups], 'The one rule group of this name: AWS WAF gives its id when it is made');
    const listing = 'wafv2:ListRuleGroups takes no resource; it finds the one group by its name, since the answer with its id may be lost';
    acknowledge(role, { 'AwsSolutions-IAM5[Resource::*]': listing, 'Serverless-LambdaStarPermissions': listing });

    this.function = new lambda.Function(this, 'Function', {
      description: 'Replaces the secret by which the firewall knows CloudFront',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'origin-secret.handler',
      // With the client of CloudFront's key-value store, which both need.
      code: new HandlerCode('api-key-rotation'),
      role,
      logGroup: log,
      // A step waits until every part of the firewall takes a new secret.
      timeout: Duration.minutes(10),
      memorySize: 256,
      environment: {
        [ENV_RULE_GROUP_NAME]: ruleGroupName,
        [ENV_STORE_ARN]: props.storeArn,
        [ENV_REST_API_ID]: props.restApiId,
        POWERTOOLS_SERVICE_NAME: 'origin-secret-rotation',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    });
    acknowledge(this.function, {
      'Serverless-LambdaDLQ': 'Its callers keep the request: Secrets Manager and CloudFormation try again, and a failed rotation raises an alarm',
      'Serverless-LambdaTracing': 'Runs a few times a day and consists of calls to three services, each of which the log has with its duration',
    });
    const permission = new lambda.CfnPermission(this, 'SecretsManager', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      sourceAccount: stack.account,
    });

    const properties: OriginSecretProperties = { SecretArn: secret.secretArn, StoreArn: props.storeArn };
    const places = new CustomResource(this, 'Places', {
      resourceType: ORIGIN_SECRET_RESOURCE_TYPE,
      serviceToken: this.function.functionArn,
      serviceTimeout: Duration.minutes(15),
      properties: { ...properties },
    });
    places.node.addDependency(role, permission);
    this.ruleGroup = {
      arn: Token.asString(places.getAtt(ATTRIBUTE_RULE_GROUP_ARN)),
      label: `awswaf:${stack.account}:rulegroup:${ruleGroupName}:${UNLOGGED_LABEL}`,
    };

    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Rotation', {
      secretId: secret.secretArn,
      rotationLambdaArn: this.function.functionArn,
      rotateImmediatelyOnUpdate: false,
      rotationRules: { scheduleExpression: props.scheduleExpression },
    });
    schedule.node.addDependency(places, permission);

    this.failureAlarm = alarmAtOnce(this, 'FailureAlarm', failures(this.function), props.alarmActions,
      'A rotation of the origin secret failed. The current secret goes on working; the log says why. See docs/edge.md.');
  }
}

function statements(stack: Stack, props: OriginSecretProps, secret: secretsmanager.Secret, ruleGroups: string): iam.PolicyStatement[] {
  const { storeArn, logs: { encryptionKey } } = props;
  return [
    new iam.PolicyStatement({
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      resources: [secret.secretArn],
    }),
    ...encryptionKey ? [new iam.PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.${stack.urlSuffix}` } },
    })] : [],
    new iam.PolicyStatement({
      actions: ['wafv2:CreateRuleGroup', 'wafv2:DeleteRuleGroup', 'wafv2:GetRuleGroup', 'wafv2:UpdateRuleGroup'],
      resources: [ruleGroups],
    }),
    new iam.PolicyStatement({ actions: ['wafv2:ListRuleGroups'], resources: ['*'] }),
    storeStatement(storeArn),
  ];
}
