import { CustomResource, Duration, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import {
  CONSUMER_KEYS_RESOURCE_TYPE, ConsumerKeysProperties, TAG_EDGE_STORE_ARN, TAG_REST_API_ID, TAG_USAGE_PLAN_ID,
} from '../contracts/rotation';
import { describeThrottle, PostureConsumer, shownLimit } from '../posture/posture';
import { acknowledge } from '../shared/acknowledge';
import { checkDescription } from '../shared/check-description';
import { checkScope, checkType, checkTypes, having, memberOf, OBJECT, optional, Shape, TEXT } from '../shared/check-types';
import { shown } from '../shared/literals';
import { ApiKeyRotation } from './api-key-rotation';

/** How a consumer may use the API, and whether it brings a key. None of it replaces the consumer's keys when it changes. */
export interface ApiConsumerOptions {
  /**
   * What the usage plan and the secret are described as.
   *
   * @default - the consumer's path in the construct tree
   */
  readonly description?: string;

  /**
   * Requests a second, and how many at once, for each of the consumer's keys.
   *
   * @default - 50 requests a second, bursts of 100
   */
  readonly throttle?: apigateway.ThrottleSettings;

  /**
   * Requests in a day, a week or a month. A new key starts with what the old one has left.
   *
   * AWS applies quotas on a best-effort basis: they are no cost control.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
   * @default - no quota
   */
  readonly quota?: apigateway.QuotaSettings;

  /**
   * A secret with a key that the consumer already uses elsewhere: the text of 20 to 128 characters, or JSON with a member `apiKey`.
   * It becomes the consumer's first key; the first rotation replaces it and keeps it valid as the previous one.
   * Read once, when the consumer is made; API Gateway refuses a key that exists in the account and region.
   *
   * @default - the first key is generated
   */
  readonly importedKey?: secretsmanager.ISecret;
}

/** What others may do with a consumer's key. */
export class ApiConsumerGrants {
  /** @internal */
  public static _of(secret: secretsmanager.ISecret): ApiConsumerGrants {
    return new ApiConsumerGrants(secret);
  }

  private constructor(private readonly secret: secretsmanager.ISecret) {}

  /** Lets someone read the key: the current one, and the previous one during the overlap. */
  public readKey(grantee: iam.IGrantable): iam.Grant {
    checkType('grantee', grantee, having('who has permissions, such as a role or a function', 'grantPrincipal'));
    return this.secret.grantRead(grantee);
  }
}

const DEFAULT_THROTTLE: apigateway.ThrottleSettings = { rateLimit: 50, burstLimit: 100 };

/**
 * Who holds an API key: made by `SecureRestApi.addConsumer`.
 *
 * The key lives in `secret` and nowhere else; it is made before the deployment ends, replaced on the schedule of the parameter
 * `ApiKeyRotationSchedule`, and removed with the consumer. A key identifies its holder; it does not authenticate anyone.
 */
export class ApiConsumer extends Construct {
  /**
   * @param edgeStoreArn CloudFront's key-value store that the current key is written to, where the consumer is a website behind the Edge
   * @throws where an option could not be deployed; nothing is added to the tree then
   * @internal
   */
  public static _create(
    scope: Construct, id: string, rotation: ApiKeyRotation, options: ApiConsumerOptions = {}, edgeStoreArn?: string,
  ): ApiConsumer {
    checkScope(scope, id);
    checkOptions(options);
    return new ApiConsumer(scope, id, rotation, options, edgeStoreArn);
  }

  private readonly options: ApiConsumerOptions;

  /** Secret with the key, as JSON with the member `apiKey`. Read it anew when a request is answered with 403. */
  public readonly secret: secretsmanager.ISecret;
  /** The consumer's own usage plan: its throttle and its quota. */
  public readonly usagePlan: apigateway.UsagePlan;
  /** What others may do with the key. */
  public readonly grants: ApiConsumerGrants;

  private constructor(scope: Construct, id: string, rotation: ApiKeyRotation, options: ApiConsumerOptions, edgeStoreArn?: string) {
    super(scope, id);
    this.options = options;
    const description = options.description ?? `API consumer ${this.node.path}`;
    this.usagePlan = new apigateway.UsagePlan(this, 'UsagePlan', {
      description,
      throttle: options.throttle ?? DEFAULT_THROTTLE,
      quota: options.quota,
      apiStages: [{ api: rotation.restApi, stage: rotation.stage }],
    });

    (this.usagePlan.node.defaultChild as apigateway.CfnUsagePlan).tags.setTag(TAG_REST_API_ID, rotation.restApi.restApiId);

    const secret = new secretsmanager.Secret(this, 'Secret', { description, encryptionKey: rotation.encryptionKey });
    const cfnSecret = secret.node.defaultChild as secretsmanager.CfnSecret;
    // The secret begins without a version: whatever CloudFormation would generate here is no API key, and would be read as one.
    cfnSecret.addPropertyDeletionOverride('GenerateSecretString');
    cfnSecret.tags.setTag(TAG_REST_API_ID, rotation.restApi.restApiId);
    cfnSecret.tags.setTag(TAG_USAGE_PLAN_ID, this.usagePlan.usagePlanId);
    if (edgeStoreArn !== undefined) {
      cfnSecret.tags.setTag(TAG_EDGE_STORE_ARN, edgeStoreArn);
      rotation.allowEdgeStore(edgeStoreArn);
    }
    acknowledge(secret, { 'AwsSolutions-SMG4': 'Rotated by the RotationSchedule beside it, which the rule overlooks where it depends on other resources' });
    this.secret = secret;
    this.grants = ApiConsumerGrants._of(secret);

    rotation.allowUsagePlan(this.usagePlan.usagePlanId);
    options.importedKey?.grantRead(rotation);
    const properties: ConsumerKeysProperties = {
      SecretArn: secret.secretArn,
      UsagePlanId: this.usagePlan.usagePlanId,
      ...options.importedKey ? { ImportFromSecretArn: options.importedKey.secretArn } : {},
      ...edgeStoreArn === undefined ? {} : { EdgeStoreArn: edgeStoreArn },
    };
    const keys = new CustomResource(this, 'Keys', {
      resourceType: CONSUMER_KEYS_RESOURCE_TYPE,
      serviceToken: rotation.function.functionArn,
      // Without it, a function that can't answer holds the deployment for an hour. Longer than the function runs.
      serviceTimeout: Duration.minutes(20),
      properties: { ...properties },
    });
    keys.node.addDependency(...rotation.dependencies);

    // After the first key, and so before it at a deletion: no rotation begins while the keys are being removed.
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Rotation', {
      secretId: secret.secretArn,
      rotationLambdaArn: rotation.function.functionArn,
      // The first key is new, and a change of the schedule is no reason to replace everyone's key at the same moment.
      rotateImmediatelyOnUpdate: false,
      // No `duration`: the default window, an hour or the rest of the day, is as long as the schedule lets it be, and Secrets Manager
      // spreads the rotations over it.
      rotationRules: { scheduleExpression: rotation.scheduleExpression },
    });
    schedule.node.addDependency(keys, ...rotation.dependencies);
  }

  /**
   * What each key may send.
   * @internal
   */
  public get _limits(): { readonly throttle: apigateway.ThrottleSettings; readonly quota?: apigateway.QuotaSettings } {
    return { throttle: this.options.throttle ?? DEFAULT_THROTTLE, quota: this.options.quota };
  }

  /**
   * What the posture report says.
   * @internal
   */
  public _describe(): PostureConsumer {
    const { quota, throttle } = this.options;
    return {
      id: this.node.id,
      throttle: describeThrottle(throttle ?? DEFAULT_THROTTLE) ?? '-',
      quota: quota ? `${shownLimit(quota.limit)} a ${String(quota.period).toLowerCase()}` : 'none',
    };
  }
}

