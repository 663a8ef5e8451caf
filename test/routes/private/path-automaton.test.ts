import { RouteParameter } from '../../../lib';
import { pathAutomaton } from '../../../lib/routes/private/path-automaton';

test.each([
  ['[0-9]+', { firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] }],
  ['', { firsts: [0], classes: [0], ends: [0, 1], table: [0, 0] }],
  ['(a|a)*', { firsts: [0, 97, 98], classes: [0, 1, 0], ends: [0, 1], table: [0, 0, 0, 1] }],
  ['[^a]', { firsts: [0, 97, 98, 1114112], classes: [1, 0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 0] }],
])('%s is written as the authorizer reads it', (pattern, written) => {
  expect(pathAutomaton(pattern, 256)).toEqual(written);
});

test('what would need thousands of states keeps to several at once', () => {
  const { ends, targets } = pathAutomaton('(?:a|b)*a(?:a|b){13}', 256);
  expect(ends.length).toBeLessThan(20);
  expect(targets?.length).toBeLessThan(60);
});

test('patterns that mean the same are the same automaton', () => {
  expect(pathAutomaton('(?:a|b)+', 99)).toEqual(pathAutomaton('[ab][ab]*', 99));
  expect(pathAutomaton('[a-z]{1,1000}', 256)).toEqual(pathAutomaton('[a-z]+', 256));
});

test('a bound counts as soon as a value can reach it', () => {
  expect(pathAutomaton('[a-z]{1,255}', 256)).not.toEqual(pathAutomaton('[a-z]+', 256));
  expect(pathAutomaton('[a-z]{1,255}-', 256)).toEqual(pathAutomaton('[a-z]+-', 256));
});

test.each([
  ['(?:[a-z]{1,90}-?){1,90}', 'more parts than states'],
  ['(?:abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-?){20}', 'more text than the rules file takes'],
])('%s is refused: %s', (pattern) => {
  expect(() => RouteParameter.path('slug', { pattern, maxLength: 8192 })).toThrow(/`pattern` of RouteParameter\.path\("slug"\) must make an automaton of at most 2048 states, got .*; right would be/);
});
