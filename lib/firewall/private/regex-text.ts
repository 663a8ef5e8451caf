import { CharRange, CharSet } from 'refa';
import { charRanges, NO_CHARACTER } from '../../shared/regex/char-set';
import { escapeText } from '../../shared/regex/escape-text';

/**
 * Characters of one regular expression in AWS WAF, at most.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
 */
export const MAX_REGEX_LENGTH = 200;

const DIGITS = charRanges([0x30, 0x39]);
const WORD = DIGITS.union(charRanges([0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]));

/** Members of a class from a set of bytes (0 to 255), without the brackets, in the shortest way. */
function classMembers(set: CharSet): string {
  return [['', NO_CHARACTER] as const, ['\\d', DIGITS] as const, ['\\w', WORD] as const]
    .filter(([, named]) => named.isSubsetOf(set))
    .map(([name, named]) => name + set.without(named).ranges.map(rangeText).join(''))
    .reduce((best, text) => text.length < best.length ? text : best);
}

function rangeText({ min, max }: CharRange): string {
  switch (max - min) {
    case 0: return classCharacter(min);
    case 1: return classCharacter(min) + classCharacter(max);
    default: return `${classCharacter(min)}-${classCharacter(max)}`;
  }
}

/** A class, or the character itself where there is but one. */
export function classOf(set: CharSet): string {
  const [{ min: first, max: last }] = set.ranges;
  if (set.ranges.length > 1 || first !== last) {
    const members = classMembers(set);
    return /^\\[dw]$/.test(members) ? members : `[${members}]`;
  }
  const text = printable(first);
  return text.length === 1 ? escapeText(text) : text;
}

/** A class of all bytes that are not in the set. */
export function notIn(set: CharSet): string {
  const members = classMembers(set);
  return /^\\[dw]$/.test(members) ? members.toUpperCase() : `[^${members}]`;
}

/** A repeat in its shortest spelling; nothing is repeated with `{1}`. */
export function repeated(item: string, min: number, max: number): string {
  if (max === 0) {
    return '';
  }
  if (min === 1 && max === 1) {
    return item;
  }
  if (max === Infinity) {
    return item + (min === 0 ? '*' : min === 1 ? '+' : `{${min},}`);
  }
  return item + (min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`);
}

/** Alternatives in a group; one alternative needs none. */
export function group(alternatives: string[]): string {
  return alternatives.length === 1 ? alternatives[0] : `(?:${alternatives.join('|')})`;
}

/** Texts in as few groups as their length allows, leaving some room. */
export function packed(texts: string[], room: number): string[][] {
  const groups: string[][] = [];
  let length = Infinity;
  for (const text of texts) {
    if (length + text.length + 1 > MAX_REGEX_LENGTH - room) {
      groups.push([]);
      length = 0;
    }
    groups[groups.length - 1].push(text);
    length += text.length + 1;
  }
  return groups;
}

function classCharacter(byte: number): string {
  const text = printable(byte);
  return /[\\\]^[-]/.test(text) && text.length === 1 ? `\\${text}` : text;
}

function printable(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}
