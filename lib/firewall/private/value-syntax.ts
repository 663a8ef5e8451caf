import { CharSet } from 'refa';
import { ASCII, BEYOND_ASCII, charRanges, charSet, NO_CHARACTER } from '../../shared/regex/char-set';
import { Pattern } from '../../shared/regex/pattern';
import { classOf, group, notIn, repeated } from './regex-text';

/**
 * How the value of a parameter stands in the request, before anyone decodes it. The rules look at that: to have AWS WAF decode
 * a component costs 10 WCU each time, and a value that it decodes differently than API Gateway would slip through.
 */
export interface ValueSyntax {
  /** Regular expression for one character of the set. */
  readonly character: (set: CharSet) => string;
  /** Regular expression for one character of any kind. */
  readonly anyCharacter: string;
  /** One unit that can't be part of any value. */
  readonly terminators: CharSet;
  /** Regular expression for the end of the value, without consuming what only comes after it. */
  readonly end: string;
  /** Whether characters of the set have one spelling of one byte each. */
  readonly isPlain: (set: CharSet) => boolean;
  /** Regular expression for a value with a character that is not in the set; undefined where that is too much to say. */
  readonly foreign: (set: CharSet) => string | undefined;
  /** Regular expression for a value with a character of the set, which has none of ASCII. */
  readonly containing: (set: CharSet) => string;
}

/** Characters that no client writes as `%XX` (RFC 3986, 2.3), but for `~`, which older ones do. */
export const PLAIN = charRanges([0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a], [0x2d, 0x2e], [0x5f, 0x5f]);

/** Printable characters that may stand for themselves in a value; `+` stands for a space, and `;` would end the value. */
const RAW_IN_QUERY = charRanges([0x21, 0x7e]).without(charSet('%&#+;'));
const HEX = '[\\da-fA-F]';

/**
 * A value in a query string. API Gateway decodes `%XX` once, and `+` to a space (aws-cdk#19827). That every `%` begins a
 * well-formed UTF-8 character is checked by a rule before.
 */
export const QUERY_VALUE: ValueSyntax = {
  character: (set) => {
    const ascii = set.intersect(ASCII);
    const space = ascii.has(0x20);
    const raw = ascii.intersect(RAW_IN_QUERY).union(space ? charSet('+') : NO_CHARACTER);
    const alternatives: string[] = raw.isEmpty ? [] : [classOf(raw)];
    if (!ascii.isSubsetOf(PLAIN)) {
      alternatives.push(`%${shorter(percentDigits(ascii), percentDigits(ascii.without(PLAIN)))}`);
    }
    if (BEYOND_ASCII.isSubsetOf(set)) {
      alternatives.push('%[c-fC-F].(?:%[89abAB].)+');
    } else {
      alternatives.push(...utf8Sequences(set).map((bytes) => bytes.map(percentByte).join('')));
    }
    return alternatives.length === 0 ? '[^\\x00-\\xff]' : group(alternatives);
  },
  anyCharacter: '(?:[^%&]|%[^89abAB].)(?:%[89abAB].)*',
  terminators: charSet('&'),
  end: '(?:&|$)',
  isPlain: (set) => set.isSubsetOf(PLAIN),
  foreign: (set) => {
    const strange = strangeBytes(set);
    if (!strange) {
      return undefined;
    }
    const raw = set.intersect(RAW_IN_QUERY).union(set.has(0x20) ? charSet('+') : NO_CHARACTER, charSet('%&'));
    // Character by character, since the digits after `%` are none of their own.
    return `(?:[^%&]|%..)*(?:${notIn(raw)}|%${percentDigits(strange)})`;
  },
  containing: (set) => `[^&]*${group(utf8Sequences(set).map((bytes) => bytes.map(percentByte).join('')))}`,
};

/** The value of a header: bytes as they are, of which UTF-8 makes one to four a character. */
export const HEADER_VALUE: ValueSyntax = {
  character: (set) => {
    const ascii = set.intersect(ASCII);
    const alternatives = ascii.isEmpty ? [] : [classOf(ascii)];
    if (BEYOND_ASCII.isSubsetOf(set)) {
      alternatives.push('[\\xc2-\\xf4][\\x80-\\xbf]+');
    } else {
      alternatives.push(...utf8Sequences(set).map((bytes) => bytes.map((byte) => classOf(byte)).join('')));
    }
    return alternatives.length === 0 ? '[^\\x00-\\xff]' : group(alternatives);
  },
  anyCharacter: '[^\\x80-\\xbf][\\x80-\\xbf]*',
  terminators: NO_CHARACTER,
  end: '$',
  isPlain: (set) => set.isSubsetOf(ASCII),
  foreign: (set) => {
    const strange = strangeBytes(set);
    return strange && `.*${classOf(strange)}`;
  },
  containing: (set) => `.*${group(utf8Sequences(set).map((bytes) => bytes.map((byte) => classOf(byte)).join('')))}`,
};

