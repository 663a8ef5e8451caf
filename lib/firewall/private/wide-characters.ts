import { CharSet } from 'refa';
import { BEYOND_ASCII, charRanges, charSet, NO_CHARACTER } from '../../shared/regex/char-set';
import { mapCharacters, Pattern } from '../../shared/regex/pattern';
import { alphabet } from '../../shared/regex/shape';

/** What `\s` takes beyond ASCII (ECMA 262, 12.2 and 12.3). */
const WIDE_SPACE = charRanges([0x2000, 0x200a]).union(charSet('\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff'));

/**
 * The characters beyond ASCII that a pattern takes nowhere. `.` leaves out the line ends U+2028 and U+2029, `\S` the white space: so few
 * are found by themselves in little room, where all others can't be spelled as bytes.
 */
export function gapsOf(pattern: Pattern): CharSet {
  const taken = alphabet(pattern);
  return taken.isDisjointWith(BEYOND_ASCII) ? NO_CHARACTER : BEYOND_ASCII.without(taken);
}

/** The pattern with its gaps closed: what it takes then without any character of the gaps is what it took before. */
export function withGapsClosed(pattern: Pattern, gaps: CharSet): Pattern {
  return mapCharacters(pattern, (set) => BEYOND_ASCII.isSubsetOf(set.union(gaps)) ? set.union(gaps) : set);
}

/**
 * The pattern with ASCII's white space alone for `\s`, which is less than it takes; undefined where it has none. A class of nothing but wide
 * white space would take nothing at all instead, and stays.
 */
export function withNarrowSpace(pattern: Pattern): Pattern | undefined {
  let found = false;
  const narrow = mapCharacters(pattern, (set) => {
    const isSpace = set.intersect(BEYOND_ASCII).equals(WIDE_SPACE) && !set.isSubsetOf(WIDE_SPACE);
    found ||= isSpace;
    return isSpace ? set.without(WIDE_SPACE) : set;
  });
  return found ? narrow : undefined;
}
