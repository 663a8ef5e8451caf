import { Automaton } from '../../../lambda/jwt-authorizer/automaton';
import { compilePathParameter, pathParametersHold } from '../../../lambda/jwt-authorizer/path-parameters';
import { PathParameterRule } from '../../../lib/contracts/authorizer';
import { pathAutomaton } from '../../../lib/routes/private/path-automaton';

const LETTERS = [new Automaton(pathAutomaton('[a-z🙂é ]*', 512))];
const holds = (rule: PathParameterRule, raw: unknown) => pathParametersHold([compilePathParameter('id', rule, LETTERS)], { id: raw });
const smile = encodeURIComponent('🙂');

test.each<[string, PathParameterRule, string, boolean]>([
  ['a letter', { automaton: 0 }, 'a', true],
  ['a digit', { automaton: 0 }, '1', false],
  ['nothing', { automaton: 0 }, '', false],
  ['one letter of two', { automaton: 0, minLength: 2 }, 'a', false],
  ['two letters of two', { automaton: 0, minLength: 2 }, 'ab', true],
  ['three letters of two', { automaton: 0, minLength: 2 }, 'abc', true],
  ['two letters of two at most', { automaton: 0, maxLength: 2 }, 'ab', true],
  ['three letters of two at most', { automaton: 0, maxLength: 2 }, 'abc', false],
  // Two UTF-16 units are one character.
  ['one picture of two', { automaton: 0, minLength: 2 }, smile, false],
  ['two pictures of two', { automaton: 0, minLength: 2 }, smile.repeat(2), true],
  ['a picture and a letter of three', { automaton: 0, minLength: 3 }, `${smile}a`, false],
  ['two pictures of three', { automaton: 0, minLength: 3 }, smile.repeat(2), false],
  ['two pictures of two at most', { automaton: 0, maxLength: 2 }, smile.repeat(2), true],
  ['three pictures of two at most', { automaton: 0, maxLength: 2 }, smile.repeat(3), false],
  ['letters of two bytes, to the longest', { automaton: 0, maxLength: 3 }, '%C3%A9'.repeat(3), true],
  ['letters of two bytes, one more', { automaton: 0, maxLength: 3 }, '%C3%A9'.repeat(4), false],
  ['the longest of all', { automaton: 0 }, 'a'.repeat(512), true],
  ['longer than any', { automaton: 0 }, 'a'.repeat(513), false],
  ['longer than any, whatever the rule says', { automaton: 0, maxLength: 1_000 }, 'a'.repeat(513), false],
  ['one of the list', { allowedValues: ['new', 'old'] }, 'old', true],
  ['none of the list', { allowedValues: ['new', 'old'] }, 'older', false],
  ['one of the list, encoded', { allowedValues: ['a b'] }, 'a%20b', true],
  ['one of an empty list', { allowedValues: [] }, 'a', false],
  ['one of the list that the pattern does not take', { automaton: 0, allowedValues: ['a1', 'ab'] }, 'a1', false],
  ['one of the list that the pattern takes', { automaton: 0, allowedValues: ['a1', 'ab'] }, 'ab', true],
  ['anything, where nothing is said', {}, 'a', false],
  ['another spelling', { automaton: 0 }, '%61', false],
])('%s', (_, rule, raw, expected) => {
  expect(holds(rule, raw)).toBe(expected);
});

test.each([[undefined], [null], [1], [['a']], [{}]])('%j is no value', (raw) => {
  expect(holds({ automaton: 0 }, raw)).toBe(false);
});

test('all have to hold', () => {
  const both = ['id', 'name'].map((name) => compilePathParameter(name, { automaton: 0 }, LETTERS));
  expect(pathParametersHold(both, { id: 'a', name: 'b' })).toBe(true);
  expect(pathParametersHold(both, { id: 'a', name: '1' })).toBe(false);
  expect(pathParametersHold(both, { id: 'a' })).toBe(false);
  expect(pathParametersHold([], {})).toBe(true);
});

test.each([1, -1, 0.5])('a rule with the automaton %d, which there is not, is none', (automaton) => {
  expect(() => compilePathParameter('id', { automaton }, LETTERS)).toThrow();
});
