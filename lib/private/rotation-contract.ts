/**
 * What the constructs (lib/api-consumer.ts, lib/api-key-rotation.ts) and the rotation function (lambda/api-key-rotation) agree on.
 * Types and names only: nothing here may import CDK, since esbuild bundles it into the function.
 */

/** Id of the REST API whose keys the function manages. */
export const ENV_REST_API_ID = 'REST_API_ID';
/** Stage of the REST API, for the proof that a new key works at the gateway. */
export const ENV_STAGE_NAME = 'STAGE_NAME';

/**
 * Type of the custom resource, one a consumer, that CloudFormation creates after secret, usage plan and stage:
 * on Create it makes the first key (so that a deployment ends with a key that works), on Delete it removes every key of the consumer.
 */
export const CONSUMER_KEYS_RESOURCE_TYPE = 'Custom::ApiConsumerKeys';

/** Properties of the custom resource. CloudFormation passes every value as a string. */
export interface ConsumerKeysProperties {
  /** ARN of the consumer's secret. */
  readonly SecretArn: string;
  /** Id of the consumer's usage plan. */
  readonly UsagePlanId: string;
  /** Prefix of the names of the consumer's API keys: unique in account and region, and only this consumer's keys begin with it. */
  readonly KeyNamePrefix: string;
  /** ARN of a secret with a key from elsewhere (migration): its value becomes the consumer's first key. */
  readonly ImportFromSecretArn?: string;
}

/**
 * Tags on the consumer's secret, from which a rotation learns what Secrets Manager's event does not carry.
 * They hold no secret, and a change to them needs no new version of the secret.
 */
export const TAG_USAGE_PLAN_ID = 'secure-rest-api:usage-plan-id';
export const TAG_KEY_NAME_PREFIX = 'secure-rest-api:key-name-prefix';
/** Tag on every API key that the function creates, with the id of the REST API: the function's IAM policy is bound to it. */
export const TAG_REST_API_ID = 'secure-rest-api:rest-api-id';

/** What a version of the consumer's secret holds, as JSON. `apiKey` is what a client sends in `x-api-key`. */
export interface SecretValue {
  readonly apiKey: string;
  readonly apiKeyId?: string;
}
