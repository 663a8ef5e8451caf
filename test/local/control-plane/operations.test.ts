import * as fs from 'fs';
import { Agent } from 'http';
import * as path from 'path';
import * as apiGateway from '@aws-sdk/client-api-gateway';
import * as keyValueStore from '@aws-sdk/client-cloudfront-keyvaluestore';
import * as iam from '@aws-sdk/client-iam';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as waf from '@aws-sdk/client-wafv2';
import '@aws-sdk/signature-v4a';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { presenceOf } from '../../../lambda/account-logging/role-presence';
import { Account } from '../../../local/control-plane/account';
import { controlPlane } from '../../../local/control-plane/server';
import { LoopbackServer } from '../../../local/server';

// Real clients over HTTP, on a machine that may be busy.
jest.setTimeout(60_000);

const LAMBDA = path.join(__dirname, '..', '..', '..', 'lambda');
const STORE = 'arn:aws:cloudfront::123456789012:key-value-store/11111111-2222-4333-8444-555555555555';
const ROLE = 'arn:aws:iam::123456789012:role/logging/Writer';

interface Client {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
}
type Module = { readonly [name: string]: new (input: object) => unknown };

interface SdkModule {
  readonly exports: unknown;
  readonly client: string;
  readonly inputs: { readonly [operation: string]: object };
}

/** The SDK's packages that functions use, the client of each, and an input for each operation of theirs. */
const MODULES: { readonly [name: string]: SdkModule } = {
  '@aws-sdk/client-api-gateway': {
    exports: apiGateway,
    client: 'APIGatewayClient',
    inputs: {
      CreateApiKey: { name: 'k' },
      CreateUsagePlanKey: { usagePlanId: 'p', keyId: 'k', keyType: 'API_KEY' },
      DeleteApiKey: { apiKey: 'k' },
      GetAccount: {},
      GetApiKeys: { nameQuery: 'k', includeValues: true },
      GetApiKey: { apiKey: 'k', includeValue: true },
      GetUsage: { usagePlanId: 'p', startDate: '2026-01-01', endDate: '2026-01-02' },
      GetUsagePlan: { usagePlanId: 'p' },
      GetUsagePlanKey: { usagePlanId: 'p', keyId: 'k' },
      UpdateAccount: { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE }] },
      UpdateApiKey: { apiKey: 'k', patchOperations: [] },
      UpdateUsage: { usagePlanId: 'p', keyId: 'k', patchOperations: [] },
      // What no function calls, to see that it is told apart.
      GetRestApis: {},
    },
  },
  '@aws-sdk/client-cloudfront-keyvaluestore': {
    exports: keyValueStore,
    client: 'CloudFrontKeyValueStoreClient',
    inputs: {
      DescribeKeyValueStore: { KvsARN: STORE },
      GetKey: { KvsARN: STORE, Key: 'k' },
      PutKey: { KvsARN: STORE, Key: 'k', Value: 'v', IfMatch: 'e' },
      DeleteKey: { KvsARN: STORE, Key: 'k', IfMatch: 'e' },
    },
  },
  '@aws-sdk/client-iam': { exports: iam, client: 'IAMClient', inputs: { GetRole: { RoleName: 'Writer' }, ListRoles: {} } },
  '@aws-sdk/client-secrets-manager': {
    exports: secretsManager,
    client: 'SecretsManagerClient',
    inputs: {
      DescribeSecret: { SecretId: 's' },
      GetSecretValue: { SecretId: 's' },
      ListSecretVersionIds: { SecretId: 's' },
      PutSecretValue: { SecretId: 's', SecretString: 't' },
      UpdateSecretVersionStage: { SecretId: 's', VersionStage: 'AWSPENDING' },
      DeleteSecret: { SecretId: 's' },
    },
  },
  '@aws-sdk/client-wafv2': {
    exports: waf,
    client: 'WAFV2Client',
    inputs: {
      CreateRuleGroup: { Name: 'g', Scope: 'REGIONAL', Capacity: 1, VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: 'm' } },
      DeleteRuleGroup: { Name: 'g', Scope: 'REGIONAL', Id: 'i', LockToken: 't' },
      GetRuleGroup: { Name: 'g', Scope: 'REGIONAL', Id: 'i' },
      ListRuleGroups: { Scope: 'REGIONAL' },
      UpdateRuleGroup: { Name: 'g', Scope: 'REGIONAL', Id: 'i', LockToken: 't', VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: 'm' } },
      DeleteWebACL: { Name: 'g', Scope: 'REGIONAL', Id: 'i', LockToken: 't' },
    },
  },
};
const NOBODY_CALLS = ['GetRestApis', 'DeleteKey', 'ListRoles', 'DeleteSecret', 'DeleteWebACL'];

