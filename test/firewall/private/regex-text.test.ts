import { CharSet } from 'refa';
import { classOf, group, MAX_REGEX_LENGTH, notIn, packed, repeated } from '../../../lib/firewall/private/regex-text';
import { charRanges, charSet } from '../../../lib/shared/regex/char-set';

const BYTES = Array.from({ length: 0x100 }, (_, byte) => byte);
const bytesThatMatch = (text: string): number[] => BYTES.filter((byte) => new RegExp(`^${text}$`).test(String.fromCharCode(byte)));

describe('a class of bytes', () => {
  test.each<[set: CharSet, inside: string, outside: string]>([
    [charSet('a'), 'a', '[^a]'],
    [charSet('.'), '\\.', '[^.]'],
    [charSet('-'), '-', '[^\\-]'],
    [charSet('^'), '\\^', '[^\\^]'],
    [charSet('\\'), '\\\\', '[^\\\\]'],
    [charSet(']'), '\\]', '[^\\]]'],
    [charSet('['), '\\[', '[^\\[]'],
    [charSet(' '), '\\x20', '[^\\x20]'],
    [charSet('!'), '!', '[^!]'],
    [charSet('~'), '~', '[^~]'],
    [charRanges([0x7f, 0x7f]), '\\x7f', '[^\\x7f]'],
    [charRanges([0, 0]), '\\x00', '[^\\x00]'],
    [charRanges([0xff, 0xff]), '\\xff', '[^\\xff]'],
    [charSet('ab'), '[ab]', '[^ab]'],
    [charSet('ac'), '[ac]', '[^ac]'],
    [charSet('abc'), '[a-c]', '[^a-c]'],
    [charSet('[\\]'), '[\\[-\\]]', '[^\\[-\\]]'],
    [charSet('(*)'), '[(-*]', '[^(-*]'],
    [charRanges([0x80, 0xbf]), '[\\x80-\\xbf]', '[^\\x80-\\xbf]'],
    [charRanges([0x30, 0x39]), '\\d', '\\D'],
    [charRanges([0x30, 0x38]), '[0-8]', '[^0-8]'],
    [charRanges([0x31, 0x39]), '[1-9]', '[^1-9]'],
    // Next to the digits: as long either way, and then in ranges.
    [charRanges([0x2f, 0x39]), '[/-9]', '[^/-9]'],
    [charRanges([0x30, 0x39], [0x61, 0x66]), '[\\da-f]', '[^\\da-f]'],
    [charRanges([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]), '\\w', '\\W'],
    [charRanges([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a]), '[\\dA-Za-z]', '[^\\dA-Za-z]'],
    [charRanges([0x30, 0x39], [0x41, 0x59], [0x5f, 0x5f], [0x61, 0x7a]), '[\\dA-Y_a-z]', '[^\\dA-Y_a-z]'],
    [charRanges([0x2d, 0x2e], [0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]), '[\\w\\-.]', '[^\\w\\-.]'],
  ])('%j is %s, and all others are %s', (set, inside, outside) => {
    expect([classOf(set), notIn(set)]).toEqual([inside, outside]);
    expect(bytesThatMatch(inside)).toEqual(BYTES.filter((byte) => set.has(byte)));
    expect(bytesThatMatch(outside)).toEqual(BYTES.filter((byte) => !set.has(byte)));
  });

  test('has the bytes of the set and no other, for any two ranges', () => {
    const bounds = [0, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xff, ...[...'!,-/09:@AZ[\\]^_`az'].map((character) => character.charCodeAt(0))].sort((one, other) => one - other);
    for (const [index, first] of bounds.entries()) {
      for (const last of bounds.slice(index)) {
        const set = charRanges([first, last], [0x61, 0x63]);
        expect([first, last, bytesThatMatch(classOf(set))]).toEqual([first, last, BYTES.filter((byte) => set.has(byte))]);
        expect([first, last, bytesThatMatch(notIn(set))]).toEqual([first, last, BYTES.filter((byte) => !set.has(byte))]);
      }
    }
  });
});

test.each<[min: number, max: number, expected: string]>([
  [0, 0, ''], [1, 1, 'a'], [0, 1, 'a?'], [0, Infinity, 'a*'], [1, Infinity, 'a+'], [2, Infinity, 'a{2,}'], [2, 2, 'a{2}'], [0, 2, 'a{0,2}'], [1, 2, 'a{1,2}'], [2, 3, 'a{2,3}'],
])('%d to %d times is spelled shortest', (min, max, expected) => {
  expect(repeated('a', min, max)).toBe(expected);
  const lengths = [0, 1, 2, 3, 4, 5];
  expect(lengths.filter((length) => new RegExp(`^${expected}$`).test('a'.repeat(length)))).toEqual(lengths.filter((length) => length >= min && length <= max));
});

test('alternatives are in a group, and one alone is not', () => {
  expect([group(['a']), group(['a', 'b']), group(['ab', 'c', 'd'])]).toEqual(['a', '(?:a|b)', '(?:ab|c|d)']);
});

describe('texts in groups', () => {
  const texts = (...lengths: number[]): string[] => lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length));
  const lengthsOf = (groups: string[][]): number[][] => groups.map((some) => some.map(({ length }) => length));

  test('keep their order, and each is there once', () => {
    expect(packed(['orders', 'items', 'x'], 0)).toEqual([['orders', 'items', 'x']]);
    expect(packed(['a'.repeat(150), 'b'.repeat(60), 'c'.repeat(130), 'd'.repeat(50)], 0)).toEqual([['a'.repeat(150)], ['b'.repeat(60), 'c'.repeat(130)], ['d'.repeat(50)]]);
  });

  // With a separator each.
  test.each<[room: number, lengths: number[], groups: number[][]]>([
    [0, [], []],
    [0, [99, 99], [[99, 99]]],
    [0, [99, 100], [[99], [100]]],
    [0, [65, 65, 67], [[65, 65, 67]]],
    [0, [65, 65, 68], [[65, 65], [68]]],
    [10, [94, 94], [[94, 94]]],
    [10, [94, 95], [[94], [95]]],
    [10, [94, 95, 93], [[94], [95, 93]]],
    // What is too long by itself is left to those who look at it.
    [0, [250], [[250]]],
    [150, [60, 20, 20, 60], [[60], [20, 20], [60]]],
  ])('leave room for %d: %j', (room, lengths, groups) => {
    expect(lengthsOf(packed(texts(...lengths), room))).toEqual(groups);
  });

  test('are as long as AWS WAF takes', () => {
    expect(MAX_REGEX_LENGTH).toBe(200);
  });
});
