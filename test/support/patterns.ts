import * as fc from 'fast-check';

/** A pattern, and a text that it takes. */
interface Taken {
  readonly pattern: string;
  readonly text: string;
}

const CHARACTERS: Taken[] = [
  ...['a', 'b', 'c', 'x', '0', '7', '-', '_', '@', ':', 'é', '🎉'].map((text) => ({ pattern: text, text })),
  { pattern: '\\.', text: '.' },
  { pattern: '[ab]', text: 'b' },
  { pattern: '[a-z]', text: 'x' },
  { pattern: '[0-9]', text: '7' },
  { pattern: '\\d', text: '0' },
  { pattern: '\\w', text: '_' },
  { pattern: '[\\w-]', text: '-' },
  { pattern: '[^a]', text: 'b' },
  { pattern: '[^<>]', text: '/' },
  { pattern: '[a-zé]', text: 'é' },
  { pattern: '.', text: '\u00a0' },
  { pattern: '\\s', text: ' ' },
  { pattern: '\\S', text: '🎉' },
  { pattern: '\\D', text: 'c' },
  { pattern: '\\W', text: ':' },
];
const REPEATS: Array<[repeat: string, times: number]> = [['', 1], ['', 1], ['', 1], ['*', 0], ['+', 2], ['?', 1], ['{2}', 2], ['{0,2}', 1], ['{1,3}', 3], ['{2,}', 2], ['+?', 1]];

function choices(depth: number): fc.Arbitrary<Taken> {
  const character = fc.constantFrom(...CHARACTERS);
  const item = depth === 0 ? character : fc.oneof(
    { weight: 4, arbitrary: character },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('(', '(?:'), choices(depth - 1)).map(([open, { pattern, text }]) => ({ pattern: `${open}${pattern})`, text })) },
  );
  const sequence = fc.array(fc.tuple(item, fc.constantFrom(...REPEATS)), { minLength: 1, maxLength: 3 }).map((parts): Taken => ({
    pattern: parts.map(([{ pattern }, [repeat]]) => pattern + repeat).join(''),
    text: parts.map(([{ text }, [, times]]) => text.repeat(times)).join(''),
  }));
  return fc.oneof({ weight: 2, arbitrary: sequence }, {
    weight: 1,
    arbitrary: fc.array(sequence, { minLength: 2, maxLength: 3 }).map((parts) => ({ pattern: parts.map(({ pattern }) => pattern).join('|'), text: parts[0].text })),
  });
}

/** Texts that such patterns may or may not take. */
const texts = fc.array(fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'x', '0', '7', '-', '_', '.', '@', ':', 'é', '🎉', '<', ' ', '\n', '\r', '\u2028', '\u2029', '\u00a0', '\u3000', '\ufeff', '\u{10ffff}', '/', '%', '&', '+'),
  fc.string({ unit: 'binary', maxLength: 1 }).filter((text) => Buffer.from(text).toString() === text),
), { maxLength: 8 }).map((parts) => parts.join(''));

/**
 * Regular expressions of all that a pattern may have, nested and ambiguous ones among them, and some texts; the last is taken unless it is
 * long, which would keep JavaScript's own engine busy for minutes.
 */
export const patternsAndTexts: fc.Arbitrary<[pattern: string, texts: string[]]> = fc
  .tuple(choices(2), fc.array(texts, { minLength: 10, maxLength: 10 }))
  .map(([{ pattern, text }, others]) => [pattern, [...others, text.length <= 12 ? text : '']]);
