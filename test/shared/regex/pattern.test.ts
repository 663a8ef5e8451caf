import { automatonOf } from '../../../lib/shared/regex/automaton';
import { anyOf, parsePattern, PatternError } from '../../../lib/shared/regex/pattern';
import { alphabet } from '../../../lib/shared/regex/shape';

function takes(pattern: string, text: string): boolean {
  return automatonOf(parsePattern(pattern), 100)!.test([...text].map((character) => character.codePointAt(0)!));
}

describe('what can not be held', () => {
  test.each([
    ['a(?=b)', 'look-ahead', '(?=', 2],
    ['ab(?!c)', 'look-ahead', '(?!', 3],
    ['(?<=a)b', 'look-behind', '(?<=', 1],
    ['(?<!a)b', 'look-behind', '(?<!', 1],
    ['\\bword', 'word boundary', '\\b', 1],
    ['wo\\Brd', 'word boundary', '\\B', 3],
    ['(a)\\1', 'back reference', '\\1', 4],
    ['(?<n>a)', 'named group', '(?<', 1],
    ['a^b', 'anchor within', '^', 2],
    ['a$b', 'anchor within', '$', 2],
    ['(?:a$)*', 'anchor within', '$', 5],
    ['(?i)a', 'inline flags', '(?i)', 1],
    ['(?i:a)', 'inline flags', '(?i:', 1],
    ['(?>a)', 'atomic group', '(?>', 1],
    ['(?P<n>a)', 'named group', '(?P<n', 1],
    ['a++', 'possessive quantifier', '++', 2],
    ['\\\\[[:alpha:]]', 'POSIX class', '[[:alpha:]', 3],
    ['[]', 'takes no value', '[]', 1],
  ])('%s: %s', (pattern, reason, construct, position) => {
    let error: unknown;
    try {
      parsePattern(pattern);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PatternError);
    expect(error).toMatchObject({ reason, construct, position, isSyntax: false });
  });

  test.each(['a**', 'a{2', '(a', 'a)', '[b-a]', '\\u12', '[a', '{a}', 'a]', '\\'])('%s is no regular expression', (pattern) => {
    expect(() => parsePattern(pattern)).toThrow(expect.objectContaining({ isSyntax: true }));
  });

  test('says where in the pattern as it was written', () => {
    expect(() => parsePattern('\\:\\_(?!c)')).toThrow('got "(?!" (look-ahead) at character 5 of "\\\\:\\\\_(?!c)"; spell it out');
  });

  test('more parts than any pattern has', () => {
    expect(() => parsePattern('(?:a|b)'.repeat(5000))).toThrow(expect.objectContaining({ reason: 'too many parts' }));
  });

  test('properties of Unicode, where the caller says so', () => {
    expect(() => parsePattern('[\\p{L}_]', { properties: false })).toThrow(expect.objectContaining({ reason: 'unicode property', position: 2 }));
    expect(takes('\\p{L}+', 'aé')).toBe(true);
  });
});

test.each([
  ['a\\:b\\_c\\-d\\/e', 'a:b_c-d/e', true],
  ['[\\w-.]+', 'a-.', true],
  ['[\\w-.]+', '/', false],
  ['[+-\\d]+', '+-7', true],
  ['[\\_\\:\\-]+', '_:-', true],
  ['\\é\\🎉', 'é🎉', true],
  ['[\\d-]+', '1-2', true],
])('escapes of what is no letter are the characters themselves: %s, %s', (pattern, text, taken) => {
  expect(takes(pattern, text)).toBe(taken);
});

test.each([
  ['^a$', 'a'], ['^a$|^b$', 'b'], ['^(?:^a|b$)$', 'a'], ['(^a)?b', 'ab'], ['(?:a$)?', 'a'], ['^(a)|(b)$', 'b'],
])('anchors at the ends say nothing new: %s', (pattern, text) => {
  expect(takes(pattern, text)).toBe(true);
  expect(takes(pattern, `x${text}`)).toBe(false);
  expect(takes(pattern, `${text}x`)).toBe(false);
});

test.each(['\n', '\r', '\u2028', '\u2029'])('`.` takes no line end: %j', (character) => {
  expect(takes('.', character)).toBe(false);
  expect(takes('[^a]', character)).toBe(true);
});

test('texts are taken letter by letter', () => {
  expect(alphabet(anyOf(['a.', '*'])).ranges).toEqual([{ min: 0x2a, max: 0x2a }, { min: 0x2e, max: 0x2e }, { min: 0x61, max: 0x61 }]);
});
