import { firstDayOfInterest, noteText, parseNote, periodStart, QuotaNote, spentInPeriod, usedSince } from '../../../lambda/api-key-rotation/quota';
import { DayOfUse } from '../../../lambda/api-key-rotation/services';

const NOW = Date.UTC(2026, 10, 24, 23, 59);
const days = (...pairs: [used: number, remaining: number][]): DayOfUse[] => pairs.map(([used, remaining]) => ({ used, remaining }));
const uses = (...used: number[]): DayOfUse[] => used.map((each) => ({ used: each, remaining: 0 }));
const note = (spentBefore: number, usedByPrevious: number, day = '2026-11-24'): QuotaNote => ({ day, spentBefore, usedByPrevious });

test.each([['DAY', '2026-11-24'], ['WEEK', '2026-11-18'], ['MONTH', '2026-11-01']] as const)('a %s is asked for from %s on', (period, first) => {
  expect(firstDayOfInterest(period, NOW)).toBe(first);
});

describe('the first day of the period', () => {
  const falling = days([10, 90], [10, 80], [10, 70], [0, 70], [5, 65], [5, 60], [5, 55]);
  const fourth = days([10, 30], [10, 20], [10, 10], [0, 100], [5, 95], [5, 90], [5, 85]);

  test.each([['DAY', '2026-11-24'], ['MONTH', '2026-11-01']] as const)('of a %s is the calendar\'s, whatever was used', (period, first) => {
    expect(periodStart(period, NOW, [{ days: fourth }])).toBe(first);
  });

  test.each<[string, DayOfUse[][], string]>([
    ['six days ago where nothing rose', [falling], '2026-11-18'],
    ['six days ago where nothing is known', [[]], '2026-11-18'],
    ['six days ago where there is no key', [], '2026-11-18'],
    ['the day on which the rest rose', [fourth], '2026-11-21'],
    ['that day, by any key', [falling, fourth], '2026-11-21'],
    ['that day, by any key, the other way round', [fourth, falling], '2026-11-21'],
    ['the last one of two such days', [days([0, 10], [0, 100], [0, 100], [0, 100], [90, 10], [0, 100], [0, 100])], '2026-11-23'],
    ['today', [days([0, 10], [0, 10], [0, 10], [0, 10], [0, 10], [0, 10], [3, 97])], '2026-11-24'],
    ['the second day, which is the first that can be told', [days([1, 9], [1, 99], [1, 98], [1, 97], [1, 96], [1, 95], [1, 94])], '2026-11-19'],
    ['a day in a list that is shorter, since it ends today', [days([0, 10], [3, 97], [0, 97])], '2026-11-23'],
    ['a day on which more was used than had been left', [days([10, 5], [20, 80])], '2026-11-24'],
    ['such a day with less left than before', [days([10, 50], [60, 40])], '2026-11-24'],
  ])('of a week is %s', (_, lists, first) => {
    expect(periodStart('WEEK', NOW, lists.map((list) => ({ days: list })))).toBe(first);
  });
});

test.each([
  ['2026-11-24', 7], ['2026-11-23', 13], ['2026-11-18', 28], ['2026-11-01', 28],
])('what was used since %s is %d', (start, sum) => {
  expect(usedSince(uses(1, 2, 3, 4, 5, 6, 7), start, NOW)).toBe(sum);
  expect(usedSince([], start, NOW)).toBe(0);
});

describe('what is spent', () => {
  test.each<[string, number[], QuotaNote | undefined, number[] | undefined, number]>([
    ['by one key alone', [5], undefined, undefined, 5],
    ['by two keys without a note', [5], undefined, [20], 25],
    ['by a key with a note', [5], note(30, 20), undefined, 35],
    ['by two keys, of which the first went on', [5], note(30, 20), [25], 40],
    ['by two keys, of which the first did not', [5], note(30, 20), [20], 35],
    ['by two keys, of which the first is said to have used less since', [5], note(30, 20), [15], 35],
    ['with a note of the period before', [5], note(30, 20, '2026-11-23'), [25], 30],
  ])('in a day %s', (_, current, its, previous, total) => {
    expect(spentInPeriod('DAY', NOW, { days: uses(...current), note: its }, previous && { days: uses(...previous) }))
      .toEqual({ total, usedByCurrent: current[0], start: '2026-11-24' });
  });

  test('in a month counts with a note of its first day, and with none of the day before', () => {
    const spent = (day: string) => spentInPeriod('MONTH', NOW, { days: uses(1, 2), note: note(30, 0, day) });
    expect(spent('2026-11-01')).toEqual({ total: 33, usedByCurrent: 3, start: '2026-11-01' });
    expect(spent('2026-10-31')).toEqual({ total: 3, usedByCurrent: 3, start: '2026-11-01' });
  });

  test('in a week begins where either key shows it', () => {
    const quiet = days([1, 99], [1, 98], [1, 97], [1, 96], [1, 95], [1, 94], [1, 93]);
    const risen = days([4, 10], [4, 6], [4, 2], [1, 99], [1, 98], [1, 97], [1, 96]);
    expect(spentInPeriod('WEEK', NOW, { days: risen })).toEqual({ total: 4, usedByCurrent: 4, start: '2026-11-21' });
    expect(spentInPeriod('WEEK', NOW, { days: quiet }, { days: risen })).toEqual({ total: 8, usedByCurrent: 4, start: '2026-11-21' });
    expect(spentInPeriod('WEEK', NOW, { days: risen }, { days: quiet })).toEqual({ total: 8, usedByCurrent: 4, start: '2026-11-21' });
  });
});

describe('the note', () => {
  const text = 'Quota spent before this key: 30, of which by the previous key: 20, on 2026-11-24 UTC.';

  test('says to an operator what it is', () => {
    expect(noteText(note(30, 20))).toBe(text);
    expect(parseNote(text)).toEqual(note(30, 20));
    expect(parseNote(noteText(note(0, 0)))).toEqual(note(0, 0));
    expect(parseNote(noteText(note(1_234_567, 89)))).toEqual(note(1_234_567, 89));
  });

  test.each([[undefined], [''], ['Partner\'s key'], [`${text} `], [` ${text}`], [text.replace('30', '-30')], [text.replace('30', '')], [text.replace('20,', '2 0,')], [text.replace('-11-', '-1-')]])(
    'that is %j is none', (description) => {
      expect(parseNote(description)).toBeUndefined();
    });
});
