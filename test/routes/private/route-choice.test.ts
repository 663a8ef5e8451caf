import * as fc from 'fast-check';
import type { ResourceMethod } from '../../../lib/routes/private/route-choice';
import type * as Module from '../../../lib/routes/private/route-choice';

let alsoServed: typeof Module.alsoServed;
let chooseRoute: typeof Module.chooseRoute;
let overlap: typeof Module.overlap;
let partsOf: typeof Module.partsOf;
let precedes: typeof Module.precedes;

// The parts of a path are kept from one call to the next.
beforeEach(() => {
  jest.resetModules();
  ({ alsoServed, chooseRoute, overlap, partsOf, precedes } = jest.requireActual<typeof Module>('../../../lib/routes/private/route-choice'));
});

const table = (...texts: string[]): ResourceMethod[] => texts.map((text) => {
  const [method, path] = text.split(' ');
  return { method, path };
});

const choice = (routes: ResourceMethod[], method: string, path: string): string => {
  const chosen = chooseRoute(routes, method, path);
  return chosen ? `${chosen.route.method} ${chosen.route.path}` : 'none';
};

/** The area `routing` of the recorded answers, by their ids. */
const SIBLING = table('POST /test', 'ANY /test/any', 'OPTIONS /{proxy+}');
const ORDER = table('GET /part1', 'GET /part1/hardcoded-value', 'GET /{param+}');
// `/jobs` has no methods, so it is not in the table.
const JOBS = table('ANY /{proxy+}', 'GET /jobs/{operation_type}', 'OPTIONS /cors_only');
const LITERALS = table('GET /users/{userId}', 'PATCH /users/me', 'POST /roles/provision', 'GET /roles/{roleId}', 'GET /things/real', 'POST /things/{proxy+}');

test.each<[string, ResourceMethod[], string, string, string]>([
  ['route-unknown-path', table('GET /existing'), 'GET', '/random-non-existing', 'none'],
  ['route-wrong-method', table('GET /existing'), 'POST', '/existing', 'none'],
  ['route-method-falls-through-to-greedy', SIBLING, 'OPTIONS', '/test', 'OPTIONS /{proxy+}'],
  ['route-literal-with-method', SIBLING, 'POST', '/test', 'POST /test'],
  ['route-any-before-greedy', SIBLING, 'OPTIONS', '/test/any', 'ANY /test/any'],
  ['route-any-before-greedy', SIBLING, 'GET', '/test/any', 'ANY /test/any'],
  ['route-literal-first', ORDER, 'GET', '/part1', 'GET /part1'],
  ['route-literal-first', ORDER, 'GET', '/part1/hardcoded-value', 'GET /part1/hardcoded-value'],
  ['route-unknown-child-falls-to-greedy', ORDER, 'GET', '/part1/random-value', 'GET /{param+}'],
  ['route-pair-exact', JOBS, 'GET', '/jobs/reboot', 'GET /jobs/{operation_type}'],
  ['route-resource-without-methods', JOBS, 'GET', '/jobs', 'ANY /{proxy+}'],
  ['route-resource-without-methods', JOBS, 'POST', '/jobs', 'ANY /{proxy+}'],
  ['route-variable-lacks-method', JOBS, 'POST', '/jobs/reboot', 'ANY /{proxy+}'],
  ['route-preflight-only-resource', JOBS, 'GET', '/cors_only', 'ANY /{proxy+}'],
  ['route-guarded-sibling-does-not-guard-the-path', table('POST /admin', 'ANY /{proxy+}'), 'GET', '/admin', 'ANY /{proxy+}'],
  ['route-literal-lacks-method-variable-has-it', LITERALS, 'GET', '/users/me', 'GET /users/{userId}'],
  ['route-literal-lacks-method-variable-has-it', LITERALS, 'GET', '/roles/provision', 'GET /roles/{roleId}'],
  ['route-literal-has-method', LITERALS, 'PATCH', '/users/me', 'PATCH /users/me'],
  ['route-literal-has-method', LITERALS, 'POST', '/roles/provision', 'POST /roles/provision'],
  ['route-literal-has-method', LITERALS, 'GET', '/things/real', 'GET /things/real'],
  ['route-literal-lacks-method-greedy-has-it', LITERALS, 'POST', '/things/real', 'POST /things/{proxy+}'],
  ['route-no-sibling-has-method', LITERALS, 'POST', '/users/me', 'none'],
  ['event-plain', table('ANY /{proxy+}', 'ANY /hardcoded'), 'GET', '/hardcoded', 'ANY /hardcoded'],
])('recorded: %s (%#)', (_, routes, method, path, expected) => {
  expect(choice(routes, method, path)).toBe(expected);
  expect(choice([...routes].reverse(), method, path)).toBe(expected);
});

