import * as fc from 'fast-check';
import { statementCapacity } from '../../../lib/firewall/private/capacity';
import { cheapest, knownPaths, methodIn, operations, requestsOf, requestsOfPaths } from '../../../lib/firewall/private/operations';
import { equals, METHOD, regex, URI_PATH } from '../../../lib/firewall/private/statements';
import { WafStatement } from '../../../lib/firewall/private/waf-rule';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { route } from './api';
import { shownStatement } from './shown-statement';

/** Routes as `GET /a`; those with a star are the ones that are looked for. */
function table(sketches: string[]): { routes: RouteDefinition[]; mine: RouteDefinition[] } {
  const routes = sketches.map((sketch) => {
    const [method, path] = sketch.replace('*', '').split(' ');
    return route({ method: method as HttpMethod, path });
  });
  return { routes, mine: routes.filter((_, index) => sketches[index].startsWith('*')) };
}

const every = (path: string): string[] => Object.values(HttpMethod).map((method) => `${method} ${path}`);
const starred = (sketches: string[]): string[] => sketches.map((sketch) => `*${sketch}`);
const LONG = `/${'z'.repeat(250)}`;
const LONG_PIECES = `(path ^/${'z'.repeat(187)}[^/]{63}/?$ & path ^/[^/]{187}${'z'.repeat(63)}/?$)`;
/** `/n0`, `/n1` and so on. */
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `GET /n${index}`);

describe('how requests of some routes are told from those of the others, as it was reviewed', () => {
  test.each<[string[], string]>([
    [['*GET /a'], 'any'],
    [['*GET /a', '*POST /b'], 'any'],
    [['*GET /a', 'POST /a'], 'method EXACTLY GET'],
    [['*GET /a', 'POST /b'], 'method EXACTLY GET'],
    [['*GET /a', 'GET /b'], 'path ^/a/?$'],
    [['*GET /a', '*GET /b', 'GET /c'], 'path ^/(?:a|b)/?$'],
    [['*GET /a', '*POST /a', 'GET /b', 'POST /b'], 'path ^/a/?$'],
    [['*GET /a', 'POST /a', 'GET /b', '*POST /b'], '((method EXACTLY GET & path ^/a/?$) | (method EXACTLY POST & path ^/b/?$))'],
    // Two methods with the same condition; that it is not GET costs less than to name both.
    [['*GET /a', 'POST /a', 'GET /b', '*POST /b', '*PUT /b', 'PUT /a'], '((method EXACTLY GET & path ^/a/?$) | (!method EXACTLY GET & path ^/b/?$))'],
    [['*GET /a', '*GET /b', '*POST /a', 'POST /b', 'PUT /a', 'PUT /b', 'DELETE /c'], '(method EXACTLY GET | (method EXACTLY POST & path ^/a/?$))'],
    [['*GET /a', 'GET /b', 'POST /{x}', '*POST /c', 'PUT /c'], '((method EXACTLY GET & path ^/a/?$) | (method EXACTLY POST & path ^/c/?$))'],
    [[...starred(every('/a')).slice(1), every('/a')[0]], '!method EXACTLY GET'],
    [['*GET /a', '*POST /a', '*PUT /a', 'PATCH /a', 'DELETE /a', 'HEAD /a'], 'method ^(?:GET|POST|PUT)$'],
    // A path that fits two resources is the more literal one's.
    [['GET /{p+}', '*GET /a'], 'path ^/a/?$'],
    [['*GET /{p+}', 'GET /a'], '!path ^/a/?$'],
    [['*GET /{p+}', 'GET /a', '*GET /a/{x}', 'GET /b'], '!path ^/(?:a|b)/?$'],
    [['*GET /{p+}', 'POST /{p+}', 'GET /a'], '(method EXACTLY GET & !path ^/a/?$)'],
    [['*GET /{x}', '*POST /a', 'POST /{x}', 'GET /b'], '((method EXACTLY GET & !path ^/b/?$) | (method EXACTLY POST & path ^/a/?$))'],
    [['*GET /{p+}', '*POST /{p+}', '*PUT /{p+}', 'POST /a', 'PUT /{x}/b'],
      '!((method EXACTLY POST & path ^/a/?$) | (method EXACTLY PUT & path ^/[^/]+/b/?$))'],
    // Those with the same rivals share an expression.
    [['*GET /a/{x}', '*GET /b/{x}', '*GET /c/{x}', 'GET /a/1', 'GET /{y}/{z}', 'GET /d'],
      '((path ^/a/[^/]+/?$ & !path ^/a/1/?$) | path ^/(?:b|c)/[^/]+/?$)'],
    [['*GET /a/{x}', '*GET /b/{x}', '*GET /b/{x}/c', 'GET /a/1', 'GET /b/1', 'GET /d', 'GET /{y}/{z}'],
      '!(path ^/(?:(?:a|b)/1|d)/?$ | (path ^/[^/]+/[^/]+/?$ & !path ^/(?:a|b)/[^/]+/?$))'],
  ])('of %j: %s', (sketches, expected) => {
    const { routes, mine } = table(sketches);
    expect(shownStatement(requestsOf(mine, operations(routes, '', false)))).toBe(expected);
  });

  test.each<[string[], string]>([
    [['*GET /a'], 'method EXACTLY GET'],
    [['*GET /a', 'POST /a'], 'method EXACTLY GET'],
    [['*GET /a', 'GET /b'], '(method EXACTLY GET & path ^/a/?$)'],
    [['*GET /a', '*POST /a'], '!method EXACTLY OPTIONS'],
    [['*GET /a', '*POST /a', 'GET /b', 'POST /b'], '(!method EXACTLY OPTIONS & path ^/a/?$)'],
    [[...starred(every('/a')), ...every('/b')], '(!method EXACTLY OPTIONS & path ^/a/?$)'],
    [['*GET /a', '*GET /b', '*PUT /b', '*PUT /a', 'POST /a', 'POST /b', 'DELETE /a'], 'method ^(?:GET|PUT)$'],
    [['*GET /a', '*GET /b', 'PUT /b', '*PUT /a', '*POST /a', 'POST /b', 'DELETE /a', 'DELETE /b'],
      '(method EXACTLY GET | (method ^(?:POST|PUT)$ & path ^/a/?$))'],
  ])('with preflight on every path, of %j: %s', (sketches, expected) => {
    const { routes, mine } = table(sketches);
    expect(shownStatement(requestsOf(mine, operations(routes, '', true)))).toBe(expected);
  });

  // What costs most is then worth a look at the others, which cost less; of more than eight times as many it is not taken.
  test.each<[string, string[], string]>([
    ['one beside eight', [`*GET ${LONG}`, ...numbered(8)], '!path ^/(?:n0|n1|n2|n3|n4|n5|n6|n7)/?$'],
    ['one beside nine', [`*GET ${LONG}`, ...numbered(9)], LONG_PIECES],
    ['two beside sixteen', [`*GET ${LONG}`, '*GET /m', ...numbered(16)], `!path ^/(?:${numbered(16).map((sketch) => sketch.slice(5)).sort().join('|')})/?$`],
    ['eight beside one', [...starred(numbered(8)), `GET ${LONG}`], 'path ^/(?:n0|n1|n2|n3|n4|n5|n6|n7)/?$'],
    ['one of a method beside eight, and another one that differs', [`*GET ${LONG}`, ...numbered(8), `POST ${LONG}`, '*POST /n0'],
      '((method EXACTLY GET & !path ^/(?:n0|n1|n2|n3|n4|n5|n6|n7)/?$) | (method EXACTLY POST & path ^/n0/?$))'],
    ['one of a method beside nine, and of all methods three beside twenty-five',
      [`*GET ${LONG}`, ...numbered(9), `POST ${LONG}`, '*POST /n0', '*POST /n1', ...numbered(15).map((sketch) => sketch.replace('GET', 'PUT'))],
      `((method EXACTLY GET & ${LONG_PIECES.slice(1, -1)}) | (method EXACTLY POST & path ^/(?:n0|n1)/?$))`],
    ['two whose rivals read alike when they are written in a row',
      ['*GET /{x}', '*GET /{x}/{y}', 'GET /a', 'GET /b', 'GET /a/b', ...numbered(14).map((sketch) => `${sketch}/n/n`)],
      '((path ^/[^/]+/?$ & !path ^/(?:a|b)/?$) | (path ^/[^/]+/[^/]+/?$ & !path ^/a/b/?$))'],
  ])('few are named sooner: %s', (_, sketches, expected) => {
    const { routes, mine } = table(sketches);
    expect(shownStatement(requestsOf(mine, operations(routes, '', false)))).toBe(expected);
  });
});

