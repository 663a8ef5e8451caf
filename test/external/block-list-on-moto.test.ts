import { spawnSync } from 'child_process';
import * as path from 'path';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateIPSetCommand, GetIPSetCommand, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { firewallLog } from '../../lambda/block-list/firewall-log';
import { IpSets } from '../../lambda/block-list/ip-sets';
import { countRefusals } from '../../lambda/block-list/refusals';
import { ListEvent, ListServices, ListSettings, updateBlockList } from '../../lambda/block-list/update';
import { logLine } from '../lambda/block-list/log-lines';
import { Moto } from '../support/moto';

const LOG_GROUP = 'aws-waf-logs-orders';
const HOUR = 3_600_000;

/** The whole function but its clock, through the SDK's clients over HTTP. */
Moto.describe('the block list')('on moto', () => {
  let moto: Moto;
  let client: WAFV2Client;
  let logs: CloudWatchLogsClient;
  let settings: ListSettings;
  let events: ListEvent[];
  let skipped = 0;

  function services(): ListServices {
    const sets = new IpSets(client);
    const pause = async (): Promise<void> => undefined;
    const read = firewallLog(logs, LOG_GROUP);
    return {
      refusals: () => countRefusals(read, Date.now() - 600_000, Date.now() + 60_000, () => true),
      readSet: (arn) => sets.read(arn),
      writeSet: (arn, contents, lockToken) => sets.write(arn, contents, lockToken),
      report: (event) => events.push(event),
      now: () => Date.now() + skipped,
      pause,
    };
  }

  async function listed(): Promise<string[]> {
    const sets = await Promise.all([...settings.sets[4], ...settings.sets[6]].map((arn) => new IpSets(client).read(arn)));
    return sets.flatMap(({ addresses }) => addresses).sort();
  }

  beforeAll(async () => {
    moto = await Moto.start();
    client = new WAFV2Client(moto.clientOptions);
    logs = new CloudWatchLogsClient(moto.clientOptions);
    await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
    await logs.send(new CreateLogStreamCommand({ logGroupName: LOG_GROUP, logStreamName: 'eu-west-1_orders_0' }));
  });
  afterAll(() => {
    client?.destroy();
    logs?.destroy();
    moto?.stop();
  });

  beforeEach(async () => {
    events = [];
    skipped = 0;
    const sets = async (version: 'IPV4' | 'IPV6', name: string): Promise<string[]> => Promise.all([1, 2, 3].map(async (index) => {
      const made = await client.send(new CreateIPSetCommand({
        Name: `${name}-${version}-${index}-${process.hrtime.bigint()}`, Scope: 'REGIONAL', IPAddressVersion: version, Addresses: [], Description: 'Kept by the block list of the firewall',
      }));
      return made.Summary!.ARN!;
    }));
    settings = { refusals: 10, milliseconds: HOUR, maxAddresses: 1_000, never: [], sets: { 4: await sets('IPV4', 'list'), 6: await sets('IPV6', 'list') } };
  });

  async function refuse(address: string, times: number): Promise<void> {
    const timestamp = Date.now();
    const logEvents = Array.from({ length: times }, () => ({ timestamp, message: logLine({ ip: address }) }));
    await logs.send(new PutLogEventsCommand({ logGroupName: LOG_GROUP, logStreamName: 'eu-west-1_orders_0', logEvents }));
  }

  test('who is refused often in the log comes into the IP sets, and leaves them when it is over', async () => {
    await refuse('8.8.4.4', 12);
    await refuse('8.8.8.8', 9);
    for (let host = 1; host <= 11; host += 1) {
      await refuse(`2a00:1:2:3::${host}`, 1);
    }
    await refuse('10.0.0.1', 50);
    await updateBlockList(services(), settings);
    expect(await listed()).toEqual(['2a00:1:2:3:0:0:0:0/64', '8.8.4.4/32']);
    expect(events.map(({ kind }) => kind)).toEqual(['address_blocked', 'address_blocked']);
    expect(events[0]).toEqual({ kind: 'address_blocked', address: '8.8.4.4/32', refusals: 12, rule: 'UnknownPath', until: expect.stringMatching(/^20\d\d-.*Z$/) });

    events = [];
    await updateBlockList(services(), settings);
    expect(events).toEqual([]);

    skipped = 1.5 * HOUR;
    const quiet = { ...services(), refusals: async () => ({ clients: new Map(), whole: true }) };
    await updateBlockList(quiet, settings);
    expect(await listed()).toEqual([]);
    expect(events).toEqual(['8.8.4.4/32', '2a00:1:2:3:0:0:0:0/64'].map((address) => ({ kind: 'address_released', address, why: 'ended' })));
  });

  test('the same as it is deployed: the bundle, in a process of its own', async () => {
    await refuse('9.9.9.9', 12);
    await refuse('8.8.0.1', 12);
    const bundle = path.join(__dirname, '..', '..', 'assets', 'lambda', 'block-list', 'handler', 'index.js');
    // `npm test` bundles first.
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', `require(${JSON.stringify(bundle)}).handler().catch((error) => { console.error(error.message); process.exit(1); })`], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        IP_SETS: [...settings.sets[4], ...settings.sets[6]].join(','),
        LOG_GROUP,
        ADDRESS_HEADER: '-',
        NEVER_BLOCK: '9.9.9.0/24',
        SETTINGS: '{"refusals":10,"minutes":60,"maxAddresses":1000}',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
        AWS_ENDPOINT_URL: moto.endpoint,
      },
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(await listed()).toContain('8.8.0.1/32');
    expect(await listed()).not.toContain('9.9.9.9/32');
    expect(stdout).toContain('"address":"8.8.0.1/32"');
  });

  test('a write that follows another\'s is refused by its lock token', async () => {
    const [arn] = settings.sets[4];
    const sets = new IpSets(client);
    const before = await sets.read(arn);
    expect(await sets.write(arn, { addresses: ['8.8.4.4/32'], until: Date.parse('2026-11-28T04:30:00Z') }, before.lockToken)).toBe('written');
    expect(await sets.write(arn, { addresses: [], until: undefined }, before.lockToken)).toBe('changed');
    expect(await sets.read(arn)).toMatchObject({ addresses: ['8.8.4.4/32'], until: Date.parse('2026-11-28T04:30:00Z') });
  });

  test('its end stands in the description, where a person can read it', async () => {
    const [arn] = settings.sets[4];
    const [Name, Id] = arn.split('/').slice(-2);
    const { lockToken } = await new IpSets(client).read(arn);
    await new IpSets(client).write(arn, { addresses: ['8.8.4.4/32'], until: Date.parse('2026-11-28T04:30:00Z') }, lockToken);
    const { IPSet, LockToken } = await client.send(new GetIPSetCommand({ Name, Id, Scope: 'REGIONAL' }));
    expect(IPSet!.Description).toBe('Blocked until 2026-11-28T04:30:00.000Z');
    await client.send(new UpdateIPSetCommand({ Name, Id, Scope: 'REGIONAL', Addresses: ['8.8.4.4/32'], Description: 'by hand', LockToken }));
    expect(await new IpSets(client).read(arn)).toMatchObject({ until: undefined });
  });

  test('a log group that is not there is an error that says no more than its kind', async () => {
    const read = firewallLog(logs, 'aws-waf-logs-none');
    await expect(read(0, Date.now(), undefined)).rejects.toMatchObject({ code: 'log_unreadable', message: 'CloudWatch Logs could not be read: ResourceNotFoundException' });
  });
});
