import { anyBut, complement } from '../../../lib/firewall/private/automaton';
import { charRanges, charSet, NO_CHARACTER } from '../../../lib/shared/regex/char-set';
import { parsePattern } from '../../../lib/shared/regex/pattern';

const QUERY = { terminators: charSet('&') };
const HEADER = { terminators: NO_CHARACTER };

/** Each pattern with what is wrong in a header, as it was reviewed. */
const REVIEWED: ReadonlyArray<[pattern: string, inHeader: string]> = [
  ['', '(?:.)'],
  ['a', '(?:[^a]|a.)'],
  ['a?', '(?:[^a]|a.)'],
  ['ab', '(?:[^a]|a(?:[^b]|$|b.))'],
  ['a(?:b|c)?', '(?:[^a]|a(?:[^bc]|[bc].))'],
  ['ab|cd', '(?:[^ac]|a(?:[^b]|$|b.)|c(?:[^d]|$|d.))'],
  // What repeats.
  ['a*', '(?:a*[^a])'],
  ['a+', '(?:[^a]|a+[^a])'],
  ['ba*', '(?:[^b]|ba*[^a])'],
  ['b[ab]*', '(?:[^b]|b[ab]*[^ab])'],
  ['ca+', '(?:[^c]|c(?:[^a]|$|a+[^a]))'],
  ['ab*c', '(?:[^a]|ab*(?:[^bc]|$|c.))'],
  ['x*|y', '(?:[^xy]|x+[^x]|y.)'],
  ['a|bx*', '(?:[^ab]|a.|bx*[^x])'],
  // What repeats at the start: a value of nothing else may be right, or end too early.
  ['a*b?', '(?:a*(?:[^ab]|b.))'],
  ['a*b', '(?:a*(?:[^ab]|b.)|a+$)'],
  ['[ab]*c', '(?:[ab]*(?:[^a-c]|c.)|[ab]+$)'],
  // In the order of the pattern, also within what repeats.
  ['(?:b|a{2})x', '(?:[^ab]|b(?:[^x]|$|x.)|a(?:[^a]|$|a(?:[^x]|$|x.)))'],
  ['(?:d|c|(?:b|a)x)x', '(?:[^a-d]|[cd](?:[^x]|$|x.)|[ab](?:[^x]|$|x(?:[^x]|$|x.)))'],
  ['b?a*bb', '(?:[^ab]|b(?:[^ab]|$|b(?:[^b]|b.)|a+(?:[^ab]|$|b(?:[^b]|$|b.)))|a+(?:[^ab]|$|b(?:[^b]|$|b.)))'],
  // Six characters are the first whose missing ends are shorter to say by the length.
  ['abcde', '(?:[^a]|a(?:[^b]|$|b(?:[^c]|$|c(?:[^d]|$|d(?:[^e]|$|e.)))))'],
  ['abcdef', '(?:[^a]|a(?:[^b]|b(?:[^c]|c(?:[^d]|d(?:[^e]|e(?:[^f]|f.)))))|.{1,5}$)'],
  // Behind what repeats, ends are told where they are: `bbb` may be longer than the least length, and too short all the same.
  ['a{6}b*c{3}', '(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^a]|ab*(?:[^bc]|$|c(?:[^c]|$|c(?:[^c]|$|c.))))))))|.{1,8}$)'],
  // Ends behind the least length, on the longer way.
  ['a{6}(?:bc{3}|c)', '(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^a]|a(?:[^bc]|b(?:[^c]|$|c(?:[^c]|$|c(?:[^c]|$|c.)))|c.))))))|.{1,6}$)'],
];

const OTHERS = ['(?:a|ab)(?:c|bcd)', '(?:a|b)c?a', 'a[bc]+d?', '(?:ab|c)(?:d|ab)?', 'a{2,3}b{1,2}', '[a-c]{2}d|ab{3}', 'a(?:b(?:c(?:d)?)?)?', 'a?b?c?d', 'c*|a?b', '(?:a|bb)(?:a|bb)', '(?:d|c*)b'];

/** All texts of these letters, the empty one left out. */
function textsOf(letters: string[], longest: number): string[] {
  const texts = [''];
  for (let from = 0, length = 1; length <= longest; length++) {
    const to = texts.length;
    texts.slice(from, to).forEach((text) => texts.push(...letters.map((letter) => text + letter)));
    from = to;
  }
  return texts.slice(1);
}

