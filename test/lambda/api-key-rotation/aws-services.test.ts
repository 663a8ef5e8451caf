import { readdirSync, readFileSync } from 'fs';
import { createServer } from 'http';
import { AddressInfo } from 'net';
import { join, resolve } from 'path';
import {
  APIGatewayClient, CreateApiKeyCommand, CreateUsagePlanKeyCommand, DeleteApiKeyCommand, GetApiKeyCommand, GetApiKeysCommand, GetUsageCommand,
  GetUsagePlanCommand, GetUsagePlanKeyCommand, UpdateApiKeyCommand, UpdateUsageCommand,
} from '@aws-sdk/client-api-gateway';
import {
  CloudFrontKeyValueStoreClient, DescribeKeyValueStoreCommand, GetKeyCommand, PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import {
  DescribeSecretCommand, GetSecretValueCommand, ListSecretVersionIdsCommand, PutSecretValueCommand, SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsServices } from '../../../lambda/api-key-rotation/aws-services';
import { handle } from '../../../lambda/api-key-rotation/handle';
import { Report } from '../../../lambda/api-key-rotation/services';
import { EdgeStore } from '../../../lambda/shared/edge-store';
import { TAG_EDGE_STORE_ARN, TAG_USAGE_PLAN_ID } from '../../../lib/contracts/rotation';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Partner-AbCdEf';
const FUNCTION = resolve(__dirname, '../../../lambda/api-key-rotation');
const STORE_ARN = 'arn:aws:cloudfront::111122223333:key-value-store/5b1c';
const VALUE = 'value-of-a-key-0000000000001';
const gateway = mockClient(APIGatewayClient);
const secrets = mockClient(SecretsManagerClient);
const reports: Report[] = [];
const options = {
  apiGateway: new APIGatewayClient({ region: 'eu-west-1' }),
  secretsManager: new SecretsManagerClient({ region: 'eu-west-1' }),
  restApiId: 'api01',
  settleMilliseconds: 60_000,
  report: (event: Report) => void reports.push(event),
};
const services = new AwsServices({ ...options, edgeStore: () => Promise.reject(new Error('loaded for a consumer without a website')) });

/** As the SDK throws it: the message, and any field, may repeat what was sent. */
const failure = (name: string, requestId?: string) => Object.assign(new Error(`${name}: ${VALUE} was sent`), { name, sent: VALUE, $metadata: { requestId } });
const inputs = (client: { calls(): { args: unknown[] }[] }) => client.calls().map(({ args }) => (args[0] as { input: object }).input);

beforeEach(() => {
  gateway.reset();
  secrets.reset();
  reports.length = 0;
});

describe('a secret', () => {
  test('is described by what the rotation asks about it', async () => {
    secrets.on(DescribeSecretCommand, { SecretId: ARN }).resolves({
      ARN,
      RotationEnabled: true,
      VersionIdsToStages: { v1: ['AWSCURRENT', 'AWSPENDING'], v2: [] },
      Tags: [{ Key: 'other', Value: 'x' }, { Key: TAG_EDGE_STORE_ARN, Value: STORE_ARN }, { Key: TAG_USAGE_PLAN_ID, Value: 'plan' }],
      CreatedDate: new Date(1_000),
      LastChangedDate: new Date(2_000),
    });
    expect(await services.describeSecret(ARN)).toEqual({
      arn: ARN,
      rotationEnabled: true,
      labels: new Map([['v1', ['AWSCURRENT', 'AWSPENDING']], ['v2', []]]),
      usagePlanId: 'plan',
      edgeStoreArn: STORE_ARN,
      changedAt: 2_000,
    });
  });

  test('of which nothing is known is one without rotation, labels and tags', async () => {
    secrets.on(DescribeSecretCommand).resolves({ CreatedDate: new Date(1_000) });
    expect(await services.describeSecret(ARN)).toEqual({
      arn: ARN, rotationEnabled: false, labels: new Map(), usagePlanId: undefined, edgeStoreArn: undefined, changedAt: 1_000,
    });
    secrets.on(DescribeSecretCommand).resolves({ Tags: [{ Key: 'other', Value: 'x' }] });
    expect(await services.describeSecret(ARN)).toMatchObject({ usagePlanId: undefined, edgeStoreArn: undefined });
    secrets.on(DescribeSecretCommand).resolves({});
    const before = Date.now();
    expect((await services.describeSecret(ARN))!.changedAt).toBeGreaterThanOrEqual(before);
  });

  test('that is deleted, or never was, is none', async () => {
    secrets.on(DescribeSecretCommand).resolves({ ARN, DeletedDate: new Date(0) });
    expect(await services.describeSecret(ARN)).toBeUndefined();
    secrets.on(DescribeSecretCommand).rejects(failure('ResourceNotFoundException'));
    expect(await services.describeSecret(ARN)).toBeUndefined();
  });

  test('says when its versions were made', async () => {
    secrets.on(ListSecretVersionIdsCommand, { SecretId: ARN }).resolves({
      Versions: [{ VersionId: 'v1', CreatedDate: new Date(1_000) }, { VersionId: 'v2' }, { CreatedDate: new Date(3_000) }, { VersionId: 'v3', CreatedDate: new Date(0) }],
    });
    expect(await services.versionDates(ARN)).toEqual(new Map([['v1', 1_000], ['v3', 0]]));
    secrets.on(ListSecretVersionIdsCommand).resolves({});
    expect(await services.versionDates(ARN)).toEqual(new Map());
  });

  test.each([
    ['text', { SecretString: 'text' }, 'text'],
    ['bytes, which no one will ever read as text', { SecretBinary: new Uint8Array([1]) }, ''],
  ])('holds %s', async (_, answer, text) => {
    secrets.on(GetSecretValueCommand, { SecretId: ARN, VersionId: 'version' }).resolves(answer);
    expect(await services.readVersion(ARN, 'version')).toBe(text);
  });

  test('holds nothing in a version that was just begun', async () => {
    secrets.on(GetSecretValueCommand).rejects(failure('ResourceNotFoundException'));
    expect(await services.readVersion(ARN, 'version')).toBeUndefined();
    expect(await services.readImportedKey(ARN)).toBeUndefined();
  });

  test('takes a version under a token, once', async () => {
    secrets.on(PutSecretValueCommand).resolvesOnce({}).rejects(failure('ResourceExistsException'));
    expect(await services.storeVersion(ARN, 'token', 'text', 'AWSPENDING')).toBe('stored');
    expect(await services.storeVersion(ARN, 'token', 'text', 'AWSPENDING')).toBe('exists');
    expect(inputs(secrets)[0]).toEqual({ SecretId: ARN, ClientRequestToken: 'token', SecretString: 'text', VersionStages: ['AWSPENDING'] });
  });

  test('has its labels moved, unless they were moved by someone else', async () => {
    secrets.on(UpdateSecretVersionStageCommand).resolvesOnce({}).rejects(failure('InvalidParameterException'));
    expect(await services.moveLabel(ARN, 'AWSCURRENT', { from: 'v1', to: 'v2' })).toBe(true);
    expect(await services.moveLabel(ARN, 'AWSPENDING', { from: 'v2' })).toBe(false);
    expect(inputs(secrets)).toEqual([
      { SecretId: ARN, VersionStage: 'AWSCURRENT', RemoveFromVersionId: 'v1', MoveToVersionId: 'v2' },
      { SecretId: ARN, VersionStage: 'AWSPENDING', RemoveFromVersionId: 'v2', MoveToVersionId: undefined },
    ]);
  });

  test('from elsewhere is read as it is now', async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: VALUE });
    expect(await services.readImportedKey(ARN)).toBe(VALUE);
    expect(inputs(secrets)).toEqual([{ SecretId: ARN }]);
  });
});

