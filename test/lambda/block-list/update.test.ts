import { clientNetwork } from '../../../lambda/block-list/networks';
import { SetContents } from '../../../lambda/block-list/plan';
import { Refusals } from '../../../lambda/block-list/refusals';
import { ListEvent, ListServices, ListSettings, updateBlockList } from '../../../lambda/block-list/update';

const NOW = Date.parse('2026-11-28T03:10:00Z');
const END = '2026-11-28T04:30:00.000Z';
const SETTINGS: ListSettings = { refusals: 100, milliseconds: 3_600_000, maxAddresses: 10, never: [], sets: { 4: ['a'], 6: ['b'] } };
const refused = (refusals: number): Refusals => ({
  clients: new Map([['8.8.4.4/32', { network: clientNetwork('8.8.4.4')!, refusals, rule: 'UnknownPath' }]]), whole: true,
});

interface Run {
  readonly written: Array<readonly [string, SetContents, string]>;
  readonly events: ListEvent[];
  readonly pauses: number[];
}

async function run(change: Partial<ListServices>): Promise<Run & { readonly failure?: unknown }> {
  const seen: Run = { written: [], events: [], pauses: [] };
  const failure = await updateBlockList({
    refusals: async () => refused(100),
    readSet: async (arn) => ({ addresses: [], until: undefined, lockToken: `lock of ${arn}` }),
    writeSet: async (arn, contents, lockToken) => {
      seen.written.push([arn, contents, lockToken]);
      return 'written';
    },
    report: (event) => seen.events.push(event),
    now: () => NOW,
    pause: async (milliseconds) => {
      seen.pauses.push(milliseconds);
    },
    ...change,
  }, SETTINGS).then(() => undefined, (error: unknown) => error);
  return { ...seen, failure };
}

test('who was refused as often as stated is written, with the state that was read, and told', async () => {
  expect(await run({})).toStrictEqual({
    written: [['a', { addresses: ['8.8.4.4/32'], until: Date.parse(END) }, 'lock of a']],
    events: [{ kind: 'address_blocked', address: '8.8.4.4/32', refusals: 100, rule: 'UnknownPath', until: END }],
    pauses: [],
    failure: undefined,
  });
  expect(await run({ refusals: async () => refused(99) })).toStrictEqual({ written: [], events: [], pauses: [], failure: undefined });
});

test('who leaves is told before the set is written', async () => {
  const order: unknown[] = [];
  await run({
    refusals: async () => refused(0),
    readSet: async (arn) => ({ addresses: arn === 'a' ? ['8.8.4.4/32'] : [], until: NOW, lockToken: 'lock' }),
    report: (event) => order.push(event),
    writeSet: async (...write) => {
      order.push(write);
      return 'written';
    },
  });
  expect(order).toStrictEqual([{ kind: 'address_released', address: '8.8.4.4/32', why: 'ended' }, ['a', { addresses: [], until: undefined }, 'lock']]);
});

test('a set that others write all the time is tried five times, with longer and longer pauses, and then a failure', async () => {
  let reads = 0;
  const { pauses, failure } = await run({
    readSet: async (arn) => {
      reads += arn === 'a' ? 1 : 0;
      return { addresses: [], until: undefined, lockToken: 'lock' };
    },
    writeSet: async () => 'changed',
  });
  expect([reads, pauses]).toStrictEqual([5, [1_500, 3_000, 4_500, 6_000, 7_500]]);
  expect(failure).toMatchObject({ code: 'ip_set_busy', message: 'an IP set was written by others at the same time, 5 times' });
});

test('after a change by others, what is there now is read and written', async () => {
  const answers = ['changed', 'written'] as const;
  const locks: string[] = [];
  const { pauses, failure } = await run({
    readSet: async () => ({ addresses: [], until: undefined, lockToken: `lock ${locks.length}` }),
    writeSet: async (_arn, _contents, lockToken) => answers[locks.push(lockToken) - 1],
  });
  expect([locks, pauses, failure]).toStrictEqual([['lock 0', 'lock 1'], [1_500], undefined]);
});

test('without the log what has ended goes all the same, in both versions, and the failure is told at the end', async () => {
  const away = new Error('away');
  const { written, failure } = await run({
    refusals: async () => Promise.reject(away),
    readSet: async (arn) => ({ addresses: [arn === 'a' ? '8.8.4.4/32' : '2a00:1:2:3:0:0:0:0/64'], until: NOW, lockToken: 'lock' }),
  });
  expect(written.map(([arn, { addresses }]) => [arn, addresses])).toStrictEqual([['a', []], ['b', []]]);
  expect(failure).toBe(away);
});

test('a log that was read in part is told', async () => {
  const { events } = await run({ refusals: async () => ({ ...refused(0), whole: false }) });
  expect(events).toStrictEqual([{ kind: 'log_read_in_part' }]);
});
