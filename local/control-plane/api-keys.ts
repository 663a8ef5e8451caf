import { randomBytes } from 'crypto';
import { LocalUsagePlan } from '../api';
import { JsonMap } from '../assembly';
import { ApiKeyRecord, KeyRegistry } from '../layers/api-key';
import { mapOf } from '../template-values';
import { Clock } from '../types';
import { ServiceError } from './service-error';

interface Key {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  enabled: boolean;
  description?: string;
  readonly tags: JsonMap;
  readonly createdAt: number;
  changedAt: number;
  readonly planIds: Set<string>;
}

interface Use {
  /** Begin of the period that `used` counts, in milliseconds since 1970. */
  period: number;
  used: number;
  /** What `UpdateUsage` set for the period. */
  remaining?: number;
  readonly days: Map<string, number>;
}

const DAY_MILLIS = 86_400_000;
const MOST_NAME_CHARACTERS = 1_024;
const LEAST_VALUE_CHARACTERS = 20;
/** Recorded: key-immutable. */
const MUTABLE = ['/description', '/enabled', '/name', '/customerId'];

/** API keys, usage plans and what was used of their quotas: the part of API Gateway's control plane that the rotation calls. */
export class ApiKeys implements KeyRegistry {
  private readonly keys = new Map<string, Key>();
  private readonly plans = new Map<string, LocalUsagePlan>();
  private readonly uses = new Map<string, Use>();
  private cloudWatchRoleArn?: string;

  public constructor(private readonly clock: Clock) {
  }

  public addPlan(plan: LocalUsagePlan): void {
    this.plans.set(plan.id, plan);
  }

  public keyByValue(value: string): ApiKeyRecord | undefined {
    return [...this.keys.values()].find((key) => key.value === value);
  }

  public takeQuota(keyId: string, plan: LocalUsagePlan): boolean {
    const use = this.useOf(keyId, plan);
    const day = new Date(this.clock.now()).toISOString().slice(0, 10);
    use.days.set(day, (use.days.get(day) ?? 0) + 1);
    if (use.remaining !== undefined) {
      use.remaining -= 1;
      return use.remaining >= 0;
    }
    use.used += 1;
    return use.used <= (plan.quota?.limit ?? Infinity);
  }

  /** @throws `ServiceError` as the service answers */
  public call(method: string, path: string, query: URLSearchParams, input: JsonMap): { readonly status: number; readonly body: JsonMap } {
    const [collection, id, part, partId, rest] = path.slice(1).split('/').map(decodeURIComponent);
    switch (`${method} ${[collection, id === undefined ? undefined : '{id}', part, partId === undefined ? undefined : '{id}', rest].filter((name) => name !== undefined).join('/')}`) {
      case 'POST apikeys': return { status: 201, body: this.create(input) };
      case 'GET apikeys': return { status: 200, body: this.list(query) };
      case 'GET apikeys/{id}': return { status: 200, body: describe(this.key(id), query.get('includeValue') === 'true') };
      case 'PATCH apikeys/{id}': return { status: 200, body: this.update(this.key(id), input) };
      case 'DELETE apikeys/{id}': {
        this.keys.delete(this.key(id).id);
        return { status: 202, body: {} };
      }
      case 'GET usageplans/{id}': return { status: 200, body: describePlan(this.plan(id)) };
      case 'POST usageplans/{id}/keys': return { status: 201, body: this.attach(this.plan(id), this.key(String(input.keyId))) };
      case 'GET usageplans/{id}/keys': return { status: 200, body: this.attachedTo(id, query) };
      case 'GET usageplans/{id}/keys/{id}': return { status: 200, body: this.attached(id, partId) };
      case 'DELETE usageplans/{id}/keys/{id}': {
        this.key(partId).planIds.delete(id);
        return { status: 202, body: {} };
      }
      case 'GET usageplans/{id}/usage': return { status: 200, body: this.usage(this.plan(id), query) };
      case 'PATCH usageplans/{id}/keys/{id}/usage': return { status: 200, body: this.setRemaining(this.plan(id), partId, input) };
      case 'GET account': return { status: 200, body: this.cloudWatchRoleArn === undefined ? {} : { cloudwatchRoleArn: this.cloudWatchRoleArn } };
      case 'PATCH account': {
        this.cloudWatchRoleArn = String(patches(input).find(({ path: target }) => target === '/cloudwatchRoleArn')?.value);
        return { status: 200, body: { cloudwatchRoleArn: this.cloudWatchRoleArn } };
      }
      default: throw new ServiceError('NotFoundException', `${method} ${path} is not served here`, 404);
    }
  }

