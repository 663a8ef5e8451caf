import { spawn, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { resourcesOf } from '../../local/api';
import { readAssembly } from '../../local/assembly';
import { LocalSession } from '../../local/session/session';
import { logLine } from '../lambda/block-list/log-lines';
import { send } from '../local/support/http-client';
import { RecordingListener, synthesizeApp } from '../local/support/session-app';
import { Moto } from '../support/moto';

// Processes that start on a machine that may be busy.
jest.setTimeout(240_000);

const ROOT = path.join(__dirname, '..', '..');
const RUNBOOKS = path.join(ROOT, 'docs', 'runbooks');
const PYTHON = path.join(ROOT, '.venv', 'moto', 'bin', 'python');

/** Operations that no emulator here has: held to AWS's model of the service, and not called. */
const NOT_RUN: { readonly [operation: string]: string } = {
  'wafv2 GetSampledRequests': 'moto has no samples, and the local gateway keeps none',
  'apigateway FlushStageAuthorizersCache': 'moto does not have it; the local gateway has its cache in the process that serves',
  'lambda UpdateFunctionConfiguration': 'moto runs functions in containers; the local gateway takes them from the template',
};

/** The other page with commands for who is called at night. */
const BLOCK_LIST = path.join(ROOT, 'docs', 'block-list.md');

interface Block {
  readonly file: string;
  readonly text: string;
}

/** What stands in a page's fences, without those that say another language. */
function blocksOf(page: string): Block[] {
  return [...fs.readFileSync(page, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, language]) => ['', 'sh', 'bash'].includes(language)).map(([, , text]) => ({ file: path.basename(page), text }));
}

const BLOCKS = fs.readdirSync(RUNBOOKS).filter((file) => file.endsWith('.md')).flatMap((file) => blocksOf(path.join(RUNBOOKS, file)));

test('the runbooks have commands', () => {
  expect(BLOCKS.length).toBeGreaterThanOrEqual(10);
  const commands = BLOCKS.flatMap(({ text }) => text.replace(/\\\n/g, ' ').split('\n')).filter((line) => line.trim() !== '');
  expect(commands.filter((line) => !/^(?:aws|curl) /.test(line))).toEqual([]);
});

/**
 * Every block of every runbook in a real shell. `aws` is test/external/aws-command.py, which holds the command to the models of botocore and calls
 * what answers here: the local gateway's control plane with the served app's own keys and functions, and moto for the logs, which have the lines
 * that the functions really wrote.
 */