/** Functions that `serve` does not wake: docs/local-gateway.md says what is missing then. */
const ASLEEP = ['block-list'];

/** Each name that code of the functions takes from a package of the SDK. */
function importedNames(): Array<readonly [module: string, name: string]> {
  const files = fs.readdirSync(LAMBDA, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !ASLEEP.includes(file.split(path.sep)[0]));
  return files.flatMap((file) => [...fs.readFileSync(path.join(LAMBDA, file), 'utf8').matchAll(/(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from '(@aws-sdk\/client-[^']+)'/g)]
    .flatMap(([, names, module]) => names.split(',').map((name) => name.trim()).filter((name) => name !== '').map((name) => [module, name] as const)));
}

function calledOperations(): string[] {
  return [...new Set(importedNames().flatMap(([module, name]) => {
    const operation = /^(\w+)Command$|^paginate(\w+)$/.exec(name)?.slice(1).find((part) => part !== undefined);
    return operation === undefined ? [] : [`${module} ${operation}`];
  }))].sort();
}

describe('what the control plane serves', () => {
  const account = new Account({ now: () => Date.UTC(2026, 0, 1) });
  const server = new LoopbackServer(async (request) => controlPlane({ ...account, region: 'us-east-1', account: '123456789012' })(request));
  const clients = new Map<string, Client>();

  beforeAll(async () => {
    const port = await server.listen(0);
    account.stores.create(STORE);
    account.secrets.create('s', [], 'x');
    account.roles.replace([{ name: 'Writer', arn: ROLE, path: '/logging/', createdAt: 0 }]);
    const loopback = new NodeHttpHandler({ httpAgent: new Agent({ lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) }) });
    for (const [module, { exports, client }] of Object.entries(MODULES)) {
      clients.set(module, new (exports as Module)[client]({
        // The stores' client puts the account's id before the host.
        endpoint: `http://localhost:${port}`, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, requestHandler: loopback, maxAttempts: 1,
      }) as Client);
    }
  });

  afterAll(async () => {
    clients.forEach((client) => client.destroy());
    await server.close();
  });

  async function answerTo(module: string, operation: string): Promise<string> {
    const { exports, inputs } = MODULES[module];
    const command = new (exports as Module)[`${operation}Command`](inputs[operation]);
    return clients.get(module)!.send(command).then(() => 'answered', (error: Error) => `${error.name}: ${error.message}`);
  }

  test('names of the SDK are commands, paginators, clients, errors and types: nothing that calls in another way', () => {
    const names = importedNames().map(([, name]) => name.replace(/^type /, '').split(' as ')[0]);
    expect(names.filter((name) => /^waitUntil|^(?:APIGateway|CloudFrontKeyValueStore|IAM|SecretsManager|WAFV2)$/.test(name))).toEqual([]);
    expect(calledOperations().length).toBeGreaterThan(15);
  });

  test.each(calledOperations())('%s, which a function calls', async (called) => {
    const [module, operation] = called.split(' ');
    expect(MODULES[module].inputs).toHaveProperty(operation);
    // Whatever the service says of this input: it knows the operation.
    expect(await answerTo(module, operation)).not.toMatch(/not served here|TypeError|SyntaxError|Deserialization|Unknown|undefined/);
  });

  test.each(NOBODY_CALLS)('%s, which no function calls, is said not to be served', async (operation) => {
    const module = Object.keys(MODULES).find((name) => Object.hasOwn(MODULES[name].inputs, operation))!;
    expect(calledOperations()).not.toContain(`${module} ${operation}`);
    expect(await answerTo(module, operation)).toMatch(/not served here/);
  });

  test('IAM tells a role that is there from one that is gone, by the functions\' own code', async () => {
    const client = clients.get('@aws-sdk/client-iam') as iam.IAMClient;
    const own = 'arn:aws:iam::123456789012:role/Own';
    expect(await presenceOf(client, ROLE, own)).toBe('there');
    // Made again under another path, it is another role.
    expect(await presenceOf(client, 'arn:aws:iam::123456789012:role/Writer', own)).toBe('gone');
    expect(await presenceOf(client, 'arn:aws:iam::123456789012:role/Other', own)).toBe('gone');
    account.roles.replace([]);
    expect(await presenceOf(client, ROLE, own)).toBe('gone');
  });
});
