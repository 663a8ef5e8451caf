import * as fc from 'fast-check';
import { HEADER_VALUE, QUERY_VALUE, spelled } from '../../../lib/firewall/private/value-syntax';
import { constraintCheck, ValueConstraint } from '../../../lib/firewall/private/violations';
import { parsePattern } from '../../../lib/shared/regex/pattern';
import { asRuns, lengthRange } from '../../../lib/shared/regex/shape';
import { patternsAndTexts } from '../../support/patterns';

const free = { minLength: 0, maxLength: 256 };

describe('patterns', () => {
  test.each(['a(?=b)', '(?<n>a)', '\\bword\\b', '\\p{L}', '(a)\\1', 'a**', 'a++', 'a^b', 'a{2', '(a', 'a)', '[b-a]', '\\u12', '[a'])('%s is refused', (source) => {
    expect(() => constraintCheck({ ...free, pattern: source }, QUERY_VALUE)).toThrow(/`pattern` must keep to what AWS WAF checks|Invalid/);
  });

  test('says where and what, and what would be right', () => {
    expect(() => parsePattern('ab(?!c)')).toThrow('`pattern` must keep to what AWS WAF checks (characters, classes, groups, choices and repeats), got "(?!" (look-ahead) at character 3 of "ab(?!c)"; spell it out');
  });

  test('one that is too long once it is spelled as sent is refused', () => {
    expect(() => constraintCheck({ ...free, pattern: '(?:[^<>]{2}[äöü]){3}:' + '(?:a/b:)?'.repeat(12) }, QUERY_VALUE)).toThrow(/`pattern` must fit the 200 characters/);
  });

  test.each([['a query string', QUERY_VALUE], ['a header', HEADER_VALUE]])('one of white space beyond ASCII that is too long in %s is refused, rather than every value', (_, syntax) => {
    const wideSpace = '[\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]';
    expect(() => constraintCheck({ ...free, pattern: `a:${wideSpace}:${wideSpace}:${wideSpace}` }, syntax)).toThrow('`pattern` must fit the 200 characters');
  });

  // They are no characters that anybody can send, and so none that would have to be looked for.
  test.each(['[^\\ud800-\\udfff]*', '[\\u0000-\\ud7ff\\ue000-\\u{10ffff}]+', '[^\\udc00]+'])('%s takes all that can be sent', (pattern) => {
    const texts = ['a', 'é', '€', '\ud7ff', '\ue000', '🎉', 'a/é€🎉'];
    const [inQuery, inHeader] = [refusal({ pattern }), refusal({ pattern }, HEADER_VALUE)];
    expect(texts.filter((text) => inQuery(encodeURIComponent(text)) || inHeader(text))).toEqual([]);
  });

  test.each([['a{2,3}b?', 2, 4], ['(?:a|bcd)+', 1, Infinity], ['', 0, 0], ['^ab$', 2, 2], ['a{0}', 0, 0]])('%s takes %d to %d characters', (source, min, max) => {
    expect(lengthRange(parsePattern(source))).toEqual({ min, max });
  });

  test('runs are told from choices and groups', () => {
    expect(asRuns(parsePattern('[0-9]{4}-x?'))).toHaveLength(3);
    expect(asRuns(parsePattern('(?:ab)+'))).toBeUndefined();
    expect(asRuns(parsePattern('a|b'))).toBeUndefined();
  });
});

/** What JavaScript says of the decoded value; what the rule says of the value as sent must be the same. */
function refusal(constraint: Partial<ValueConstraint>, syntax = QUERY_VALUE): (sent: string) => boolean {
  const check = constraintCheck({ ...free, ...constraint }, syntax);
  const violations = check.violations.map((text) => new RegExp(`^${text}`));
  const required = check.required?.map((text) => new RegExp(`^(?:${text})$`));
  return (sent) => {
    const bytes = Buffer.from(sent).toString('latin1');
    return bytes === ''
      ? check.refusesEmpty
      : violations.some((text) => text.test(bytes)) || (required !== undefined && !required.some((text) => text.test(bytes)));
  };
}

