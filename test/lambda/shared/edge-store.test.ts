import { Agent } from 'http';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { EdgeStore } from '../../../lambda/shared/edge-store';
import { LoopbackStore, STORE_ARN } from './loopback-store';

let server: LoopbackStore;
let client: CloudFrontKeyValueStoreClient;
let store: EdgeStore;
let pauses: number[];

beforeEach(async () => {
  server = await LoopbackStore.start();
  pauses = [];
  client = new CloudFrontKeyValueStoreClient({
    region: 'eu-west-1',
    endpoint: server.endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) }) }),
    maxAttempts: 1,
  });
  store = new EdgeStore(client, async (milliseconds) => void pauses.push(milliseconds));
});

afterEach(async () => {
  client.destroy();
  await server.stop();
});

test('every call is signed with SigV4a, for all regions', async () => {
  await store.write(STORE_ARN, 'api-key', 'value');
  expect(server.received.map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT']);
  for (const { headers } of server.received) {
    expect(headers.authorization).toMatch(
      /^AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/cloudfront-keyvaluestore\/aws4_request, SignedHeaders=[a-z0-9;-]*x-amz-region-set[a-z0-9;-]*, Signature=30[0-9a-f]{130,}$/,
    );
    expect(headers['x-amz-region-set']).toBe('*');
    expect(headers.host).toMatch(/^111122223333\.localhost:/);
  }
});

test('a write names the state that it follows', async () => {
  await store.write(STORE_ARN, 'api-key', 'first');
  await store.write(STORE_ARN, 'api-key', 'second');
  expect(server.received.filter(({ method }) => method === 'PUT').map(({ headers, body }) => [headers['if-match'], body])).toEqual([
    ['E1', '{"Value":"first"}'], ['E2', '{"Value":"second"}'],
  ]);
  expect(await store.read(STORE_ARN, 'api-key')).toBe('second');
});

test('what is there is not written again', async () => {
  server.values.set('api-key', 'value');
  await store.write(STORE_ARN, 'api-key', 'value');
  expect(server.received).toHaveLength(1);
});

test.each(['ConflictException', 'ValidationException'])('another writer is waited for, whom AWS tells of by a %s', async (name) => {
  server.lostRaceError = name;
  server.lostRaces = 2;
  await store.write(STORE_ARN, 'api-key', 'value');
  expect(server.values.get('api-key')).toBe('value');
  expect(pauses).toEqual([500, 1_000]);
});

test('a writer who never gets through says so, without the value', async () => {
  server.lostRaces = 99;
  const error = await store.write(STORE_ARN, 'api-key', 'hidden-value').catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'edge_store_busy', message: `6 writes to ${STORE_ARN} were refused, as when others write it at the same time`,
  });
  expect(String(error)).not.toContain('hidden-value');
  expect(server.received.filter(({ method }) => method === 'PUT')).toHaveLength(6);
});

test('a key or a store that is not there has no value', async () => {
  expect(await store.read(STORE_ARN, 'api-key')).toBeUndefined();
  expect(await store.read(`${STORE_ARN}0`, 'api-key')).toBeUndefined();
});

test('the state is that of the whole store', async () => {
  expect(await store.state(STORE_ARN)).toEqual({ etag: 'E1', changedAt: server.lastModified });
  expect(await store.replace(STORE_ARN, 'api-key', 'value', 'E0')).toBe('changed');
  expect(server.values.size).toBe(0);
  expect(await store.replace(STORE_ARN, 'api-key', 'value', 'E1')).toBe('written');
});

test('an error that nothing is known about is passed on', async () => {
  server.denies = true;
  await expect(store.write(STORE_ARN, 'api-key', 'value')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a refusal to read is not taken for a key that is not there', async () => {
  client.send = () => Promise.reject(Object.assign(new Error('denied'), { name: 'AccessDeniedException' }));
  await expect(store.read(STORE_ARN, 'api-key')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a store that does not say when it was changed may have been just now', async () => {
  client.send = () => Promise.resolve({ ETag: 'E1' });
  const before = Date.now();
  const { etag, changedAt } = await store.state(STORE_ARN);
  expect(etag).toBe('E1');
  expect(changedAt).toBeGreaterThanOrEqual(before);
});
