import { CharSet, JS } from 'refa';
import { gapsOf, withGapsClosed, withNarrowSpace } from '../../../lib/firewall/private/wide-characters';
import { charRanges } from '../../../lib/shared/regex/char-set';
import { parsePattern, Pattern } from '../../../lib/shared/regex/pattern';

/** A pattern as text, which says all of it but where it stood. */
const text = (pattern: Pattern): string => JS.toLiteral(pattern, { flags: { unicode: true } }).source;

/** Code points beyond ASCII that JavaScript itself finds in none of the classes; halves of pairs are none that can be sent. */
function takenByNone(classes: string[]): CharSet {
  const expression = new RegExp(`^[^${classes.join('')}\\ud800-\\udfff]$`, 'u');
  const ranges: Array<[first: number, last: number]> = [];
  for (let codePoint = 0x80; codePoint <= 0x10ffff; codePoint++) {
    if (expression.test(String.fromCodePoint(codePoint))) {
      const last = ranges[ranges.length - 1];
      if (last?.[1] === codePoint - 1) {
        last[1] = codePoint;
      } else {
        ranges.push([codePoint, codePoint]);
      }
    }
  }
  return charRanges(...ranges);
}

const DOT = '\\u0000-\\u0009\\u000b\\u000c\\u000e-\\u2027\\u202a-\\u{10ffff}';
const WIDE_SPACE = '\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';

describe('the gaps of a pattern', () => {
  test.each<[pattern: string, ranges: Array<[first: number, last: number]>]>([
    ['.', [[0x2028, 0x2029]]],
    ['[^\\u2028]', [[0x2028, 0x2028]]],
    ['\\S', [[0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000], [0xfeff, 0xfeff]]],
    ['\\u0080', [[0x81, 0xd7ff], [0xe000, 0x10ffff]]],
    ['\\u{10ffff}', [[0x80, 0xd7ff], [0xe000, 0x10fffe]]],
    ['aé', [[0x80, 0xe8], [0xea, 0xd7ff], [0xe000, 0x10ffff]]],
    ['[^a]', []],
    ['[^\\ud800-\\udfff]', []],
    ['[^\\udc00]', []],
    ['[\\u0000-\\ud7ff\\ue000-\\ufffd\\u{10000}-\\u{10ffff}]', [[0xfffe, 0xffff]]],
    ['[\\s\\S]', []],
  ])('of %s are what it takes nowhere', (pattern, ranges) => {
    expect(gapsOf(parsePattern(pattern))).toEqual(charRanges(...ranges));
  });

  test.each<[pattern: string, classes: string[]]>([
    ['.', [DOT]],
    ['\\S+', ['\\S']],
    ['\\s', ['\\s']],
    ['.\\s', [DOT, '\\s']],
    ['(?:\\S|a\\u2028){2}', ['\\S', '\\u2028']],
    ['[^é][à-ï]', ['\\u0000-è', 'ê-\\u{10ffff}', 'à-ï']],
    ['\\W', ['\\W']],
    ['[α-ω]|\\d', ['α-ω']],
  ])('of %s are what JavaScript takes nowhere', (pattern, classes) => {
    expect(gapsOf(parsePattern(pattern))).toEqual(takenByNone(classes));
  });

  // A pattern of ASCII alone has no gap that would be worth a word: all of the rest is foreign to it.
  test.each(['', 'a', '[a-z]+(?:-[0-9])?', '[\\u0000-\\u007f]', '\\w', '\\d', '[a\\ud800]'])('of %j, which takes ASCII alone, are none', (pattern) => {
    expect(gapsOf(parsePattern(pattern)).isEmpty).toBe(true);
  });
});

