import { RetryableError } from '../shared/rotation-errors';
import { networkText } from './networks';
import { ListRules, planSets, SetChange, SetContents } from './plan';
import { Refusals, Refused } from './refusals';

/** An IP set as it was read. */
export interface ReadSet extends SetContents {
  /** Names this state, for the write that follows it. */
  readonly lockToken: string;
}

/** What the function tells: who came on the list and who left it, and that the log was longer than it reads. */
export type ListEvent =
  | { readonly kind: 'address_blocked'; readonly address: string; readonly refusals: number; readonly rule: string; readonly until: string }
  | { readonly kind: 'address_released'; readonly address: string; readonly why: string }
  | { readonly kind: 'log_read_in_part' };

/** What the function works with. */
export interface ListServices {
  readonly refusals: () => Promise<Refusals>;
  readonly readSet: (arn: string) => Promise<ReadSet>;
  /** `changed` where the set is no longer in the state that was read; nothing is written then. */
  readonly writeSet: (arn: string, contents: SetContents, lockToken: string) => Promise<'written' | 'changed'>;
  readonly report: (event: ListEvent) => void;
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** What the list is made by. */
export interface ListSettings extends ListRules {
  readonly refusals: number;
  /** ARNs of the IP sets, by the version of their addresses. */
  readonly sets: { readonly 4: readonly string[]; readonly 6: readonly string[] };
}

const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 1_500;

/**
 * Brings the list up to date: takes away what has ended, and puts on it who was refused too often.
 *
 * All that there is to know stands in the IP sets, each of which is written whole, with its addresses' end, by one call that names the state it
 * follows. So it may run twice, at the same time as well, and be stopped after any call: the next run starts from what is there.
 *
 * @throws after all else was done, where the log or a set could not be read or written
 */
export async function updateBlockList(services: ListServices, settings: ListSettings): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => work().catch((error: unknown) => {
    failures.push(error);
    return undefined;
  });
  // What has ended goes, whether the log can be read or not.
  const refusals = await attempt(services.refusals);
  if (refusals?.whole === false) {
    services.report({ kind: 'log_read_in_part' });
  }
  const clients = [...refusals?.clients.values() ?? []].filter((client) => client.refusals >= settings.refusals);
  for (const version of [4, 6] as const) {
    await attempt(() => updateVersion(services, settings, settings.sets[version], clients.filter(({ network }) => network.version === version)));
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

async function updateVersion(services: ListServices, settings: ListSettings, arns: readonly string[], clients: readonly Refused[]): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const sets: ReadSet[] = [];
    for (const arn of arns) {
      sets.push(await services.readSet(arn));
    }
    if (await writeAll(services, arns, sets, planSets(sets, clients, services.now(), settings)) === 'written') {
      return;
    }
    await services.pause(PAUSE_MILLISECONDS * attempt);
  }
  throw new RetryableError('ip_set_busy', `an IP set was written by others at the same time, ${ATTEMPTS} times`);
}

async function writeAll(
  { report, writeSet }: ListServices, arns: readonly string[], sets: readonly ReadSet[], changes: readonly SetChange[],
): Promise<'written' | 'changed'> {
  for (const { index, blocked, released, ...contents } of changes) {
    // Before the write: nobody is ever blocked of whom no line says why, wherever this is stopped. The line may come twice for that.
    const until = contents.until === undefined ? '' : new Date(contents.until).toISOString();
    released.forEach(({ address, why }) => report({ kind: 'address_released', address, why }));
    blocked.forEach(({ network, refusals, rule }) => report({ kind: 'address_blocked', address: networkText(network), refusals, rule, until }));
    if (await writeSet(arns[index], contents, sets[index].lockToken) === 'changed') {
      return 'changed';
    }
  }
  return 'written';
}
