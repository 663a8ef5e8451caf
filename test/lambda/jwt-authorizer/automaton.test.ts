import * as fc from 'fast-check';
import { Automaton } from '../../../lambda/jwt-authorizer/automaton';
import type { PatternAutomaton } from '../../../lib/contracts/authorizer';
import { pathAutomaton } from '../../../lib/routes/private/path-automaton';
import { patternsAndTexts } from '../../support/patterns';

test('takes what JavaScript takes, of any pattern', () => {
  fc.assert(fc.property(patternsAndTexts, ([pattern, texts]) => {
    let automaton: Automaton;
    try {
      automaton = new Automaton(pathAutomaton(pattern, 512));
    } catch (error) {
      expect((error as Error).message).toContain('must make an automaton of at most');
      return;
    }
    const expression = new RegExp(`^(?:${pattern})$`, 'u');
    for (const text of texts) {
      expect([text, automaton.takes(text)]).toEqual([text, expression.test(text)]);
    }
  }), { numRuns: 2_000 });
});

test('takes what JavaScript takes of values that are short enough, whatever bounds are left out for them', () => {
  const item = fc.constantFrom('a', '[ab]', '(?:ab?)', '(?:a|bc)', '(?:a?)', '(?:a{1,3}b)');
  const bounds = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 6 })).map(([min, more]) => `{${min},${min + more}}`);
  const part = fc.tuple(item, bounds).map((texts) => texts.join(''));
  const pattern = fc.array(fc.oneof(part, fc.tuple(part, part, bounds).map(([one, other, repeat]) => `(?:${one}${other})${repeat}`)), { minLength: 1, maxLength: 3 });
  const value = fc.array(fc.constantFrom('a', 'b', 'c', 'ab'), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(fc.property(pattern.map((parts) => parts.join('')), fc.integer({ min: 1, max: 8 }), value, (source, longest, text) => {
    fc.pre(text.length <= longest);
    expect(new Automaton(pathAutomaton(source, longest)).takes(text)).toBe(new RegExp(`^(?:${source})$`, 'u').test(text));
  }), { numRuns: 2_000 });
});

test.each(['\n', '\r', '\u2028', '\u2029', '\u0080', '\u0085', '\ud800', '\udfff', '🎉', '\u{10000}', '\u{103ff}', '\u{10ffff}', '\ud800a', '\ud800\ud800', '\udc00a'])('`.` and %j', (text) => {
  expect(new Automaton(pathAutomaton('.', 512)).takes(text)).toBe(/^.$/u.test(text));
});

describe('patterns that keep an engine busy for hours', () => {
  const LENGTHS = [300, 30_000];

  test.each([
    ['([a-z0-9]+-?)+', 'a', '!'], ['(a|a)*', 'a', 'b'], ['(a*)*b', 'a', 'c'], ['(x+x+)+y', 'x', 'z'], ['.*.*.*=', '.', ''], ['(?:a?){1,100}a{1,100}', 'a', 'b'],
    ['[a-z]{1,1000}', 'a', '!'], ['(?:[a-z]{1,1000}-?){1,1000}', 'a', '!'], ['(?:.{1,30}){1,30}x', 'é', ''], ['(?:a|b)*a(?:a|b){13}', 'ab', 'c'], ['.{0,90}foo.{0,90}', 'foo', '\n'], ['(?:\\p{L}+\\s?)+', 'ж', '!'], ['(?:a|b)*a(?:a|b){9}', 'ab', 'c'],
  ])('%s: a hundred times the length takes a hundred times as many look-ups', (pattern, repeated, last) => {
    const { automaton, looks } = counted(pathAutomaton(pattern, 512));
    const [short, long] = LENGTHS.map((length) => {
      const before = looks();
      expect(automaton.takes(repeated.repeat(length / repeated.length) + last)).toBe(false);
      return looks() - before;
    });
    // Beside what the value's beginning costs, where the automaton is in few states yet. Quadratic time would be ten thousand times as many.
    expect(short).toBeGreaterThan(100);
    expect(long).toBeLessThanOrEqual(200 * short);
  });
});

