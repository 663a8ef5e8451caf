import * as fc from 'fast-check';
import { onlyNames, queryName } from '../../../lib/firewall/private/query-name';

/** Whether all expressions match, on text that MalformedQuery lets through. */
function holds(pieces: string[], query: string): boolean {
  return pieces.every((piece) => new RegExp(piece).test(query));
}

/** A name as clients may spell it. */
const spellings = (name: string): string[] => [name, encodeURIComponent(name), encodeURIComponent(name).toLowerCase().replace(/^.*$/, (text) => (text.length === name.length ? name : text))]
  .filter((text) => decodeURIComponent(text) === name);

const word = fc.constantFrom('limit', 'page', 'filter', 'sort', 'created', 'a', 'fields', 'x', 'orderBy', 'page_size', 'limits');
const name = fc.oneof(
  word,
  fc.tuple(word, word).map(([first, second]) => `${first}[${second}]`),
  fc.tuple(word, word, word).map(([first, second, third]) => `${first}[${second}][${third}]`),
  word.map((text) => `${text}[]`),
  word.map((text) => `$${text}`),
  fc.tuple(word, word).map((parts) => parts.join(':')),
  fc.stringMatching(/^[A-Za-z0-9._$:\-[\]]{1,20}$/),
);

describe('for any names', () => {
  test('a query of them alone holds, and one with any other name does not', () => {
    let split = 0;
    let runs = 0;
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), name, fc.constantFrom('', '=', '=1', '=a%26b=c'), fc.nat(),
      (names, chosen, other, value, seed) => {
        const pieces = onlyNames(names);
        fc.pre(pieces !== undefined);
        split += pieces.length > 1 ? 1 : 0;
        runs++;
        expect(pieces.every(({ length }) => length <= 200)).toBe(true);
        const good = chosen.map((index) => {
          const forms = spellings(names[index % names.length]);
          return forms[seed % forms.length] + value;
        });
        expect(holds(pieces, good.join('&'))).toBe(true);
        fc.pre(!names.includes(other));
        for (const spelling of spellings(other)) {
          expect(holds(pieces, spelling + value)).toBe(false);
          expect(holds(pieces, [...good, spelling + value].join('&'))).toBe(false);
          expect(holds(pieces, [spelling + value, ...good].join('&'))).toBe(false);
        }
      }), { numRuns: 400 });
    expect(split / runs).toBeGreaterThan(0.25);
  });

  test('a name that is nearly one of them does not hold', () => {
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(), fc.constantFrom('+', '[]', '%5B%5D', '?', '%20', '%2B', 'x', '.', '%3F'), (names, index, at, added) => {
      const pieces = onlyNames(names);
      fc.pre(pieces !== undefined);
      const text = names[index % names.length];
      const cut = at % (text.length + 1);
      for (const near of [text.slice(0, cut) + added + text.slice(cut), text.slice(0, cut) + text.slice(cut + 1), text.toUpperCase()]) {
        if (near !== '' && !names.includes(decodeURIComponent(near))) {
          expect(holds(pieces, `${near}=1`)).toBe(false);
        }
      }
    }), { numRuns: 400 });
  });
});

test.each([
  ['=1', false], ['&=1', false], ['limit=1&=', false], ['?limit=1', false], ['limit+=1', false], ['Limit=1', false], ['limit[]=1', false], ['%6Cimit=1', false], ['limit', true], ['limit=', true],
  ['limit=1&limit=2', true], ['limit=1&&', true], ['&limit=1', true], ['limit==&=1', false], ['limit=a=b', true], ['limit=1&admin=true', false],
])('of limit alone, %s holds: %s', (query, expected) => {
  expect(holds(onlyNames(['limit'])!, query)).toBe(expected);
});

test('no expression matches an empty query string, which the rule never sees', () => {
  for (const piece of [...onlyNames(['limit'])!, ...onlyNames(Array.from({ length: 80 }, (_, index) => `name${index}`))!]) {
    expect(new RegExp(piece).test('')).toBe(false);
  }
});

