import { AwsCallError } from '../../../lambda/api-key-rotation/errors';
import { PENDING } from '../../../lambda/api-key-rotation/labels';
import { utcDay } from '../../../lambda/api-key-rotation/quota';
import { ApiKeyState, DayOfUse, NamedKey, ProbeOutcome, QuotaPeriod, Report, SecretDescription, Services } from '../../../lambda/api-key-rotation/services';
import { EdgeStoreState } from '../../../lambda/shared/edge-store';

export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:PartnerSecret-AbCdEf';
export const OTHER_SECRET_KEY = 'PartnerSecret-AbCdEfG:not-ours';
export const PLAN_ID = 'plan01';
export const LIMIT = 100;
/** Between a version's being stored and its being readable. */
const READABLE_AFTER = 1_000;
export const CALL_TAKES = 200;
/** How far a copy of the Edge's store may be behind. */
const STORE_LAGS = 60_000;

export interface Version {
  text?: string;
  readonly labels: Set<string>;
  readonly made: number;
  /** Written by a person, who makes no API key with it. */
  readonly byHand?: boolean;
}

export interface ModelKey {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  enabled: boolean;
  description?: string;
  changedAt: number;
  attached: boolean;
  /** Since when the key is enabled and in the plan. */
  workingSince?: number;
  readonly used: Map<string, number>;
  remaining: { period: string; value: number };
}

/** The Edge's key-value store. */
export class ModelStore {
  public readonly arn: string;
  public value?: string;
  public version = 1;
  public changedAt: number;
  public isDown = false;
  private readonly history: { readonly value: string; until: number }[] = [];

  public constructor(private readonly world: World, number: number) {
    this.arn = `arn:aws:cloudfront::111122223333:key-value-store/${number}`;
    this.changedAt = world.time;
  }

  /** What any of the Edge's copies may send now. */
  public get sent(): string[] {
    const past = this.history.filter(({ until }) => this.world.time - until < STORE_LAGS).map(({ value }) => value);
    return this.value === undefined ? past : [this.value, ...past];
  }

  /** The rotation of the origin secret writes the same store. */
  public touch(): void {
    this.version += 1;
    this.changedAt = this.world.time;
  }

  public state(): EdgeStoreState {
    return { etag: `v${this.version}`, changedAt: this.changedAt };
  }

  public replace(value: string, etag: string): 'written' | 'changed' {
    if (etag !== this.state().etag) {
      return 'changed';
    }
    if (this.value !== undefined) {
      this.history.push({ value: this.value, until: this.world.time });
    }
    this.value = value;
    this.touch();
    return 'written';
  }
}

/** The services, as far as their documentation says how they behave; every method takes effect at once. */
export class World {
  public time = Date.UTC(2026, 10, 24, 12);
  public secretExists = true;
  public rotationEnabled = false;
  public schedule?: string = 'rate(1 day)';
  public planExists = true;
  public refusesToLower = false;
  public quota?: { limit: number; period: QuotaPeriod } = { limit: LIMIT, period: 'DAY' };
  public readonly versions = new Map<string, Version>();
  public readonly keys = new Map<string, ModelKey>();
  public readonly reports: Report[] = [];
  public importedText?: string;
  public settleMilliseconds = 300_000;
  /** Whether the API has a route that new keys are tried on. */
  public probing = false;
  /** How long the gateway takes in truth until it knows a key. */
  public propagates = 0;
  /** Only where the consumer is a website. */
  public edgeStore?: ModelStore;
  public changedAt = this.time;
  /** Requests served, by period. */
  public readonly spent = new Map<string, number>();
  private counter = 0;

  public constructor() {
    // A stranger's key whose name begins almost alike: nothing may touch it.
    this.keys.set('stranger', this.newKey('stranger', OTHER_SECRET_KEY, 'x'.repeat(30)));
  }

  public get ownKeys(): ModelKey[] {
    return [...this.keys.values()].filter(({ id }) => id !== 'stranger');
  }

  public period(time = this.time): string {
    return this.quota?.period === 'MONTH' ? utcDay(time).slice(0, 7) : utcDay(time);
  }

  public spentNow(): number {
    return this.spent.get(this.period()) ?? 0;
  }

  public versionWith(label: string): [string, Version] | undefined {
    return [...this.versions].find(([, { labels }]) => labels.has(label));
  }

  public keyOf(label: string): ModelKey | undefined {
    const version = this.versionWith(label);
    return version && this.ownKeys.find(({ name }) => name.endsWith(`:${version[0]}`));
  }

