import { charRanges, charSet, NO_CHARACTER } from '../../shared/regex/char-set';
import { namedCharacters } from '../../shared/regex/named-characters';
import { mapCharacters, Pattern } from '../../shared/regex/pattern';

/** Whether a path parameter is one part of the path, or all that follows. */
export type PathPlace = 'part' | 'rest';

/** Characters of no value, whatever the pattern says; `lib/contracts/path-value.ts` says why, and of the rest. */
const NEVER = charSet('\\?#%').union(charRanges([0, 0x1f], [0x7f, 0x9f], [0x2028, 0x2029]));
/**
 * Characters that a pattern must write itself. `;` begins matrix parameters and `&` another parameter for who decodes first; the others no address
 * has unencoded (RFC 3986, appendix C), and markup, shells and templates are made of them.
 */
const BY_NAME = charSet(';&"<>[]^`{|}');

/**
 * The pattern without the characters that it does not mean: `.`, `[^/]` and `[!-~]` say nothing of `;`, and open nothing.
 *
 * @param source of the pattern
 */
export function narrowedForPath(pattern: Pattern, source: string, place: PathPlace): Pattern {
  const refused = NEVER.union(BY_NAME.without(namedCharacters(source)), place === 'part' ? charSet('/') : NO_CHARACTER);
  return mapCharacters(pattern, (set) => set.without(refused));
}
