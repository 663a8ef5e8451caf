import * as fc from 'fast-check';
import { pathRegex, pathRegexes } from '../../../lib/firewall/private/path-regex';
import { chooseRoute } from '../../../lib/routes/private/route-choice';

function matches(paths: string[], path: string, prefix = '/prod'): boolean {
  return pathRegexes(paths, prefix).some((all) => all.every((text) => new RegExp(text).test(path)));
}

describe('pathRegexes', () => {
  test.each<[string, string, boolean]>([
    ['/orders', '/prod/orders', true],
    ['/orders', '/orders', false],
    ['/orders', '/prod/orders/', true],
    ['/orders', '/prod/orders/1', false],
    ['/orders', '/prod/xorders', false],
    ['/orders', '/test/orders', false],
    ['/orders', '/prod/prod/orders', false],
    ['/orders', '/prodorders', false],
    ['/orders', '/prod', false],
    ['/orders/{id}', '/prod/orders/1', true],
    ['/orders/{id}', '/prod/orders', false],
    ['/orders/{id}', '/prod/orders/', false],
    ['/orders/{id}', '/prod/orders/1/2', false],
    ['/files/{path+}', '/prod/files/a/b', true],
    ['/files/{path+}', '/prod/files', false],
    ['/a.b', '/prod/axb', false],
    ['/', '/prod', true],
    ['/', '/prod/', true],
    ['/', '/', false],
    ['/', '/orders', false],
    ['/', '', false],
    ['/{tenant}', '/prod/acme', true],
    ['/{tenant}', '/acme', false],
    ['/{tenant}', '/prod', false],
    ['/prod/x', '/prod/prod/x', true],
    ['/prod/x', '/prod/x', false],
  ])('%s on %s: %s', (template, path, expected) => {
    expect(matches([template], path)).toBe(expected);
  });

  test.each<[string[], string, boolean]>([
    [['/'], '/', true], [['/'], '', false], [['/', '/orders'], '/', true], [['/', '/orders'], '/orders/', true], [['/', '/orders'], '/prod/orders', false],
    [['/{tenant}/orders'], '/prod/orders', true], [['/orders'], '/prod/orders', false],
  ])('without a prefix, %s on %s: %s', (templates, path, expected) => {
    expect(matches(templates, path, '')).toBe(expected);
  });

  test('templates share their beginnings and their ends', () => {
    expect(pathRegexes(['/orders', '/orders/{id}', '/invoices/{id}', '/orders/{id}/items'], '/prod')).toEqual([
      ['^/prod/(?:invoices/[^/]+|orders(?:/[^/]+(?:/items)?)?)/?$'],
    ]);
  });

  test('hundreds of paths are spread over expressions of at most 200 characters, each found again', () => {
    const templates = Array.from({ length: 300 }, (_, index) => `/resource-${index * 7919}/{id}/things`);
    const texts = pathRegexes(templates, '/prod').flat();
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(200);
    expect(texts.length).toBeLessThan(40);
    const regexes = texts.map((text) => new RegExp(text));
    for (const template of templates) {
      expect(regexes.some((regex) => regex.test(`/prod${template.replace('{id}', 'x')}`))).toBe(true);
    }
    expect(regexes.some((regex) => regex.test('/prod/resource-1/x/things'))).toBe(false);
  });

  test('the order of the routes changes nothing', () => {
    const templates = ['/b/{id}', '/a', '/c', '/a/{id}', '/b'];
    expect(pathRegexes([...templates].reverse(), '/prod')).toEqual(pathRegexes(templates, '/prod'));
    expect(pathRegexes(['/b', '/a', '/b'], '/prod')).toEqual([['^/prod/(?:a|b)/?$']]);
  });

  test('none for no path', () => {
    expect(pathRegexes([], '/prod')).toEqual([]);
  });
});