/** Bytes that no character of the set has in UTF-8; undefined where that does not tell the set from others, or there are none. */
function strangeBytes(set: CharSet): CharSet | undefined {
  const strange = ASCII.without(set);
  if (BEYOND_ASCII.isSubsetOf(set)) {
    return strange.isEmpty ? undefined : strange;
  }
  return set.isSubsetOf(ASCII) ? strange.union(charRanges([0x80, 0xff])) : undefined;
}

/** The pattern as it stands in a request. */
export function spelled({ alternatives }: Pick<Pattern, 'alternatives'>, syntax: ValueSyntax): string {
  return alternatives.map(({ elements }) => elements.map((element) => {
    switch (element.type) {
      case 'CharacterClass': return syntax.character(element.characters);
      case 'Alternation': return `(?:${spelled(element, syntax)})`;
      case 'Quantifier': {
        const item = spelled(element, syntax);
        return repeated(isUnit(item) ? item : `(?:${item})`, element.min, element.max);
      }
      default: return '';
    }
  }).join('')).join('|');
}

/** Whether a quantifier after the text would apply to all of it. */
function isUnit(text: string): boolean {
  return /^(?:[^\\]|\\[^x]|\\x..|\[(?:[^\]\\]|\\.)*\])$/.test(text) || (text.startsWith('(') && closesAtEnd(text));
}

/** Whether the first bracket is closed at the end of the text, and not before. */
function closesAtEnd(text: string): boolean {
  let depth = 0;
  const plain = text.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  for (let index = 0; index < plain.length; index++) {
    depth += plain[index] === '(' ? 1 : plain[index] === ')' ? -1 : 0;
    if (depth === 0 && index < plain.length - 1) {
      return false;
    }
  }
  return true;
}

function shorter(left: string, right: string): string {
  return left.length <= right.length ? left : right;
}

/** The two hexadecimal digits after `%`, in either case, of any byte of the set. */
function percentDigits(bytes: CharSet): string {
  const lowDigits = new Map<string, string>();
  for (let high = 0; high < 16; high++) {
    const low = Array.from({ length: 16 }, (_, digit) => digit).filter((digit) => bytes.has(high * 16 + digit));
    if (low.length > 0) {
      const digits = hexClass(low);
      lowDigits.set(digits, `${lowDigits.get(digits) ?? ''}${high.toString(16)}`);
    }
  }
  return group([...lowDigits].map(([low, highs]) => `${hexClass([...highs].map((digit) => parseInt(digit, 16)))}${low}`));
}

/** One hexadecimal digit out of some, in either case. */
function hexClass(digits: number[]): string {
  if (digits.length === 16) {
    return HEX;
  }
  const characters = digits.flatMap((digit) => [digit.toString(16), digit.toString(16).toUpperCase()]);
  return classOf(charSet(characters.join('')));
}

function percentByte(bytes: CharSet): string {
  return `%${percentDigits(bytes)}`;
}

/**
 * The UTF-8 byte sequences of code points beyond ASCII: each a list of bytes, one after the other.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3629#section-4
 */
function utf8Sequences(set: CharSet): CharSet[][] {
  const sequences = new Map<string, CharSet[]>();
  for (const bytes of set.intersect(BEYOND_ASCII).ranges.flatMap(({ min, max }) => splitRange(min, max))) {
    // Those that differ in their last byte alone are one.
    const last = bytes.length - 1;
    const key = bytes.slice(0, last).join(' ');
    const known = sequences.get(key);
    sequences.set(key, known ? [...known.slice(0, last), known[last].union(bytes[last])] : bytes);
  }
  return [...sequences.values()];
}

function splitRange(first: number, last: number): CharSet[][] {
  for (const end of [0x7ff, 0xffff]) {
    if (first <= end && last > end) {
      return [...splitRange(first, end), ...splitRange(end + 1, last)];
    }
  }
  // A sequence stands for all code points between two only where the bytes after the first that differs run from 80 to BF.
  for (const block of [0x40, 0x1000, 0x40000]) {
    if (Math.floor(first / block) !== Math.floor(last / block)) {
      const from = Math.ceil(first / block) * block;
      if (from !== first) {
        return [...splitRange(first, from - 1), ...splitRange(from, last)];
      }
      const to = Math.floor((last + 1) / block) * block;
      if (to !== last + 1) {
        return [...splitRange(first, to - 1), ...splitRange(to, last)];
      }
    }
  }
  const low = Buffer.from(String.fromCodePoint(first));
  const high = Buffer.from(String.fromCodePoint(last));
  return [[...low].map((byte, index) => charRanges([byte, high[index]]))];
}
