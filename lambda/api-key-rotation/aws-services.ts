import { randomBytes } from 'crypto';
import {
  APIGatewayClient, CreateApiKeyCommand, CreateUsagePlanKeyCommand, DeleteApiKeyCommand, GetApiKeyCommand, GetUsageCommand,
  GetUsageCommandOutput, GetUsagePlanCommand, GetUsagePlanKeyCommand, paginateGetApiKeys, UpdateApiKeyCommand, UpdateUsageCommand,
} from '@aws-sdk/client-api-gateway';
import {
  DescribeSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, PutSecretValueCommand, SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { STORE_KEY_API_KEY } from '../../lib/contracts/origin-secret';
import { TAG_EDGE_STORE_ARN, TAG_REST_API_ID, TAG_USAGE_PLAN_ID } from '../../lib/contracts/rotation';
import type { EdgeStore, EdgeStoreState } from '../shared/edge-store';
import { pause } from '../shared/pause';
import { AwsCallError } from './errors';
import { probe } from './probe';
import { ApiKeyState, DayOfUse, NamedKey, ProbeOutcome, Report, SecretDescription, Services, UsagePlanState } from './services';

/** A secret's name with the six characters that Secrets Manager adds, and a version's id, which has 32 to 64. */
const KEY_OF_A_SECRET = /^([^:]+-[A-Za-z0-9]{6}):[A-Za-z0-9-]{32,64}$/;

/** What the function runs with. */
export interface AwsServicesProps {
  readonly apiGateway: APIGatewayClient;
  readonly secretsManager: SecretsManagerClient;
  /** Loads what only the consumer of a website needs. */
  readonly edgeStore: () => Promise<EdgeStore>;
  readonly restApiId: string;
  readonly settleMilliseconds: number;
  /** Address of the route that new keys are tried on, where there is one. */
  readonly probeUrl?: string;
  readonly report: (event: Report) => void;
}

/** The services through the AWS SDK. */
export class AwsServices implements Services {
  public readonly settleMilliseconds: number;

  public constructor(private readonly props: AwsServicesProps) {
    this.settleMilliseconds = props.settleMilliseconds;
  }

  public async describeSecret(secretId: string): Promise<SecretDescription | undefined> {
    const command = new DescribeSecretCommand({ SecretId: secretId });
    const secret = await call('DescribeSecret', () => this.props.secretsManager.send(command), 'ResourceNotFoundException');
    if (secret === undefined || secret.DeletedDate !== undefined) {
      return undefined;
    }
    return {
      arn: secret.ARN ?? secretId,
      rotationEnabled: secret.RotationEnabled === true,
      labels: new Map(Object.entries(secret.VersionIdsToStages ?? {})),
      usagePlanId: secret.Tags?.find(({ Key }) => Key === TAG_USAGE_PLAN_ID)?.Value,
      edgeStoreArn: secret.Tags?.find(({ Key }) => Key === TAG_EDGE_STORE_ARN)?.Value,
      schedule: secret.RotationRules?.ScheduleExpression,
      changedAt: (secret.LastChangedDate ?? secret.CreatedDate ?? new Date()).getTime(),
    };
  }

  public async versionDates(secretId: string): Promise<ReadonlyMap<string, number>> {
    const { Versions } = await call('ListSecretVersionIds', () => this.props.secretsManager.send(new ListSecretVersionIdsCommand({ SecretId: secretId })));
    return new Map((Versions ?? []).flatMap(({ VersionId, CreatedDate }) => (VersionId && CreatedDate ? [[VersionId, CreatedDate.getTime()]] : [])));
  }

  public async readVersion(secretId: string, versionId: string): Promise<string | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
    const answer = await call('GetSecretValue', () => this.props.secretsManager.send(command), 'ResourceNotFoundException');
    // A version that someone wrote as bytes has no text, now or later: no reason to wait for it.
    return answer && (answer.SecretString ?? '');
  }

  public async storeVersion(secretId: string, versionId: string, text: string, label: string): Promise<'stored' | 'exists'> {
    const answer = await call('PutSecretValue', () => this.props.secretsManager.send(
      new PutSecretValueCommand({ SecretId: secretId, ClientRequestToken: versionId, SecretString: text, VersionStages: [label] })), 'ResourceExistsException');
    return answer === undefined ? 'exists' : 'stored';
  }

  public async moveLabel(secretId: string, label: string, move: { readonly from?: string; readonly to?: string }): Promise<boolean> {
    const command = new UpdateSecretVersionStageCommand({
      SecretId: secretId, VersionStage: label, RemoveFromVersionId: move.from, MoveToVersionId: move.to,
    });
    const answer = await call('UpdateSecretVersionStage', () => this.props.secretsManager.send(command), 'InvalidParameterException');
    return answer !== undefined;
  }

  public async readImportedKey(secretId: string): Promise<string | undefined> {
    const answer = await call('GetSecretValue', () => this.props.secretsManager.send(new GetSecretValueCommand({ SecretId: secretId })),
      'ResourceNotFoundException');
    return answer?.SecretString;
  }

  public async listKeys(namePrefix: string): Promise<NamedKey[]> {
    return call('GetApiKeys', async () => {
      const found: NamedKey[] = [];
      // Values are left out, here as everywhere: only a single key's value is ever asked for.
      const query = { nameQuery: namePrefix, includeValues: false };
      for await (const page of paginateGetApiKeys({ client: this.props.apiGateway, pageSize: 500 }, query)) {
        found.push(...named(page.items, namePrefix));
      }
      return found;
    });
  }

  public async listSecretNames(): Promise<string[]> {
    return call('GetApiKeys', async () => {
      const found = new Set<string>();
      for await (const page of paginateGetApiKeys({ client: this.props.apiGateway, pageSize: 500 }, { includeValues: false })) {
        for (const { name, tags } of page.items ?? []) {
          const secret = KEY_OF_A_SECRET.exec(name ?? '')?.[1];
          if (secret !== undefined && (tags === undefined || tags[TAG_REST_API_ID] === this.props.restApiId)) {
            found.add(secret);
          }
        }
      }
      return [...found];
    });
  }

  public async createKey(name: string, value: string): Promise<NamedKey | 'exists'> {
    const key = await call('CreateApiKey', () => this.props.apiGateway.send(
      new CreateApiKeyCommand({ name, value, enabled: false, tags: { [TAG_REST_API_ID]: this.props.restApiId } })), 'ConflictException');
    return key === undefined ? 'exists' : { id: required(key.id, 'CreateApiKey'), name };
  }

  public async getKey(keyId: string): Promise<ApiKeyState | undefined> {
    const key = await call('GetApiKey', () => this.props.apiGateway.send(new GetApiKeyCommand({ apiKey: keyId, includeValue: true })), 'NotFoundException');
    return key && {
      id: keyId,
      name: key.name ?? '',
      value: key.value,
      enabled: key.enabled === true,
      description: key.description,
      changedAt: (key.lastUpdatedDate ?? key.createdDate ?? new Date()).getTime(),
    };
  }

  public async updateKey(keyId: string, change: { readonly enabled?: true; readonly description?: string }): Promise<boolean> {
    const patchOperations = [
      ...change.enabled ? [{ op: 'replace' as const, path: '/enabled', value: 'true' }] : [],
      ...change.description === undefined ? [] : [{ op: 'replace' as const, path: '/description', value: change.description }],
    ];
    const answer = await call('UpdateApiKey', () => this.props.apiGateway.send(new UpdateApiKeyCommand({ apiKey: keyId, patchOperations })), 'NotFoundException');
    return answer !== undefined;
  }

  public async deleteKey(keyId: string): Promise<void> {
    await call('DeleteApiKey', () => this.props.apiGateway.send(new DeleteApiKeyCommand({ apiKey: keyId })), 'NotFoundException');
  }

  public async attachKey(usagePlanId: string, keyId: string): Promise<'attached' | 'missing'> {
    try {
      const command = new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: 'API_KEY' });
      const answer = await call('CreateUsagePlanKey', () => this.props.apiGateway.send(command), 'NotFoundException');
      return answer === undefined ? 'missing' : 'attached';
    } catch (error) {
      // A conflict is also the answer where the key opens the stage by another plan; only this plan counts.
      if (error instanceof AwsCallError && error.errorName === 'ConflictException' && await this.isAttached(usagePlanId, keyId)) {
        return 'attached';
      }
      throw error;
    }
  }

  public async isAttached(usagePlanId: string, keyId: string): Promise<boolean> {
    const command = new GetUsagePlanKeyCommand({ usagePlanId, keyId });
    return await call('GetUsagePlanKey', () => this.props.apiGateway.send(command), 'NotFoundException') !== undefined;
  }

  public async getPlan(usagePlanId: string): Promise<UsagePlanState | undefined> {
    const plan = await call('GetUsagePlan', () => this.props.apiGateway.send(new GetUsagePlanCommand({ usagePlanId })), 'NotFoundException');
    const { limit, period } = plan?.quota ?? {};
    return plan && { quota: limit !== undefined && period !== undefined ? { limit, period } : undefined };
  }

  public async getUsage(usagePlanId: string, keyId: string, firstDay: string, lastDay: string): Promise<DayOfUse[]> {
    return call('GetUsage', async () => {
      const days: DayOfUse[] = [];
      let position: string | undefined;
      do {
        const command = new GetUsageCommand({ usagePlanId, keyId, startDate: firstDay, endDate: lastDay, position, limit: 500 });
        const page: GetUsageCommandOutput = await this.props.apiGateway.send(command);
        days.push(...(page.items?.[keyId] ?? []).map(([used, remaining]) => ({ used, remaining })));
        position = page.position;
      } while (position !== undefined);
      return days;
    });
  }

  public async setRemaining(usagePlanId: string, keyId: string, remaining: number): Promise<'set' | 'refused'> {
    const command = new UpdateUsageCommand({ usagePlanId, keyId, patchOperations: [{ op: 'replace', path: '/remaining', value: String(remaining) }] });
    const answer = await call('UpdateUsage', () => this.props.apiGateway.send(command), 'BadRequestException');
    return answer === undefined ? 'refused' : 'set';
  }

  public async probeKey(value: string): Promise<ProbeOutcome> {
    return this.props.probeUrl === undefined ? 'not asked' : probe(this.props.probeUrl, value);
  }

  public async readStoredKey(storeArn: string): Promise<string | undefined> {
    return call('GetKey', async () => (await this.props.edgeStore()).read(storeArn, STORE_KEY_API_KEY));
  }

  public async storeState(storeArn: string): Promise<EdgeStoreState> {
    return call('DescribeKeyValueStore', async () => (await this.props.edgeStore()).state(storeArn));
  }

  public async writeStoredKey(storeArn: string, value: string, etag: string): Promise<'written' | 'changed'> {
    return call('PutKey', async () => (await this.props.edgeStore()).replace(storeArn, STORE_KEY_API_KEY, value, etag));
  }

  public now(): number {
    return Date.now();
  }

  public pause(milliseconds: number): Promise<void> {
    return pause(milliseconds);
  }

  public newKeyValue(): string {
    // 240 bits, 40 characters, as long as the values that API Gateway makes itself.
    return randomBytes(30).toString('base64url');
  }

  public report(event: Report): void {
    this.props.report(event);
  }
}

