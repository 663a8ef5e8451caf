import {
  CloudFrontKeyValueStoreClient, DescribeKeyValueStoreCommand, GetKeyCommand, PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, PutSecretValueCommandInput, SecretsManagerClient,
  UpdateSecretVersionStageCommand, UpdateSecretVersionStageCommandInput,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateRuleGroupCommand, DeleteRuleGroupCommand, GetRuleGroupCommand, ListRuleGroupsCommand, RuleGroup, UpdateRuleGroupCommand, WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { mockClient } from 'aws-sdk-client-mock';
import { OriginSecret } from '../../../lambda/origin-secret-rotation/origin-secret';
import { FIREWALL_SETTLES_MILLISECONDS, Places } from '../../../lambda/origin-secret-rotation/rotate';
import { OriginRuleGroup } from '../../../lambda/origin-secret-rotation/rule-group';
import { EdgeStore } from '../../../lambda/shared/edge-store';

export const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:Origin-AbCdEf';
export const STORE_ARN = 'arn:aws:cloudfront::111122223333:key-value-store/5b1c';
export const RULE_GROUP = 'OriginSecret-1234';
/** The Edge's copies of the store follow a write within seconds; this is far more. */
const STORE_SETTLES_MILLISECONDS = 60_000;

export function awsError(name: string): Error {
  return Object.assign(new Error(name), { name });
}

interface Version {
  /** Absent where there is none yet, or where it is bytes. */
  text?: string;
  labels: Set<string>;
  createdAt?: number;
}

interface Group {
  contents: RuleGroup;
  lock: number;
  /** What the slowest part of the firewall still enforces. */
  history: Array<{ readonly time: number; readonly contents: RuleGroup }>;
}

/**
 * The three services, as far as the function uses them, with a clock of their own. After every call it is checked that no request
 * which comes through the Edge, wherever in the world, is refused by the firewall, however slow its parts learn of a change.
 */
export class World {
  public time = Date.parse('2026-01-01T00:00:00Z');
  public calls = 0;
  /** The call after which everything fails, as when the function is stopped. */
  public crashAt = Infinity;
  public readonly versions = new Map<string, Version>([['v0', { text: 'first-secret', labels: new Set(['AWSCURRENT']), createdAt: 0 }]]);
  public group?: Group;
  public rotationEnabled = true;
  public schedule: string | undefined = 'rate(1 day)';
  /** Whether the service takes AWSPENDING away when the promotion is done, before the function does. */
  public removesPendingItself = false;
  public readonly stored = new Map<string, string>();
  private sentSince: Array<{ readonly time: number; readonly value: string }> = [];
  private etag = 0;
  private readonly secrets = mockClient(SecretsManagerClient);
  private readonly firewall = mockClient(WAFV2Client);
  private readonly store = mockClient(CloudFrontKeyValueStoreClient);

  public constructor() {
    this.mockSecrets();
    this.mockFirewall();
    this.mockStore();
  }

  public places(): Places {
    const pause = async (milliseconds: number) => {
      this.time += milliseconds;
      this.check();
    };
    return {
      secret: new OriginSecret(new SecretsManagerClient({}), SECRET_ARN, pause),
      ruleGroup: new OriginRuleGroup(new WAFV2Client({}), RULE_GROUP, pause, () => this.time),
      store: new EdgeStore(new CloudFrontKeyValueStoreClient({}), pause),
      storeArn: STORE_ARN,
      pause,
      now: () => this.time,
    };
  }

  /** Starts a rotation as Secrets Manager does: the label first, without a value. */
  public stage(versionId: string): void {
    for (const { labels } of this.versions.values()) {
      labels.delete('AWSPENDING');
    }
    this.versions.set(versionId, { labels: new Set(['AWSPENDING']) });
  }

  /** Someone writes a value into the secret by hand; `undefined` is bytes. */
  public writeByHand(versionId: string, text: string | undefined): void {
    this.versions.set(versionId, { text, labels: new Set(), createdAt: this.time });
    this.moveCurrent(versionId, this.currentId);
  }

  /** From here on no request is under way. */
  public forgetSent(): void {
    this.sentSince = [];
  }

  /** Someone makes an older version the current one again. */
  public rollBack(versionId: string): void {
    this.moveCurrent(versionId, this.currentId);
  }

  public get currentId(): string {
    return [...this.versions].find(([, { labels }]) => labels.has('AWSCURRENT'))![0];
  }

  private moveCurrent(to: string, from: string): void {
    for (const { labels } of this.versions.values()) {
      labels.delete('AWSPREVIOUS');
    }
    const before = this.versions.get(from)!.labels;
    before.delete('AWSCURRENT');
    before.add('AWSPREVIOUS');
    this.versions.get(to)!.labels.add('AWSCURRENT');
  }

  public get current(): string {
    return [...this.versions.values()].find(({ labels }) => labels.has('AWSCURRENT'))!.text!;
  }

  public get accepted(): string[] {
    return secretsOf(this.group!.contents);
  }

  /** What any part of the firewall may refuse: a secret is safe only where all contents of the last minutes take it. */
  public check(): void {
    if (!this.group || this.sentSince.length === 0) {
      return;
    }
    const inForce = inTheLast(this.group.history, this.time - FIREWALL_SETTLES_MILLISECONDS);
    for (const { value } of inTheLast(this.sentSince, this.time - STORE_SETTLES_MILLISECONDS)) {
      for (const { contents } of inForce) {
        if (!secretsOf(contents).includes(value)) {
          throw new Error(`a request with ${value} could be refused: ${secretsOf(contents).join()}`);
        }
      }
    }
  }

  private call<I, O>(work: (input: I) => O): (input: I) => Promise<O> {
    return async (input) => {
      this.calls += 1;
      if (this.calls > this.crashAt) {
        throw awsError('Crash');
      }
      this.time += 200;
      const output = work(input);
      this.check();
      return output;
    };
  }

  private mockSecrets(): void {
    this.secrets.on(DescribeSecretCommand).callsFake(this.call(() => ({
      RotationEnabled: this.rotationEnabled,
      RotationRules: { ScheduleExpression: this.schedule },
      VersionIdsToStages: Object.fromEntries([...this.versions].map(([id, { labels }]) => [id, [...labels]])),
    })));
    this.secrets.on(GetSecretValueCommand).callsFake(this.call(({ VersionId, VersionStage }: { VersionId?: string; VersionStage?: string }) => {
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html: the current version where neither is said
      const label = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
      const isAsked = ([id, { labels }]: [string, Version]) => (VersionId ?? id) === id && (label === undefined || labels.has(label));
      const found = [...this.versions].find(isAsked)?.[1];
      if (found?.text === undefined) {
        throw awsError('ResourceNotFoundException');
      }
      return { SecretString: found.text, CreatedDate: found.createdAt === undefined ? undefined : new Date(found.createdAt) };
    }));
    this.secrets.on(PutSecretValueCommand).callsFake(this.call((input: PutSecretValueCommandInput) => {
      if (input.VersionStages === undefined) {
        this.writeByHand(`made-${this.versions.size}`, input.SecretString);
        return {};
      }
      const version = this.versions.get(input.ClientRequestToken!);
      if (version?.text !== undefined) {
        throw awsError('ResourceExistsException');
      }
      this.versions.set(input.ClientRequestToken!, { text: input.SecretString, labels: new Set(input.VersionStages), createdAt: this.time });
      return {};
    }));
    this.secrets.on(UpdateSecretVersionStageCommand).callsFake(this.call((input: UpdateSecretVersionStageCommandInput) => {
      const from = input.RemoveFromVersionId ?? '';
      if (!this.versions.get(from)?.labels.delete(input.VersionStage!)) {
        throw awsError('InvalidParameterException');
      }
      if (input.VersionStage === 'AWSCURRENT') {
        this.moveCurrent(input.MoveToVersionId!, from);
        if (this.removesPendingItself) {
          this.versions.get(input.MoveToVersionId!)!.labels.delete('AWSPENDING');
        }
      }
      return {};
    }));
  }

  private mockFirewall(): void {
    this.firewall.on(ListRuleGroupsCommand).callsFake(this.call(() => ({
      RuleGroups: [{ Name: 'another', Id: 'other' }, ...(this.group ? [{ Name: RULE_GROUP, Id: 'group-id' }] : [])],
    })));
    this.firewall.on(GetRuleGroupCommand).callsFake(this.call(() => {
      if (!this.group) {
        throw awsError('WAFNonexistentItemException');
      }
      return { RuleGroup: this.group.contents, LockToken: String(this.group.lock) };
    }));
    this.firewall.on(CreateRuleGroupCommand).callsFake(this.call((input: RuleGroup & { Name: string }) => {
      if (this.group) {
        throw awsError('WAFDuplicateItemException');
      }
      const contents = { ...input, ARN: 'arn:group' };
      this.group = { contents, lock: 1, history: [{ time: this.time, contents }] };
      return { Summary: { ARN: 'arn:group' } };
    }));
    this.firewall.on(UpdateRuleGroupCommand).callsFake(this.call((input: RuleGroup & { LockToken: string }) => {
      if (input.LockToken !== String(this.group!.lock)) {
        throw awsError('WAFOptimisticLockException');
      }
      const { LockToken: _lock, ...rest } = input;
      const contents = { ...this.group!.contents, ...rest };
      this.group = { contents, lock: this.group!.lock + 1, history: [...this.group!.history, { time: this.time, contents }] };
      return {};
    }));
    this.firewall.on(DeleteRuleGroupCommand).callsFake(this.call(() => {
      this.group = undefined;
      return {};
    }));
  }

  private mockStore(): void {
    this.store.on(GetKeyCommand).callsFake(this.call(({ Key }: { Key: string }) => {
      if (!this.stored.has(Key)) {
        throw awsError('ResourceNotFoundException');
      }
      return { Value: this.stored.get(Key) };
    }));
    this.store.on(DescribeKeyValueStoreCommand).callsFake(this.call(() => ({
      ETag: String(this.etag), LastModified: new Date(this.sentSince.at(-1)?.time ?? this.time),
    })));
    this.store.on(PutKeyCommand).callsFake(this.call((input: { Key: string; Value: string; IfMatch: string }) => {
      if (input.IfMatch !== String(this.etag)) {
        throw awsError('ConflictException');
      }
      this.etag += 1;
      this.stored.set(input.Key, input.Value);
      this.sentSince = [...this.sentSince, { time: this.time, value: input.Value }];
      return {};
    }));
  }
}

/** The entries of a time and later, and the one that held at that time. */
function inTheLast<T extends { readonly time: number }>(history: T[], from: number): T[] {
  return history.slice(Math.max(0, history.filter(({ time }) => time <= from).length - 1));
}

export function secretsOf(group: RuleGroup): string[] {
  const inner = group.Rules![0].Statement!.NotStatement!.Statement!;
  return (inner.OrStatement?.Statements ?? [inner]).map(({ ByteMatchStatement }) => Buffer.from(ByteMatchStatement!.SearchString!).toString());
}
