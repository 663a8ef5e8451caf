import { clientNetwork, networkText, parseRange, rangeOf } from '../../../lambda/block-list/networks';
import { endFor, ListRules, planSets, SetContents } from '../../../lambda/block-list/plan';
import { Refused } from '../../../lambda/block-list/refusals';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-28T03:10:00Z');
const RULES: ListRules = { milliseconds: HOUR, maxAddresses: 4, never: [] };
const END = Date.parse('2026-11-28T04:30:00Z');
const EMPTY: SetContents = { addresses: [], until: undefined };

const refused = (address: string, refusals = 100): Refused => ({ network: clientNetwork(address)!, refusals, rule: 'UnknownPath' });
const set = (until: number | undefined, ...addresses: string[]): SetContents => ({ addresses: addresses.map((address) => `${address}/32`), until });

test('who comes on the list stays for the stated time at least, and for half of it more at most', () => {
  for (let minute = 0; minute < 120; minute += 7) {
    const now = NOW + minute * 60_000;
    const stays = endFor(now, RULES) - now;
    expect(stays).toBeGreaterThanOrEqual(HOUR);
    expect(stays).toBeLessThanOrEqual(1.5 * HOUR);
  }
});

test('nothing to do is no change', () => {
  expect(planSets([EMPTY, EMPTY, EMPTY], [], NOW, RULES)).toEqual([]);
  expect(planSets([set(END, '8.8.4.4'), EMPTY, set(END - HOUR, '8.8.8.8')], [refused('8.8.4.4'), refused('8.8.8.8')], NOW, RULES)).toEqual([]);
});

test('all that come on the list at a time go into one set, in order', () => {
  const [change, ...others] = planSets([EMPTY, EMPTY, EMPTY], [refused('9.9.9.9'), refused('8.8.4.4')], NOW, RULES);
  expect(others).toEqual([]);
  expect(change).toMatchObject({ index: 0, addresses: ['8.8.4.4/32', '9.9.9.9/32'], until: END, released: [] });
  expect(change.blocked.map(({ network }) => networkText(network))).toEqual(['8.8.4.4/32', '9.9.9.9/32']);
});

test('later ones join those with the same end, and others get a set of their own', () => {
  expect(planSets([EMPTY, set(END, '8.8.4.4'), EMPTY], [refused('9.9.9.9')], NOW, RULES)).toMatchObject([{ index: 1, addresses: ['8.8.4.4/32', '9.9.9.9/32'], until: END }]);
  expect(planSets([set(END - HOUR / 2, '8.8.4.4'), EMPTY, EMPTY], [refused('9.9.9.9')], NOW, RULES)).toMatchObject([{ index: 1, addresses: ['9.9.9.9/32'], until: END }]);
});

test('what has ended goes, also where nobody comes', () => {
  expect(planSets([set(NOW, '8.8.4.4'), set(NOW + 1, '8.8.8.8'), EMPTY], [], NOW, RULES)).toEqual([
    { index: 0, addresses: [], until: undefined, blocked: [], released: [{ address: '8.8.4.4/32', why: 'ended' }] },
  ]);
});

test('a set that says no end, or one that is none of ours, is taken for ended', () => {
  for (const until of [undefined, END + HOUR, NaN]) {
    expect(planSets([set(until, '8.8.4.4'), EMPTY, EMPTY], [], NOW, RULES)).toMatchObject(Number.isNaN(until) ? [] : [{ index: 0, addresses: [] }]);
  }
  // One whose clock is ahead may have written the next end already.
  expect(planSets([set(END + HOUR / 2, '8.8.4.4'), EMPTY, EMPTY], [], NOW, RULES)).toEqual([]);
});

test('partners and what is nobody\'s never come on the list, and leave it', () => {
  const rules = { ...RULES, never: [rangeOf('9.9.9.0/24')] };
  expect(planSets([EMPTY, EMPTY, EMPTY], [refused('9.9.9.9'), refused('127.0.0.1'), refused('10.0.0.1')], NOW, rules)).toEqual([]);
  const byHand: SetContents = { addresses: ['9.9.9.9/32', '8.8.4.4/32', '10.0.0.0/8', '0.0.0.0/1', 'nobody'], until: END };
  expect(planSets([byHand, EMPTY, EMPTY], [], NOW, rules)).toMatchObject([{
    index: 0,
    addresses: ['8.8.4.4/32'],
    until: END,
    released: ['9.9.9.9/32', '10.0.0.0/8', '0.0.0.0/1', 'nobody'].map((address) => ({ address, why: 'not_to_be_blocked' })),
  }]);
});

