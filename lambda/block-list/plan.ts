import { byNumber, mayBeBlocked, Network, networkText, parseRange } from './networks';
import { Refused } from './refusals';

/** What one IP set holds. */
export interface SetContents {
  /** As AWS WAF spells them. */
  readonly addresses: readonly string[];
  /** When its addresses go, in milliseconds since 1970; absent where it does not say. */
  readonly until: number | undefined;
}

/** What the list is kept by. */
export interface ListRules {
  readonly milliseconds: number;
  readonly maxAddresses: number;
  /** Ranges that are never blocked. */
  readonly never: readonly Network[];
}

/** Why an address goes: its time is over, it must not be there (any more), or others need its room. */
export type Release = 'ended' | 'not_to_be_blocked' | 'no_room';

/** One IP set's new contents, and what that means for whom. */
export interface SetChange {
  readonly index: number;
  readonly addresses: string[];
  readonly until: number | undefined;
  readonly blocked: readonly Refused[];
  readonly released: ReadonlyArray<{ readonly address: string; readonly why: Release }>;
}

interface Kept {
  readonly networks: Network[];
  readonly until: number;
}

/**
 * When addresses that come on the list now go again: after the stated time at least, and half of it more at most. The same for half of the time,
 * so that at no moment more than three ends lie ahead.
 */
export function endFor(now: number, { milliseconds }: ListRules): number {
  const apart = milliseconds / 2;
  return (Math.floor(now / apart) + 1) * apart + milliseconds;
}

/**
 * What is to be written of the sets of one version of addresses: what goes first, so that there are never more than there may be, wherever the
 * writing is stopped. The same sets, clients and time give the same changes.
 *
 * @param clients that were refused too often, of this version
 */
export function planSets(sets: readonly SetContents[], clients: readonly Refused[], now: number, rules: ListRules): SetChange[] {
  const end = endFor(now, rules);
  const released: Array<Array<{ readonly address: string; readonly why: Release }>> = sets.map(() => []);
  const latest = end + rules.milliseconds / 2;
  const kept = sets.map((set, index) => keptOf(set, { now, latest, never: rules.never }, (address, why) => released[index].push({ address, why })));

  const listed = new Set(kept.flatMap((set) => set?.networks.map(networkText) ?? []));
  const blocked = [...clients]
    .filter(({ network }) => mayBeBlocked(network, rules.never) && !listed.has(networkText(network)))
    .sort((one, other) => other.refusals - one.refusals || byNumber(one.network, other.network))
    .slice(0, rules.maxAddresses);
  const into = blocked.length > 0 ? setFor(kept, end) : undefined;
  if (into !== undefined && kept[into]?.until !== end) {
    kept[into]?.networks.forEach((network) => released[into].push({ address: networkText(network), why: 'no_room' }));
    kept[into] = undefined;
  }
  makeRoom(kept, blocked.length, rules.maxAddresses, (index, network) => released[index].push({ address: networkText(network), why: 'no_room' }));

  const changes = sets.flatMap((_, index): SetChange[] => {
    const more = index === into ? blocked : [];
    if (released[index].length === 0 && more.length === 0) {
      return [];
    }
    const addresses = [...kept[index]?.networks ?? [], ...more.map(({ network }) => network)].sort(byNumber).map(networkText);
    const until = index === into ? end : addresses.length > 0 ? kept[index]?.until : undefined;
    return [{ index, addresses, until, blocked: more, released: released[index] }];
  });
  return [...changes.filter(({ index }) => index !== into), ...changes.filter(({ index }) => index === into)];
}

/** What of a set stays. An end that lies beyond all that are given is none of ours: an option was changed, or somebody wrote it by hand. */
function keptOf(
  { addresses, until }: SetContents, { now, latest, never }: { readonly now: number; readonly latest: number; readonly never: readonly Network[] },
  release: (address: string, why: Release) => void,
): Kept | undefined {
  if (until === undefined || until <= now || until > latest) {
    addresses.forEach((address) => release(address, 'ended'));
    return undefined;
  }
  const networks = new Map<string, Network>();
  for (const address of addresses) {
    const network = parseRange(address);
    if (network !== undefined && mayBeBlocked(network, never)) {
      networks.set(networkText(network), network);
    } else {
      release(address, 'not_to_be_blocked');
    }
  }
  return { networks: [...networks.values()].sort(byNumber), until };
}

/** The set with this end; else one that is free; else, where the ends lie otherwise than they should, the one whose addresses go first. */
function setFor(kept: ReadonlyArray<Kept | undefined>, end: number): number {
  const same = kept.findIndex((set) => set?.until === end);
  const free = kept.findIndex((set) => set === undefined);
  return same >= 0 ? same : free >= 0 ? free : kept.reduce((soonest, set, index) => (set!.until < kept[soonest]!.until ? index : soonest), 0);
}

/** Takes away what would go first anyway, in the order of the addresses. */
function makeRoom(kept: Array<Kept | undefined>, more: number, most: number, release: (index: number, network: Network) => void): void {
  let over = kept.reduce((total, set) => total + (set?.networks.length ?? 0), more) - most;
  const inOrder = kept.flatMap((set, index) => set ? [{ set, index }] : [])
    .sort((one, other) => one.set.until - other.set.until || one.index - other.index);
  for (const { set, index } of inOrder) {
    const gone = set.networks.slice(0, Math.max(over, 0));
    gone.forEach((network) => release(index, network));
    over -= gone.length;
    kept[index] = { ...set, networks: set.networks.slice(gone.length) };
  }
}
