import * as fc from 'fast-check';
import { clientNetwork, mayBeBlocked, networkText, parseRange, rangeOf } from '../../../lambda/block-list/networks';
import { SetContents } from '../../../lambda/block-list/plan';
import { Refused } from '../../../lambda/block-list/refusals';
import { ListEvent, ListServices, ListSettings, ReadSet, updateBlockList } from '../../../lambda/block-list/update';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NEVER = [rangeOf('9.9.9.0/24'), rangeOf('2a00:9::/32')];
const SETTINGS: ListSettings = { refusals: 100, milliseconds: HOUR, maxAddresses: 5, never: NEVER, sets: { 4: ['a', 'b', 'c'], 6: ['d', 'e', 'f'] } };

/** Partners, nobody's, and others of both versions. */
const ADDRESSES = [
  ...Array.from({ length: 9 }, (_, index) => `8.8.0.${index}`), ...Array.from({ length: 8 }, (_, index) => `2a00:1:2:${index}::1`),
  '9.9.9.9', '2a00:9::1', '10.0.0.1', '127.0.0.1', '::1', 'fd00::1', '203.0.113.9',
];

/** A call of AWS that is answered, that fails before it has done anything, or whose answer is lost. */
type Fate = 'answered' | 'fails' | 'lost';

interface StoredSet extends SetContents {
  readonly lock: number;
}

/** Both services with a clock of their own. After every call what always holds is looked at. */
class World {
  /** How many runs go on at the same time. */
  public runs = 1;
  public time = Date.parse('2026-11-28T00:00:00Z');
  public refused = new Map<string, number>();
  public readonly events: ListEvent[] = [];
  private readonly sets = new Map<string, StoredSet>([...SETTINGS.sets[4], ...SETTINGS.sets[6]]
    .map((arn) => [arn, { addresses: [], until: undefined, lock: 0 }]));

  /** @param turn waits for the call's turn among those of others, and says what becomes of it */
  public services(turn: () => Promise<Fate>): ListServices {
    return {
      refusals: () => this.call(turn, () => ({ clients: this.clients(), whole: true })),
      readSet: (arn) => this.call(turn, (): ReadSet => {
        const { lock, ...contents } = this.sets.get(arn)!;
        return { ...contents, lockToken: String(lock) };
      }),
      writeSet: (arn, { addresses, until }, lockToken) => this.call(turn, () => {
        const set = this.sets.get(arn)!;
        if (String(set.lock) !== lockToken) {
          return 'changed' as const;
        }
        this.sets.set(arn, { addresses, until, lock: set.lock + 1 });
        this.check();
        return 'written' as const;
      }),
      report: (event) => this.events.push(event),
      now: () => this.time,
      pause: async (milliseconds) => {
        this.time += milliseconds;
      },
    };
  }

  public get listed(): string[] {
    return [...this.sets.values()].flatMap(({ addresses }) => addresses).sort();
  }

  public ofVersion(version: 4 | 6): string[] {
    return SETTINGS.sets[version].flatMap((arn) => this.sets.get(arn)!.addresses);
  }

  /** What the clients are that were refused too often and may be blocked. */
  public offenders(version: 4 | 6): string[] {
    return [...this.clients().values()]
      .filter(({ network, refusals }) => network.version === version && refusals >= SETTINGS.refusals && mayBeBlocked(network, NEVER))
      .map(({ network }) => networkText(network));
  }

  private clients(): Map<string, Refused> {
    return new Map([...this.refused].map(([address, refusals]) => {
      const network = clientNetwork(address)!;
      return [networkText(network), { network, refusals, rule: 'UnknownPath' }];
    }));
  }

  private async call<T>(turn: () => Promise<Fate>, work: () => T): Promise<T> {
    const fate = await turn();
    if (fate === 'fails') {
      throw new Error('call failed');
    }
    this.time += 100;
    const answer = work();
    if (fate === 'lost') {
      throw new Error('answer lost');
    }
    return answer;
  }

  private check(): void {
    for (const [arn, { addresses, until }] of this.sets) {
      expect(addresses.length).toBeLessThanOrEqual(SETTINGS.maxAddresses);
      for (const address of addresses) {
        expect(mayBeBlocked(parseRange(address)!, NEVER)).toBe(true);
        expect(parseRange(address)!.version).toBe(SETTINGS.sets[4].includes(arn) ? 4 : 6);
        // Each entry has a line with its reason and its end.
        expect(this.events).toContainEqual(expect.objectContaining({ kind: 'address_blocked', address, rule: 'UnknownPath', until: new Date(until!).toISOString() }));
      }
      expect(until === undefined).toBe(addresses.length === 0);
      if (until !== undefined) {
        expect(until - this.time).toBeLessThanOrEqual(1.5 * HOUR);
      }
    }
    for (const version of [4, 6] as const) {
      expect(this.ofVersion(version).length).toBeLessThanOrEqual(SETTINGS.maxAddresses * this.runs);
    }
  }
}

const always = async (): Promise<Fate> => 'answered';

/** Five minutes of somebody's requests, and what becomes of the calls in that run. */
const round = fc.record({
  refused: fc.dictionary(fc.constantFrom(...ADDRESSES), fc.constantFrom(1, 99, 100, 101, 5_000), { noNullPrototype: true }),
  minutes: fc.constantFrom(0, 5, 5, 5, 30, 61, 95),
  fates: fc.array(fc.constantFrom<Fate>('answered', 'answered', 'answered', 'fails', 'lost'), { maxLength: 16 }),
});

