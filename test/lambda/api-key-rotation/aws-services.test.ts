import { readdirSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { APIGatewayClient, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFrontKeyValueStoreClient, DescribeKeyValueStoreCommand, GetKeyCommand, PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsServices } from '../../../lambda/api-key-rotation/aws-services';
import { handle } from '../../../lambda/api-key-rotation/handle';
import { EdgeStore } from '../../../lambda/shared/edge-store';
import { TAG_EDGE_STORE_ARN, TAG_USAGE_PLAN_ID } from '../../../lib/contracts/rotation';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Partner-AbCdEf';
const FUNCTION = resolve(__dirname, '../../../lambda/api-key-rotation');
const STORE_ARN = 'arn:aws:cloudfront::111122223333:key-value-store/5b1c';
const gateway = mockClient(APIGatewayClient);
const secrets = mockClient(SecretsManagerClient);
const clients = {
  apiGateway: new APIGatewayClient({ region: 'eu-west-1' }),
  secretsManager: new SecretsManagerClient({ region: 'eu-west-1' }),
  restApiId: 'api01',
  settleMilliseconds: 60_000,
  report: () => undefined,
};
const services = new AwsServices({ ...clients, edgeStore: () => Promise.reject(new Error('loaded for a consumer without a website')) });

beforeEach(() => {
  gateway.reset();
  secrets.reset();
});

test('keys are listed by the beginning of their name, and never with their values', async () => {
  gateway.on(GetApiKeysCommand).resolves({ items: [] });
  await services.listKeys('Partner-AbCdEf:');
  for (const call of gateway.commandCalls(GetApiKeysCommand)) {
    expect(call.args[0].input).toMatchObject({ nameQuery: 'Partner-AbCdEf:', includeValues: false });
  }
  expect(gateway.commandCalls(GetApiKeysCommand)).not.toHaveLength(0);
});

test('a usage plan is never asked for its keys: it would answer with their values', async () => {
  const source = readdirSync(FUNCTION).map((file) => readFileSync(join(FUNCTION, file), 'utf8')).join('\n');
  expect(source).toContain('GetApiKeys');
  expect(source).not.toMatch(/\b(paginate)?GetUsagePlanKeys(Command)?\(/);
});

test.each([
  ['text', { SecretString: 'text' }, 'text'],
  ['bytes, which no one will ever read as text', { SecretBinary: new Uint8Array([1]) }, ''],
])('a version holds %s', async (_, answer, text) => {
  secrets.on(GetSecretValueCommand, { SecretId: ARN, VersionId: 'version' }).resolves(answer);
  expect(await services.readVersion(ARN, 'version')).toBe(text);
});

test('the Edge\'s store is asked for the website\'s key alone, beside which it holds the origin secret', async () => {
  const store = mockClient(CloudFrontKeyValueStoreClient);
  store.on(GetKeyCommand).resolves({ Value: 'value' });
  store.on(DescribeKeyValueStoreCommand).resolves({ ETag: 'E1', LastModified: new Date(5_000) });
  store.on(PutKeyCommand).resolves({ ETag: 'E2' });
  const edgeStore = async () => new EdgeStore(new CloudFrontKeyValueStoreClient({ region: 'eu-west-1' }), async () => undefined);
  const website = new AwsServices({ ...clients, edgeStore });
  expect(await website.readStoredKey(STORE_ARN)).toBe('value');
  expect(await website.storeState(STORE_ARN)).toEqual({ etag: 'E1', changedAt: 5_000 });
  expect(await website.writeStoredKey(STORE_ARN, 'new', 'E1')).toBe('written');
  expect(store.calls().map(({ args }) => args[0].input)).toEqual([
    { KvsARN: STORE_ARN, Key: 'api-key' }, { KvsARN: STORE_ARN }, { KvsARN: STORE_ARN, Key: 'api-key', Value: 'new', IfMatch: 'E1' },
  ]);
});

test('a secret tells of its store by a tag', async () => {
  secrets.on(DescribeSecretCommand).resolves({ ARN, Tags: [{ Key: TAG_EDGE_STORE_ARN, Value: STORE_ARN }] });
  expect(await services.describeSecret(ARN)).toMatchObject({ edgeStoreArn: STORE_ARN });
  secrets.on(DescribeSecretCommand).resolves({ ARN, Tags: [] });
  expect(await services.describeSecret(ARN)).toMatchObject({ edgeStoreArn: undefined });
});

test('createSecret stores a value as pending under the token, and makes no key yet', async () => {
  secrets.on(DescribeSecretCommand).resolves({
    ARN, RotationEnabled: true, VersionIdsToStages: { old: ['AWSCURRENT'], token: ['AWSPENDING'] }, Tags: [{ Key: TAG_USAGE_PLAN_ID, Value: 'plan' }],
  });
  secrets.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
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
