import { CloudFrontKeyValueStoreClient, DescribeKeyValueStoreCommand, GetKeyCommand, PutKeyCommand } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { mockClient } from 'aws-sdk-client-mock';
import { openEdgeStore } from '../../../lambda/api-key-rotation/edge-store';

test('the store is asked as often as the other services are, and waits as they do', async () => {
  const client = mockClient(CloudFrontKeyValueStoreClient);
  client.on(GetKeyCommand).resolves({ Value: 'old' });
  client.on(DescribeKeyValueStoreCommand).resolves({ ETag: 'E1' });
  client.on(PutKeyCommand).rejectsOnce(Object.assign(new Error(), { name: 'ConflictException' })).resolves({});
  const pauses: number[] = [];
  const store = openEdgeStore({ retryMode: 'adaptive', maxAttempts: 7 }, async (milliseconds) => void pauses.push(milliseconds));
  await store.write('arn', 'api-key', 'new');
  expect(pauses).toEqual([500]);
  const { config } = client.call(0).thisValue as CloudFrontKeyValueStoreClient;
  expect(await config.maxAttempts()).toBe(7);
});