  public works(key: ModelKey | undefined): key is ModelKey {
    return key !== undefined && key.enabled && key.attached && this.planExists;
  }

  public isSettled(key: ModelKey): boolean {
    return key.workingSince !== undefined && this.time - key.workingSince >= Math.max(this.settleMilliseconds, this.probing ? this.propagates : 0);
  }

  public remainingOf(key: ModelKey): number {
    if (key.remaining.period !== this.period()) {
      key.remaining = { period: this.period(), value: this.quota?.limit ?? Infinity };
    }
    return key.remaining.value;
  }

  /** The consumer sends requests with a key; API Gateway serves what the key's quota has left. */
  public use(key: ModelKey | undefined, requests: number): void {
    if (!this.works(key)) {
      return;
    }
    this.spent.set(this.period(), this.spentNow() + this.serve(key, requests));
  }

  private serve(key: ModelKey, requests: number): number {
    const served = Math.min(requests, this.remainingOf(key));
    key.remaining.value -= served;
    key.used.set(utcDay(this.time), (key.used.get(utcDay(this.time)) ?? 0) + served);
    return served;
  }

  /** A request on the route for trying keys. */
  public probe(value: string): ProbeOutcome {
    if (!this.probing) {
      return 'not asked';
    }
    const key = [...this.keys.values()].find((one) => one.value === value);
    if (!this.works(key) || key.workingSince === undefined || this.time - key.workingSince < this.propagates) {
      return 'status 403';
    }
    this.serve(key, 1);
    return 'accepted';
  }

  /** What Secrets Manager does before it calls the function: a new version without a value, or the one that is pending still. */
  public beginRotation(token: string): string {
    const pending = this.versionWith(PENDING);
    if (pending && !pending[1].labels.has('AWSCURRENT')) {
      return pending[0];
    }
    this.moveLabelTo(PENDING, token);
    return token;
  }

  public moveLabelTo(label: string, versionId: string): void {
    for (const version of this.versions.values()) {
      version.labels.delete(label);
    }
    const version = this.versions.get(versionId) ?? { labels: new Set<string>(), made: this.time };
    version.labels.add(label);
    this.versions.set(versionId, version);
    this.changedAt = this.time;
  }

  /** Someone puts a value into the secret, and knows nothing of labels: it becomes the current one. */
  public editByHand(text: string): string {
    this.counter += 1;
    const versionId = `by-hand-${this.counter}-0000-4000-8000-000000000000`;
    this.versions.set(versionId, { text, labels: new Set(), made: this.time, byHand: true });
    this.moveLabel('AWSCURRENT', this.versionWith('AWSCURRENT')?.[0], versionId);
    this.time += 1;
    return versionId;
  }

  /** A store begins empty. */
  public addEdgeStore(): void {
    this.counter += 1;
    this.edgeStore = new ModelStore(this, this.counter);
  }

  public services(): Services {
    return {
      settleMilliseconds: this.settleMilliseconds,
      probeKey: async (value) => this.probe(value),
      describeSecret: async () => this.describe(),
      versionDates: async () => new Map([...this.versions].map(([id, { made }]) => [id, made])),
      readVersion: async (_, versionId) => {
        const version = this.versions.get(versionId);
        return version?.text !== undefined && this.time - version.made >= READABLE_AFTER ? version.text : undefined;
      },
      storeVersion: async (_, versionId, text, label) => this.store(versionId, text, label),
      moveLabel: async (_, label, { from, to }) => this.moveLabel(label, from, to),
      readImportedKey: async () => this.importedText,
      listSecretNames: async () => [...new Set(this.ownKeys.map(({ name }) => name.split(':')[0]))],
      listKeys: async (prefix) => this.named([...this.keys.values()], prefix),
      createKey: async (name, value) => {
        if ([...this.keys.values()].some((key) => key.value === value)) {
          return 'exists';
        }
        this.counter += 1;
        const key = this.newKey(`key${this.counter}`, name, value);
        this.keys.set(key.id, key);
        return { id: key.id, name };
      },
      getKey: async (id) => this.state(this.keys.get(id)),
      updateKey: async (id, change) => {
        const key = this.keys.get(id);
        if (key) {
          key.enabled ||= change.enabled === true;
          key.description = change.description ?? key.description;
          key.changedAt = this.time;
          this.touchWorking(key);
        }
        return key !== undefined;
      },
      deleteKey: async (id) => void this.keys.delete(id),
      attachKey: async (_, id) => {
        const key = this.keys.get(id);
        if (!key || !this.planExists) {
          return 'missing';
        }
        key.attached = true;
        this.touchWorking(key);
        return 'attached';
      },
      isAttached: async (_, id) => this.keys.get(id)?.attached === true,
      getPlan: async () => (this.planExists ? { quota: this.quota } : undefined),
      getUsage: async (_, id, first, last) => this.usage(id, first, last),
      setRemaining: async (_, id, remaining) => {
        const key = this.keys.get(id);
        if (key === undefined || this.refusesToLower && remaining < this.remainingOf(key)) {
          return 'refused';
        }
        key.remaining = { period: this.period(), value: remaining };
        return 'set';
      },
      readStoredKey: async (arn) => this.storeAt(arn, 'GetKey').value,
      storeState: async (arn) => this.storeAt(arn, 'DescribeKeyValueStore').state(),
      writeStoredKey: async (arn, value, etag) => this.storeAt(arn, 'PutKey').replace(value, etag),
      now: () => this.time,
      pause: async (milliseconds) => void (this.time += milliseconds),
      newKeyValue: () => {
        this.counter += 1;
        return `value-${String(this.counter).padStart(30, '0')}`;
      },
      report: (event) => void this.reports.push(event),
    };
  }