describe('keys', () => {
  test('are listed by the beginning of their name, page by page, and never with their values', async () => {
    gateway.on(GetApiKeysCommand).resolves({ items: [{ id: 'k2', name: 'Partner-AbCdEf:v2' }, { name: 'Partner-AbCdEf:v3' }, { id: 'k4' }] });
    gateway.on(GetApiKeysCommand, { position: undefined }).resolves({
      items: [{ id: 'k1', name: 'Partner-AbCdEf:v1' }, { id: 'x', name: 'Partner-AbCdEfG:v1' }, { id: 'y', name: 'x Partner-AbCdEf:v1' }], position: 'next',
    });
    expect(await services.listKeys('Partner-AbCdEf:')).toEqual([{ id: 'k1', name: 'Partner-AbCdEf:v1' }, { id: 'k2', name: 'Partner-AbCdEf:v2' }]);
    expect(inputs(gateway)).toHaveLength(2);
    for (const input of inputs(gateway)) {
      expect(input).toMatchObject({ nameQuery: 'Partner-AbCdEf:', includeValues: false, limit: 500 });
    }
    gateway.on(GetApiKeysCommand, { position: undefined }).resolves({});
    expect(await services.listKeys('Partner-AbCdEf:')).toEqual([]);
  });

  test('are never listed by their usage plan, which would answer with their values', () => {
    const source = readdirSync(FUNCTION).map((file) => readFileSync(join(FUNCTION, file), 'utf8')).join('\n');
    expect(source).toContain('GetApiKeys');
    expect(source).not.toMatch(/\b(paginate)?GetUsagePlanKeys(Command)?\(/);
  });

  test('are made disabled and with the tag of their API', async () => {
    gateway.on(CreateApiKeyCommand).resolves({ id: 'k1' });
    expect(await services.createKey('name', VALUE)).toEqual({ id: 'k1', name: 'name' });
    expect(inputs(gateway)).toEqual([{ name: 'name', value: VALUE, enabled: false, tags: { 'secure-rest-api:rest-api-id': 'api01' } }]);
  });

  test('are not made where the value is one already, or the answer has no id', async () => {
    gateway.on(CreateApiKeyCommand).rejectsOnce(failure('ConflictException')).resolves({});
    expect(await services.createKey('name', VALUE)).toBe('exists');
    await expect(services.createKey('name', VALUE)).rejects.toMatchObject({ code: 'aws_call_failed', operation: 'CreateApiKey', errorName: 'AnswerWithoutId' });
  });

  test('are asked for one at a time, with their value', async () => {
    gateway.on(GetApiKeyCommand).resolves({
      name: 'name', value: VALUE, enabled: true, description: 'note', createdDate: new Date(1_000), lastUpdatedDate: new Date(2_000),
    });
    expect(await services.getKey('k1')).toEqual({ id: 'k1', name: 'name', value: VALUE, enabled: true, description: 'note', changedAt: 2_000 });
    expect(inputs(gateway)).toEqual([{ apiKey: 'k1', includeValue: true }]);
    gateway.on(GetApiKeyCommand).resolves({ createdDate: new Date(1_000) });
    expect(await services.getKey('k1')).toEqual({ id: 'k1', name: '', value: undefined, enabled: false, description: undefined, changedAt: 1_000 });
    gateway.on(GetApiKeyCommand).resolves({});
    const before = Date.now();
    expect((await services.getKey('k1'))!.changedAt).toBeGreaterThanOrEqual(before);
    gateway.on(GetApiKeyCommand).rejects(failure('NotFoundException'));
    expect(await services.getKey('k1')).toBeUndefined();
  });

  test('are changed in what is said, and nothing else', async () => {
    gateway.on(UpdateApiKeyCommand).resolves({});
    expect(await services.updateKey('k1', { enabled: true })).toBe(true);
    await services.updateKey('k1', { description: '' });
    await services.updateKey('k1', { enabled: true, description: 'note' });
    const enable = { op: 'replace', path: '/enabled', value: 'true' };
    expect(inputs(gateway)).toEqual([
      { apiKey: 'k1', patchOperations: [enable] },
      { apiKey: 'k1', patchOperations: [{ op: 'replace', path: '/description', value: '' }] },
      { apiKey: 'k1', patchOperations: [enable, { op: 'replace', path: '/description', value: 'note' }] },
    ]);
    gateway.on(UpdateApiKeyCommand).rejects(failure('NotFoundException'));
    expect(await services.updateKey('k1', { enabled: true })).toBe(false);
  });

  test('are deleted, also where they are gone', async () => {
    gateway.on(DeleteApiKeyCommand).resolvesOnce({}).rejects(failure('NotFoundException'));
    await services.deleteKey('k1');
    await services.deleteKey('k1');
    expect(inputs(gateway)).toEqual([{ apiKey: 'k1' }, { apiKey: 'k1' }]);
  });

  test('are new each time: 40 characters that API Gateway takes', () => {
    const values = new Set(Array.from({ length: 200 }, () => services.newKeyValue()));
    expect(values.size).toBe(200);
    for (const value of values) {
      expect(value).toMatch(/^[A-Za-z0-9_-]{40}$/);
    }
  });
});

describe('a usage plan', () => {
  test('takes a key', async () => {
    gateway.on(CreateUsagePlanKeyCommand).resolves({});
    expect(await services.attachKey('plan', 'k1')).toBe('attached');
    expect(inputs(gateway)).toEqual([{ usagePlanId: 'plan', keyId: 'k1', keyType: 'API_KEY' }]);
    gateway.on(CreateUsagePlanKeyCommand).rejects(failure('NotFoundException'));
    expect(await services.attachKey('plan', 'k1')).toBe('missing');
  });

  test('has a key already where it says so, and not where the key opens the stage by another plan', async () => {
    gateway.on(CreateUsagePlanKeyCommand).rejects(failure('ConflictException'));
    gateway.on(GetUsagePlanKeyCommand, { usagePlanId: 'plan', keyId: 'k1' }).resolves({});
    expect(await services.attachKey('plan', 'k1')).toBe('attached');
    gateway.on(GetUsagePlanKeyCommand).rejects(failure('NotFoundException'));
    await expect(services.attachKey('plan', 'k1')).rejects.toMatchObject({ code: 'aws_call_failed', errorName: 'ConflictException' });
    gateway.on(CreateUsagePlanKeyCommand).rejects(failure('TooManyRequestsException'));
    gateway.on(GetUsagePlanKeyCommand).resolves({});
    await expect(services.attachKey('plan', 'k1')).rejects.toMatchObject({ errorName: 'TooManyRequestsException' });
  });

  test('says whether it has a key', async () => {
    gateway.on(GetUsagePlanKeyCommand).resolvesOnce({}).rejects(failure('NotFoundException'));
    expect(await services.isAttached('plan', 'k1')).toBe(true);
    expect(await services.isAttached('plan', 'k1')).toBe(false);
    expect(inputs(gateway)[0]).toEqual({ usagePlanId: 'plan', keyId: 'k1' });
  });

  test('has a quota, or none, or is gone', async () => {
    gateway.on(GetUsagePlanCommand, { usagePlanId: 'plan' }).resolves({ quota: { limit: 0, offset: 2, period: 'WEEK' } });
    expect(await services.getPlan('plan')).toEqual({ quota: { limit: 0, period: 'WEEK' } });
    for (const quota of [{ limit: 5 }, { period: 'DAY' as const }, {}, undefined]) {
      gateway.on(GetUsagePlanCommand).resolves({ quota });
      expect(await services.getPlan('plan')).toEqual({ quota: undefined });
    }
    gateway.on(GetUsagePlanCommand).rejects(failure('NotFoundException'));
    expect(await services.getPlan('plan')).toBeUndefined();
  });

  test('tells a key\'s use by the day, page by page', async () => {
    gateway.on(GetUsageCommand).resolves({ items: { k1: [[7, 90]], k2: [[1, 1]] } });
    gateway.on(GetUsageCommand, { position: undefined }).resolves({ items: { k1: [[1, 99], [2, 97]] }, position: 'next' });
    expect(await services.getUsage('plan', 'k1', '2026-11-01', '2026-11-24')).toEqual([
      { used: 1, remaining: 99 }, { used: 2, remaining: 97 }, { used: 7, remaining: 90 },
    ]);
    expect(inputs(gateway)).toEqual([undefined, 'next'].map((position) => (
      { usagePlanId: 'plan', keyId: 'k1', startDate: '2026-11-01', endDate: '2026-11-24', limit: 500, position })));
    gateway.on(GetUsageCommand, { position: undefined }).resolves({});
    expect(await services.getUsage('plan', 'k1', '2026-11-01', '2026-11-24')).toEqual([]);
  });

  test('has a key\'s remaining quota set, or refuses that', async () => {
    gateway.on(UpdateUsageCommand).resolvesOnce({}).rejects(failure('BadRequestException'));
    expect(await services.setRemaining('plan', 'k1', 30)).toBe('set');
    expect(await services.setRemaining('plan', 'k1', 30)).toBe('refused');
    expect(inputs(gateway)[0]).toEqual({ usagePlanId: 'plan', keyId: 'k1', patchOperations: [{ op: 'replace', path: '/remaining', value: '30' }] });
  });
});

describe('a website', () => {
  const store = mockClient(CloudFrontKeyValueStoreClient);
  const edgeStore = async () => new EdgeStore(new CloudFrontKeyValueStoreClient({ region: 'eu-west-1' }), async () => undefined);
  const website = new AwsServices({ ...options, edgeStore });

  beforeEach(() => store.reset());

  test('has its store asked for its own key alone, beside which it holds the origin secret', async () => {
    store.on(GetKeyCommand).resolves({ Value: 'value' });
    store.on(DescribeKeyValueStoreCommand).resolves({ ETag: 'E1', LastModified: new Date(5_000) });
    store.on(PutKeyCommand).resolves({ ETag: 'E2' });
    expect(await website.readStoredKey(STORE_ARN)).toBe('value');
    expect(await website.storeState(STORE_ARN)).toEqual({ etag: 'E1', changedAt: 5_000 });
    expect(await website.writeStoredKey(STORE_ARN, 'new', 'E1')).toBe('written');
    expect(inputs(store)).toEqual([
      { KvsARN: STORE_ARN, Key: 'api-key' }, { KvsARN: STORE_ARN }, { KvsARN: STORE_ARN, Key: 'api-key', Value: 'new', IfMatch: 'E1' },
    ]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['GetKey', () => website.readStoredKey(STORE_ARN)],
    ['DescribeKeyValueStore', () => website.storeState(STORE_ARN)],
    ['PutKey', () => website.writeStoredKey(STORE_ARN, VALUE, 'E1')],
  ])('is told that %s failed, without what was sent', async (operation, send) => {
    store.onAnyCommand().rejects(failure('AccessDeniedException'));
    await expect(send()).rejects.toMatchObject({ code: 'aws_call_failed', operation, errorName: 'AccessDeniedException' });
    await expect(send()).rejects.toThrow(/^\w+ failed with AccessDeniedException$/);
  });
});

describe('a call that failed', () => {
  const every: [string, () => Promise<unknown>][] = [
    ['DescribeSecret', () => services.describeSecret(ARN)],
    ['ListSecretVersionIds', () => services.versionDates(ARN)],
    ['GetSecretValue', () => services.readVersion(ARN, 'v')],
    ['GetSecretValue', () => services.readImportedKey(ARN)],
    ['PutSecretValue', () => services.storeVersion(ARN, 'v', VALUE, 'AWSPENDING')],
    ['UpdateSecretVersionStage', () => services.moveLabel(ARN, 'AWSPENDING', { from: 'v' })],
    ['GetApiKeys', () => services.listKeys('name')],
    ['CreateApiKey', () => services.createKey('name', VALUE)],
    ['GetApiKey', () => services.getKey('k1')],
    ['UpdateApiKey', () => services.updateKey('k1', { enabled: true })],
    ['DeleteApiKey', () => services.deleteKey('k1')],
    ['CreateUsagePlanKey', () => services.attachKey('plan', 'k1')],
    ['GetUsagePlanKey', () => services.isAttached('plan', 'k1')],
    ['GetUsagePlan', () => services.getPlan('plan')],
    ['GetUsage', () => services.getUsage('plan', 'k1', '2026-11-01', '2026-11-01')],
    ['UpdateUsage', () => services.setRemaining('plan', 'k1', 1)],
  ];

  test.each(every)('%s: is told by operation, error and request, and nothing of what was sent', async (operation, send) => {
    const error = failure('ThrottlingException', 'request-1');
    gateway.onAnyCommand().rejects(error);
    secrets.onAnyCommand().rejects(error);
    const told = await send().then(() => undefined, (reason: unknown) => reason);
    expect(told).toMatchObject({ code: 'aws_call_failed', operation, errorName: 'ThrottlingException' });
    expect((told as Error).message).toBe(`${operation} failed with ThrottlingException (request request-1)`);
    expect(JSON.stringify([told, (told as Error).stack, (told as Error).cause])).not.toContain(VALUE);
  });

  test.each<[string, unknown, string]>([
    ['a name with other characters', Object.assign(new Error(), { name: `x ${VALUE}` }), 'GetApiKey failed with Error'],
    ['a name of 81 letters', Object.assign(new Error(), { name: 'x'.repeat(81) }), 'GetApiKey failed with Error'],
    ['a name of 80 letters', Object.assign(new Error(), { name: 'x'.repeat(80) }), `GetApiKey failed with ${'x'.repeat(80)}`],
    ['a request id that is no text', Object.assign(new Error(), { name: 'X', $metadata: { requestId: { VALUE } } }), 'GetApiKey failed with X'],
    ['metadata that are none', Object.assign(new Error(), { name: 'X', $metadata: VALUE }), 'GetApiKey failed with X'],
    ['no metadata', Object.assign(new Error(), { name: 'X', $metadata: null }), 'GetApiKey failed with X'],
  ])('%s', async (_, error, message) => {
    gateway.on(GetApiKeyCommand).callsFake(() => {
      throw error;
    });
    await expect(services.getKey('k1')).rejects.toThrow(new RegExp(`^${message}$`));
  });

  test.each([['a text', 'text'], ['nothing', undefined], ['null', null]])('that throws %s', async (_, thrown) => {
    const broken = new AwsServices({ ...options, edgeStore: () => Promise.reject(thrown) });
    await expect(broken.readStoredKey(STORE_ARN)).rejects.toThrow(/^GetKey failed with Error$/);
  });
});

test('a new key is tried where there is an address for that, and only there', async () => {
  expect(await services.probeKey(VALUE)).toBe('not asked');
  const server = createServer((request, response) => void response.writeHead(request.headers['x-api-key'] === VALUE ? 204 : 403).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const probeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/key-check`;
  const trying = new AwsServices({ ...options, probeUrl, edgeStore: () => Promise.reject(new Error()) });
  expect(await trying.probeKey(VALUE)).toBe('accepted');
  expect(await trying.probeKey('another')).toBe('status 403');
  server.close();
});

test('time and reports are what they are', async () => {
  const before = Date.now();
  expect(services.settleMilliseconds).toBe(60_000);
  expect(services.now()).toBeGreaterThanOrEqual(before);
  await services.pause(30);
  expect(services.now() - before).toBeGreaterThanOrEqual(25);
  services.report({ kind: 'key_made', secretId: ARN, versionId: 'v' });
  expect(reports).toEqual([{ kind: 'key_made', secretId: ARN, versionId: 'v' }]);
});

test('createSecret stores a value as pending under the token, and makes no key yet', async () => {
  secrets.on(DescribeSecretCommand).resolves({
    ARN, RotationEnabled: true, VersionIdsToStages: { old: ['AWSCURRENT'], token: ['AWSPENDING'] }, Tags: [{ Key: TAG_USAGE_PLAN_ID, Value: 'plan' }],
  });
  secrets.on(GetSecretValueCommand).rejects(failure('ResourceNotFoundException'));
  secrets.on(PutSecretValueCommand).resolves({});
  await handle(services, { Step: 'createSecret', SecretId: ARN, ClientRequestToken: 'token' }, 'invocation');
  const [put] = secrets.commandCalls(PutSecretValueCommand);
  expect(put.args[0].input).toMatchObject({ SecretId: ARN, ClientRequestToken: 'token', VersionStages: ['AWSPENDING'] });
  expect((JSON.parse(put.args[0].input.SecretString!) as { apiKey: string }).apiKey.length).toBeGreaterThanOrEqual(20);
  expect(gateway.calls()).toHaveLength(0);
});

test('a secret whose rotation is off is refused before anything is written', async () => {
  secrets.on(DescribeSecretCommand).resolves({ ARN, RotationEnabled: false, VersionIdsToStages: { token: ['AWSPENDING'] } });
  await expect(handle(services, { Step: 'createSecret', SecretId: ARN, ClientRequestToken: 'token' }, 'invocation')).rejects.toMatchObject({ code: 'rotation_off' });
  expect(secrets.commandCalls(PutSecretValueCommand)).toHaveLength(0);
});