test('a character costs as many look-ups as there are ways at most, however many ways lead to one state', () => {
  // Both states lead to both: after n characters, 2 ** n ways have led here.
  const branching = { firsts: [0, 97, 98], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 1, 0, 1], targets: [0, 1, 2, 0] };
  const { automaton, looks } = counted(branching);
  const before = looks();
  expect(automaton.takes('a'.repeat(16))).toBe(true);
  // Of two states' lists of three each, an entry is looked at three times; beside that, the place in the table and the character's class.
  expect(looks() - before).toBeLessThanOrEqual(16 * (2 * (3 * 3 + 1) + 3));
});

/** Counts each look into a list of the automaton. */
function counted(its: PatternAutomaton): { readonly automaton: Automaton; readonly looks: () => number } {
  let looks = 0;
  const watched = (list: readonly number[]): number[] => new Proxy([...list], {
    get: (target, name) => {
      looks += typeof name === 'string' && name <= '9' ? 1 : 0;
      return Reflect.get(target, name) as unknown;
    },
  });
  const { firsts, classes, ends, table, targets } = its;
  const automaton = new Automaton({
    firsts: watched(firsts), classes: watched(classes), ends: watched(ends), table: watched(table), ...(targets && { targets: watched(targets) }),
  });
  return { automaton, looks: () => looks };
}

describe('a rules file that someone edited', () => {
  const good = { firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] };
  const branching = { firsts: [0, 97, 98], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 1, 0, 0], targets: [0, 1, 2, 0] };

  test('as it is written', () => {
    expect(new Automaton(good).takes('17')).toBe(true);
    expect(new Automaton(good).takes('1x')).toBe(false);
    expect(new Automaton(branching).takes('aa')).toBe(true);
    expect(new Automaton(branching).takes('')).toBe(false);
    expect(new Automaton({ firsts: [0], classes: [0], ends: [0, 1], table: [0, 0] }).takes('')).toBe(true);
  });

  test('with two lists of targets, each of which ends where it ends', () => {
    const automaton = new Automaton({
      firsts: [0, 97, 98, 99], classes: [0, 1, 2, 0], ends: [0, 0, 1], table: [0, 0, 0, 0, 3, 1, 0, 0, 0], targets: [0, 1, 0, 1, 2, 0],
    });
    expect(['', 'a', 'ba', 'aa', 'b', 'ab', 'ac'].map((value) => automaton.takes(value))).toEqual([false, true, true, true, false, false, false]);
  });

  test.each<[string, object]>([
    ['no state but the one that leads nowhere', { ends: [0], table: [0, 0] }],
    ['nothing', { firsts: [], classes: [], ends: [], table: [] }],
    ['a state behind the last one', { table: [0, 0, 0, 3, 0, 2] }],
    ['a state before the first one', { table: [0, 0, 0, -1, 0, 2] }],
    ['half a state', { table: [0, 0, 0, 1.5, 0, 2] }],
    ['a row too short', { table: [0, 0, 0, 2, 0] }],
    ['a way out of where nothing leads on', { table: [0, 2, 0, 2, 0, 2] }],
    ['an end where nothing leads on', { ends: [1, 0, 1] }],
    ['something between an end and none', { ends: [0, 0, 2] }],
    ['a class without a column', { classes: [0, 2, 0] }],
    ['a class less than there are ranges', { classes: [0, 1] }],
    ['ranges out of order', { firsts: [0, 58, 48] }],
    ['the same range twice', { firsts: [0, 48, 48] }],
    ['characters without a class', { firsts: [1, 48, 58] }],
    ['targets that are no states', { targets: [0, 3, 0] }],
    ['a list of targets that begins behind the last', { table: [0, 0, 0, 4, 0, 0], targets: [0, 1, 2, 0] }],
  ])('%s', (_, changes) => {
    expect(() => new Automaton({ ...good, ...changes })).toThrow('automaton not understood');
  });

  test('anything else is refused or is an automaton, and no value makes it fail', () => {
    const numbers = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 48, -1, 0.5), { maxLength: 6 });
    fc.assert(fc.property(numbers, numbers, numbers, numbers, fc.option(numbers, { nil: undefined }), fc.string({ unit: 'binary' }), (firsts, classes, ends, table, targets, value) => {
      let automaton;
      try {
        automaton = new Automaton({ firsts, classes, ends, table, targets });
      } catch (error) {
        expect((error as Error).message).toBe('automaton not understood');
        return;
      }
      expect(typeof automaton.takes(value)).toBe('boolean');
    }), { numRuns: 5_000 });
  });
});