test('many names cost few expressions', () => {
  const names = Array.from({ length: 100 }, (_, index) => ['customer', 'invoice', 'starting', 'ending', 'status', 'type', 'account'][index % 7] + `_${String.fromCharCode(97 + (index % 23))}${index}`);
  expect(onlyNames(names)!.length).toBeLessThanOrEqual(12);
});

test('a name that no expression can hold', () => {
  expect(onlyNames(['[]'.repeat(60)])).toBeUndefined();
});

describe('the spelling of a name, as it was reviewed', () => {
  test.each([
    ['limit', 'limit'],
    ['Page_size-2', 'Page_size-2'],
    ['a.b', 'a\\.b'],
    ['$top', '(?:\\$|%24)top'],
    ['a:b', 'a(?::|%3[aA])b'],
    ['a[b]', 'a(?:\\[|%5[bB])b(?:\\]|%5[dD])'],
    ['[]', '(?:\\[|%5[bB])(?:\\]|%5[dD])'],
  ])('of %s', (text, expected) => {
    expect(queryName(text)).toBe(expected);
  });
});

/** An expression between what frames each: `&` or names, each with or without a value. */
const framed = (names: string): string => `^(?:&|${names}(?:=[^&]*)?(?:&|$))+$`;

describe('the expressions, as they were reviewed', () => {
  test.each([
    [['limit'], 'limit'],
    [['limit', 'limit'], 'limit'],
    [['page', 'limit'], '(?:limit|page)'],
    // Written once only where that is shorter.
    [['aa', 'ab'], '(?:aa|ab)'],
    [['page', 'page_size'], '(?:page|page_size)'],
    [['xat', 'xby', 'xin', 'xon', 'xup'], '(?:xat|xby|xin|xon|xup)'],
    [['$top', '$skip'], '(?:\\$|%24)(?:skip|top)'],
    [['a[b]', 'a[c]', 'a[de]'], 'a(?:\\[|%5[bB])(?:b(?:\\]|%5[dD])|c(?:\\]|%5[dD])|de(?:\\]|%5[dD]))'],
    [['a[b]', 'a[b]c', 'd'], '(?:a(?:\\[|%5[bB])b(?:\\]|%5[dD])(?:c)?|d)'],
    [['created_at', 'created_on', 'created_by', 'created_in', 'created_up', 'created_to'], 'created_(?:at|by|in|on|to|up)'],
  ])('of %j', (names, expected) => {
    expect(onlyNames(names)).toEqual([framed(expected)]);
  });

  test('of names that have a place where they differ', () => {
    const column = (letter: string): string => `filter[column${letter}thing]`;
    const among = (letters: string): string => framed(`(?:(?:[^%=&]|%..){1,13}|(?:[^%=&]|%..){13}[^${letters}=&][^=&]*|filter(?:\\[|%5[bB])(?:` +
      `${[...letters].map((letter) => `column${letter}thing(?:\\]|%5[dD])`).join('|')}))`);
    expect(onlyNames([...'abcdefghijkl'].map(column))).toEqual([
      ...['abc', 'def', 'ghi', 'jkl'].map(among),
      framed('(?:[^%=&]|%..){13}[abcdefghijkl][^=&]*'),
    ]);
  });

  test('of names that begin differently', () => {
    const rest = 'x'.repeat(50);
    expect(onlyNames([...'abcd'].map((letter) => letter + rest))).toEqual([
      framed(`(?:[^ab=&][^=&]*|a${rest}|b${rest})`),
      framed(`(?:[^cd=&][^=&]*|c${rest}|d${rest})`),
      framed('[abcd][^=&]*'),
    ]);
  });

  test('of names that have another sign than letters where they differ', () => {
    const signs = ['[', ']', '-', '$', ':'];
    const rest = 'x'.repeat(70);
    expect(onlyNames(signs.map((sign) => sign + rest))).toEqual([
      // Raw none of them, nor encoded: `$` is %24, `-` is never encoded.
      framed(`(?:(?:[^$%=&]|%(?:[^2]|2[^4]))[^=&]*|(?:\\$|%24)${rest})`),
      framed(`(?:[^\\-=&][^=&]*|-${rest})`),
      framed(`(?:(?:[^:%=&]|%(?:[^3]|3[^aA]))[^=&]*|(?::|%3[aA])${rest})`),
      framed(`(?:(?:[^\\[%=&]|%(?:[^5]|5[^bB]))[^=&]*|(?:\\[|%5[bB])${rest})`),
      framed(`(?:(?:[^\\]%=&]|%(?:[^5]|5[^dD]))[^=&]*|(?:\\]|%5[dD])${rest})`),
      framed('(?:[\\-]|(?:\\$|%24)|(?::|%3[aA])|(?:\\[|%5[bB])|(?:\\]|%5[dD]))[^=&]*'),
    ]);
  });

  test('of names that have one of several signs where they differ', () => {
    const rest = 'x'.repeat(47);
    expect(onlyNames(['$', '[', ']'].map((sign) => sign + rest))).toEqual([
      framed(`(?:(?:[^$\\[%=&]|%(?:[^25]|2[^4]|5[^bB]))[^=&]*|(?:\\$|%24)${rest}|(?:\\[|%5[bB])${rest})`),
      framed(`(?:(?:[^\\]%=&]|%(?:[^5]|5[^dD]))[^=&]*|(?:\\]|%5[dD])${rest})`),
      framed('(?:(?:\\$|%24)|(?:\\[|%5[bB])|(?:\\]|%5[dD]))[^=&]*'),
    ]);
  });

  test('of names that have one of two signs with the same first digit where they differ', () => {
    const rest = 'x'.repeat(50);
    expect(onlyNames(['[', ']', 'a'].map((sign) => sign + rest))).toEqual([
      framed(`(?:(?:[^\\[\\]%=&]|%(?:[^5]|5[^bBdD]))[^=&]*|(?:\\[|%5[bB])${rest}|(?:\\]|%5[dD])${rest})`),
      framed(`(?:[^a=&][^=&]*|a${rest})`),
      framed('(?:[a]|(?:\\[|%5[bB])|(?:\\]|%5[dD]))[^=&]*'),
    ]);
  });

  test('of names that differ in two places alike, by the first of them', () => {
    const twice = (letter: string): string => `x${letter}${'y'.repeat(45)}${letter}`;
    const among = (letters: string): string =>
      framed(`(?:(?:[^%=&]|%..)|(?:[^%=&]|%..)[^${letters}=&][^=&]*|${[...letters].map(twice).join('|')})`);
    expect(onlyNames([...'abcd'].map(twice))).toEqual([among('ab'), among('cd'), framed('(?:[^%=&]|%..)[abcd][^=&]*')]);
  });

  test('of names that one place tells apart better than another', () => {
    // The third character is another one in one name alone, the fourth in half of them.
    const names = ['aa', 'ab', 'ac', 'ad'].map((end) => `xx0${end}${'y'.repeat(40)}`).concat(['ba', 'bb', 'bc'].map((end) => `xx0${end}${'y'.repeat(40)}`), `xx1bd${'y'.repeat(40)}`);
    const among = (letters: string[], some: string[]): string => framed(`(?:(?:[^%=&]|%..){1,4}|(?:[^%=&]|%..){4}[^${letters.join('')}=&][^=&]*|${some.join('|')})`);
    const pairs = [...'abcd'].map((letter) => among([letter], names.filter((text) => text[4] === letter).sort()));
    expect(onlyNames(names)).toEqual([...pairs, framed('(?:[^%=&]|%..){4}[abcd][^=&]*')]);
  });

  test('an expression is filled up to 200 characters', () => {
    const among = (names: string[]): string => framed(`(?:[^${names.map(([first]) => first).join('')}=&][^=&]*|${names.join('|')})`);
    const [left] = [200 - among(['a', 'b']).length];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter, index) => letter + 'x'.repeat(index % 2 === 0 ? Math.floor(left / 2) : Math.ceil(left / 2)));
    expect(among([a, b])).toHaveLength(200);
    expect(onlyNames([a, b, c, d])).toEqual([among([a, b]), among([c, d]), framed('[abcd][^=&]*')]);
    expect(onlyNames([`${a}x`, b, c, d])).toEqual([among([`${a}x`]), among([b, c]), among([d]), framed('[abcd][^=&]*')]);
  });

  test('what one character makes too long for an expression takes more', () => {
    const both = (names: string[]): string => framed(`(?:[^a=&][^=&]*|${names.join('|')})`);
    const left = `a${'x'.repeat(75)}1`;
    const right = `a${'x'.repeat(75 + 201 - both([left, left]).length)}2`;
    const names = [left, right, `b${'x'.repeat(50)}1`, `b${'x'.repeat(50)}2`];
    expect(both([left, right])).toHaveLength(201);
    expect(onlyNames(names)!.length).toBeGreaterThan(3);
  });

  test('where the fewest expressions were too long, the next fewest are taken', () => {
    const signs = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_$:[]'];
    const names = ['a', 'b'].flatMap((first) => ['', ...signs].map((sign) => `${first}${'x'.repeat(11)}${sign}`));
    const pieces = onlyNames(names)!;
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(200);
    expect(names.filter((text) => !holds(pieces, text))).toEqual([]);
    expect(holds(pieces, `c${names[1].slice(1)}`)).toBe(false);
  });

  test('200 characters are one expression, and a name of more is none', () => {
    const longest = 'x'.repeat(200 - framed('').length);
    expect(onlyNames([longest])).toEqual([framed(longest)]);
    expect(onlyNames([`${longest}x`])).toBeUndefined();
    expect(onlyNames(['a', `${longest}x`])).toBeUndefined();
  });
});