test('operations know which paths share requests, each once', () => {
  const { routes } = table(['GET /a', 'POST /a', 'GET /{x}', 'GET /b', 'GET /c/d', 'GET /{p+}']);
  const all = operations(routes, '/prod', true);
  expect(all).toMatchObject({ routes, prefix: '/prod', preflight: true });
  expect([...all.overlapping]).toEqual([
    ['/a', ['/a', '/{x}', '/{p+}']],
    ['/{x}', ['/a', '/{x}', '/b', '/{p+}']],
    ['/b', ['/{x}', '/b', '/{p+}']],
    ['/c/d', ['/c/d', '/{p+}']],
    ['/{p+}', ['/a', '/{x}', '/b', '/c/d', '/{p+}']],
  ]);
});

test('the paths of the API are known under what stands before them', () => {
  const { routes } = table(['GET /a', 'POST /a', 'GET /{x}', 'GET /b/c']);
  expect(shownStatement(knownPaths(operations(routes, '/prod', true)))).toBe('path ^/prod/(?:(?:a|[^/]+)|b/c)/?$');
  expect(shownStatement(knownPaths(operations(table([`GET ${LONG}`]).routes, '', false)))).toBe(LONG_PIECES);
});

test('all routes with one of the paths', () => {
  const { routes } = table(['GET /a', 'POST /a', 'GET /b', 'POST /b', 'GET /c']);
  const all = operations(routes, '', false);
  expect(shownStatement(requestsOfPaths(['/a', '/c'], all))).toBe('path ^/(?:a|c)/?$');
  expect(requestsOfPaths(['/a', '/b', '/c'], all)).toBeUndefined();
});