/** Runs a call; the error named `expected` is an answer (`undefined`), every other one is wrapped so that nothing of what was sent is in it. */
async function call<T>(operation: string, send: () => Promise<T>): Promise<T>;
async function call<T>(operation: string, send: () => Promise<T>, expected: string): Promise<T | undefined>;
async function call<T>(operation: string, send: () => Promise<T>, expected?: string): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    const name = errorName(error);
    if (name === expected) {
      return undefined;
    }
    throw new AwsCallError(operation, name, requestId(error));
  }
}

function errorName(error: unknown): string {
  return error instanceof Error && /^[A-Za-z]{1,80}$/.test(error.name) ? error.name : 'Error';
}

function requestId(error: unknown): string | undefined {
  const metadata: unknown = typeof error === 'object' && error !== null && '$metadata' in error ? error.$metadata : undefined;
  const id: unknown = typeof metadata === 'object' && metadata !== null && 'requestId' in metadata ? metadata.requestId : undefined;
  return typeof id === 'string' ? id : undefined;
}

function named(items: { id?: string; name?: string }[] | undefined, namePrefix: string): NamedKey[] {
  return (items ?? []).flatMap(({ id, name }) => (id !== undefined && name?.startsWith(namePrefix) ? [{ id, name }] : []));
}

function required(id: string | undefined, operation: string): string {
  if (id === undefined) {
    throw new AwsCallError(operation, 'AnswerWithoutId');
  }
  return id;
}
