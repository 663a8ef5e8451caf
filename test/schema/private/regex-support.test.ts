import { foreignToDraft4, matchesEverything, strictPattern } from '../../../lib/schema/private/regex-support';

test.each([
  ['[.-\\w]', '[.\\-\\w]'],
  ['[a-\\d]', '[a\\-\\d]'],
  ['a{1', 'a\\{1'],
  ['^\\x$', '^x$'],
  ['\\8', '8'],
  // Everybody writes these, and every engine reads them.
  ['^[a-z0-9-]{1,3}$', '^[a-z0-9-]{1,3}$'],
  ['[-a]', '[-a]'],
  ['\\{[^\\]]*\\}', '\\{[^\\]]*\\}'],
  ['\\x41\\u0041', '\\x41\\u0041'],
])('%s is written as %s, which is the same to JavaScript', (pattern, strict) => {
  expect(strictPattern(pattern)).toBe(strict);
  for (const text of ['', 'a', '-', '.', 'w', '1', 'a{1', 'x', '8', 'A', 'AA', '{}', 'ab-']) {
    expect([text, new RegExp(strict).test(text)]).toEqual([text, new RegExp(pattern).test(text)]);
  }
});

test('characters that are two to the gateway are foreign', () => {
  expect(foreignToDraft4('^🐲*$')).toBe('character outside of the basic plane');
  expect(foreignToDraft4('^\\ud83d\\udc32$')).toBe('character outside of the basic plane');
  expect(foreignToDraft4('^[é\\u4e00-\\u9fff]+$')).toBeUndefined();
});

test('patterns that fit every text are known', () => {
  for (const pattern of ['', '.*', '^.*', '[\\s\\S]*'].filter(matchesEverything)) {
    expect(['', '\n', 'a\nb', '\u2028'].map((text) => new RegExp(pattern).test(text))).toEqual([true, true, true, true]);
  }
  expect(['^.*$', '.+', '.', '^a'].filter(matchesEverything)).toEqual([]);
});
