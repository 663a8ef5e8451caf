import { escapeText } from '../../shared/regex/escape-text';
import { group, MAX_REGEX_LENGTH, repeated } from './regex-text';

/** Characters that no client encodes in a name, and that the rule MalformedQuery refuses encoded there. */
const PLAIN = /[A-Za-z0-9._-]/;
/** Any one character of a name, raw or encoded; that what follows `%` are two digits, the rule MalformedQuery has seen to. */
const ANY = '(?:[^%=&]|%..)';
/** The rest of a name. */
const REST = '[^=&]*';
/** What follows a name, up to the next one: its value, or nothing. */
const VALUE = '(?:=[^&]*)?(?:&|$)';

/** A name by its characters. */
type Name = readonly string[];

/** Which names a piece is for: those that have, at the position, one of the characters or none of them; `''` is the end of the name. */
interface Condition {
  readonly position: number;
  readonly characters: string[];
  readonly none: boolean;
}

/** The name as it may be spelled: characters that a client may or may not encode, both ways. */
export function queryName(name: string): string {
  return spelled([...name]);
}

/**
 * Regular expressions for a whole query string: all match where every name in it is one of `names`, and one does not where another name is
 * there. An empty name is another one; `&` may stand anywhere. None matches an empty query string.
 *
 * Where one expression can't hold all of the names, they are told apart by the character at one position, and each expression takes every
 * name that is another's to judge.
 *
 * @returns nothing where the names are too long for that
 */
export function onlyNames(names: string[]): string[] | undefined {
  return held([], [...new Set(names)].sort().map((name) => [...name]));
}

function held(conditions: Condition[], names: Name[]): string[] | undefined {
  const whole = piece(conditions, names);
  if (whole.length <= MAX_REGEX_LENGTH) {
    return [whole];
  }
  // At the first position a condition is short, at another one it may tell more names apart.
  const ways = [...new Set([0, bestPosition(names)])].flatMap((position) => {
    const way = position === undefined ? undefined : heldAt(position, conditions, names);
    return way ? [way] : [];
  });
  return ways.sort((left, right) => left.length - right.length)[0] as string[] | undefined;
}

function heldAt(position: number, conditions: Condition[], names: Name[]): string[] | undefined {
  const groups = groupsAt(position, names);
  const chunks: Array<{ characters: string[]; names: Name[] }> = [];
  const pieces: string[] = [];
  for (const [character, some] of groups) {
    const last = chunks[chunks.length - 1] as typeof chunks[number] | undefined;
    const among = (characters: string[]): Condition[] => [...conditions, { position, characters, none: false }];
    if (last && fits(among([...last.characters, character]), [...last.names, ...some])) {
      last.characters.push(character);
      last.names.push(...some);
    } else if (fits(among([character]), some)) {
      chunks.push({ characters: [character], names: [...some] });
    } else {
      // Where all have the same one, nothing is told apart.
      const inner = some.length === names.length ? undefined : held(among([character]), some);
      if (!inner) {
        return undefined;
      }
      pieces.push(...inner);
    }
  }
  pieces.push(...chunks.map(({ characters, names: some }) => piece([...conditions, { position, characters, none: false }], some)));
  // Names with a character there that no name has.
  const unknown: Condition = { position, characters: [...groups.keys()], none: true };
  return fits([...conditions, unknown], []) ? [...pieces, piece([...conditions, unknown], [])] : undefined;
}

/** Where the names differ most: the largest group of those that have the same character there is the smallest. */
function bestPosition(names: Name[]): number | undefined {
  let best: { position: number; largest: number } | undefined;
  for (let position = 0; position < Math.max(...names.map(({ length }) => length)); position++) {
    const largest = Math.max(...[...groupsAt(position, names).values()].map(({ length }) => length));
    if (largest < (best?.largest ?? names.length)) {
      best = { position, largest };
    }
  }
  return best?.position;
}

function groupsAt(position: number, names: Name[]): Map<string, Name[]> {
  const groups = new Map<string, Name[]>();
  for (const name of names) {
    const character = name[position] ?? '';
    groups.set(character, [...groups.get(character) ?? [], name]);
  }
  return groups;
}

function fits(conditions: Condition[], names: Name[]): boolean {
  return piece(conditions, names).length <= MAX_REGEX_LENGTH;
}

/** Matches query strings in which every name that meets the conditions is one of the names. */
function piece(conditions: Condition[], names: Name[]): string {
  return `^(?:&|${group([...conditions.flatMap(unmet), ...alternatives(names)])}${VALUE})+$`;
}

/** Names that do not meet the condition. */
function unmet({ position, characters, none }: Condition): string[] {
  const before = repeated(ANY, position, position);
  // A name that ends at the position or before it has none of the characters there.
  const shorter = position > 0 && characters.includes('') === none ? [repeated(ANY, 1, position)] : [];
  const there = characters.filter((character) => character !== '');
  return [...shorter, before + (none ? oneOf(there) : otherThan(there)) + REST];
}

/** The names, with a beginning in common written once where that is shorter. */
function alternatives(names: Name[]): string[] {
  const byFirst = new Map<string, Name[]>();
  for (const name of names.filter(({ length }) => length > 0)) {
    byFirst.set(name[0], [...byFirst.get(name[0]) ?? [], name]);
  }
  return [...byFirst].flatMap(([first, some]) => {
    const flat = some.map(spelled);
    if (some.length === 1) {
      return flat;
    }
    const rests = some.map((name) => name.slice(1));
    const continued = alternatives(rests);
    const shared = spelled([first]) + (rests.some(({ length }) => length === 0) ? `(?:${continued.join('|')})?` : group(continued));
    return shared.length < flat.join('|').length ? [shared] : flat;
  });
}

function spelled(name: Name): string {
  return name.map((character) => (PLAIN.test(character) ? escapeText(character) : group([escapeText(character), `%${hexadecimal(character)}`]))).join('');
}

/** One of the characters, raw or encoded. */
function oneOf(characters: string[]): string {
  const raw = characters.filter((character) => PLAIN.test(character)).map(inClass).join('');
  return group([...(raw === '' ? [] : [`[${raw}]`]), ...characters.filter((character) => !PLAIN.test(character)).map((character) => spelled([character]))]);
}

/** One character that is none of these, raw or encoded. */
function otherThan(characters: string[]): string {
  const raw = characters.map(inClass).join('');
  const encoded = characters.filter((character) => !PLAIN.test(character)).map(digitsOf);
  if (encoded.length === 0) {
    return `[^${raw}=&]`;
  }
  const firsts = [...new Set(encoded.map(([first]) => first))];
  const otherSeconds = firsts.map((first) => `${first}[^${encoded.filter((digits) => digits.startsWith(first)).map(([, second]) => bothCases(second)).join('')}]`);
  return group([`[^${raw}%=&]`, `%(?:[^${firsts.join('')}]|${otherSeconds.join('|')})`]);
}

function inClass(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}

function hexadecimal(character: string): string {
  return [...digitsOf(character)].map((digit) => (/\d/.test(digit) ? digit : `[${bothCases(digit)}]`)).join('');
}

function bothCases(digit: string): string {
  return /\d/.test(digit) ? digit : `${digit}${digit.toUpperCase()}`;
}

/** Names are ASCII: their first digit is one from 2 to 7. */
function digitsOf(character: string): string {
  return character.charCodeAt(0).toString(16);
}