const PATTERNS = [
  '[0-9]{1,3}', '[a-z]+', 'a?b?c', '-?\\d{1,5}', '[A-Z]{2}\\d{6}[A-Z]?', 'v\\d+', '(?:a|b)c', 'true|false', 'ab|abc|bcd', '(?:[1-9]|[1-9][0-9]|100)', '-?(?:0|[1-9][0-9]*)', 'a*bab', 'v?a*bb', '(?:a|ab)(?:c|bcd)', '(?:abc)?', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  '\\d{4}-\\d\\d-\\d\\d', '[^<>]*', '.{0,5}', '[a-z:/]+', 'é+', '[α-ω]{2}', '\\S+', '[Ā-ſ]', 'x{0,2}y{0,2}z', 'a*b', '(?:ab){2,3}', '\\w+@\\w+\\.com', '[+ ]+', '[ace]{0,9}[bdf]{0,9}[gik]{0,9}[hjl]{0,9}[moq]{0,9}[npr]{0,9}',
];
const piece = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'z', '0', '7', '-', 'é', 'α', 'Ā', '🎉', ' ', '+', '%', '&', ':', '/', '<', '@', '.', 'ab', 'A', '\u2028', '\u2029', '\u00a0', '\u3000', '\ufeff', 'Z', 'v', 'x', 'y', 'com', '\n'),
  fc.string({ unit: 'binary', maxLength: 2 }).filter((text) => Buffer.from(text).toString() === text),
);

describe.each(PATTERNS)('the pattern %s', (pattern) => {
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  const value = fc.oneof(fc.array(piece, { maxLength: 7 }).map((parts) => parts.join('')), fc.stringMatching(expression).filter((text) => text.length < 60));

  test('refuses in a query string what JavaScript refuses, and nothing else', () => {
    const refused = refusal({ pattern });
    fc.assert(fc.property(value, fc.boolean(), (text, form) => {
      const sent = form ? new URLSearchParams([['', text]]).toString().slice(1) : encodeURIComponent(text);
      expect(refused(sent)).toBe(!expression.test(text) || [...text].length > 256);
    }), { numRuns: 150 });
  });

  test('refuses in a header what JavaScript refuses, and nothing else', () => {
    const refused = refusal({ pattern }, HEADER_VALUE);
    fc.assert(fc.property(value.filter((text) => !/[\x00-\x1f\x7f]/.test(text)), (text) => {
      expect(refused(text)).toBe(!expression.test(text) || [...text].length > 256);
    }), { numRuns: 150 });
  });

  test('becomes expressions of at most 200 characters that no empty value matches', () => {
    for (const syntax of [QUERY_VALUE, HEADER_VALUE]) {
      const check = constraintCheck({ ...free, pattern }, syntax);
      expect(Math.max(0, ...[...check.violations, ...check.required ?? []].map((text) => text.length))).toBeLessThanOrEqual(190);
      expect(check.violations.filter((text) => new RegExp(`^(?:${text})`).test(''))).toEqual([]);
    }
  });
});

describe('an expression of 150 characters, which leave room for the name, is the longest', () => {
  const inQuery = (pattern: string) => constraintCheck({ ...free, pattern }, QUERY_VALUE);
  const lengths = (texts: string[] | undefined): number[] | undefined => texts?.map(({ length }) => length);

  test('for characters that may not occur', () => {
    expect(inQuery('[^äñúĂĪĺşƊƢƣǆǚǲǾȄȒȲ]+').violations[0]).toHaveLength(150);
    expect(() => inQuery('[^ÔôēĔĴōűŻƏƔƴǆǇǾȏȗȮ]+')).toThrow('`pattern` must fit the 200 characters');
  });

  test('for the characters of a run', () => {
    expect(inQuery('[$7A\\]ai|]{0,9}').violations[0]).toHaveLength(150);
    expect(inQuery('[$7A\\]ai|]{0,9}').required).toBeUndefined();
    // One more, and what is right takes less.
    expect(inQuery('[!+5=S\\[mtwx{]{0,9}')).toEqual({ violations: [], required: ['(?:[!5=S\\[mtwx{]|%(?:2[1Bb]|3[Dd]|[57][Bb])){0,9}'], refusesEmpty: false });
  });

  // ":" takes 12.
  test('for a value', () => {
    expect(lengths(inQuery(`:${'a'.repeat(138)}`).required)).toEqual([150]);
    expect(() => inQuery(`:${'a'.repeat(139)}`)).toThrow('`pattern` must fit the 200 characters');
    expect(() => inQuery(`b:|:${'a'.repeat(139)}`)).toThrow('`pattern` must fit the 200 characters');
  });

  test('for choices, of which it holds as many as fit', () => {
    expect(lengths(inQuery(`:${'a'.repeat(60)}|:${'b'.repeat(65)}`).required)).toEqual([150]);
    expect(lengths(inQuery(`:${'a'.repeat(60)}|:${'b'.repeat(66)}`).required)).toEqual([72, 78]);
    expect(lengths(inQuery(`:${'a'.repeat(60)}|:${'b'.repeat(66)}|:${'c'.repeat(59)}|:d`).required)).toEqual([72, 150, 13]);
  });
});

