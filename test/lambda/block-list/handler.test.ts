import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { mockClient } from 'aws-sdk-client-mock';
import { LOOKED_BACK_MINUTES } from '../../../lib/contracts/block-list';
import { logLine } from './log-lines';

type Handler = () => Promise<void>;

const arnOf = (name: string): string => `arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/${name}/id-of-${name}`;
const waf = mockClient(WAFV2Client);
const logs = mockClient(CloudWatchLogsClient);
let handler: Handler;
let printed: string[];
let lines: string[];

const ENVIRONMENT = {
  IP_SETS: ['a', 'b', 'c', 'd', 'e', 'f'].map(arnOf).join(','),
  LOG_GROUP: 'aws-waf-logs-orders',
  ADDRESS_HEADER: '-',
  NEVER_BLOCK: '9.9.9.0/24,2a00:9::/32',
  SETTINGS: '{"refusals":10,"minutes":60,"maxAddresses":100}',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'key-of-the-role',
  AWS_SESSION_TOKEN: 'token-of-the-role',
};

beforeAll(() => {
  Object.assign(process.env, ENVIRONMENT);
  ({ handler } = jest.requireActual<{ handler: Handler }>('../../../lambda/block-list/handler'));
});
beforeEach(() => {
  Object.assign(process.env, ENVIRONMENT);
  printed = [];
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  }
  logs.reset();
  logs.on(FilterLogEventsCommand).callsFake(async () => ({ events: lines.map((message) => ({ message })) }));
  waf.reset();
  waf.on(GetIPSetCommand).resolves({ IPSet: { Name: 'x', Id: 'x', ARN: 'x', IPAddressVersion: 'IPV4', Addresses: [] }, LockToken: 'lock' });
  waf.on(UpdateIPSetCommand).resolves({});
});
afterEach(() => jest.restoreAllMocks());

const written = (): object[] => waf.commandCalls(UpdateIPSetCommand).map(({ args: [{ input }] }) => input);
const times = (count: number, line: string): string[] => Array<string>(count).fill(line);

test('puts who was refused often into the first set of its version, and says why and until when', async () => {
  lines = [...times(10, logLine()), ...times(12, logLine({ ip: '2a00:1::7' })), ...times(9, logLine({ ip: '8.8.8.8' })), ...times(99, logLine({ ip: '9.9.9.9' }))];
  await handler();
  expect(written()).toEqual([['a', '8.8.4.4/32'], ['d', '2a00:1:0:0:0:0:0:0/64']].map(([name, address]) => ({
    Name: name, Id: `id-of-${name}`, Scope: 'REGIONAL', Addresses: [address], LockToken: 'lock', Description: expect.stringMatching(/^Blocked until 20\d\d-\d\d-\d\dT[\d:.]+Z$/),
  })));
  expect(printed.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ message: 'address_blocked', address: '8.8.4.4/32', refusals: 10, rule: 'UnknownPath', until: expect.stringMatching(/Z$/) }),
    expect.objectContaining({ message: 'address_blocked', address: '2a00:1:0:0:0:0:0:0/64', refusals: 12 }),
  ]);
  expect(printed.join('')).not.toMatch(/\/prod\/admin|key-of-the-role|token-of-the-role/);
});

test('behind the Edge it is the viewer', async () => {
  process.env.ADDRESS_HEADER = 'x-viewer-address';
  lines = times(10, logLine({ ip: '64.252.64.1', headers: [['X-Viewer-Address', '8.8.4.4']] }));
  await handler();
  expect(written()).toMatchObject([{ Addresses: ['8.8.4.4/32'] }]);
});

test('nothing is written where nobody was refused often', async () => {
  await handler();
  expect(written()).toEqual([]);
});

test.each([
  ['NEVER_BLOCK', '9.9.9.0', 'configuration_invalid'], ['IP_SETS', arnOf('a'), 'configuration_invalid'], ['LOG_GROUP', '', 'configuration_invalid'],
  ['SETTINGS', '{', 'SyntaxError'], ['IP_SETS', 'a,b,c,d,e,f', 'configuration_invalid'],
])('with %s of %j nobody is blocked, and the run fails', async (name, value, code) => {
  process.env[name] = value;
  lines = times(10, logLine());
  await expect(handler()).rejects.toThrow(`the block list could not be brought up to date: ${code}`);
  expect(written()).toEqual([]);
});

