import { overlap, pathRegexes, precedes } from '../../../lib/firewall/private/path-regex';

const PROD = { named: ['/prod'], none: false };

function matches(templates: string[], path: string, prefixes = PROD): boolean {
  return pathRegexes(templates, prefixes).some((text) => new RegExp(text).test(path));
}

describe('pathRegexes', () => {
  test.each<[string, string, boolean]>([
    ['/orders', '/prod/orders', true],
    ['/orders', '/orders', true],
    ['/orders', '/prod/orders/', true],
    ['/orders', '/prod/orders/1', false],
    ['/orders', '/prod/xorders', false],
    ['/orders', '/test/orders', false],
    ['/orders/{id}', '/prod/orders/1', true],
    ['/orders/{id}', '/prod/orders', false],
    ['/orders/{id}', '/prod/orders/1/2', false],
    ['/files/{path+}', '/prod/files/a/b', true],
    ['/files/{path+}', '/prod/files', false],
    ['/a.b', '/prod/axb', false],
    ['/', '/prod', true],
    ['/', '/prod/', true],
    ['/', '/', true],
    ['/', '/orders', false],
    ['/', '', false],
    // Where a route begins with a parameter, the stage's name must be there.
    ['/{tenant}', '/prod/acme', true],
    ['/{tenant}', '/acme', false],
    ['/{tenant}', '/prod', false],
    ['/prod/x', '/prod/prod/x', true],
    ['/prod/x', '/prod/x', false],
  ])('%s on %s: %s', (template, path, expected) => {
    expect(matches([template], path)).toBe(expected);
  });

  test('base paths stand in for the stage', () => {
    const prefixes = { named: ['/prod', '/v1'], none: true };
    expect(matches(['/orders'], '/v1/orders', prefixes)).toBe(true);
    expect(matches(['/{tenant}'], '/acme', prefixes)).toBe(true);
    expect(matches(['/', '/orders'], '/v1', prefixes)).toBe(true);
  });

  test('templates share their beginnings and their ends', () => {
    expect(pathRegexes(['/orders', '/orders/{id}', '/invoices/{id}', '/orders/{id}/items'], PROD)).toEqual([
      '^(?:/prod)?/(?:invoices/[^/]+|orders(?:/[^/]+(?:/items)?)?)/?$',
    ]);
  });

  test('hundreds of paths are spread over expressions of at most 200 characters, each found again', () => {
    const templates = Array.from({ length: 300 }, (_, index) => `/resource-${index * 7919}/{id}/things`);
    const texts = pathRegexes(templates, PROD);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(200);
    expect(texts.length).toBeLessThan(40);
    for (const template of templates) {
      expect(matches(templates, `/prod${template.replace('{id}', 'x')}`)).toBe(true);
    }
    expect(matches(templates, '/prod/resource-1/x/things')).toBe(false);
  });

  test('a path that is too long alone is matched by more than itself, never by less', () => {
    const long = `/${'a'.repeat(120)}/${'b'.repeat(120)}`;
    expect(pathRegexes([long], PROD)[0].length).toBeLessThanOrEqual(200);
    expect(matches([long], `/prod${long}`)).toBe(true);
    expect(matches(['/' + 'c'.repeat(300)], '/prod/' + 'c'.repeat(300))).toBe(true);
  });

  test('none for no path', () => {
    expect(pathRegexes([], PROD)).toEqual([]);
  });
});

describe('precedence', () => {
  test.each([
    ['/orders/search', '/orders/{id}', true], ['/orders/{id}', '/orders/search', false], ['/orders/{id}', '/orders/{rest+}', true],
    ['/orders/{id}/items', '/{any+}', true], ['/orders/{id}', '/orders/{id}', false], ['/a/{x}/c', '/a/b/{y}', false],
  ])('%s before %s: %s', (left, right, expected) => {
    expect(precedes(left, right)).toBe(expected);
  });

  test.each([
    ['/orders/search', '/orders/{id}', true], ['/orders/search', '/orders/{id}/items', false], ['/orders/{id}/items', '/{any+}', true],
    ['/a/{x}/c', '/a/b/{y}', true], ['/a', '/b', false], ['/a/{x+}', '/a', false],
  ])('%s and %s overlap: %s', (left, right, expected) => {
    expect(overlap(left, right)).toBe(expected);
    expect(overlap(right, left)).toBe(expected);
  });
});
