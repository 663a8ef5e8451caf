import * as fc from 'fast-check';
import { marked } from 'marked';
import { code, prose, table } from '../../../../cli/report/markdown/markdown';

/** What a renderer makes of a table with this in a cell. */
function cell(markdown: string): string {
  const rendered = marked.parse(table(['a', 'b'], [[markdown, 'next']]), { async: false, gfm: true });
  return /<tbody><tr>\n<td>(.*?)<\/td>\n<td>next<\/td>\n<\/tr>\n<\/tbody>/s.exec(rendered)?.[1] ?? `broken: ${rendered}`;
}

function unescaped(html: string): string {
  return html.replace(/^<code>([^]*)<\/code>$/, '$1').replaceAll('</code><code>', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#124;', '|').replaceAll('&amp;', '&');
}

const HOSTILE = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '[link](javascript:alert(1))', '![](https://evil.example/pixel)', '[a]: https://evil.example', '`code`', '``', '`',
  '| a | b |', 'a|b\\|c', '\\', '\\\\', '\\|', '*bold* _em_ ~~gone~~', '# heading', '- item', '&lt;b&gt;', 'https://evil.example', 'www.evil.example', 'someone@evil.example', '@team', '#12', ':smile:', '$x$',
  'a\nb', '\n\n# heading', '<!-- ', '-->', '<https://evil.example>', '[^1]', '{{ expression }}', '> quote', '1. item', 'ends with `', '```js',
];

test.each(HOSTILE)('%j is what is shown, and no markup', (text) => {
  const expected = text.replace(/\s+/g, ' ').trim();
  expect(unescaped(cell(code(text)))).toBe(expected);
  expect(unescaped(cell(prose(text)))).toBe(expected);
});

test('whatever text there is, a renderer shows it and makes nothing else of it', () => {
  const characters = fc.string({ unit: fc.constantFrom(...'`|\\<>&*_[]()!#:@/.~$ab"\' '.split('')), minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
  fc.assert(fc.property(characters, (text) => {
    const expected = text.replace(/\s+/g, ' ').trim();
    for (const shown of [code(text), prose(text)]) {
      expect(unescaped(cell(shown))).toBe(expected);
    }
  }), { numRuns: 2_000 });
});

test('what nobody sees is written out', () => {
  expect(code('GET /\u202Eadmin\u0000')).toBe('`GET /\\u202eadmin\\u0000`');
});