test('methods in one statement', () => {
  expect(methodIn(['GET', 'GET'])).toEqual(equals(METHOD, 'GET'));
  expect(methodIn(['PUT', 'DELETE', 'PUT'])).toEqual(regex(METHOD, '^(?:DELETE|PUT)$'));
});

test('of statements that cost the same the first is taken', () => {
  const [first, second, less] = [regex(URI_PATH, 'a'), regex(URI_PATH, 'b'), equals(METHOD, 'GET')];
  expect(cheapest([first, second])).toBe(first);
  expect(cheapest([first, second, less])).toBe(less);
  expect(cheapest([less, first])).toBe(less);
});

const expressions = new Map<string, RegExp>();

/** A judge of its own: what a statement on method and path says of a request. */
function holds(statement: WafStatement, method: string, uri: string): boolean {
  if (statement.AndStatement) {
    return statement.AndStatement.Statements.every((inner) => holds(inner, method, uri));
  }
  if (statement.OrStatement) {
    return statement.OrStatement.Statements.some((inner) => holds(inner, method, uri));
  }
  if (statement.NotStatement) {
    return !holds(statement.NotStatement.Statement, method, uri);
  }
  if (statement.ByteMatchStatement) {
    return statement.ByteMatchStatement.SearchString === method;
  }
  const { RegexString: text, FieldToMatch: field } = statement.RegexMatchStatement!;
  expressions.set(text, expressions.get(text) ?? new RegExp(text));
  return expressions.get(text)!.test(field.Method ? method : uri);
}

/** API Gateway's choice, said in another way: of the resources that have the method and fit, the one that has literal parts first, and greedy ones last. */
function chosen(routes: ReadonlyArray<{ method: string; path: string }>, method: string, parts: string[]): string | undefined {
  const expression = (path: string): string => path.replace(/\./g, '\\.').replace(/\{\w+\+\}/g, '.+').replace(/\{\w+\}/g, '[^/]+');
  const fits = (path: string): boolean => new RegExp(`^${expression(path)}$`).test(`/${parts.join('/')}`);
  const rank = (path: string): string => path.split('/').slice(1).map((part) => part.endsWith('+}') ? '2' : part.startsWith('{') ? '1' : '0').join('');
  const fitting = routes.filter((one) => one.method === method && fits(one.path)).map(({ path }) => path);
  return fitting.sort((left, right) => rank(left) < rank(right) ? -1 : 1)[0];
}

const PARTS = ['a', 'b', 'a.b', 'c'];
const REQUESTS = [[], ...PARTS.map((one) => [one]), ...PARTS.flatMap((one) => PARTS.map((two) => [one, two])), ['a', 'b', 'a'], ['c', 'b', 'c'], ['a', 'c', 'c'], ['c', 'c', 'c', 'c']];
const resourcePath = fc.tuple(fc.array(fc.constantFrom('a', 'b', 'a.b', '{x}'), { maxLength: 3 }), fc.boolean())
  .map(([parts, greedy]) => `/${[...parts.map((part, index) => part === '{x}' ? `{x${index}}` : part), ...(greedy ? ['{rest+}'] : [])].join('/')}`);

test('for any table: true for the requests of its routes and false for those of the others, and never dearer than route by route', () => {
  const sketches = fc.uniqueArray(
    fc.record({ method: fc.constantFrom(...Object.values(HttpMethod)), path: resourcePath, mine: fc.boolean() }),
    { minLength: 2, maxLength: 10, selector: ({ method, path }) => `${method} ${path.replace(/\{x\d\}/g, '{x}')}` },
  );
  const seen = { inside: 0, outside: 0, runs: 0 };
  fc.assert(fc.property(sketches, fc.boolean(), fc.constantFrom('/prod', '', '/a'), (drawn, preflight, prefix) => {
    const routes = drawn.map((one) => route(one));
    const mine = routes.filter((_, index) => drawn[index].mine);
    fc.pre(mine.length > 0);
    const all = operations(routes, prefix, preflight);
    const scope = requestsOf(mine, all);
    const served = [...routes, ...(preflight ? routes.map(({ path }) => ({ method: 'OPTIONS', path })) : [])];
    seen.runs++;
    for (const method of [...Object.values(HttpMethod), 'OPTIONS']) {
      for (const parts of REQUESTS) {
        const path = chosen(served, method, parts);
        if (path !== undefined) {
          const expected = mine.some((one) => one.method === method && one.path === path);
          seen[expected ? 'inside' : 'outside']++;
          const uri = `${prefix}/${parts.join('/')}`;
          expect([method, uri, scope === undefined || holds(scope, method, uri)]).toEqual([method, uri, expected]);
        }
      }
    }
    expect(scope === undefined ? 0 : statementCapacity(scope)).toBeLessThanOrEqual(mine.length * (2 + 3 + 3));
  }), { numRuns: 300 });
  expect(Math.min(seen.inside, seen.outside) / seen.runs).toBeGreaterThan(5);
});