test.each<[string, string, string, { [name: string]: string }]>([
  ['event-plain', '/{proxy+}', '/proxy-value', { proxy: 'proxy-value' }],
  ['event-trailing-slash', '/{proxy+}', '/proxy-value/', { proxy: 'proxy-value' }],
  ['event-slash-after-stage', '/{proxy+}', '//proxy-value', { proxy: 'proxy-value' }],
  ['event-path-encoding', '/{proxy+}', '/a/test%2Balias@gmail.com/plus', { proxy: 'a/test%2Balias@gmail.com/plus' }],
  ['route-literal-lacks-method-variable-has-it', '/users/{userId}', '/users/me', { userId: 'me' }],
])('recorded values: %s', (_, template, path, values) => {
  expect(chooseRoute([{ method: 'ANY', path: template }], 'GET', path)?.pathParameters).toEqual(values);
});

describe('a path fits', () => {
  test.each<[string, string, boolean]>([
    ['/', '/', true], ['/', '/orders', false], ['/orders', '/', false], ['/{proxy+}', '/', false],
    ['/orders', '/Orders', false], ['/orders', '/order', false], ['/orders', '/orders/1', false],
    ['/orders/{id}', '/orders', false], ['/orders/{id}', '/orders/1/2', false], ['/orders/{id}', '/orders/', false],
    ['/files/{path+}', '/files', false], ['/files/{path+}', '/files/a/b/c', true],
    ['/a.b', '/axb', false], ['/a:b', '/a%3Ab', false],
  ])('%s takes %s: %s', (template, path, expected) => {
    expect(chooseRoute([{ method: 'GET', path: template }], 'GET', path) !== undefined).toBe(expected);
  });

  test('a method by name comes before any', () => {
    for (const routes of [table('ANY /a', 'GET /a'), table('GET /a', 'ANY /a')]) {
      expect(choice(routes, 'GET', '/a')).toBe('GET /a');
      expect(choice(routes, 'PUT', '/a')).toBe('ANY /a');
    }
  });

  test('methods are compared as they are written', () => {
    expect(choice(table('GET /a'), 'get', '/a')).toBe('none');
  });
});

describe('where a route answers besides its own path', () => {
  const routes = table('GET /{proxy+}', 'POST /admin', 'GET /orders', 'DELETE /orders/{id}', 'GET /orders/{id}', 'PUT /orders/{id}/items', 'PATCH /files/{rest+}');

  test.each<[string, string[]]>([
    // `GET /orders/{id}/items` has no variable of its own level to fall to, so it falls to the root.
    ['GET /{proxy+}', ['/admin', '/orders/{id}/items', '/files/{rest+}']],
    ['GET /orders/{id}', []],
    ['POST /admin', []],
    ['PATCH /files/{rest+}', []],
  ])('%s', (name, expected) => {
    expect(alsoServed(routes.find(({ method, path }) => `${method} ${path}` === name)!, routes)).toEqual(expected);
  });

  test('a greedy one too, which is no part without a value', () => {
    const all = table('GET /{proxy+}', 'POST /{id}', 'POST /orders/{id}', 'POST /');
    expect(alsoServed(all[0], all)).toEqual(['/{id}', '/orders/{id}']);
  });

  test('a variable one too', () => {
    const all = table('GET /users/{userId}', 'PATCH /users/me', 'GET /users/new');
    expect(alsoServed(all[0], all)).toEqual(['/users/me']);
  });
});