  private create(input: JsonMap): JsonMap {
    const name = String(input.name ?? '');
    if (name.length > MOST_NAME_CHARACTERS) {
      // Recorded: key-name-long.
      throw new ServiceError('BadRequestException', `Invalid API Key name, can be at most ${MOST_NAME_CHARACTERS} characters.`);
    }
    // An empty value is none (recorded: key-value-empty).
    const value = typeof input.value === 'string' && input.value !== '' ? input.value : randomBytes(20).toString('hex');
    if (value.length < LEAST_VALUE_CHARACTERS) {
      // Recorded: key-value-short.
      throw new ServiceError('BadRequestException', `API Key value should be at least ${LEAST_VALUE_CHARACTERS} characters`);
    }
    if (this.keyByValue(value)) {
      // Recorded: key-value-taken.
      throw new ServiceError('ConflictException', 'API Key already exists', 409);
    }
    const now = this.clock.now();
    const key: Key = {
      id: randomBytes(5).toString('hex'),
      name,
      value,
      enabled: input.enabled === true,
      tags: mapOf(input.tags),
      createdAt: now,
      changedAt: now,
      planIds: new Set(),
      ...(typeof input.description === 'string' && { description: input.description }),
    };
    this.keys.set(key.id, key);
    return describe(key, true);
  }

  private list(query: URLSearchParams): JsonMap {
    return page(named([...this.keys.values()], query), query, (key) => describe(key, query.get('includeValues') === 'true'));
  }

  /** Of a plan that is not there, no keys (recorded: plan-keys-unknown-plan); the values come unasked (recorded: plan-keys-list-shows-values). */
  private attachedTo(planId: string, query: URLSearchParams): JsonMap {
    return page(named([...this.keys.values()].filter(({ planIds }) => planIds.has(planId)), query), query, describeAttached);
  }

  private update(key: Key, input: JsonMap): JsonMap {
    for (const { op, path, value } of patches(input)) {
      if (!MUTABLE.includes(String(path))) {
        throw new ServiceError('BadRequestException', `Invalid patch path  '${String(path)}' specified for op '${String(op)}'. Must be one of: [${MUTABLE.join(', ')}]`);
      }
      if (path === '/enabled') {
        // Recorded: key-enabled-not-boolean.
        key.enabled = value === 'true';
      } else if (path === '/description') {
        key.description = String(value);
      }
    }
    key.changedAt = this.clock.now();
    return describe(key, false);
  }

  private attach(plan: LocalUsagePlan, key: Key): JsonMap {
    if (key.planIds.has(plan.id)) {
      throw new ServiceError('ConflictException', `Usage Plan ${plan.id} cannot be added because API Key cannot reference multiple Usage Plans with the same API stage`, 409);
    }
    key.planIds.add(plan.id);
    return this.attached(plan.id, key.id);
  }

  private attached(planId: string, keyId: string): JsonMap {
    const key = this.keys.get(keyId);
    if (!key?.planIds.has(planId)) {
      throw new ServiceError('NotFoundException', `Invalid Usage Plan ID specified, or the key ${keyId} is not in it`, 404);
    }
    return describeAttached(key);
  }

