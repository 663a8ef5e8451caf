import { LocalApi, LocalUsagePlan } from '../api';
import { headerValue } from '../headers';
import { Clock, GatewayRequest } from '../types';
import { TokenBucket } from './throttle';

/** An API key of the account, as the control plane has it. */
export interface ApiKeyRecord {
  readonly id: string;
  readonly value: string;
  readonly enabled: boolean;
  /** Ids of the usage plans that it belongs to. */
  readonly planIds: ReadonlySet<string>;
}

/** Where keys and what was used of their quotas are kept; the rotation changes both while requests come in. */
export interface KeyRegistry {
  keyByValue(value: string): ApiKeyRecord | undefined;
  /** Takes one request off what the key has left in this period. False where nothing is left. */
  takeQuota(keyId: string, plan: LocalUsagePlan): boolean;
}

/** What the key decided. */
export type KeyDecision =
  | { readonly kind: 'passed'; readonly key: ApiKeyRecord; readonly planId: string }
  | { readonly kind: 'refused'; readonly error: 'INVALID_API_KEY' | 'THROTTLED' | 'QUOTA_EXCEEDED'; readonly reason: string };

/**
 * API key, throttle and quota of the consumer's usage plan.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export class ApiKeyLayer {
  private readonly buckets = new Map<string, TokenBucket>();

  public constructor(private readonly api: LocalApi, private readonly keys: KeyRegistry, private readonly clock: Clock) {
  }

  /** @param usageKey the key that the authorizer named, where that is the API's source of keys */
  public check(request: GatewayRequest, usageKey: string | undefined): KeyDecision {
    const value = this.api.apiKeySource === 'AUTHORIZER' ? usageKey : headerValue(request.headers, 'x-api-key');
    const key = value === undefined ? undefined : this.keys.keyByValue(value);
    const plan = key?.enabled ? this.api.usagePlans.find(({ id }) => key.planIds.has(id)) : undefined;
    if (!key || !plan) {
      // One answer for a missing, an unknown, a disabled and another API's key (recorded: key-missing-or-unknown-body).
      return { kind: 'refused', error: 'INVALID_API_KEY', reason: value === undefined ? 'no key was sent' : 'the key belongs to no usage plan of this stage' };
    }
    if (plan.throttle && !this.bucketOf(key.id, plan).take()) {
      return { kind: 'refused', error: 'THROTTLED', reason: `the consumer is over ${plan.throttle.rateLimit} requests a second` };
    }
    if (plan.quota && !this.keys.takeQuota(key.id, plan)) {
      // Recorded: quota-used-up.
      return { kind: 'refused', error: 'QUOTA_EXCEEDED', reason: `the consumer used up ${plan.quota.limit} requests a ${plan.quota.period.toLowerCase()}` };
    }
    return { kind: 'passed', key, planId: plan.id };
  }

  /** Limits are the plan's and counted by key. */
  private bucketOf(keyId: string, plan: LocalUsagePlan): TokenBucket {
    const name = `${plan.id} ${keyId}`;
    let bucket = this.buckets.get(name);
    if (!bucket) {
      bucket = new TokenBucket(plan.throttle!, this.clock);
      this.buckets.set(name, bucket);
    }
    return bucket;
  }
}