Moto.describe('the runbooks\' commands')('in a shell', () => {
  let moto: Moto;
  let session: LocalSession;
  let folder: string;
  let work: string;
  let values: { readonly [placeholder: string]: string };
  const listener = new RecordingListener();

  const calls = (): Array<{ readonly operation: string; readonly ran: boolean }> =>
    fs.readFileSync(path.join(work, 'calls'), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
  const key = (): string => session.keyOf(session.consumers[0]);
  const status = async (apiKey: string): Promise<number> => {
    const token = session.issuers.choose({ roles: [], scopes: ['orders/read'] }).token({ subject: 'alice', roles: [], scopes: ['orders/read'] });
    return (await send(`${session.apis[0].url}/orders`, { headers: { 'authorization': `Bearer ${token}`, 'x-api-key': apiKey } })).status;
  };

  beforeAll(async () => {
    moto = await Moto.start();
    work = fs.mkdtempSync(path.join(os.tmpdir(), 'runbooks-'));
    fs.mkdirSync(path.join(work, 'bin'));
    fs.writeFileSync(path.join(work, 'bin', 'aws'), `#!/bin/sh\nexec '${PYTHON}' '${path.join(__dirname, 'aws-command.py')}' "$@"\n`, { mode: 0o755 });
    fs.writeFileSync(path.join(work, 'calls'), '');
    folder = synthesizeApp((api) => void api.addConsumer('Metered', { quota: { limit: 10, period: apigateway.Period.DAY } }));
    session = await LocalSession.start({ directory: folder, port: 0, bundles: path.join(ROOT, 'assets', 'local', 'functions'), listener });
    session.consumers = session.consumers.filter(({ name }) => name === 'Metered');
    values = await placeholders();
    await somethingToSee();
    await listener.logged('quota_near', 'step_unknown', '"denied"');
    await showLogs();
  });

  afterAll(async () => {
    await (session as LocalSession | undefined)?.stop();
    (moto as Moto | undefined)?.stop();
    [folder, work].filter((name) => name !== undefined).forEach((name) => fs.rmSync(name, { recursive: true, force: true }));
  });

  /** What an operator puts in the place of the words in capitals. */
  async function placeholders(): Promise<{ [placeholder: string]: string }> {
    const [{ api }] = session.apis;
    const [{ secretArn }] = session.consumers;
    const plan = resourcesOf(readAssembly(folder).stacks[0], 'AWS::ApiGateway::UsagePlan').find(({ logicalId }) => logicalId.includes('Metered'))!.ref;
    const nameOf = (logicalId: RegExp): string => resourcesOf(readAssembly(folder).stacks[0], 'AWS::Lambda::Function').find((found) => logicalId.test(found.logicalId))!.ref;
    const issuer = session.issuers.choose({ roles: [], scopes: [] });
    return {
      ROTATION_FUNCTION: nameOf(/ApiKeyRotationFunction/),
      AUTHORIZER_FUNCTION: nameOf(/JwtAuthorizerFunction/),
      SECRET_ARN: secretArn,
      PLAN: plan,
      API_ID: api.restApi.ref,
      STAGE: 'prod',
      ROTATION_LOG: 'rotation',
      AUTHORIZER_LOG: 'authorizer',
      WAF_LOG: 'aws-waf-logs-orders',
      WEB_ACL_ARN: 'arn:aws:wafv2:us-east-1:111122223333:regional/webacl/Orders/a1b2',
      ISSUER: issuer.origin,
      JWKS_URI: issuer.keySetAddress,
    };
  }

  /** Requests that are refused, a consumer near its quota, and a rotation that fails. */
  async function somethingToSee(): Promise<void> {
    for (let count = 0; count < 9; count += 1) {
      expect(await status(key())).toBe(200);
    }
    const { url } = session.apis[0];
    await send(`${url}/orders`, { headers: { 'authorization': 'Bearer eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'x-api-key': key() } });
    const rotation = session.functionArn(values.ROTATION_FUNCTION)!;
    await session.invoke(rotation, { Action: 'ReportKeys', SecretArnPrefix: values.SECRET_ARN.replace(/[^:]+$/, '') });
    await session.invoke(rotation, { Step: 'noStep', SecretId: values.SECRET_ARN, ClientRequestToken: 'token' }).catch(() => undefined);
  }

  async function showLogs(): Promise<void> {
    const linesOf = (logicalId: RegExp): string[] => listener.logs.filter((line) => logicalId.test(line)).map((line) => line.replace(/^[^:]+: /, ''));
    const groups: { readonly [group: string]: string[] } = {
      [values.ROTATION_LOG]: linesOf(/^\w*ApiKeyRotation/),
      [values.AUTHORIZER_LOG]: linesOf(/^\w*JwtAuthorizer/),
      [values.WAF_LOG]: [logLine()],
      [`API-Gateway-Execution-Logs_${values.API_ID}/${values.STAGE}`]: ['(a-b) Execution failed due to configuration error: Invalid permissions on Lambda function'],
    };
    const logs = new CloudWatchLogsClient({ ...moto.clientOptions, region: 'us-east-1' });
    for (const [logGroupName, lines] of Object.entries(groups)) {
      const stream = { logGroupName, logStreamName: 'one' };
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      await logs.send(new CreateLogStreamCommand(stream));
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents: lines.map((message) => ({ timestamp: Date.now(), message })) }));
    }
    logs.destroy();
  }

  /** @throws where a command fails, says anything on its error stream, or has a placeholder of which nobody knows what stands for it */
  async function run({ text }: Block, more: { readonly [placeholder: string]: string } = {}): Promise<string> {
    const { item: keys } = await (await fetch(`${session.controlPlaneUrl}/apikeys?includeValues=true`)).json() as { item: Array<{ id: string; value: string }> };
    const known: { readonly [placeholder: string]: string } = { ...values, ...more, KEY: keys.find(({ value }) => value === key())!.id };
    const script = Object.keys(known).sort((one, other) => other.length - one.length)
      .reduce((filled, name) => filled.replace(new RegExp(`(?<![A-Z])${name}(?![A-Z_])`, 'g'), known[name]), text);
    // Debian's bash takes a socket for a login from afar, and reads a start file that knows nothing of `-u`.
    const shell = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
      cwd: work,
      env: {
        ...process.env,
        PATH: `${path.join(work, 'bin')}:${process.env.PATH}`,
        CALLS: path.join(work, 'calls'),
        CURL_CA_BUNDLE: session.authorityFile,
        ENDPOINTS: JSON.stringify({
          'logs': moto.endpoint,
          'secretsmanager': session.controlPlaneUrl,
          'apigateway UpdateUsage': session.controlPlaneUrl,
          'lambda Invoke': session.controlPlaneUrl,
          'wafv2 ListIPSets': moto.endpoint,
          'wafv2 GetIPSet': moto.endpoint,
          'wafv2 UpdateIPSet': moto.endpoint,
        }),
      },
    });
    const [out, error]: [string[], string[]] = [[], []];
    shell.stdout.on('data', (chunk) => out.push(String(chunk)));
    shell.stderr.on('data', (chunk) => error.push(String(chunk)));
    const code = await new Promise<number | null>((resolve) => shell.on('close', resolve));
    expect({ script, code, error: error.join('') }).toEqual({ script, code: 0, error: '' });
    return out.join('');
  }

  const block = (file: string, part: string): Block => {
    const found = BLOCKS.filter((candidate) => candidate.file === file && candidate.text.includes(part));
    expect(found.length).toBe(1);
    return found[0];
  };

  test.each(BLOCKS.filter(({ text }) => !/update-usage|lambda invoke|rotate-secret|curl/.test(text)).map(({ file, text }) => [file, text.slice(0, 60), { file, text }] as const))(
    '%s: %s… runs', async (_file, _start, found) => {
      await run(found);
    });

  test('the rotation\'s log has who is near its quota, and what failed', async () => {
    expect(await run(block('cost.md', 'quota_near'))).toContain('usedPercent');
    const said = await run(block('rotation-stuck.md', 'describe-secret'));
    expect(said).toContain('AWSCURRENT');
    expect(said).toContain('step_unknown');
  });

  test('the issuer\'s configuration and keys can be fetched, and the refusal is found in the authorizer\'s log', async () => {
    const said = await run(block('everybody-gets-401.md', 'curl'));
    expect(said).toContain('jwks_uri');
    expect(said).toContain('"kty"');
    expect(said).toContain('denied');
  });

  test('the web ACL\'s log names the rule', async () => {
    expect(await run(block('everybody-gets-403.md', 'WAF_LOG'))).toContain('"terminatingRuleId":"UnknownPath"');
  });

  test('the execution log says what failed', async () => {
    expect(await run(block('server-errors.md', 'API-Gateway-Execution-Logs'))).toContain('Execution failed');
  });

  test('a key that leaked is none any more, and the consumer has a new one', async () => {
    const leaked = key();
    await run(block('key-leaked.md', 'RevokeAllKeys'));
    expect(fs.readFileSync(path.join(work, 'answer.json'), 'utf8')).toBe('null');
    expect([await status(leaked), await status(key())]).toEqual([403, 200]);
  });

  test('a rotation is started by hand', async () => {
    const before = key();
    await run(block('rotation-stuck.md', 'rotate-secret'));
    for (let attempt = 0; attempt < 100 && key() === before; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(key()).not.toBe(before);
  });

  test('a consumer whose quota is used up is given more', async () => {
    expect(await status(key())).toBe(429);
    await run(block('cost.md', 'update-usage'));
    expect(await status(key())).toBe(200);
  });

  test('somebody is taken off the block list by hand', async () => {
    const client = new WAFV2Client({ ...moto.clientOptions, region: 'us-east-1' });
    const { Summary: made } = await client.send(new CreateIPSetCommand({
      Name: 'BlockList', Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: ['8.8.4.4/32', '8.8.8.8/32'], Description: 'Blocked until 2026-11-28T04:30:00.000Z',
    }));
    client.destroy();
    const [commands] = blocksOf(BLOCK_LIST).filter(({ text }) => text.startsWith('aws '));
    const said = await run(commands, { NAME: 'BlockList', ID: made!.Id!, TOKEN: made!.LockToken! });
    expect(said).toContain('8.8.4.4/32');
    const after = await run({ ...commands, text: commands.text.split('\n')[1] }, { NAME: 'BlockList', ID: made!.Id! });
    expect([after.includes('8.8.4.4'), after.includes('8.8.8.8/32')]).toEqual([false, true]);
  });

  test('what is not run is what is listed, with its reason, and all of it is in AWS\'s models', () => {
    const left = new Set(calls().filter(({ ran }) => !ran).map(({ operation }) => operation));
    expect([...left].sort()).toEqual(Object.keys(NOT_RUN).sort());
  });

  test.each([
    [['logs', 'filter-log-lines'], 'logs has no operation filter-log-lines'],
    [['logs', 'filter-log-events', '--log-group', 'x'], 'logs filter-log-events has no parameter --log-group'],
    [['secretsmanager', 'rotate-secret'], 'Missing required parameter in input: "SecretId"'],
    [['apigateway', 'update-usage', '--usage-plan-id', 'a', '--key-id', 'b', '--patch-operations', 'op=swap,way=/x'], 'Unknown parameter in patchOperations[0]: "way"'],
    [['lambda', 'invoke', '--function-name', 'a'], 'takes 1 file names'],
  ])('the models would notice %j', (command, message) => {
    const { status: code, stderr } = spawnSync(PYTHON, [path.join(__dirname, 'aws-command.py'), ...command], { encoding: 'utf8', env: { ...process.env, ENDPOINTS: '{}', CALLS: '/dev/null' } });
    expect([code, stderr]).toEqual([252, expect.stringContaining(message)]);
  });
});
