import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { awsError, awsIn, loadSdk, Sdk, useProfile } from '../../../../cli/inventory/live/aws';
import { commandOf, OperationName, OPERATIONS } from '../../../../cli/inventory/live/operations';
import { awsRefusal } from './recorded-aws';

const ROOT = path.join(__dirname, '../../../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sdk-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('the user\'s own clients are taken before those beside the package', () => {
  const place = path.join(folder, 'node_modules/@aws-sdk/client-wafv2');
  fs.mkdirSync(place, { recursive: true });
  fs.writeFileSync(path.join(place, 'index.js'), 'module.exports = { own: true };');
  expect(loadSdk([folder, ROOT]).waf).toEqual({ own: true });
});

test('clients that are not installed are named with what installs them', () => {
  const empty = fs.mkdtempSync(path.join(os.tmpdir(), 'no-sdk-'));
  try {
    expect(() => loadSdk([empty])).toThrow('`inventory --live` needs clients of the AWS SDK that are not installed; right would be: '
      + 'npm i -D @aws-sdk/client-api-gateway @aws-sdk/client-apigatewayv2 @aws-sdk/client-wafv2');
  } finally {
    fs.rmdirSync(empty);
  }
});

test('a client that can\'t be loaded says so in one sentence', () => {
  const place = path.join(folder, 'broken/node_modules/@aws-sdk/client-wafv2');
  fs.mkdirSync(place, { recursive: true });
  fs.writeFileSync(path.join(place, 'index.js'), 'throw new Error("too old a Node.js");');
  expect(() => loadSdk([path.join(folder, 'broken'), ROOT]))
    .toThrow('@aws-sdk/client-wafv2 must be a client of the AWS SDK for JavaScript 3, got one that can\'t be loaded: too old a Node.js');
});

test('every call exists in the clients', () => {
  const sdk = loadSdk();
  const names = Object.keys(OPERATIONS) as OperationName[];
  expect(names.filter((name) => typeof sdk[OPERATIONS[name].client][`${commandOf(name)}Command`] !== 'function')).toEqual([]);
});

test('a profile\'s credentials are taken, whatever else the environment has', () => {
  const environment: NodeJS.ProcessEnv = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c', AWS_REGION: 'eu-west-1' };
  useProfile('audit', environment);
  expect(environment).toEqual({ AWS_PROFILE: 'audit', AWS_REGION: 'eu-west-1' });
});

test.each([
  [awsRefusal('AccessDeniedException', 'no\n  advice for programmers'), 'AccessDeniedException: no'],
  [awsRefusal('TooManyRequestsException', ''), 'TooManyRequestsException'],
  [awsRefusal('Big', 'x'.repeat(1_000)), `Big: ${'x'.repeat(300)}`],
  ['text', 'Error: text'],
])('an error of AWS is a sentence', (error, said) => {
  expect(awsError(error)).toBe(said);
});

test('calls keep half of what an account may: a burst, and then one after another', async () => {
  jest.useFakeTimers({ now: 0 });
  try {
    const sent: Array<readonly [string, number]> = [];
    class Command {
      public constructor(public readonly input: object) {}
    }
    class Client {
      public async send(): Promise<object> {
        sent.push(['sent', Date.now()]);
        return Promise.resolve({});
      }

      public destroy(): void {
        sent.push(['end', Date.now()]);
      }
    }
    const client = { APIGatewayClient: Client, ApiGatewayV2Client: Client, WAFV2Client: Client, GetStagesCommand: Command };
    const aws = awsIn('eu-west-1', { rest: client, http: client, waf: client } as unknown as Sdk);
    const all = Promise.all(Array.from({ length: 26 }, async () => aws.call('GetStages', {})));
    await jest.advanceTimersByTimeAsync(10_000);
    await all;
    aws.close();
    expect(sent.slice(0, 26).map(([, at]) => at)).toEqual([...Array.from({ length: 21 }, () => 0), 200, 400, 600, 800, 1_000]);
    expect(sent.slice(26)).toHaveLength(3);
  } finally {
    jest.useRealTimers();
  }
});