const SHAPE: Shape = {
  description: optional(TEXT),
  throttle: optional(OBJECT),
  quota: optional(OBJECT),
  importedKey: optional(having('a secret of AWS Secrets Manager', 'secretArn')),
};

/**
 * The largest offset of a quota by its period, in days; AWS refuses others at the deployment.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
 */
const LARGEST_OFFSET: { readonly [period: string]: number } = { DAY: 0, WEEK: 6, MONTH: 27 };

function checkOptions(options: ApiConsumerOptions): void {
  checkTypes('options', options, SHAPE);
  const { throttle, quota } = options;
  checkDescription('description', options.description);
  if (throttle !== undefined) {
    checkNumber('throttle.rateLimit', throttle.rateLimit, false, '{ rateLimit: 20, burstLimit: 40 }');
    checkNumber('throttle.burstLimit', throttle.burstLimit, true, '{ rateLimit: 20, burstLimit: 40 }');
  }
  if (quota !== undefined) {
    checkNumber('quota.limit', quota.limit, true, '{ limit: 10_000, period: Period.DAY }');
    if (quota.period === undefined) {
      throw new Error('`quota.period` must be set, got none; right would be { limit: 10_000, period: Period.DAY }');
    }
    checkType('quota.period', quota.period, memberOf('Period', apigateway.Period));
    const { offset } = quota;
    if (offset !== undefined && !Token.isUnresolved(offset) && !(Number.isInteger(offset) && offset >= 0 && offset <= LARGEST_OFFSET[quota.period])) {
      throw new Error(`\`quota.offset\` must be a whole number from 0 to ${LARGEST_OFFSET[quota.period]} for a period of a ${quota.period.toLowerCase()}, got ${shown(offset)}; ` +
        'right would be to leave it out');
    }
  }
}

function checkNumber(property: string, value: number | undefined, whole: boolean, right: string): void {
  if (typeof value !== 'number' || !Token.isUnresolved(value) && !(value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value)))) {
    throw new Error(`\`${property}\` must be a ${whole ? 'whole ' : ''}number over 0, got ${shown(value)}; right would be ${right}`);
  }
}
