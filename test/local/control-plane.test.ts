import { Agent } from 'http';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import '@aws-sdk/signature-v4a';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsServices } from '../../lambda/api-key-rotation/aws-services';
import { handle } from '../../lambda/api-key-rotation/handle';
import { EdgeStore } from '../../lambda/shared/edge-store';
import { STORE_KEY_API_KEY } from '../../lib/contracts/origin-secret';
import { TAG_EDGE_STORE_ARN, TAG_REST_API_ID, TAG_USAGE_PLAN_ID } from '../../lib/contracts/rotation';
import { LocalUsagePlan } from '../../local/api';
import { ApiKeys } from '../../local/control-plane/api-keys';
import { KeyValueStores } from '../../local/control-plane/key-value-stores';
import { Roles } from '../../local/control-plane/roles';
import { RuleGroups } from '../../local/control-plane/rule-groups';
import { Secrets } from '../../local/control-plane/secrets';
import { controlPlane } from '../../local/control-plane/server';
import { LoopbackServer } from '../../local/server';

// Real clients over HTTP, on a machine that may be busy.
jest.setTimeout(60_000);

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:Partner-a1b2c3';
const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/11111111-2222-4333-8444-555555555555';
const PLAN: LocalUsagePlan = { id: 'plan01', logicalId: 'Plan', quota: { limit: 1_000, period: 'MONTH', offset: 0 } };

/** The rotation's own code through the ordinary SDK clients: what the services here must understand is what those send. */
describe('the control plane', () => {
  const answers: Array<{ Status: string }> = [];
  let now = Date.UTC(2026, 5, 15, 12);
  const clock = { now: () => now };
  const secrets = new Secrets(clock);
  const apiKeys = new ApiKeys(clock);
  const stores = new KeyValueStores(clock);
  const server = new LoopbackServer(async (request) => {
    if (request.rawPath === '/cloudformation') {
      answers.push(JSON.parse(request.body.toString()) as { Status: string });
      return { status: 200, headers: [], body: Buffer.alloc(0) };
    }
    return controlPlane({ secrets, apiKeys, stores, ruleGroups: new RuleGroups(), roles: new Roles(), region: 'us-east-1', account: '123456789012' })(request);
  });
  let endpoint: string;
  let clients: Array<{ destroy(): void }> = [];
  let services: AwsServices;

  beforeAll(async () => {
    endpoint = `http://127.0.0.1:${await server.listen(0)}`;
    const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    const apiGateway = new APIGatewayClient(options);
    const secretsManager = new SecretsManagerClient(options);
    const storeClient = new CloudFrontKeyValueStoreClient({
      ...options,
      // The client puts the account's id before the host, which not every resolver knows.
      endpoint: endpoint.replace('127.0.0.1', 'localhost'),
      requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) }) }),
    });
    clients = [apiGateway, secretsManager, storeClient];
    const skip = async (milliseconds: number): Promise<void> => {
      now += milliseconds;
    };
    services = new (class extends AwsServices {
      public override now(): number {
        return now;
      }

      public override async pause(milliseconds: number): Promise<void> {
        await skip(milliseconds);
      }
    })({
      apiGateway, secretsManager, restApiId: 'api01', settleMilliseconds: 60_000, report: () => {}, edgeStore: async () => new EdgeStore(storeClient, skip),
    });
    stores.create(STORE);
    apiKeys.addPlan(PLAN);
    secrets.create(SECRET, [{ Key: TAG_REST_API_ID, Value: 'api01' }, { Key: TAG_USAGE_PLAN_ID, Value: PLAN.id }, { Key: TAG_EDGE_STORE_ARN, Value: STORE }]);
  });

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await server.close();
  });

  const currentKey = (): string => (JSON.parse(secrets.current(SECRET)!) as { apiKey: string }).apiKey;

  async function rotate(): Promise<string> {
    secrets.enableRotation(SECRET);
    await secrets.rotate(SECRET, async (Step, ClientRequestToken) => handle(services, { Step, SecretId: SECRET, ClientRequestToken }, 'request'));
    return currentKey();
  }

  test('makes a consumer\'s first key, which opens its plan and stands in the Edge\'s store', async () => {
    await handle(services, {
      RequestType: 'Create',
      ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:f',
      ResponseURL: `${endpoint}/cloudformation`,
      StackId: 's',
      RequestId: 'r',
      LogicalResourceId: 'Keys',
      ResourceType: 'Custom::ApiConsumerKeys',
      ResourceProperties: { ServiceToken: 'arn', SecretArn: SECRET, UsagePlanId: PLAN.id, EdgeStoreArn: STORE },
    }, 'request');
    expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
    const key = apiKeys.keyByValue(currentKey());
    expect(key).toMatchObject({ enabled: true, planIds: new Set([PLAN.id]) });
    expect(stores.value(STORE, STORE_KEY_API_KEY)).toBe(currentKey());
  });

  test('carries what was used over to the next key, and lets both work', async () => {
    const before = currentKey();
    const old = apiKeys.keyByValue(before)!;
    for (let request = 0; request < 400; request++) {
      apiKeys.takeQuota(old.id, PLAN);
    }
    const after = await rotate();
    expect(after).not.toBe(before);
    expect([before, after].map((value) => apiKeys.keyByValue(value)?.enabled)).toEqual([true, true]);
    const fresh = apiKeys.keyByValue(after)!;
    const left = Array.from({ length: 1_000 }, () => apiKeys.takeQuota(fresh.id, PLAN)).filter((taken) => taken).length;
    expect(left).toBe(600);
    expect(stores.value(STORE, STORE_KEY_API_KEY)).toBe(after);
  });

  test('drops the key before the previous one at the next rotation', async () => {
    const first = currentKey();
    const second = await rotate();
    now += 86_400_000;
    const third = await rotate();
    expect([first, second, third].map((value) => apiKeys.keyByValue(value) !== undefined)).toEqual([false, true, true]);
  });

  test('a quota begins anew with its period', () => {
    const key = apiKeys.keyByValue(currentKey())!;
    now = Date.UTC(2026, 6, 1);
    expect(apiKeys.takeQuota(key.id, PLAN)).toBe(true);
  });
});