/** Every spelling of a name of few characters that may be encoded. */
function allSpellings(text: string): string[] {
  return [...text].reduce<string[]>((beginnings, character) => beginnings.flatMap((beginning) => {
    const digits = character.charCodeAt(0).toString(16);
    return [character, ...(/[A-Za-z0-9._-]/.test(character) ? [] : [`%${digits}`, `%${digits.toUpperCase()}`])].map((form) => beginning + form);
  }), ['']);
}

const words = ['alpha', 'beta', 'gamma'];

describe('tells names that differ in one character from all others', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  test.each<[string, number, string[]]>([
    ['at a later place', 4, letters.slice(0, 12).map((letter) => `filter[column${letter}thing]`)],
    ['at the first place', 5, letters.slice(0, 15).map((letter, index) => `${letter}[${'v'.repeat(index % 5)}x]`)],
    ['of several lengths', 3, Array.from({ length: 40 }, (_, index) => `name${index * 7}xyz`)],
    ['of which some end where others go on', 4, letters.slice(0, 14).flatMap((letter) => [`ab${letter.repeat(5)}`, `ab${letter.repeat(5)}[]`]).concat('ab', 'a')],
    ['that have a sign there', 4, ['[a]', '$b', ':c', 'a-d', 'a]e', 'a[f', ...letters.slice(0, 20).map((letter) => `k${letter}kkkkkk`)]],
    ['that need more than one place', 40, words.flatMap((one) => words.flatMap((two) => words.flatMap((three) => words.map((four) => [one, two, three, four].join('_')))))],
    ['in two places', 4, letters.slice(0, 6).flatMap((letter) => letters.slice(0, 6).map((other) => `${letter}_column_${other}_of_it`))],
  ])('%s', (_, least, names) => {
    const pieces = onlyNames(names)!;
    expect(pieces.length).toBeGreaterThanOrEqual(least);
    expect(pieces.every(({ length }) => length <= 200)).toBe(true);
    const known = new Set(names);
    const signs = ['', 'a', 'k', 'Z', '0', '-', '.', '_', '$', ':', '[', ']', '^', '~', '!', ',', '{'];
    const changed = (text: string, index: number): string[] =>
      signs.flatMap((sign) => [text.slice(0, index) + sign + text.slice(index + 1), text.slice(0, index) + sign + text.slice(index)]);
    const tried = new Set(names.flatMap((text) => [...text, ''].flatMap((_character, index) => [text.slice(0, index), ...changed(text, index)])));
    tried.delete('');
    const regexes = pieces.map((piece) => new RegExp(piece));
    const held = (text: string): boolean => regexes.every((regex) => regex.test(text));
    const wrong = [...tried].flatMap(allSpellings).filter((text) => held(text) !== known.has(decodeURIComponent(text)));
    expect(wrong).toEqual([]);
  });
});
