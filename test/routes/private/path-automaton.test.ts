import { RouteParameter } from '../../../lib';
import type * as Module from '../../../lib/routes/private/path-automaton';

let pathAutomaton: typeof Module.pathAutomaton;

// An automaton is kept from one call to the next.
beforeEach(() => {
  jest.resetModules();
  ({ pathAutomaton } = jest.requireActual<typeof Module>('../../../lib/routes/private/path-automaton'));
});

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

describe('in its place a pattern is narrowed to what a path can have', () => {
  const NOTHING = { ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 0] };

  test('to no slash in a part, and to none of what ends or splits a path', () => {
    expect(pathAutomaton('[.-:]', 256, 'part')).toEqual({ firsts: [0, 46, 47, 48, 59], classes: [0, 1, 0, 1, 0], ...NOTHING });
    expect(pathAutomaton('[.-:]', 256, 'rest')).toEqual({ firsts: [0, 46, 59], classes: [0, 1, 0], ...NOTHING });
    expect(pathAutomaton('[.-:]', 256)).toEqual(pathAutomaton('[.-:]', 256, 'rest'));
    expect(pathAutomaton('[!-\']', 256, 'rest')).toEqual({ firsts: [0, 33, 34, 36, 37, 39, 40], classes: [0, 1, 0, 1, 0, 1, 0], ...NOTHING });
    expect(pathAutomaton('[!-\']', 256)).toEqual({ firsts: [0, 33, 40], classes: [0, 1, 0], ...NOTHING });
  });

  test('to what it names itself', () => {
    expect(pathAutomaton('[9-=]', 256, 'part')).toEqual({ firsts: [0, 57, 59, 61, 62], classes: [0, 1, 0, 1, 0], ...NOTHING });
    expect(pathAutomaton('[9-=;]', 256, 'part')).toEqual({ firsts: [0, 57, 60, 61, 62], classes: [0, 1, 0, 1, 0], ...NOTHING });
  });

  test.each<[string, 'part' | 'rest', RegExp]>([
    ['/', 'part', /^must take a value that a path can have, got "\/"; no value has .*, or "\/", which ends the part; right would be/],
    ['%', 'rest', /^must take a value that a path can have, got "%"; no value has .*, or a part without a character; right would be/],
    ['[?#]+', 'part', /^must take a value that a path can have/],
  ])('%s is nothing in a %s', (pattern, place, message) => {
    expect(() => pathAutomaton(pattern, 256, place)).toThrow(message);
    expect(() => pathAutomaton(pattern, 256)).not.toThrow();
  });

  test('what takes something is taken', () => {
    expect(pathAutomaton('/|a', 256, 'part')).toEqual(pathAutomaton('a', 256));
  });
});

test('the same pattern, limit and place is made once', () => {
  expect(pathAutomaton('[a-f]+', 256, 'part')).toBe(pathAutomaton('[a-f]+', 256, 'part'));
  expect(pathAutomaton('[a-f]+', 256, 'part')).not.toBe(pathAutomaton('[a-f]+', 256));
  // No value is longer than 512 characters, so longer limits are one.
  expect(pathAutomaton('[a-f]+', 512)).toBe(pathAutomaton('[a-f]+', 8192));
  expect(pathAutomaton('[a-f]+', 511)).not.toBe(pathAutomaton('[a-f]+', 512));
});

describe('what is refused is what would need too much', () => {
  const TOO_MUCH = /^must make an automaton of at most 2048 states, got ".*", which needs more; right would be smaller counts/;

  test('in states at once: 64 memories are fine, thousands are not, however they are kept', () => {
    expect(pathAutomaton('(?:a|b)*a(?:a|b){13}', 256).targets).toBeDefined();
    expect(pathAutomaton('(?:a|b)*a(?:a|b){5}', 256).targets).toBeUndefined();
    // Three ways for each of the repeats, and six.
    expect(pathAutomaton('[a-z]*a(?:[a-z]b?){500}', 8192).targets).toBeDefined();
    expect(() => pathAutomaton('[a-z]*a(?:[a-z]b?c?){500}', 8192)).toThrow(TOO_MUCH);
  });

  test('in text', () => {
    // As many states, with one character or with 60 of them to tell apart.
    const letters = Array.from({ length: 60 }, (_, index) => String.fromCodePoint(0x4e00 + 2 * index));
    expect(() => pathAutomaton('a{510}', 512)).not.toThrow();
    expect(() => pathAutomaton(letters.join('').repeat(14), 8192)).toThrow(TOO_MUCH);
  });
});
