import { Agent, createServer, IncomingMessage } from 'http';
import { AddressInfo } from 'net';
import {
  APIGatewayClient, CreateApiKeyCommand, CreateUsagePlanCommand, GetApiKeysCommand, GetUsageCommand, GetUsagePlanKeyCommand, UpdateUsageCommand,
} from '@aws-sdk/client-api-gateway';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import {
  CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, PutSecretValueCommand, RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { AwsServices } from '../../lambda/api-key-rotation/aws-services';
import { handle } from '../../lambda/api-key-rotation/handle';
import { Report, SecretDescription } from '../../lambda/api-key-rotation/services';
import { EdgeStore } from '../../lambda/shared/edge-store';
import { TAG_EDGE_STORE_ARN, TAG_REST_API_ID, TAG_USAGE_PLAN_ID } from '../../lib/contracts/rotation';
import { LoopbackStore, STORE_ARN } from '../lambda/shared/loopback-store';
import { Moto } from '../support/moto';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** The real services, which do not wait, and show a version that is staged but has no value yet. */
class ImpatientServices extends AwsServices {
  public readonly pauses: number[] = [];
  private skipped = 0;
  /** Versions whose rotation was begun, by secret. */
  public readonly begun = new Map<string, string>();

  public override async describeSecret(secretId: string): Promise<SecretDescription | undefined> {
    const secret = await super.describeSecret(secretId);
    const versionId = this.begun.get(secretId);
    if (!secret || versionId === undefined || secret.labels.has(versionId)) {
      return secret;
    }
    return { ...secret, labels: new Map([...secret.labels, [versionId, ['AWSPENDING']]]) };
  }

  public override now(): number {
    return super.now() + this.skipped;
  }

  public override async pause(milliseconds: number): Promise<void> {
    this.pauses.push(milliseconds);
    this.skipped += milliseconds;
    // What moto stores in whole seconds it may only show afterwards.
    await super.pause(1);
  }
}

/**
 * The whole function but its clock, through the real SDK clients over HTTP, against moto, and the Edge's store on the loopback, since moto
 * has none.
 *
 * moto has no GetUsage and no UpdateUsage, so the plans here have no quota (the model covers it); its RotateSecret promotes a version without
 * a value at once instead of driving the four steps, so rotation is turned on while the secret is empty, the pending label that Secrets Manager
 * would have put on the empty version is shown by `ImpatientServices`, and the steps are driven here; it takes a key twice into a plan
 * without a conflict.
 */
Moto.describe('the rotation')('on moto', () => {
  const reports: Report[] = [];
  let moto: Moto;
  let apiGateway: APIGatewayClient;
  let secretsManager: SecretsManagerClient;
  let store: LoopbackStore;
  let storeClient: CloudFrontKeyValueStoreClient;
  let services: ImpatientServices;
  let counter = 0;

  beforeAll(async () => {
    moto = await Moto.start();
    apiGateway = new APIGatewayClient(moto.clientOptions);
    store = await LoopbackStore.start();
    storeClient = new CloudFrontKeyValueStoreClient({ ...moto.clientOptions, endpoint: store.endpoint, requestHandler: onLoopback() });
    secretsManager = new SecretsManagerClient(moto.clientOptions);
    services = new ImpatientServices({
      apiGateway,
      secretsManager,
      edgeStore: async () => new EdgeStore(storeClient, (milliseconds) => services.pause(milliseconds)),
      restApiId: 'api01',
      settleMilliseconds: 60_000,
      report: (event) => reports.push(event),
    });
  }, 60_000);

  afterAll(async () => {
    storeClient?.destroy();
    await store?.stop();
    apiGateway?.destroy();
    secretsManager?.destroy();
    moto?.stop();
  });

  interface Partner {
    readonly SecretArn: string;
    readonly UsagePlanId: string;
    /** Values that a rotation has brought, newest first. */
    readonly values: string[];
  }

  async function partner(rotation: 'on' | 'off' = 'on', tags: { Key: string; Value: string }[] = []): Promise<Partner> {
    counter += 1;
    const plan = await apiGateway.send(new CreateUsagePlanCommand({ name: `partner-${counter}` }));
    const secret = await secretsManager.send(new CreateSecretCommand({
      Name: `Partner${counter}`,
      Tags: [{ Key: TAG_REST_API_ID, Value: 'api01' }, { Key: TAG_USAGE_PLAN_ID, Value: plan.id }, ...tags],
    }));
    if (rotation === 'on') {
      await secretsManager.send(new RotateSecretCommand({ SecretId: secret.ARN, RotationRules: { AutomaticallyAfterDays: 1 } }));
    }
    return { SecretArn: secret.ARN!, UsagePlanId: plan.id!, values: [] };
  }

  async function cloudFormation(requestType: 'Create' | 'Update' | 'Delete', properties: object): Promise<CloudFormationCustomResourceResponse> {
    const answers: string[] = [];
    const bucket = createServer((request, response) => {
      void text(request).then((body) => {
        answers.push(body);
        response.end();
      });
    });
    await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve));
    counter += 1;
    try {
      await handle(services, {
        RequestType: requestType,
        ResponseURL: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}/answer?signature=secret`,
        StackId: 'stack',
        RequestId: token(),
        LogicalResourceId: 'PartnerKeys',
        ResourceType: 'Custom::ApiConsumerKeys',
        ResourceProperties: { ServiceToken: 'arn', ...properties },
      }, 'invocation');
    } finally {
      bucket.close();
    }
    expect(answers).toHaveLength(1);
    return JSON.parse(answers[0]) as CloudFormationCustomResourceResponse;
  }

  function token(): string {
    counter += 1;
    return `00000000-0000-4000-8000-${String(counter).padStart(12, '0')}`;
  }

  function beginRotation(secretArn: string): string {
    const versionId = token();
    services.begun.set(secretArn, versionId);
    return versionId;
  }

  async function step(name: string, secretArn: string, versionId: string): Promise<void> {
    await handle(services, { Step: name, SecretId: secretArn, ClientRequestToken: versionId }, 'invocation');
  }

  async function rotate(secretArn: string): Promise<string> {
    const versionId = beginRotation(secretArn);
    for (const name of STEPS) {
      await step(name, secretArn, versionId);
    }
    return versionId;
  }

  async function valueIn(secretArn: string, label: string): Promise<string> {
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage: label }));
    return (JSON.parse(SecretString!) as { apiKey: string }).apiKey;
  }

  /** Values of the consumer's enabled keys that are in its plan. */
  async function workingKeys({ SecretArn, UsagePlanId }: Partner): Promise<string[]> {
    const { items } = await apiGateway.send(new GetApiKeysCommand({ includeValues: true }));
    const own = (items ?? []).filter(({ name, enabled, tags }) => name?.startsWith(`${SecretArn.split(':')[6]}:`) && enabled && tags?.[TAG_REST_API_ID] === 'api01');
    for (const { id } of own) {
      await apiGateway.send(new GetUsagePlanKeyCommand({ usagePlanId: UsagePlanId, keyId: id }));
    }
    return own.map(({ value }) => value!).sort();
  }

  async function keyCount({ SecretArn }: Partner): Promise<number> {
    const { items } = await apiGateway.send(new GetApiKeysCommand({}));
    return (items ?? []).filter(({ name }) => name?.startsWith(`${SecretArn.split(':')[6]}:`)).length;
  }

  test('a consumer comes, is rotated three times, and goes, with nothing left', async () => {
    const consumer = await partner();
    expect(await cloudFormation('Create', consumer)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: consumer.SecretArn });
    const first = await valueIn(consumer.SecretArn, 'AWSCURRENT');
    expect(first).toMatch(/^[A-Za-z0-9_-]{40}$/);
    expect(await workingKeys(consumer)).toEqual([first]);
    expect(services.pauses.some((milliseconds) => milliseconds > 50_000)).toBe(true);

    let before = first;
    for (let round = 1; round <= 3; round += 1) {
      const versionId = await rotate(consumer.SecretArn);
      const current = await valueIn(consumer.SecretArn, 'AWSCURRENT');
      expect(await valueIn(consumer.SecretArn, 'AWSPREVIOUS')).toBe(before);
      expect(await workingKeys(consumer)).toEqual([before, current].sort());
      const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand({ SecretId: consumer.SecretArn }));
      expect(VersionIdsToStages?.[versionId]).toEqual(['AWSCURRENT']);
      before = current;
    }

    expect(await cloudFormation('Update', consumer)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: consumer.SecretArn });
    expect(await valueIn(consumer.SecretArn, 'AWSCURRENT')).toBe(before);
    expect(await cloudFormation('Delete', consumer)).toMatchObject({ Status: 'SUCCESS' });
    expect(await keyCount(consumer)).toBe(0);
  });

  test('each step can be run twice, and all of them again after the end', async () => {
    const consumer = await partner();
    await cloudFormation('Create', consumer);
    const versionId = beginRotation(consumer.SecretArn);
    for (const name of STEPS.flatMap((one) => [one, one])) {
      await step(name, consumer.SecretArn, versionId);
    }
    const current = await valueIn(consumer.SecretArn, 'AWSCURRENT');
    for (const name of STEPS) {
      await step(name, consumer.SecretArn, versionId);
    }
    expect(await valueIn(consumer.SecretArn, 'AWSCURRENT')).toBe(current);
    expect(await keyCount(consumer)).toBe(2);
  });

  test('steps side by side and out of order end right, or are refused', async () => {
    const consumer = await partner();
    await cloudFormation('Create', consumer);
    const versionId = beginRotation(consumer.SecretArn);
    await expect(step('finishSecret', consumer.SecretArn, versionId)).rejects.toMatchObject({ code: 'secret_value_unreadable' });
    await Promise.all([step('createSecret', consumer.SecretArn, versionId), step('createSecret', consumer.SecretArn, versionId)]);
    await expect(step('finishSecret', consumer.SecretArn, versionId)).rejects.toMatchObject({ code: 'key_not_ready' });
    await Promise.all([step('setSecret', consumer.SecretArn, versionId), step('setSecret', consumer.SecretArn, versionId)]);
    await step('testSecret', consumer.SecretArn, versionId);
    await step('finishSecret', consumer.SecretArn, versionId);
    expect(await workingKeys(consumer)).toHaveLength(2);
    await expect(step('setSecret', consumer.SecretArn, token())).rejects.toMatchObject({ code: 'version_not_staged' });
    await expect(step('dropSecret', consumer.SecretArn, versionId)).rejects.toMatchObject({ code: 'step_unknown' });
  });

  test.each([
    ['300 characters', { SecretString: 'x'.repeat(300) }],
    ['bytes', { SecretBinary: new Uint8Array([1, 2]) }],
  ])('%s that someone wrote by hand are replaced, by a rotation and by a deployment', async (_, value) => {
    const mends = [(consumer: Partner) => rotate(consumer.SecretArn), (consumer: Partner) => cloudFormation('Update', consumer)];
    for (const mend of mends) {
      const consumer = await partner();
      await cloudFormation('Create', consumer);
      await secretsManager.send(new PutSecretValueCommand({ SecretId: consumer.SecretArn, ...value }));
      await mend(consumer);
      expect(await workingKeys(consumer)).toContain(await valueIn(consumer.SecretArn, 'AWSCURRENT'));
    }
  });

  test('a change of the schedule tests the key that works', async () => {
    const consumer = await partner();
    await cloudFormation('Create', consumer);
    const versionId = token();
    await secretsManager.send(new RotateSecretCommand({
      SecretId: consumer.SecretArn, ClientRequestToken: versionId, RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 1 },
    }));
    await step('testSecret', consumer.SecretArn, versionId);
    expect(await keyCount(consumer)).toBe(1);
  });

  test('a secret whose rotation is off is refused', async () => {
    const consumer = await partner('off');
    await cloudFormation('Create', consumer);
    const { Versions } = await secretsManager.send(new ListSecretVersionIdsCommand({ SecretId: consumer.SecretArn }));
    await expect(step('createSecret', consumer.SecretArn, Versions![0].VersionId!)).rejects.toMatchObject({ code: 'rotation_off' });
  });

  test('a leaked key is revoked: the previous one, or all', async () => {
    const consumer = await partner();
    await cloudFormation('Create', consumer);
    await rotate(consumer.SecretArn);
    const current = await valueIn(consumer.SecretArn, 'AWSCURRENT');
    await handle(services, { Action: 'RevokePreviousKey', SecretId: consumer.SecretArn }, token());
    expect(await workingKeys(consumer)).toEqual([current]);
    await handle(services, { Action: 'RevokeAllKeys', SecretId: consumer.SecretArn }, token());
    const replaced = await valueIn(consumer.SecretArn, 'AWSCURRENT');
    expect(replaced).not.toBe(current);
    expect(await workingKeys(consumer)).toEqual([replaced]);
  });

  test('a key from elsewhere is the first, and stays valid as the previous one', async () => {
    const brought = 'brought-from-elsewhere-0001';
    const from = await secretsManager.send(new CreateSecretCommand({ Name: 'old-key', SecretString: brought }));
    const consumer = await partner();
    await cloudFormation('Create', { ...consumer, ImportFromSecretArn: from.ARN });
    expect(await workingKeys(consumer)).toEqual([brought]);
    await rotate(consumer.SecretArn);
    expect(await valueIn(consumer.SecretArn, 'AWSPREVIOUS')).toBe(brought);
    expect(await workingKeys(consumer)).toContain(brought);
  });

  test('the store of a website has a key that works, at every moment', async () => {
    const consumer = await partner('on', [{ Key: TAG_EDGE_STORE_ARN, Value: STORE_ARN }]);
    expect(await cloudFormation('Create', { ...consumer, EdgeStoreArn: STORE_ARN })).toMatchObject({ Status: 'SUCCESS' });
    for (let round = 1; round <= 3; round += 1) {
      expect(store.values.get('api-key')).toBe(await valueIn(consumer.SecretArn, 'AWSCURRENT'));
      const versionId = beginRotation(consumer.SecretArn);
      for (const name of STEPS) {
        // Its last step fails at the first attempt, and takes up where it ended.
        store.denies = name === 'finishSecret';
        const attempt = step(name, consumer.SecretArn, versionId);
        await (store.denies ? expect(attempt).rejects.toMatchObject({ code: 'aws_call_failed', operation: 'PutKey' }) : attempt);
        expect(await workingKeys(consumer)).toContain(store.values.get('api-key'));
      }
      store.denies = false;
      await step('finishSecret', consumer.SecretArn, versionId);
      expect(await workingKeys(consumer)).toHaveLength(2);
    }
    store.values.clear();
    expect(await cloudFormation('Update', { ...consumer, EdgeStoreArn: STORE_ARN })).toMatchObject({ Status: 'SUCCESS' });
    await handle(services, { Action: 'RevokeAllKeys', SecretId: consumer.SecretArn }, token());
    expect(await workingKeys(consumer)).toEqual([store.values.get('api-key')]);
    store.denies = true;
    expect(await cloudFormation('Delete', { ...consumer, EdgeStoreArn: STORE_ARN })).toMatchObject({ Status: 'SUCCESS' });
    expect(await keyCount(consumer)).toBe(0);
  });

  test('a creation that fails is answered with a reason that holds no key, and its deletion leaves none', async () => {
    const taken = 'taken-by-another-key-000001';
    await apiGateway.send(new CreateApiKeyCommand({ name: 'stranger', value: taken }));
    const from = await secretsManager.send(new CreateSecretCommand({ Name: 'taken-key', SecretString: taken }));
    const consumer = await partner();
    const answer = await cloudFormation('Create', { ...consumer, ImportFromSecretArn: from.ARN });
    expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: consumer.SecretArn });
    expect(answer.Reason).toMatch(/is an API key of this account and region already/);
    expect(JSON.stringify(answer)).not.toContain(taken);
    expect(await cloudFormation('Delete', consumer)).toMatchObject({ Status: 'SUCCESS' });
    expect(await keyCount(consumer)).toBe(0);
  });

  test('no key\'s value was reported', async () => {
    const { items } = await apiGateway.send(new GetApiKeysCommand({ includeValues: true }));
    expect(items!.length).toBeGreaterThan(0);
    for (const { value } of items!) {
      expect(JSON.stringify(reports)).not.toContain(value);
    }
  });

  test('moto still lacks GetUsage and UpdateUsage', async () => {
    const { UsagePlanId: usagePlanId } = await partner();
    await expect(apiGateway.send(new GetUsageCommand({ usagePlanId, keyId: 'key', startDate: '2026-11-24', endDate: '2026-11-24' }))).rejects.toThrow();
    await expect(apiGateway.send(new UpdateUsageCommand({ usagePlanId, keyId: 'key', patchOperations: [] }))).rejects.toThrow();
  });
});

/** Whatever the host's name, which has the account's id in it. */
function onLoopback(): NodeHttpHandler {
  return new NodeHttpHandler({ httpAgent: new Agent({ lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) }) });
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}
