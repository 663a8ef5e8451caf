import * as fc from 'fast-check';
import { checkPath } from '../../../lib/routes/private/paths';

test.each<[path: string, part: string, right: string]>([
  ['/orders/:id', ':id', '"{id}", with RouteParameter.path("id")'],
  ['/orders/:id/items', ':id', '"{id}", with RouteParameter.path("id")'],
  ['/orders/:id?', ':id?', '"{id}"'],
  ['/orders/:rest*', ':rest*', '"{rest+}"'],
  ['/orders/<id>', '<id>', '"{id}"'],
  ['/orders/<int:id>', '<int:id>', '"{id}"'],
  ['/orders/[id]', '[id]', '"{id}"'],
  ['/files/[...rest]', '[...rest]', '"{rest+}"'],
  ['/files/[[...rest]]', '[[...rest]]', '"{rest+}"'],
  ['/orders/{id:[0-9]+}', '{id:[0-9]+}', '"{id}"'],
  ['/orders/{id?}', '{id?}', '"{id}"'],
  ['/orders/{id}.json', '{id}.json', '"{id}"'],
  ['/orders/{id}:cancel', '{id}:cancel', '"{id}"'],
  ['/orders/{id', '{id', '"{id}"'],
  ['/orders/{*rest}', '{*rest}', '"{rest+}"'],
  ['/orders/{rest...}', '{rest...}', '"{rest+}"'],
  ['/orders/{.ext}', '{.ext}', '"{ext}"'],
  ['/orders/{}', '{}', '"{name}"'],
  ['/orders/id}', 'id}', '"{name}"'],
  ['/files/*', '*', '"{rest+}"'],
  ['/files/**', '**', '"{rest+}"'],
  ['/*/orders', '*', '"{name}"'],
  ['/files/(.*)', '(.*)', '"{rest+}"'],
  ['/a/../b', '..', '"/b"'],
  ['/a/./b', '.', '"/a/b"'],
  ['/a/.../b', '...', '"{name}"'],
  ['/..', '..', '"/"'],
  ['/a//b', '', '"/a/b"'],
  ['/a%2Fb', 'a%2Fb', '"{name}"'],
  ['/a%20b', 'a%20b', '"{name}"'],
  ['/%', '%', '"{name}"'],
  ['/~user', '~user', '"{name}"'],
  ['/a b', 'a b', '"{name}"'],
  ['/café', 'café', '"{name}"'],
  ['/a;b', 'a;b', '"{name}"'],
  ['/a,b', 'a,b', '"{name}"'],
  ['/$metadata', '$metadata', '"{name}"'],
  ['/@me', '@me', '"{name}"'],
  ['/a\\b', 'a\\b', '"{name}"'],
  ['/orders?limit=5', 'orders?limit=5', '"/orders", with RouteParameter.query()'],
  ['/orders#top', 'orders#top', '"/orders", with RouteParameter.query()'],
  ['/orders\n', 'orders\n', '"{name}"'],
])('refuses %j and says what would be right', (path, part, right) => {
  expect(() => checkPath(path)).toThrow(`got ${JSON.stringify(part)} in ${JSON.stringify(path)}; right would be ${right}`);
});

test.each(['/', '/orders', '/orders/{orderId}', '/files/{path+}', '/.well-known/openid-configuration', '/v1.2/a_b-c', '/orders:cancel', '/a..b', '/-', '/{a}/{b_c}/{d-e}/{f.g}'])('takes %s', (path) => {
  expect(() => checkPath(path)).not.toThrow();
});

test('whatever is taken means the same to whoever resolves it', () => {
  let taken = 0;
  const part = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'B', '7', '.', '-', '_', ':', '~', '%', '2', 'F', '{', '}', '+', '/', '\\', ';', ' ', 'ä', '?', '#'), maxLength: 5 }), fc.constantFrom('..', '.', '{id}', 'a'));
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
    const path = `/${parts.join('/')}`;
    try {
      checkPath(path);
    } catch {
      return;
    }
    taken += 1;
    const literal = path.replace(/[{}+]/g, '');
    expect(new URL(literal, 'https://example.com').pathname).toBe(literal);
    expect(decodeURIComponent(literal)).toBe(literal);
    expect(path.split('/').slice(1).every((text) => /^\{[^{}]+\}$/.test(text) || !/[{}+]/.test(text))).toBe(true);
  }), { numRuns: 5_000 });
  expect(taken).toBeGreaterThan(300);
});