test.each<[string, ReturnType<typeof Module.partsOf>]>([
  ['/', []],
  ['/orders', [{ literal: 'orders' }]],
  ['/orders/{orderId}/a+', [{ literal: 'orders' }, { name: 'orderId', takes: 'one' }, { literal: 'a+' }]],
  ['/{a.b}/{rest+}', [{ name: 'a.b', takes: 'one' }, { name: 'rest', takes: 'rest' }]],
])('the parts of %s', (path, parts) => {
  expect(partsOf(path)).toEqual(parts);
  expect(partsOf(path)).toBe(partsOf(path));
});

test('several slashes at the beginning and at the end are no parts, and a variable has the value of its own part', () => {
  const values = (template: string, path: string) => chooseRoute([{ method: 'GET', path: template }], 'GET', path)?.pathParameters;
  expect(values('/{id}', '///a//')).toEqual({ id: 'a' });
  expect(values('/x/{id}/{rest+}', '/x/a/b/c')).toEqual({ id: 'a', rest: 'b/c' });
  expect(values('/x/{id}', '/y/a')).toBeUndefined();
});

test.each(['/a/{__proto__}', '/a/{__proto__+}'])('%s hands on a value of a name that objects have', (path) => {
  expect(Object.entries(chooseRoute([{ method: 'GET', path }], 'GET', '/a/x')!.pathParameters)).toEqual([['__proto__', 'x']]);
});

describe('precedence', () => {
  test.each([
    ['/orders/search', '/orders/{id}', true], ['/orders/{id}', '/orders/search', false], ['/orders/{id}', '/orders/{rest+}', true],
    ['/orders/{id}/items', '/{any+}', true], ['/orders/{id}', '/orders/{id}', false], ['/a/{x}/c', '/a/b/{y}', false],
    // What one of them does not have is as good as literal.
    ['/a', '/a/{x}', true], ['/a/{x}', '/a', false], ['/a/b', '/a', false], ['/a', '/a/b', false], ['/{x}/{y}', '/{x}/b', false], ['/{x}/b', '/{x}/{y+}', true],
  ])('%s before %s: %s', (left, right, expected) => {
    expect(precedes(left, right)).toBe(expected);
  });

  test.each([
    ['/orders/search', '/orders/{id}', true], ['/orders/search', '/orders/{id}/items', false], ['/orders/{id}/items', '/{any+}', true],
    ['/a/{x}/c', '/a/b/{y}', true], ['/a', '/b', false], ['/a/{x+}', '/a', false], ['/', '/{any+}', false], ['/', '/', true],
  ])('%s and %s overlap: %s', (left, right, expected) => {
    expect(overlap(left, right)).toBe(expected);
    expect(overlap(right, left)).toBe(expected);
  });
});

/** The same choice as a walk through the tree of resources, which goes back up where a branch lacks the method. */
function walked(routes: ResourceMethod[], method: string, parts: string[], at = ''): string {
  const has = (path: string): boolean => routes.some((route) => route.method === method && route.path === path);
  const below = (path: string): boolean => routes.some((route) => route.path === path || route.path.startsWith(`${path}/`));
  const [next, ...rest] = parts;
  if (next === undefined) {
    return has(at || '/') ? at || '/' : 'none';
  }
  for (const child of [next, '{x}']) {
    const found = below(`${at}/${child}`) ? walked(routes, method, rest, `${at}/${child}`) : 'none';
    if (found !== 'none') {
      return found;
    }
  }
  return has(`${at}/{x+}`) ? `${at}/{x+}` : 'none';
}

test('the choice is the walk through the tree', () => {
  const part = fc.constantFrom('a', 'b', '{x}');
  const path = fc.tuple(fc.array(part, { maxLength: 3 }), fc.boolean())
    .map(([parts, greedy]) => `/${[...parts, ...(greedy ? ['{x+}'] : [])].join('/')}`);
  const routes = fc.uniqueArray(fc.record({ method: fc.constantFrom('GET', 'POST', 'PUT'), path }), { maxLength: 8, selector: (route) => `${route.method} ${route.path}` });
  fc.assert(fc.property(routes, fc.constantFrom('GET', 'POST', 'PUT', 'HEAD'), fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }), (all, method, parts) => {
    expect(chooseRoute(all, method, `/${parts.join('/')}`)?.route.path ?? 'none').toBe(walked(all, method, parts));
  }), { numRuns: 3000 });
});
