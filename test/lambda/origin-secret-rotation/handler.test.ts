import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { SECRET_ARN, STORE_ARN, World, RULE_GROUP } from './world';

type Handler = (event: object) => Promise<void>;

let server: Server;
const answers: Array<{ Status: string; Reason: string; PhysicalResourceId: string; Data?: { [name: string]: string } }> = [];
let handler: Handler;
let printed: string[];

beforeAll(async () => {
  process.env.RULE_GROUP_NAME = RULE_GROUP;
  process.env.STORE_ARN = STORE_ARN;
  process.env.REST_API_ID = 'abcdef1234';
  process.env.AWS_REGION = 'us-east-1';
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      answers.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ handler } = jest.requireActual<{ handler: Handler }>('../../../lambda/origin-secret-rotation/handler'));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  answers.length = 0;
  printed = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  }
});
afterEach(() => jest.restoreAllMocks());

const request = (RequestType: string): object => ({
  RequestType,
  ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`,
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Places',
  ResourceType: 'Custom::OriginSecret',
  ResourceProperties: { ServiceToken: 'arn', SecretArn: SECRET_ARN, StoreArn: STORE_ARN },
});

test('CloudFormation gets the rule group\'s ARN, and nothing of the secret', async () => {
  const world = new World();
  await handler(request('Create'));
  expect(answers).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: RULE_GROUP, Data: { RuleGroupArn: 'arn:group' } })]);
  expect(world.stored.get('origin-secret')).toBe('first-secret');
  expect(JSON.stringify([answers, printed])).not.toContain('first-secret');
});

test('an update answers alike, under the same physical id, so that nothing is replaced', async () => {
  new World();
  await handler(request('Create'));
  await handler(request('Update'));
  const done = ['SUCCESS', RULE_GROUP, { RuleGroupArn: 'arn:group' }];
  expect(answers.map(({ Status, PhysicalResourceId, Data }) => [Status, PhysicalResourceId, Data])).toEqual([done, done]);
});

test('a deletion removes the rule group, also where there is none', async () => {
  const world = new World();
  await handler(request('Create'));
  await handler(request('Delete'));
  await handler(request('Delete'));
  expect(world.group).toBeUndefined();
  expect(answers.map(({ Status, PhysicalResourceId }) => [Status, PhysicalResourceId])).toEqual(Array(3).fill(['SUCCESS', RULE_GROUP]));
});

test('a failure tells CloudFormation its kind and no more', async () => {
  const world = new World();
  world.crashAt = 1;
  await handler(request('Create'));
  expect(answers).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'the origin secret could not be provided: Crash' })]);
  expect(JSON.stringify([answers, printed])).not.toContain('first-secret');
});

test('a step that fails throws its kind and no more, with no cause', async () => {
  const world = new World();
  await handler(request('Create'));
  world.stage('v1');
  world.crashAt = world.calls + 1;
  const failure = await handler({ Step: 'setSecret', SecretId: SECRET_ARN, ClientRequestToken: 'v1' }).catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({ message: 'setSecret failed: Crash' });
  expect((failure as Error).cause).toBeUndefined();
  expect(printed.join('')).toContain('"reason":"Crash"');
  expect(printed.join('')).not.toContain('first-secret');
});

test('a step that succeeds logs the step and the version', async () => {
  const world = new World();
  await handler(request('Create'));
  world.stage('v1');
  await handler({ Step: 'createSecret', SecretId: SECRET_ARN, ClientRequestToken: 'v1' });
  const text = printed.join('\n');
  expect(text).toContain('"message":"step done"');
  expect(text).toContain('"step":"createSecret"');
  expect(text).toContain('"version":"v1"');
  expect(text).not.toContain(world.versions.get('v1')!.text!);
});

test('a deletion that fails says so', async () => {
  const world = new World();
  world.crashAt = 0;
  await handler(request('Delete'));
  expect(answers).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'the origin secret could not be removed: Crash' })]);
});

test('a refusal of our own is told in its words, under a step\'s name that is cut', async () => {
  new World();
  const Step = 'x'.repeat(500);
  await expect(handler({ Step, SecretId: SECRET_ARN, ClientRequestToken: 'v1' })).rejects.toThrow(
    new RegExp('^x{60} failed: step_unknown: the step must be one of createSecret, .*, got "x{59}$'));
  expect(printed.join('')).toContain('"message":"step failed"');
});

test('what the store copies slowly is waited for by the function itself', async () => {
  const world = new World();
  await handler(request('Create'));
  world.stage('v1');
  for (const Step of ['createSecret', 'setSecret']) {
    await handler({ Step, SecretId: SECRET_ARN, ClientRequestToken: 'v1' });
  }
  const pauses: Array<number | undefined> = [];
  const wait = setTimeout;
  jest.spyOn(global, 'setTimeout').mockImplementation(((run: () => void, milliseconds?: number) => {
    pauses.push(milliseconds);
    return wait(run, 0);
  }) as typeof setTimeout);
  jest.spyOn(Date, 'now').mockReturnValue(world.time);
  await handler({ Step: 'testSecret', SecretId: SECRET_ARN, ClientRequestToken: 'v1' });
  expect(pauses).toContain(300_000);
});

describe('the report on its age', () => {
  const REPORT = { Action: 'ReportOriginSecret', SecretArn: SECRET_ARN };
  const metrics = (): object[] => printed.filter((line) => line.includes('_aws')).map((line) => JSON.parse(line) as object);

  test('a deployment has one of its own, before the first hour is over', async () => {
    new World();
    await handler(request('Create'));
    expect(metrics()).toEqual([expect.objectContaining({ RestApiId: 'abcdef1234', OriginSecretAge: 0, OriginSecretAgePercent: 0 })]);
  });

  test('is a metric of the API, and a warning where it is overdue', async () => {
    const world = new World();
    await handler(request('Create'));
    const current = world.versions.get('v0')!;
    for (const [days, overdue] of [[2, false], [2.5, true]] as const) {
      printed.length = 0;
      current.createdAt = Date.now() - days * 86_400_000;
      await handler(REPORT);
      expect(metrics()).toEqual([expect.objectContaining({ RestApiId: 'abcdef1234', OriginSecretAgePercent: days * 100 })]);
      expect(printed.join('').includes('rotation_overdue')).toBe(overdue);
    }
    expect(printed.join('')).not.toContain('first-secret');
  });

  test('fails without a figure where nothing can be told', async () => {
    const world = new World();
    await handler(request('Create'));
    printed.length = 0;
    world.stored.set('origin-secret', 'somebody-else');
    await expect(handler(REPORT)).rejects.toThrow('the report on the origin secret failed: secret_not_sent: ');
    expect(metrics()).toEqual([]);
    expect(printed.join('')).not.toMatch(/first-secret|somebody-else/);
  });
});
