import { PatternAutomaton } from '../../../lib/contracts/authorizer';
import { automatonTable } from '../../../lib/routes/private/automaton-table';
import { branchingAutomatonOf, deterministic } from '../../../lib/shared/regex/automaton';
import { parsePattern } from '../../../lib/shared/regex/pattern';

const branching = (pattern: string) => branchingAutomatonOf(parsePattern(pattern), 500)!;
const written = (pattern: string): PatternAutomaton => automatonTable(deterministic(branching(pattern), 500)!);

test.each([
  ['[0-9]+', { firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] }],
  ['', { firsts: [0], classes: [0], ends: [0, 1], table: [0, 0] }],
  ['[^a]', { firsts: [0, 97, 98, 1114112], classes: [1, 0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 0] }],
  // Two classes, of which one stands in two places, and neighbours that share an end.
  ['[ac]b', { firsts: [0, 97, 98, 99, 100], classes: [0, 1, 2, 1, 0], ends: [0, 0, 0, 1], table: [0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0] }],
  ['ba', { firsts: [0, 97, 98, 99], classes: [0, 1, 2, 0], ends: [0, 0, 0, 1], table: [0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 0] }],
])('%s is written as the authorizer reads it', (pattern, table) => {
  expect(written(pattern)).toEqual(table);
});

test('of an automaton that is in several states at once equal lists stand once', () => {
  const { ends, table, targets, firsts, classes } = automatonTable(branching('(?:a|b)*a(?:a|b)'));
  expect({ firsts, classes }).toEqual({ firsts: [0, 97, 98, 99], classes: [0, 1, 2, 0] });
  expect(table).toHaveLength(ends.length * 3);
  expect(takes({ ends, table, targets, firsts, classes })).toEqual(['aa', 'ab', 'aaa', 'aab', 'baa', 'bab']);
  // Each list ends with 0, and begins where the one before has ended; the empty one is the 0 at the beginning.
  const places = [...new Set(table)].sort((left, right) => left - right);
  expect(places[0]).toBe(0);
  expect(targets!.at(-1)).toBe(0);
  const lists = places.slice(1).map((place) => targets!.slice(place, targets!.indexOf(0, place)).join(' '));
  expect(new Set(lists).size).toBe(lists.length);
  expect(targets).toHaveLength(1 + lists.reduce((sum, list) => sum + list.split(' ').length + 1, 0));
  expect(lists).not.toContain('');
});

/** The words of up to three letters `a`, `b` and `c` that a table takes, read as the authorizer does. */
function takes({ firsts, classes, ends, table, targets }: PatternAutomaton): string[] {
  const letters = ['a', 'b', 'c'];
  const words = letters.flatMap((one) => letters.flatMap((two) => [`${one}${two}`])).concat(letters.flatMap((one) => letters.flatMap((two) => letters.map((three) => one + two + three))));
  return words.filter((word) => {
    let states = [1];
    for (const letter of word) {
      const kind = classes[firsts.filter((first) => first <= letter.codePointAt(0)!).length - 1];
      const width = Math.max(...classes) + 1;
      states = [...new Set(states.flatMap((state) => {
        const next = table[state * width + kind];
        return targets ? targets.slice(next, targets.indexOf(0, next)) : next === 0 ? [] : [next];
      }))];
    }
    return states.some((state) => ends[state] === 1);
  });
}

test('the same automaton gives the same numbers', () => {
  expect(written('(?:a|b)+c')).toEqual(written('[ab][ab]*c'));
  expect(takes(written('a[bc]+'))).toEqual(['ab', 'ac', 'abb', 'abc', 'acb', 'acc']);
});