test('where there is room for few, those come first who were refused most', () => {
  const clients = ['8.8.0.1', '8.8.0.2', '8.8.0.3', '8.8.0.4', '8.8.0.5', '8.8.0.6'].map((address, index) => refused(address, index < 2 ? 100 : 500));
  expect(planSets([EMPTY, EMPTY, EMPTY], clients, NOW, RULES)).toMatchObject([{ addresses: ['8.8.0.3/32', '8.8.0.4/32', '8.8.0.5/32', '8.8.0.6/32'] }]);
  expect(planSets([EMPTY, EMPTY, EMPTY], [...clients].reverse(), NOW, RULES)).toEqual(planSets([EMPTY, EMPTY, EMPTY], clients, NOW, RULES));
});

test('where there is no room, those go whose time ends first, before others come', () => {
  const sets = [set(END, '8.8.4.4'), set(END - HOUR, '8.8.0.2', '8.8.0.1'), set(END - HOUR / 2, '8.8.8.8')];
  expect(planSets(sets, [refused('9.9.9.9')], NOW, RULES)).toMatchObject([
    { index: 1, addresses: ['8.8.0.2/32'], until: END - HOUR, blocked: [], released: [{ address: '8.8.0.1/32', why: 'no_room' }] },
    { index: 0, addresses: ['8.8.4.4/32', '9.9.9.9/32'], until: END, released: [] },
  ]);
  expect(planSets(sets, [], NOW, { ...RULES, maxAddresses: 1 }))
    .toMatchObject([{ index: 1, addresses: [], until: undefined }, { index: 2, addresses: [], until: undefined }]);
});

test('where an option was changed and no set is free, those go whose time ends first', () => {
  const sets = [set(END - 1, '8.8.0.1'), set(END - 3, '8.8.0.2'), set(END - 2, '8.8.0.3')];
  expect(planSets(sets, [refused('9.9.9.9')], NOW, RULES)).toMatchObject([
    { index: 1, addresses: ['9.9.9.9/32'], until: END, released: [{ address: '8.8.0.2/32', why: 'no_room' }] },
  ]);
});

test('the same, however AWS WAF spells it', () => {
  const long: SetContents = { addresses: ['2A00:0001:0002:0003:0000:0000:0000:0000/64'], until: END };
  expect(planSets([long, EMPTY, EMPTY], [{ ...refused('2a00:1:2:3::9') }], NOW, RULES)).toEqual([]);
  expect(parseRange(long.addresses[0])).toEqual(clientNetwork('2a00:1:2:3::9'));
});

test('who joins stands in the order of the addresses, and a set without any is free', () => {
  expect(planSets([set(END, '9.9.9.9'), EMPTY, EMPTY], [refused('8.8.4.4')], NOW, RULES)).toMatchObject([{ index: 0, addresses: ['8.8.4.4/32', '9.9.9.9/32'] }]);
  expect(planSets([set(END - 1, '8.8.0.1'), EMPTY, EMPTY], [], NOW, { ...RULES, maxAddresses: 0 })).toMatchObject([{ index: 0, addresses: [], until: undefined }]);
});

test('of two sets with the same end the first is emptied for others, and the first gives room', () => {
  const alike = [set(END - 1, '8.8.0.1', '8.8.0.2'), set(END - 1, '8.8.0.3', '8.8.0.4'), set(END, '8.8.0.5')];
  expect(planSets(alike, [], NOW, { ...RULES, maxAddresses: 4 })).toMatchObject([{ index: 0, addresses: ['8.8.0.2/32'] }]);
  const taken = [set(END - 1, '8.8.0.1'), set(END - 1, '8.8.0.2'), set(END - 1, '8.8.0.3')];
  expect(planSets(taken, [refused('9.9.9.9')], NOW, RULES)).toMatchObject([{ index: 0, addresses: ['9.9.9.9/32'] }]);
});
