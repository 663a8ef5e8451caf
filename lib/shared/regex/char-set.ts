import { CharSet } from 'refa';

/** The last code point of Unicode, which every set counts to. */
export const LAST_CODE_POINT = 0x10ffff;

export const NO_CHARACTER = CharSet.empty(LAST_CODE_POINT);
export const ANY_CHARACTER = CharSet.all(LAST_CODE_POINT);
export const ASCII = charRanges([0, 0x7f]);
/** All others that can be sent. Halves of a character in UTF-16 are none: alone they have no UTF-8. */
export const BEYOND_ASCII = charRanges([0x80, 0xd7ff], [0xe000, LAST_CODE_POINT]);

/** The set of these characters. */
export function charSet(characters: string): CharSet {
  return charRanges(...[...characters].map((character): [number, number] => [character.codePointAt(0)!, character.codePointAt(0)!]));
}

/** The set of these code points, each range with its first and its last. */
export function charRanges(...ranges: Array<[first: number, last: number]>): CharSet {
  return NO_CHARACTER.union(ranges.map(([min, max]) => ({ min, max })));
}
