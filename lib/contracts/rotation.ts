/**
 * What the constructs (lib/keys/api-consumer.ts, lib/keys/api-key-rotation.ts) and the rotation function (lambda/api-key-rotation) agree on.
 * Types and names only: nothing here may import CDK, since esbuild bundles it into the function.
 */

/** Environment variable with the id of the REST API whose keys the function manages. */
export const ENV_REST_API_ID = 'REST_API_ID';

/** Environment variable with the seconds for which a new key is left alone before anyone is given it. */
export const ENV_SETTLE_SECONDS = 'KEY_SETTLE_SECONDS';

/** Environment variable with the address that new keys are tried on; absent where the API has no route for that. */
export const ENV_PROBE_URL = 'KEY_PROBE_URL';
/** What the route for trying keys answers. */
export const PROBE_STATUS = 204;
/** What the API answers where a key's quota is used up. */
export const QUOTA_EXCEEDED_MESSAGE = 'The quota is used up';

/**
 * Type of the custom resource, one a consumer, that CloudFormation creates after secret, usage plan and stage:
 * on Create it makes the first key (so that a deployment ends with a key that works), on Delete it removes every key of the consumer.
 */
export const CONSUMER_KEYS_RESOURCE_TYPE = 'Custom::ApiConsumerKeys';

/** Properties of the custom resource. CloudFormation passes every value as a string. */
export interface ConsumerKeysProperties {
  /** ARN of the consumer's secret. The names of the consumer's API keys derive from it, so that a replaced secret never shares keys. */
  readonly SecretArn: string;
  /** Id of the consumer's usage plan. */
  readonly UsagePlanId: string;
  /** ARN of a secret with a key from elsewhere (migration): its value becomes the consumer's first key. */
  readonly ImportFromSecretArn?: string;
  /** ARN of the Edge's key-value store that the key is written to; a replaced store begins empty, so CloudFormation asks again. */
  readonly EdgeStoreArn?: string;
}

/**
 * Tag on the consumer's secret, from which a rotation learns what Secrets Manager's event does not carry.
 * It holds no secret, and a change to it needs no new version of the secret.
 */
export const TAG_USAGE_PLAN_ID = 'secure-rest-api:usage-plan-id';
/**
 * Tag on the secret of the website's consumer: ARN of the Edge's key-value store, which holds the current key under `STORE_KEY_API_KEY`
 * (origin-secret-contract.ts).
 */
export const TAG_EDGE_STORE_ARN = 'secure-rest-api:edge-store-arn';
/** Tag on every secret and every API key, with the id of the REST API: the function's IAM policy is bound to it. */
export const TAG_REST_API_ID = 'secure-rest-api:rest-api-id';

/** What a version of the consumer's secret holds, as JSON. `apiKey` is what a client sends in `x-api-key`. */
export interface SecretValue {
  readonly apiKey: string;
}

/** Events for `aws lambda invoke` when a key has leaked: see docs/api-key-rotation.md. */
export interface RevocationEvent {
  /** `RevokePreviousKey`: only the key in AWSPREVIOUS. `RevokeAllKeys`: both, after a new one took their place. */
  readonly Action: 'RevokePreviousKey' | 'RevokeAllKeys';
  /** ARN of the consumer's secret. */
  readonly SecretId: string;
}

/** CloudWatch namespace of the function's own metrics. */
export const METRIC_NAMESPACE = 'SecureRestApi';
/** Dimension of every metric: the id of the REST API. */
export const METRIC_DIMENSION = 'RestApiId';
/** Requests that a consumer could gain by a rotation, because API Gateway refused to lower the new key's remaining quota. */
export const METRIC_QUOTA_GAIN = 'ApiKeyQuotaGain';
/** Promotions of a new API key: by a rotation, a deployment or a revocation. */
export const METRIC_KEY_PROMOTED = 'ApiKeyPromoted';
/** Requests that consumers had spent when a new key took their quota over. */
export const METRIC_QUOTA_CARRIED = 'ApiKeyQuotaCarried';
/** Age of the oldest current key of any consumer, in seconds: since the last rotation that succeeded. */
export const METRIC_KEY_AGE = 'ApiKeyAge';
/** The same, in percent of the time that its schedule has between two rotations. */
export const METRIC_KEY_AGE_PERCENT = 'ApiKeyAgePercent';
/** From here on a rotation is overdue: twice its schedule. */
export const OVERDUE_PERCENT = 200;
/** What the consumer who used most of his quota has used of it in this period, in percent. */
export const METRIC_QUOTA_USED = 'ApiKeyQuotaUsed';
/** Age of the origin secret that the Edge sends, in seconds: since the last rotation of it that succeeded. */
export const METRIC_ORIGIN_AGE = 'OriginSecretAge';
/** The same, in percent of the time that its schedule has between two rotations. */
export const METRIC_ORIGIN_AGE_PERCENT = 'OriginSecretAgePercent';
/** How many of them there are with an Edge. */
export const ORIGIN_METRICS = 2;
/** How many there are of the others. */
export const ROTATION_METRICS = 6;

/** What is asked every hour: how old the keys are, and what is used of the quotas. */
export interface KeyReportEvent {
  readonly Action: 'ReportKeys';
  /** What the ARNs of all secrets of the account and region begin with. */
  readonly SecretArnPrefix: string;
}