const TEXTS = textsOf(['a', 'b', 'c', 'd', '!'], 5);
const LONGER = ['abcdef', 'abcdefx', 'abcdeff', 'abcd', 'aaaa', 'aaaac', 'aaaacc', 'aaaaaac', 'aaaaaacc', 'aaaaaabccc', 'aaaaaabcc', 'aaaaaabc', 'aaaaaab', 'aaaaaabcccc', 'aaaaaaccc', 'aaaaaabbbccc', 'aaaaaabbbbbbcc', 'aaaaaabbbb', 'x', 'xx', 'xxy', 'y', 'yy', 'ax', 'axx', 'aax', 'aaxx', 'bx', 'bxx', 'bxxa', 'dx', 'axxx', 'cx'];

describe('what is wrong by a pattern', () => {
  test.each(REVIEWED)('%s in a header is %s', (pattern, expected) => {
    expect(complement(parsePattern(pattern), HEADER, Infinity)).toBe(expected);
  });

  test.each<[pattern: string, expected: string]>([
    ['', '(?:[^&])'],
    ['a?', '(?:[^&a]|a[^&])'],
    ['ab*', '(?:[^a]|ab*[^&b])'],
    ['a*b', '(?:a*(?:[^ab]|b[^&])|a+$)'],
    // `&` says more than `.`, so the length is worth it from ten characters on.
    ['abcdefghi', '(?:[^a]|a(?:[^b]|$|b(?:[^c]|$|c(?:[^d]|$|d(?:[^e]|$|e(?:[^f]|$|f(?:[^g]|$|g(?:[^h]|$|h(?:[^i]|$|i[^&])))))))))'],
    ['abcdefghij', '(?:[^a]|a(?:[^b]|b(?:[^c]|c(?:[^d]|d(?:[^e]|e(?:[^f]|f(?:[^g]|g(?:[^h]|h(?:[^i]|i(?:[^j]|j[^&])))))))))|[^&]{1,9}(?:&|$))'],
  ])('%s in a query string is %s', (pattern, expected) => {
    expect(complement(parsePattern(pattern), QUERY, Infinity)).toBe(expected);
  });

  test.each([...REVIEWED.map(([pattern]) => pattern), ...OTHERS])('%s is what JavaScript refuses, in a header and wherever it stands in a query string', (pattern) => {
    const isRight = new RegExp(`^(?:${pattern})$`, 'u');
    const [inHeader, inQuery] = [HEADER, QUERY].map((syntax) => new RegExp(`^${complement(parsePattern(pattern), syntax, Infinity)!}`));
    const wrong = [...TEXTS, ...LONGER].filter((text) => !isRight.test(text));
    expect([...TEXTS, ...LONGER].filter((text) => inHeader.test(text))).toEqual(wrong);
    expect([...TEXTS, ...LONGER].filter((text) => inQuery.test(text))).toEqual(wrong);
    expect([...TEXTS, ...LONGER].filter((text) => inQuery.test(`${text}&a=b`))).toEqual(wrong);
    expect([inHeader.test(''), inQuery.test('')]).toEqual([false, false]);
  });

  test.each([['ab', 23], ['a*b', 22], ['a|bx*', 20], ['abcdef', 69]])('%s takes %d characters, and none fewer', (pattern, length) => {
    expect(complement(parsePattern(pattern), HEADER, length)).toHaveLength(length);
    expect(complement(parsePattern(pattern), HEADER, length - 1)).toBeUndefined();
  });

  test.each(['(?:ab)+', '(?:ab)*', 'a(?:ba)*', '(?:aa)*b', '[ab]*a', 'x(?:ab+)*', 'c*(?:ab)+', '(?:abc)+d'])('%s, which loops over more than one character, is not said', (pattern) => {
    expect(complement(parsePattern(pattern), HEADER, Infinity)).toBeUndefined();
  });

  test('of sixty characters at most is said', () => {
    expect(complement(parsePattern('a{60}'), HEADER, Infinity)).toHaveLength(610);
    expect(complement(parsePattern('a{61}'), HEADER, Infinity)).toBeUndefined();
  });

  // Each way through it would be said by itself: without an end to that, this took days.
  test('of very many ways is given up at once', () => {
    expect(complement(parsePattern('(?:a(?:b|cb)){18}'), HEADER, 150)).toBeUndefined();
  });
});

test.each([[NO_CHARACTER, '.'], [charSet('&'), '[^&]'], [charRanges([0x30, 0x39]), '\\D'], [charSet('ab&'), '[^&ab]']])('any byte but %j is %s', (set, expected) => {
  expect(anyBut(set)).toBe(expected);
});