test('whatever fails, nobody is blocked who must not be, beyond his time, without a line, or beyond the bound; and one whole run puts it right', async () => {
  await fc.assert(fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 8 }), async (rounds) => {
    const world = new World();
    for (const { refused, minutes, fates } of rounds) {
      world.refused = new Map(Object.entries(refused));
      world.time += minutes * MINUTE;
      const left = [...fates];
      await updateBlockList(world.services(async () => left.shift() ?? 'answered'), SETTINGS).catch(() => undefined);
    }
    await updateBlockList(world.services(always), SETTINGS);
    for (const version of [4, 6] as const) {
      const offenders = world.offenders(version);
      const listed = world.ofVersion(version);
      expect(new Set(listed).size).toBe(listed.length);
      expect(listed.length === SETTINGS.maxAddresses || offenders.every((address) => listed.includes(address))).toBe(true);
    }
    // Once nobody is refused any more, the list is empty after the time and half of it.
    world.refused.clear();
    world.time += 1.5 * HOUR;
    await updateBlockList(world.services(always), SETTINGS);
    expect(world.listed).toEqual([]);
  }), { numRuns: 300 });
});

test('nobody leaves before his time but for room', async () => {
  await fc.assert(fc.asyncProperty(fc.array(round, { minLength: 2, maxLength: 8 }), async (rounds) => {
    const world = new World();
    const came = new Map<string, number>();
    for (const { refused, minutes, fates } of rounds) {
      world.refused = new Map(Object.entries(refused));
      world.time += minutes * MINUTE;
      const left = [...fates];
      const [before, began, told] = [world.listed, world.time, world.events.length];
      await updateBlockList(world.services(async () => left.shift() ?? 'answered'), SETTINGS).catch(() => undefined);
      before.filter((address) => !world.listed.includes(address)).forEach((address) => {
        const forRoom = world.events.slice(told).some((event) => event.kind === 'address_released' && event.address === address && event.why === 'no_room');
        expect(forRoom || world.time - came.get(address)! >= HOUR).toBe(true);
      });
      world.listed.filter((address) => !before.includes(address)).forEach((address) => came.set(address, began));
    }
  }), { numRuns: 150 });
});

/** One run after which two run at once. Each takes the set of its own half of an hour, so where one begins in between there may be too many for a while. */
const twoRuns = async (scheduler: fc.Scheduler, first: Record<string, number>, second: Record<string, number>, minutes: number): Promise<void> => {
  const world = new World();
  const order = async (): Promise<Fate> => scheduler.schedule(Promise.resolve<Fate>('answered'));
  world.refused = new Map(Object.entries(first));
  await updateBlockList(world.services(always), SETTINGS);
  world.refused = new Map(Object.entries(second));
  world.time += minutes * MINUTE;
  world.runs = 2;
  const runs = Promise.allSettled([updateBlockList(world.services(order), SETTINGS), updateBlockList(world.services(order), SETTINGS)]);
  await scheduler.waitFor(runs);
  expect((await runs).filter(({ status }) => status === 'rejected')).toEqual([]);
  for (const version of [4, 6] as const) {
    const listed = world.ofVersion(version);
    expect(listed.length >= SETTINGS.maxAddresses || world.offenders(version).every((address) => listed.includes(address))).toBe(true);
  }
  world.runs = 1;
  await updateBlockList(world.services(always), SETTINGS);
  for (const version of [4, 6] as const) {
    const listed = world.ofVersion(version);
    expect(listed.length).toBeLessThanOrEqual(SETTINGS.maxAddresses);
    expect(listed.length === SETTINGS.maxAddresses || world.offenders(version).every((address) => listed.includes(address))).toBe(true);
    expect(new Set(listed).size).toBe(listed.length);
  }
};

test('two runs at the same time, in whatever order their calls come, block whom one would, and the next run puts right what is too many', async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), round, round, (scheduler, first, second) =>
    twoRuns(scheduler, first.refused, second.refused, second.minutes)), { numRuns: 150 });
});

test('two runs at the same time of which each takes another half of an hour for now', async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), (scheduler) => twoRuns(scheduler, { '2a00:1:2:5::1': 100 }, Object.fromEntries(
    [1, 3, 4, 6, 7].map((index) => [`2a00:1:2:${index}::1`, 100])), 30 - 1 / 60)), { numRuns: 150 });
});

test('what has ended goes where the log can\'t be read, and the failure is told', async () => {
  const world = new World();
  world.refused = new Map([['8.8.0.1', 100], ['2a00:1:2:3::1', 100]]);
  await updateBlockList(world.services(always), SETTINGS);
  world.time += 2 * HOUR;
  let calls = 0;
  await expect(updateBlockList(world.services(async () => (calls += 1) === 1 ? 'fails' : 'answered'), SETTINGS)).rejects.toThrow('call failed');
  expect(world.listed).toEqual([]);
});

test('a set that can\'t be read keeps none of the other version from it', async () => {
  const world = new World();
  world.refused = new Map([['8.8.0.1', 100], ['2a00:1:2:3::1', 100]]);
  let calls = 0;
  await expect(updateBlockList(world.services(async () => (calls += 1) === 2 ? 'fails' : 'answered'), SETTINGS)).rejects.toThrow('call failed');
  expect(world.listed).toEqual(['2a00:1:2:3:0:0:0:0/64']);
});

test('sets that others write again and again are given up for this time', async () => {
  const world = new World();
  world.refused = new Map([['8.8.0.1', 100]]);
  const services = { ...world.services(always), writeSet: async () => 'changed' as const };
  await expect(updateBlockList(services, SETTINGS)).rejects.toMatchObject({ code: 'ip_set_busy' });
});

test('a log that is longer than what is read is told', async () => {
  const world = new World();
  await updateBlockList({ ...world.services(always), refusals: async () => ({ clients: new Map(), whole: false }) }, SETTINGS);
  expect(world.events).toEqual([{ kind: 'log_read_in_part' }]);
});
