import { GetIPSetCommand, IPSet, UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2';
import { mockClient } from 'aws-sdk-client-mock';
import { IpSets } from '../../../lambda/block-list/ip-sets';

const ARN = 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/Orders-BlockList-1/a1b2-c3d4';
const waf = mockClient(WAFV2Client);
const sets = new IpSets(new WAFV2Client({ region: 'eu-west-1' }));

beforeEach(() => waf.reset());

const stored = (Description?: string): IPSet => ({ Name: 'n', Id: 'i', ARN, IPAddressVersion: 'IPV4', Addresses: ['8.8.4.4/32'], Description });

test.each([
  ['Blocked until 2026-11-28T04:30:00.000Z', Date.parse('2026-11-28T04:30:00Z')],
  ['Nobody is blocked', undefined], [undefined, undefined], ['', undefined],
  // Written by somebody else: no end of ours.
  ['Blocked until tomorrow', undefined], ['2026-11-28T04:30:00.000Z', undefined], ['Not Blocked until 2026-11-28T04:30:00.000Z', undefined],
  ['2026-11-28T04:30:00.000Z Blocked until ', undefined],
])('of the description %j', async (description, until) => {
  waf.on(GetIPSetCommand).resolves({ IPSet: stored(description), LockToken: 'lock' });
  expect(await sets.read(ARN)).toStrictEqual({ addresses: ['8.8.4.4/32'], until, lockToken: 'lock' });
  expect(waf.commandCalls(GetIPSetCommand)[0].args[0].input).toStrictEqual({ Scope: 'REGIONAL', Name: 'Orders-BlockList-1', Id: 'a1b2-c3d4' });
});

test('is written whole, with its end, for the state that was read', async () => {
  waf.on(UpdateIPSetCommand).resolves({});
  expect(await sets.write(ARN, { addresses: ['8.8.4.4/32'], until: Date.parse('2026-11-28T04:30:00Z') }, 'lock')).toBe('written');
  expect(await sets.write(ARN, { addresses: [], until: undefined }, 'lock')).toBe('written');
  const named = { Scope: 'REGIONAL', Name: 'Orders-BlockList-1', Id: 'a1b2-c3d4', LockToken: 'lock' };
  expect(waf.commandCalls(UpdateIPSetCommand).map(({ args: [{ input }] }) => input)).toStrictEqual([
    { ...named, Addresses: ['8.8.4.4/32'], Description: 'Blocked until 2026-11-28T04:30:00.000Z' }, { ...named, Addresses: [], Description: 'Nobody is blocked' },
  ]);
});

test('a set that others wrote meanwhile is changed; any other error is one', async () => {
  waf.on(UpdateIPSetCommand).rejectsOnce(Object.assign(new Error('stale'), { name: 'WAFOptimisticLockException' }))
    .rejects(Object.assign(new Error('away'), { name: 'WAFInternalErrorException' }));
  expect(await sets.write(ARN, { addresses: [], until: undefined }, 'old')).toBe('changed');
  await expect(sets.write(ARN, { addresses: [], until: undefined }, 'lock')).rejects.toThrow('away');
});

test.each(['', 'a', 'arn:aws:wafv2:us-east-1:111122223333:global/ipset/n/i', ARN.replace('ipset', 'webacl'), `${ARN}/more`, ARN.replace('/a1b2-c3d4', '')])(
  '%j names no IP set', async (arn) => {
    await expect(sets.read(arn)).rejects.toThrow(`an IP set must be named by its ARN, got ${JSON.stringify(arn)}`);
    await expect(sets.write(arn, { addresses: [], until: undefined }, 'lock')).rejects.toMatchObject({ code: 'configuration_invalid' });
    expect(waf.calls()).toHaveLength(0);
  });

test('of what names no IP set, two hundred characters are told', async () => {
  await expect(sets.read('x'.repeat(300))).rejects.toThrow(new RegExp('"x{200}"$'));
});