test('a failure is told by its kind and no more', async () => {
  lines = times(10, logLine());
  waf.on(UpdateIPSetCommand).rejects(Object.assign(new Error('8.8.4.4 key-of-the-role'), { name: 'WAFInternalErrorException' }));
  const failure = await handler().catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({ message: 'the block list could not be brought up to date: WAFInternalErrorException' });
  expect((failure as Error).cause).toBeUndefined();
  expect(printed.join('')).not.toContain('key-of-the-role');
});

test('a set of which AWS WAF says nothing is an error, and not an empty one', async () => {
  const set = { Name: 'x', Id: 'x', ARN: 'x', IPAddressVersion: 'IPV4' as const, Addresses: [] };
  for (const answer of [{}, { IPSet: set }, { LockToken: 'lock' }, { IPSet: { ...set, Addresses: undefined }, LockToken: 'lock' }]) {
    waf.on(GetIPSetCommand).resolves(answer);
    lines = times(10, logLine());
    await expect(handler()).rejects.toThrow('ip_set_unreadable: AWS WAF said nothing of an IP set');
    expect(written()).toEqual([]);
  }
});

test('with nobody that is never to be blocked, every client may be', async () => {
  process.env.NEVER_BLOCK = '-';
  lines = times(10, logLine({ ip: '9.9.9.9' }));
  await handler();
  expect(written()).toMatchObject([{ Addresses: ['9.9.9.9/32'] }]);
});

test('they stay for the minutes of the settings, and half of it more at most', async () => {
  lines = times(10, logLine());
  const before = Date.now();
  await handler();
  const [{ Description }] = written() as Array<{ readonly Description: string }>;
  const until = Date.parse(Description.replace('Blocked until ', ''));
  expect(until - before).toBeGreaterThanOrEqual(60 * 60_000);
  expect(until - Date.now()).toBeLessThanOrEqual(90 * 60_000);
});

test('the log of the last minutes is read, and each set once, by its name and id', async () => {
  const before = Date.now();
  await handler();
  const after = Date.now();
  const [{ args: [{ input: { startTime, endTime } }] }] = logs.commandCalls(FilterLogEventsCommand);
  expect(endTime! - startTime!).toBe(LOOKED_BACK_MINUTES * 60_000);
  expect(endTime).toBeGreaterThanOrEqual(before);
  expect(endTime).toBeLessThanOrEqual(after);
  expect(waf.commandCalls(GetIPSetCommand).map(({ args: [{ input }] }) => input))
    .toStrictEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ Scope: 'REGIONAL', Name: name, Id: `id-of-${name}` })));
});

test('no further page is begun after a hundred seconds, and what was read counts', async () => {
  let now = 1_700_000_000_000;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  let pages = 0;
  logs.on(FilterLogEventsCommand).callsFake(async () => {
    pages += 1;
    // The second page ends one millisecond before there is no time left.
    now += [50_000, 49_999, 1][pages - 1] ?? 1;
    return { events: times(4, logLine()).map((message) => ({ message })), nextToken: String(pages) };
  });
  await handler();
  expect(pages).toBe(3);
  expect(written()).toMatchObject([{ Addresses: ['8.8.4.4/32'] }]);
  expect(printed.join('')).toContain('log_read_in_part');
});

test('what has ended goes, and no line has more than its address and why', async () => {
  const ended = { Name: 'x', Id: 'x', ARN: 'x', IPAddressVersion: 'IPV4' as const, Addresses: ['8.8.4.4/32'], Description: 'Blocked until 2026-01-01T00:00:00.000Z' };
  waf.on(GetIPSetCommand, { Name: 'b' }).resolves({ IPSet: ended, LockToken: 'lock of b' });
  await handler();
  expect(written()).toStrictEqual([{ Scope: 'REGIONAL', Name: 'b', Id: 'id-of-b', Addresses: [], Description: 'Nobody is blocked', LockToken: 'lock of b' }]);
  expect(printed.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ message: 'address_released', address: '8.8.4.4/32', why: 'ended' })]);
});

test('the failure stands in the log by its code, and names what is wrong with the settings', async () => {
  process.env.IP_SETS = arnOf('a');
  await expect(handler()).rejects.toThrow('environment variable IP_SETS must have 6 ARNs, got 1');
  expect(JSON.parse(printed[0])).toMatchObject({
    message: 'the block list could not be brought up to date', reason: 'configuration_invalid: environment variable IP_SETS must have 6 ARNs, got 1',
  });
});