describe('the expressions, as they were reviewed', () => {
  test.each<[string[], string, string]>([
    [['/'], '/prod', '^/prod/?$'],
    [['/'], '', '^/$'],
    [['/', '/orders'], '/prod', '^/prod(?:/orders)?/?$'],
    [['/', '/orders'], '', '^/(?:orders/?)?$'],
    [['/', '/a', '/b/{x}'], '', '^/(?:(?:a|b/[^/]+)/?)?$'],
    [['/{x}'], '', '^/[^/]+/?$'],
    [['/{x+}'], '', '^/.+/?$'],
    [['/a', '/a/{x}', '/a/{x}/b'], '', '^/a(?:/[^/]+(?:/b)?)?/?$'],
    [['/a/{x}', '/a/{y+}', '/b/{z+}'], '/prod', '^/prod/(?:a/(?:[^/]+|.+)|b/.+)/?$'],
    [['/a/x', '/b/x', '/c/x', '/c'], '/p', '^/p/(?:(?:a|b)/x|c(?:/x)?)/?$'],
    [['/a.b/$c'], '/v1.2', '^/v1\\.2/a\\.b/\\$c/?$'],
  ])('of %j under "%s"', (paths, prefix, expected) => {
    expect(pathRegexes(paths, prefix)).toEqual([[expected]]);
  });

  test.each<[string, string[]]>([
    // 119 of 300 characters are left for the second.
    [`/${'a'.repeat(300)}`, [`^/prod/${'a'.repeat(181)}[^/]{119}/?$`, `^(?:/[^/]+){1}/[^/]{181}${'a'.repeat(119)}/?$`]],
    [`/${'a'.repeat(190)}/{id}/bcd/{rest+}`, [
      `^/prod/${'a'.repeat(166)}[^/]{24}(?:/[^/]+){2}/.+/?$`, `^(?:/[^/]+){1}/[^/]{166}${'a'.repeat(24)}/[^/]+/bcd/.+/?$`,
    ]],
    [`/${'a'.repeat(100)}/{id}/${'b.'.repeat(50)}/c`, [
      `^/prod/${'a'.repeat(100)}/[^/]+/${'b\\.'.repeat(20)}b[^/]{59}(?:/[^/]+){1}/?$`, `^(?:/[^/]+){3}/[^/]{41}${'\\.b'.repeat(29)}\\./c/?$`,
    ]],
    [`/{x}/${'b'.repeat(250)}/{y}/{z}`, [
      `^/prod/[^/]+/${'b'.repeat(163)}[^/]{87}(?:/[^/]+){2}/?$`, `^(?:/[^/]+){2}/[^/]{163}${'b'.repeat(87)}/[^/]+/[^/]+/?$`,
    ]],
    [`/{a}/{b}/${'q'.repeat(190)}/{rest+}`, [
      `^/prod/[^/]+/[^/]+/${'q'.repeat(167)}[^/]{23}/.+/?$`, `^(?:/[^/]+){3}/[^/]{167}${'q'.repeat(23)}/.+/?$`,
    ]],
  ])('of a path that is too long for one, %s', (path, expected) => {
    expect(pathRegexes([path], '/prod')).toEqual([expected]);
  });

  test('200 characters are one expression, 201 are not', () => {
    const path = (length: number): string => `/${'a'.repeat(length - '^/prod//?$'.length)}`;
    expect(pathRegexes([path(200)], '/prod')).toEqual([[`^/prod${path(200)}/?$`]]);
    expect(pathRegexes([path(201)], '/prod')[0]).toHaveLength(2);
    expect(pathRegex(path(200), '/prod')).toHaveLength(200);
    expect(() => pathRegex(path(201), '/prod')).toThrow(/which takes 201; /);
  });

  test('each expression holds as many paths as it can, in their order', () => {
    for (let width = 1; width <= 70; width++) {
      for (const number of [1, 2, 3, 4, 7, 8, 9, 26]) {
        const names = Array.from({ length: number }, (_, index) => String.fromCharCode(97 + index).padEnd(width, '-'));
        const expected: string[] = [];
        for (let start = 0, end: number; start < number; start = end) {
          const text = (to: number): string => to - start === 1 ? `^/${names[start]}/?$` : `^/(?:${names.slice(start, to).join('|')})/?$`;
          end = start + 1;
          while (end < number && text(end + 1).length <= 200) {
            end++;
          }
          expected.push(text(end));
        }
        expect(pathRegexes(names.map((name) => `/${name}`).reverse(), '')).toEqual(expected.map((text) => [text]));
      }
    }
  });

  test('a path that is too long stands by itself among others', () => {
    const long = `/b${'x'.repeat(250)}`;
    const regexes = pathRegexes(['/a', long, '/c', '/d'], '');
    expect(regexes.map(({ length }) => length)).toEqual([1, 2, 1]);
    expect([regexes[0], regexes[2]]).toEqual([['^/a/?$'], ['^/(?:c|d)/?$']]);
  });
});

