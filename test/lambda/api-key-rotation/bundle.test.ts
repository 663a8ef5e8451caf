import { spawn } from 'child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { TAG_EDGE_STORE_ARN, TAG_USAGE_PLAN_ID } from '../../../lib/contracts/rotation';
import { LoopbackStore, Received, STORE_ARN } from '../shared/loopback-store';

const ROOT = resolve(__dirname, '../../..');
const ASSET = join(ROOT, 'assets/lambda/api-key-rotation/handler');
const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Website-AbCdEf';
const KEY = 'key-of-the-website-0000000001';
const FINISH = { Step: 'finishSecret', SecretId: SECRET_ARN, ClientRequestToken: 'version' };

/** Runs the handler as deployed, in a process of its own; every host name is the loopback. */
const RUNNER = `
  const dns = require('dns');
  dns.lookup = (host, options, done) => (typeof options === 'function' ? options : done)(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4);
  const { Module } = require('module');
  const load = Module._load;
  const packages = new Set();
  Module._load = function (request, parent, ...rest) {
    if (parent?.filename?.endsWith('/edge-store.js') && !Module.isBuiltin(request)) {
      packages.add(request);
    }
    return load.call(this, request, parent, ...rest);
  };
  const { handler } = require(process.argv[1] + '/index.js');
  handler(JSON.parse(process.argv[2]), { awsRequestId: 'invocation' }).then(() => 'done', (error) => error.message).then((outcome) => {
    const loaded = Object.keys(require.cache).some((file) => file.endsWith('/edge-store.js'));
    console.log('RESULT ' + JSON.stringify({ outcome, loaded, packages: [...packages] }));
  });
`;

let folder: string;
let server: LoopbackStore;
let tags: { Key: string; Value: string }[];

beforeEach(async () => {
  // `npm test` bundles first
  expect(existsSync(join(ASSET, 'index.js'))).toBe(true);
  folder = mkdtempSync(join(tmpdir(), 'api-key-rotation-'));
  cpSync(ASSET, folder, { recursive: true });
  tags = [{ Key: TAG_USAGE_PLAN_ID, Value: 'plan' }, { Key: TAG_EDGE_STORE_ARN, Value: STORE_ARN }];
  server = await LoopbackStore.start(otherServices);
});

afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** A secret whose new version is promoted, with its one key. */
function otherServices({ path, headers }: Received): object | undefined {
  switch (headers['x-amz-target'] ?? path) {
    case 'secretsmanager.DescribeSecret':
      return { ARN: SECRET_ARN, RotationEnabled: true, VersionIdsToStages: { version: ['AWSCURRENT'] }, Tags: tags };
    case 'secretsmanager.GetSecretValue': return { SecretString: JSON.stringify({ apiKey: KEY }) };
    case '/apikeys': return { item: [{ id: 'key', name: 'Website-AbCdEf:version' }] };
    case '/apikeys/key': return { id: 'key', name: 'Website-AbCdEf:version', value: KEY, enabled: true };
    case '/usageplans/plan/keys/key': return { id: 'key' };
    default: return undefined;
  }
}

interface Run {
  readonly outcome: string;
  readonly loaded: boolean;
  /** What the store's own bundle needs of the Lambda runtime. */
  readonly packages: string[];
  readonly output: string;
}

async function run(event: object): Promise<Run> {
  const child = spawn(process.execPath, ['-e', RUNNER, folder, JSON.stringify(event)], {
    env: {
      PATH: process.env.PATH,
      NODE_PATH: join(ROOT, 'node_modules'),
      NODE_NO_WARNINGS: '1',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      REST_API_ID: 'api01',
      KEY_SETTLE_SECONDS: '60',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  await new Promise((done) => child.on('close', done));
  const line = output.split('\n').find((text) => text.startsWith('RESULT ')) ?? `RESULT ${JSON.stringify({ outcome: output })}`;
  return { ...(JSON.parse(line.slice(7)) as Omit<Run, 'output'>), output };
}

test('the bundled handler writes the key into the store, with a signer and a client of its own', async () => {
  const { outcome, loaded, packages, output } = await run(FINISH);
  expect(outcome).toBe('done');
  expect(server.values.get('api-key')).toBe(KEY);
  const calls = server.received.filter(({ path }) => path.startsWith('/key-value-stores/'));
  expect(calls.map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT']);
  for (const { headers } of calls) {
    expect(headers.authorization).toMatch(/^AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE\//);
  }
  expect(loaded).toBe(true);
  // The runtime's SDK has no signer, and its client would ask another copy of the signer's registry.
  expect(packages).toEqual([]);
  expect(output).not.toContain(KEY);
});

test('for a consumer without a store, its client is not loaded', async () => {
  tags.pop();
  rmSync(join(folder, 'edge-store.js'));
  expect(await run(FINISH)).toMatchObject({ outcome: 'done', loaded: false });
  expect(server.received.some(({ path }) => path.startsWith('/key-value-stores/'))).toBe(false);
});

test('a refusal of the store that repeats the key is told without it', async () => {
  server.denies = true;
  const { outcome, output } = await run(FINISH);
  expect(outcome).toMatch(/^PutKey failed with AccessDeniedException/);
  expect(output).toContain('aws_call_failed');
  expect(output).not.toContain(KEY);
});