  private describe(): SecretDescription | undefined {
    if (!this.secretExists) {
      return undefined;
    }
    const labelled = [...this.versions].filter(([, { labels }]) => labels.size > 0);
    return {
      arn: SECRET_ARN,
      rotationEnabled: this.rotationEnabled,
      labels: new Map(labelled.map(([id, { labels }]) => [id, [...labels]])),
      usagePlanId: PLAN_ID,
      edgeStoreArn: this.edgeStore?.arn,
      schedule: this.schedule,
      changedAt: this.changedAt,
    };
  }

  private store(versionId: string, text: string, label: string): 'stored' | 'exists' {
    this.requireSecret('PutSecretValue');
    const version = this.versions.get(versionId);
    if (version?.text !== undefined) {
      return version.text === text ? 'stored' : 'exists';
    }
    const isFirst = ![...this.versions.values()].some((other) => other.text !== undefined);
    const current = this.versionWith('AWSCURRENT')?.[0];
    this.moveLabelTo(label, versionId);
    if (label === 'AWSCURRENT' && current !== undefined) {
      this.moveLabelTo('AWSPREVIOUS', current);
    }
    this.versions.set(versionId, { labels: this.versions.get(versionId)!.labels, made: this.time, text });
    if (isFirst) {
      this.moveLabelTo('AWSCURRENT', versionId);
    }
    return 'stored';
  }

  private moveLabel(label: string, from: string | undefined, to: string | undefined): boolean {
    this.requireSecret('UpdateSecretVersionStage');
    const holder = this.versionWith(label)?.[0];
    if (from !== holder || to !== undefined && !this.versions.has(to)) {
      return false;
    }
    if (from !== undefined) {
      this.versions.get(from)!.labels.delete(label);
      if (label === 'AWSCURRENT') {
        this.moveLabelTo('AWSPREVIOUS', from);
      }
    }
    if (to !== undefined) {
      this.moveLabelTo(label, to);
      if (label === 'AWSCURRENT') {
        this.versions.get(to)!.labels.delete('AWSPREVIOUS');
      }
    }
    this.changedAt = this.time;
    return true;
  }

  private storeAt(arn: string, operation: string): ModelStore {
    if (this.edgeStore?.arn !== arn) {
      throw new AwsCallError(operation, 'ResourceNotFoundException');
    }
    if (this.edgeStore.isDown) {
      throw new AwsCallError(operation, 'InternalServerException');
    }
    return this.edgeStore;
  }

  private requireSecret(operation: string): void {
    if (!this.secretExists) {
      throw new AwsCallError(operation, 'ResourceNotFoundException');
    }
  }

  private usage(id: string, first: string, last: string): DayOfUse[] {
    const key = this.keys.get(id);
    if (!key) {
      return [];
    }
    const days: DayOfUse[] = [];
    for (let day = Date.parse(first); day <= Date.parse(last); day += 86_400_000) {
      days.push({ used: key.used.get(utcDay(day)) ?? 0, remaining: this.remainingOf(key) });
    }
    return days;
  }

  private newKey(id: string, name: string, value: string): ModelKey {
    return {
      id,
      name,
      value,
      enabled: false,
      changedAt: this.time,
      attached: false,
      used: new Map(),
      remaining: { period: this.period(), value: this.quota?.limit ?? Infinity },
    };
  }