describe('a path that is too long for one expression', () => {
  const long = `/${'a'.repeat(120)}/{id}/${'b.'.repeat(60)}/c/{rest+}`;
  const request = (text: string): string => `/prod${text.replace('{id}', '1').replace('{rest+}', 'x/y')}`;

  test('is matched by itself and by nothing else', () => {
    expect(pathRegexes([long], '/prod')[0].length).toBeGreaterThan(1);
    expect(matches([long], request(long))).toBe(true);
    for (let index = 0; index < request(long).length; index++) {
      const path = request(long);
      const inVariable = path.slice(0, index).includes('a/') && !path.slice(0, index).includes('/1/') || index >= path.length - 'x/y'.length;
      // What stands for a variable part may be any text; a slash at the end is none.
      if (!inVariable) {
        expect(matches([long], `${path.slice(0, index)}~${path.slice(index + 1)}`)).toBe(false);
        expect(matches([long], `${path.slice(0, index)}${path.slice(index + 1)}`)).toBe(false);
      }
    }
  });

  test('of one part', () => {
    const part = `/${'c'.repeat(300)}`;
    expect(matches([part], `/prod${part}`)).toBe(true);
    expect(matches([part], `/prod${part}c`)).toBe(false);
    expect(matches([part], `/prod${part.slice(0, -1)}`)).toBe(false);
  });

  test('of many parts', () => {
    const parts = Array.from({ length: 60 }, (_, index) => index % 3 === 0 ? `{p${index}}` : `part${index}`);
    expect(matches([`/${parts.join('/')}`], `/prod/${parts.map((part) => part.replace(/[{}]/g, '')).join('/')}`)).toBe(true);
    expect(matches([`/${parts.join('/')}`], `/prod/${parts.map((part) => part.replace(/[{}]/g, '')).reverse().join('/')}`)).toBe(false);
  });

  test('behind a long prefix', () => {
    const prefix = `/${'s'.repeat(128)}`;
    expect(matches([long], `${prefix}${request(long).slice('/prod'.length)}`, prefix)).toBe(true);
    expect(matches([long], request(long), prefix)).toBe(false);
  });

  test('is an error where one expression is all that there is room for', () => {
    expect(pathRegex('/login', '/prod')).toBe('^/prod/login/?$');
    expect(() => pathRegex(long, '/prod')).toThrow(/`path` must fit the 200 characters of a regular expression in AWS WAF together with "\/prod", got "\/aaa.*which takes \d+/);
  });
});

test('for any paths: what matches is what fits one of them', () => {
  const part = fc.oneof(
    fc.constantFrom('a', 'b.c', '{x}', 'prod'),
    fc.tuple(fc.constantFrom('a', '.', 'ab-', '$'), fc.integer({ min: 1, max: 130 })).map(([text, count]) => text.repeat(count)),
  );
  const template = fc.tuple(fc.array(part, { maxLength: 6 }), fc.boolean()).map(([parts, greedy]) => `/${[...parts, ...(greedy ? ['{rest+}'] : [])].join('/')}`);
  let hits = 0;
  let runs = 0;
  fc.assert(fc.property(
    fc.array(template, { minLength: 1, maxLength: 5 }), fc.constantFrom('/prod', '', '/v1.2', `/${'p'.repeat(128)}`), fc.nat(), fc.nat(), fc.constantFrom('', '/', 'x', '/y'), fc.boolean(),
    (templates, prefix, which, cut, end, spoilt) => {
      const regexes = pathRegexes(templates, prefix);
      expect(regexes.flat().every((text) => text.length <= 200)).toBe(true);
      const full = templates[which % templates.length].replace(/\{x\}/g, 'a').replace('{rest+}', 'r/s');
      const changed = spoilt ? `${full.slice(0, cut % full.length)}a${full.slice(cut % full.length + 1)}` : full;
      const path = `${changed === '/' && prefix !== '' ? '' : changed}${end}`;
      fc.pre(!path.includes('//') && (prefix + path).startsWith('/'));
      const expected = chooseRoute(templates.map((item) => ({ method: 'GET', path: item })), 'GET', path) !== undefined && (path === '' || path.startsWith('/'));
      hits += Number(expected);
      runs++;
      expect(regexes.some((all) => all.every((text) => new RegExp(text).test(prefix + path)))).toBe(expected);
    },
  ), { numRuns: 3000 });
  expect(hits / runs).toBeGreaterThan(0.1);
});