describe('a pattern with its gaps closed', () => {
  test.each<[pattern: string, closed: string]>([
    ['.', '[^\\n\\r]'],
    ['\\S', '[^\\t-\\r ]'],
    ['a.b|(?:.c){2,3}', 'a[^\\n\\r]b|(?:[^\\n\\r]c){2,3}'],
    // Without U+2028 alone the white space that `\S` leaves out as well is still left out: the class is not one of all characters.
    ['.\\S', '[^\\n\\r]\\S'],
    ['[^a]é', '[^a]é'],
    ['[^\\u2028]x+\\u{10ffff}?', '[\\s\\S]x+\\u{10ffff}?'],
    ['\\s', '[\\t-\\r \\u0080-\\ud7ff\\ue000-\\u{10ffff}]'],
    ['é', '[\\u0080-\\ud7ff\\ue000-\\u{10ffff}]'],
    ['[^\\ud800-\\udfff]', '[^\\ud800-\\udfff]'],
    ['[^\\ud800-\\udfff\\ufffe]a', '[^\\ud800-\\udfff]a'],
    ['abc', 'abc'],
  ])('%s takes what %s does', (source, closed) => {
    const pattern = parsePattern(source);
    expect(text(withGapsClosed(pattern, gapsOf(pattern)))).toBe(text(parsePattern(closed)));
  });

  test('has no character of the gaps where a class would still lack others', () => {
    expect(text(withGapsClosed(parsePattern('[à-ÿ].'), charRanges([0x2028, 0x2029])))).toBe(text(parsePattern('[à-ÿ][^\\n\\r]')));
    expect(text(withGapsClosed(parsePattern('.'), charRanges([0x2028, 0x2028])))).toBe(text(parsePattern('.')));
    expect(text(withGapsClosed(parsePattern('.'), charRanges([0x2029, 0x2029])))).toBe(text(parsePattern('.')));
  });
});

describe('a pattern with narrow white space', () => {
  test.each<[pattern: string, narrow: string]>([
    ['\\s', '[\\t-\\r ]'],
    ['\\s+', '[\\t-\\r ]+'],
    ['a\\sb', 'a[\\t-\\r ]b'],
    ['\\sé.', '[\\t-\\r ]é.'],
    ['(?:a|b\\s){2}\\s', '(?:a|b[\\t-\\r ]){2}[\\t-\\r ]'],
    ['[\\s,]', '[\\t-\\r ,]'],
    ['[^\\S\\n\\r]', '[\\t\\v\\f ]'],
    [`[${WIDE_SPACE}\\d]\\S`, '\\d\\S'],
  ])('%s is %s', (pattern, narrow) => {
    expect(text(withNarrowSpace(parsePattern(pattern))!)).toBe(text(parsePattern(narrow)));
  });

  test('has what JavaScript takes for white space, of ASCII', () => {
    const ascii = Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code));
    const narrow = new RegExp(`^${text(withNarrowSpace(parsePattern('\\s'))!)}$`, 'u');
    expect(ascii.filter((character) => narrow.test(character))).toEqual(ascii.filter((character) => /\s/.test(character)));
  });

  // A single character more or less, and it is not `\s` that was written.
  test.each(['', 'a', '\\S', '.', ' +', '[\\sé]', '[^\\S\\u2028]', '[\\s\\u0080]', '[\\s\\u{10ffff}]', '[\\u2028\\u2029]', '[^\\S\\u2000]', '[^\\S\\u200a]', '[\\s\\u200b]', '[\\s\\S]'])('%j has none', (pattern) => {
    expect(withNarrowSpace(parsePattern(pattern))).toBeUndefined();
  });

  test.each([`[${WIDE_SPACE}]`, `a(?:[${WIDE_SPACE}]b)?`])('%s would take nothing instead, and is left as it is', (pattern) => {
    expect(withNarrowSpace(parsePattern(pattern))).toBeUndefined();
  });

  test('has such a class as it was beside one that is narrowed', () => {
    expect(text(withNarrowSpace(parsePattern(`\\s[${WIDE_SPACE}]`))!)).toBe(text(parsePattern(`[\\t-\\r ][${WIDE_SPACE}]`)));
  });
});
