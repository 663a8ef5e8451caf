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
      expect(regexes.some((all) => all.every((text) => new RegExp(text).test(prefix + path)))).toBe(expected);
    },
  ), { numRuns: 3000 });
  expect(hits).toBeGreaterThan(300);
});