  private usage(plan: LocalUsagePlan, query: URLSearchParams): JsonMap {
    const [from, to] = [String(query.get('startDate')), String(query.get('endDate'))];
    const days: string[] = [];
    for (let day = Date.parse(from); day <= Date.parse(to); day += DAY_MILLIS) {
      days.push(new Date(day).toISOString().slice(0, 10));
    }
    const wanted = query.get('keyId');
    const keys = [...this.keys.values()].filter(({ id, planIds }) => planIds.has(plan.id) && (wanted === null || wanted === id));
    const values = Object.fromEntries(keys.map(({ id }): [string, number[][]] => {
      const use = this.useOf(id, plan);
      const remaining = use.remaining ?? (plan.quota?.limit ?? 0) - use.used;
      return [id, days.map((day) => [use.days.get(day) ?? 0, remaining])];
    }));
    return { usagePlanId: plan.id, startDate: from, endDate: to, values };
  }

  private setRemaining(plan: LocalUsagePlan, keyId: string, input: JsonMap): JsonMap {
    const remaining = Number(patches(input).find(({ path }) => path === '/remaining')?.value);
    this.useOf(this.key(keyId).id, plan).remaining = remaining;
    return { usagePlanId: plan.id, values: { [keyId]: [[0, remaining]] } };
  }

  private useOf(keyId: string, plan: LocalUsagePlan): Use {
    const name = `${plan.id} ${keyId}`;
    const period = periodOf(this.clock.now(), plan);
    const known = this.uses.get(name);
    if (known?.period === period) {
      return known;
    }
    const fresh: Use = { period, used: 0, days: known?.days ?? new Map<string, number>() };
    this.uses.set(name, fresh);
    return fresh;
  }

  private key(id: string): Key {
    const key = this.keys.get(id);
    if (!key) {
      throw new ServiceError('NotFoundException', 'Invalid API Key identifier specified', 404);
    }
    return key;
  }

  private plan(id: string): LocalUsagePlan {
    const plan = this.plans.get(id);
    if (!plan) {
      throw new ServiceError('NotFoundException', `Invalid Usage Plan ID specified: ${id}`, 404);
    }
    return plan;
  }
}

/** Begin of the quota's period that a moment lies in, in UTC. https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html */
function periodOf(now: number, { quota }: LocalUsagePlan): number {
  const date = new Date(now);
  if (quota?.period === 'MONTH') {
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  const day = Math.floor(now / DAY_MILLIS);
  // The first of January 1970 was a Thursday; a week begins on Sunday.
  return (quota?.period === 'WEEK' ? day - (day + 4) % 7 : day) * DAY_MILLIS;
}

function describe(key: Key, withValue: boolean): JsonMap {
  const { id, name, enabled, description, tags, createdAt, changedAt, value } = key;
  return {
    id,
    name,
    enabled,
    stageKeys: [],
    tags,
    createdDate: createdAt / 1_000,
    lastUpdatedDate: changedAt / 1_000,
    ...(description !== undefined && { description }),
    ...(withValue && { value }),
  };
}

function describePlan({ id, quota, throttle }: LocalUsagePlan): JsonMap {
  return { id, name: id, ...(quota && { quota: { ...quota } }), ...(throttle && { throttle: { ...throttle } }) };
}

function patches(input: JsonMap): JsonMap[] {
  return (Array.isArray(input.patchOperations) ? input.patchOperations : []).map(mapOf);
}

function describeAttached({ id, name, value }: Key): JsonMap {
  return { id, name, type: 'API_KEY', value };
}

/** The name begins with the query, and case matters (recorded: keys-name-query-prefix, plan-keys-name-query). */
function named(keys: Key[], query: URLSearchParams): Key[] {
  const prefix = query.get('name') ?? '';
  return keys.filter(({ name }) => name.startsWith(prefix));
}

/** Recorded: keys-order-and-pages. */
function page(keys: Key[], query: URLSearchParams, shown: (key: Key) => JsonMap): JsonMap {
  const begin = Math.max(keys.findIndex(({ id }) => id === query.get('position')), 0);
  const end = begin + Number(query.get('limit') ?? 25);
  return { item: keys.slice(begin, end).map(shown), ...(end < keys.length && { position: keys[end].id }) };
}