describe('runs that take more than one expression', () => {
  // What may be absent is not the last of an expression: the next could begin in the middle of the run before it.
  test('are right where the last one is absent', () => {
    const right = ['aa', 'aaa', 'aaaaaa', 'xaaa', 'xxao', 'aav', 'aaawww', 'xipaovfw'];
    const wrong = ['a', 'aaaaaaa', 'x', 'xa', 'v', 'av', 'aava', 'aavx', 'aax', 'aaz', 'aavz', 'xxaaaaaaa', 'aaa&'];
    for (const syntax of [QUERY_VALUE, HEADER_VALUE]) {
      const refused = refusal({ pattern: 'x*[iaop]{2,6}[vfjw]*' }, syntax);
      expect(constraintCheck({ ...free, pattern: 'x*[iaop]{2,6}[vfjw]*' }, syntax).violations).toHaveLength(3);
      expect(right.filter((text) => refused(text))).toEqual([]);
      expect(wrong.filter((text) => !refused(syntax === QUERY_VALUE ? encodeURIComponent(text) : text))).toEqual([]);
    }
  });
});

test.each([['a query string', QUERY_VALUE], ['a header', HEADER_VALUE]])('a value of no character in %s is the empty one', (_, syntax) => {
  for (const pattern of ['[a-z]*', '[^<>]*', '(?:ab)*', '[a-z]*:?']) {
    const refused = refusal({ pattern, maxLength: 0 }, syntax);
    expect([pattern, refused('')]).toEqual([pattern, false]);
    expect(['a', 'ab', '1', '-'].filter((text) => !refused(text))).toEqual([]);
  }
});

describe('any pattern that fits', () => {
  /** Where not all white space fits, `\s` is that of ASCII: less than JavaScript takes, never more. */
  const takesWideSpace = (pattern: string): boolean => pattern.includes('\\s');
  const WIDE_SPACE = /[^\S\x00-\x7f]/;

  test.each([['a query string', QUERY_VALUE], ['a header', HEADER_VALUE]] as const)('refuses in %s what JavaScript refuses', (_, syntax) => {
    fc.assert(fc.property(patternsAndTexts, ([pattern, texts]) => {
      let refused: (sent: string) => boolean;
      try {
        refused = refusal({ pattern }, syntax);
      } catch (error) {
        expect((error as Error).message).toContain('must fit the 200 characters');
        return;
      }
      for (const text of texts.filter((one) => syntax === QUERY_VALUE || !/[\x00-\x1f\x7f]/.test(one))) {
        const actual = refused(syntax === QUERY_VALUE ? encodeURIComponent(text) : text);
        const expected = !new RegExp(`^(?:${pattern})$`, 'u').test(text);
        expect(actual).toBe(expected || (actual && takesWideSpace(pattern) && WIDE_SPACE.test(text)));
      }
    }), { numRuns: 300 });
  });
});

describe('spelling', () => {
  test.each([
    ['[0-9]', '\\d'],
    ['[A-Za-z0-9_-]', '[\\w\\-]'],
    [':', '(?::|%3[Aa])'],
    ['[ +]', '(?:\\+|%2[0bB])'],
    ['é', '%[cC]3%[aA]9'],
  ])('%s in a query string is %s', (pattern, expected) => {
    const text = spelled(parsePattern(pattern), QUERY_VALUE);
    expect(text.toLowerCase()).toBe(expected.toLowerCase());
  });
});