  private touchWorking(key: ModelKey): void {
    if (key.enabled && key.attached) {
      key.workingSince ??= this.time;
    }
  }

  private state(key: ModelKey | undefined): ApiKeyState | undefined {
    return key && { id: key.id, name: key.name, value: key.value, enabled: key.enabled, description: key.description, changedAt: key.changedAt };
  }

  private named(keys: ModelKey[], prefix: string): NamedKey[] {
    return keys.filter(({ name }) => name.startsWith(prefix)).map(({ id, name }) => ({ id, name }));
  }
}

export type Fault = 'none' | 'throttled' | 'conflict' | 'lost answer' | 'killed before' | 'killed after';
export type Outcome = 'running' | 'done' | 'failed' | 'killed';

interface WaitingCall {
  readonly run: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly wakeAt?: number;
  readonly milliseconds?: number;
  /** What the call makes of a ConflictException, where that is an answer to it. */
  readonly conflict?: unknown;
}

/** One invocation of the function, which stops before every call until the scheduler lets it go on. */
export class Invocation {
  public outcome: Outcome = 'running';
  public error?: unknown;
  public waiting?: WaitingCall;
  public readonly startedWithSpent: number;
  public readonly startedIn: string;

  public constructor(private readonly world: World, public readonly what: string, run: (services: Services) => Promise<void>) {
    this.startedWithSpent = world.spentNow();
    this.startedIn = world.period();
    run(this.gated()).then(
      () => this.end('done'),
      (error: unknown) => {
        this.error = error;
        this.end('failed');
      });
  }

  /** Lets the waiting call happen, or go wrong. */
  public async step(fault: Fault): Promise<void> {
    const call = this.waiting!;
    this.waiting = undefined;
    this.world.time += CALL_TAKES;
    if (call.wakeAt !== undefined) {
      return call.resolve(undefined);
    }
    if (fault === 'killed before') {
      return this.end('killed');
    }
    if (fault === 'conflict' && call.conflict !== undefined) {
      return call.resolve(call.conflict);
    }
    if (fault === 'throttled' || fault === 'conflict') {
      return call.reject(new AwsCallError('Call', fault === 'throttled' ? 'TooManyRequestsException' : 'ConflictException'));
    }
    try {
      const value = await call.run();
      if (fault === 'killed after') {
        return this.end('killed');
      }
      if (fault === 'lost answer') {
        return call.reject(new AwsCallError('Call', 'TimeoutError'));
      }
      call.resolve(value);
    } catch (error) {
      call.reject(error as Error);
    }
  }

  private end(outcome: Outcome): void {
    if (this.outcome === 'running') {
      this.outcome = outcome;
      this.waiting = undefined;
    }
  }

  private gated(): Services {
    const direct = this.world.services();
    const gate = <A extends unknown[], R>(method: (...args: A) => Promise<R>, conflict?: R) => (...args: A) => new Promise<R>((resolve, reject) => {
      this.waiting = { run: () => method(...args), resolve: resolve as (value: unknown) => void, reject, conflict };
    });
    return {
      settleMilliseconds: direct.settleMilliseconds,
      probeKey: gate(direct.probeKey),
      describeSecret: gate(direct.describeSecret),
      versionDates: gate(direct.versionDates),
      readVersion: gate(direct.readVersion),
      storeVersion: gate(direct.storeVersion),
      moveLabel: gate(direct.moveLabel),
      readImportedKey: gate(direct.readImportedKey),
      listSecretNames: gate(direct.listSecretNames),
      listKeys: gate(direct.listKeys),
      createKey: gate(direct.createKey, 'exists'),
      getKey: gate(direct.getKey),
      updateKey: gate(direct.updateKey),
      deleteKey: gate(direct.deleteKey),
      attachKey: gate(direct.attachKey),
      isAttached: gate(direct.isAttached),
      getPlan: gate(direct.getPlan),
      getUsage: gate(direct.getUsage),
      setRemaining: gate(direct.setRemaining),
      readStoredKey: gate(direct.readStoredKey),
      storeState: gate(direct.storeState),
      writeStoredKey: gate(direct.writeStoredKey),
      now: direct.now,
      pause: (milliseconds) => new Promise<void>((resolve, reject) => {
        this.waiting = { run: async () => undefined, resolve: () => resolve(), reject, wakeAt: this.world.time + milliseconds, milliseconds };
      }),
      newKeyValue: direct.newKeyValue,
      report: direct.report,
    };
  }
}
