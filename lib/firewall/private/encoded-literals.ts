import { partsOf } from '../../routes/private/route-choice';
import { escapeText } from '../../shared/regex/escape-text';
import { group, MAX_REGEX_LENGTH, packed } from './regex-text';
import { PLAIN } from './value-syntax';

/** What stands around the parts in an expression. */
const [BEFORE, AFTER] = ['/(?:', ')(?:/|$)'];
const ROOM = MAX_REGEX_LENGTH - BEFORE.length - AFTER.length;

/**
 * Expressions for paths with a literal part of a resource in another spelling: `/orders%3Asearch` for `/orders:search`. Clients may write `%XX`
 * for `:` and the like in a value, so that is not refused as such. But whether API Gateway decodes a path before it looks for the resource is not
 * recorded: to the rules this one would be a value of the variable beside it.
 */
export function encodedLiterals(paths: string[]): string[] {
  const literals = paths.flatMap((path) => partsOf(path).flatMap((part) => 'literal' in part ? [part.literal] : []));
  const spellings = [...new Set(literals)].flatMap(encodedAt);
  return packed(spellings, BEFORE.length + AFTER.length).map((some) => BEFORE + some.join('|') + AFTER);
}

/** For each character of a part that may be encoded: the part with that one encoded, and those behind it either way. */
function encodedAt(literal: string): string[] {
  return [...literal].flatMap((character, index) => {
    if (PLAIN.has(character.codePointAt(0)!)) {
      return [];
    }
    const behind = [...literal.slice(index + 1)]
      .map((other) => PLAIN.has(other.codePointAt(0)!) ? escapeText(other) : group([escapeText(other), encoded(other)]));
    const text = escapeText(literal.slice(0, index)) + encoded(character) + behind.join('');
    // Of a part that is too long the place of the character has to do, which refuses some values too.
    return [text.length <= ROOM ? text : `[^/]{${index}}${encoded(character)}[^/]*`];
  });
}

/** `%` and the two digits, in either case. */
function encoded(character: string): string {
  const digits = character.codePointAt(0)!.toString(16);
  return `%${[...digits].map((digit) => /\d/.test(digit) ? digit : `[${digit}${digit.toUpperCase()}]`).join('')}`;
}
