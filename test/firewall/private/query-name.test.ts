import * as fc from 'fast-check';
import { onlyNames } from '../../../lib/firewall/private/query-name';

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
    fc.assert(fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), name, fc.constantFrom('', '=', '=1', '=a%26b=c'), fc.nat(),
      (names, chosen, other, value, seed) => {
        const pieces = onlyNames(names);
        fc.pre(pieces !== undefined);
        split += pieces.length > 1 ? 1 : 0;
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
    expect(split).toBeGreaterThan(100);
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
