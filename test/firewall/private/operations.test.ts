import * as fc from 'fast-check';
import { statementCapacity } from '../../../lib/firewall/private/capacity';
import { FirewallEvaluator } from '../../../lib/firewall/private/evaluator';
import { operations, requestsOf, requestsOfPaths } from '../../../lib/firewall/private/operations';
import { WafStatement } from '../../../lib/firewall/private/waf-rule';
import { HttpMethod } from '../../../lib/routes/http-method';
import { chooseRoute, ResourceMethod } from '../../../lib/routes/private/route-choice';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { RequestBody } from '../../../lib/routes/request-body';
import { RouteAccess } from '../../../lib/routes/route-access';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { build, CREDENTIALS, route } from './api';

const { GET, POST, PUT, DELETE } = HttpMethod;
const json = (maxBytes?: number): RequestBody => RequestBody.json({ type: 'object' }, { maxBytes });
const text = RequestBody.unchecked(['text/plain'], 1000, 'The backend reads the text');
const limit = (pattern: string): RouteParameter[] => [RouteParameter.query('limit', { pattern })];

/** With a body of a type. */
const typed = (type: string, body = 'x') => ({ headers: [...CREDENTIALS, ['content-type', type] as const], body });

describe('a literal path that lacks the method does not hold its path for it', () => {
  test('the constraints of the greedy route hold there', () => {
    const { send } = build([
      route({ method: GET, path: '/{proxy+}', parameters: limit('[0-9]{1,3}') }),
      route({ method: DELETE, path: '/{proxy+}', parameters: limit('[0-9]{1,3}') }),
      route({ method: GET, path: '/lit1', parameters: limit('[a-z]{1,5}') }),
      route({ method: POST, path: '/lit2', parameters: limit('[a-z]{1,5}') }),
    ]);
    expect(send({ method: 'DELETE', path: '/prod/lit1', query: 'limit=abc' })).toMatchObject({ status: 400, rule: 'QueryParameters' });
    expect(send({ method: 'GET', path: '/prod/lit2', query: 'limit=abc' })).toMatchObject({ status: 400, rule: 'QueryParameters' });
    expect(send({ method: 'DELETE', path: '/prod/lit1', query: 'limit=12' }).action).toBe('allow');
    expect(send({ method: 'GET', path: '/prod/lit1', query: 'limit=abc' }).action).toBe('allow');
    expect(send({ method: 'GET', path: '/prod/lit1', query: 'limit=12' })).toMatchObject({ status: 400, rule: 'QueryParameters' });
  });

  test('the content types of the greedy route hold there', () => {
    const { send } = build([
      route({ method: POST, path: '/{proxy+}', body: json() }),
      route({ method: PUT, path: '/{proxy+}', body: json() }),
      route({ method: POST, path: '/notes', body: text }),
    ]);
    expect(send({ method: 'PUT', path: '/prod/notes', ...typed('text/plain') })).toMatchObject({ status: 415, rule: 'ContentType' });
    expect(send({ method: 'PUT', path: '/prod/notes', ...typed('application/json') }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/prod/notes', ...typed('text/plain') }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/prod/notes', ...typed('application/json') })).toMatchObject({ status: 415, rule: 'ContentType' });
  });

  test('the size of the greedy route holds there', () => {
    const { send } = build([
      route({ method: POST, path: '/{proxy+}', body: json(100) }),
      route({ method: PUT, path: '/{proxy+}', body: json(100) }),
      route({ method: POST, path: '/big', body: json(60_000) }),
    ]);
    const large = typed('application/json', 'x'.repeat(50_000));
    expect(send({ method: 'PUT', path: '/prod/big', ...large })).toMatchObject({ status: 413, rule: 'BodySize' });
    expect(send({ method: 'POST', path: '/prod/big', ...large }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/prod/other', ...large })).toMatchObject({ status: 413, rule: 'BodySize' });
  });
});

describe('what stands before the path of a route is known', () => {
  const more = Array.from({ length: 8 }, (_, index) => route({ method: POST, path: `/more${index}/{id}`, body: json() }));
  const routes = [
    route({ method: POST, path: '/orders', body: text }),
    route({ method: POST, path: '/{tenant}/orders', body: json() }),
    ...more,
  ];

  test('under a domain without a base path the first part is never the stage', () => {
    const { send } = build(routes, {}, false, '');
    expect(send({ method: 'POST', path: '/prod/orders', ...typed('text/plain') })).toMatchObject({ status: 415, rule: 'ContentType' });
    expect(send({ method: 'POST', path: '/prod/orders', ...typed('application/json') }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/acme/orders', ...typed('application/json') }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/orders', ...typed('text/plain') }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/prod/acme/orders', ...typed('application/json') })).toMatchObject({ status: 403, rule: 'UnknownPath' });
  });

  test('at the execute-api endpoint it always is', () => {
    const { send } = build(routes);
    expect(send({ method: 'POST', path: '/prod/orders', ...typed('text/plain') }).action).toBe('allow');
    expect(send({ method: 'POST', path: '/prod/prod/orders', ...typed('text/plain') })).toMatchObject({ status: 415, rule: 'ContentType' });
    expect(send({ method: 'POST', path: '/orders', ...typed('text/plain') })).toMatchObject({ status: 403, rule: 'UnknownPath' });
    expect(send({ method: 'POST', path: '/acme/orders', ...typed('application/json') })).toMatchObject({ status: 403, rule: 'UnknownPath' });
  });

  test('a base path may be called like the stage, and a route like the base path', () => {
    const { send } = build([...routes, route({ method: GET, path: '/shop' })], {}, false, 'shop');
    expect(send({ path: '/shop/shop' }).action).toBe('allow');
    expect(send({ path: '/shop' })).toMatchObject({ status: 403, rule: 'UnknownPath' });
    expect(send({ method: 'POST', path: '/shop/orders', ...typed('application/json') })).toMatchObject({ status: 415 });
    expect(send({ method: 'POST', path: '/shop/shop/orders', ...typed('application/json') }).action).toBe('allow');
  });
});

describe('a path that is too long for one expression exempts nothing but itself', () => {
  const beginning = `/${'a'.repeat(100)}/${'b'.repeat(100)}`;
  const routes = [
    route({ method: POST, path: `${beginning}/notes`, body: text, access: RouteAccess.public('Anyone may leave a note').withoutApiKey('Visitors have no key') }),
    route({ method: POST, path: `${beginning}/orders`, body: json(100) }),
    ...Array.from({ length: 8 }, (_, index) => route({ method: POST, path: `/more${index}/{id}`, body: json(100) })),
  ];
  const { send } = build(routes);
  const at = (part: string) => ({ method: 'POST', path: `/prod${beginning}/${part}` });

  test('from the content type', () => {
    expect(send({ ...at('orders'), ...typed('text/plain') })).toMatchObject({ status: 415, rule: 'ContentType' });
    expect(send({ ...at('orders'), ...typed('application/json') }).action).toBe('allow');
  });

  test('from key, token and size', () => {
    const [key, token] = CREDENTIALS;
    const type = ['content-type', 'application/json'] as const;
    expect(send({ ...at('orders'), headers: [token, type], body: '{}' })).toMatchObject({ status: 403, rule: 'ApiKeyShape' });
    expect(send({ ...at('orders'), headers: [key, type], body: '{}' })).toMatchObject({ status: 401, rule: 'TokenShape' });
    expect(send({ ...at('orders'), ...typed('application/json', 'x'.repeat(101)) })).toMatchObject({ status: 413, rule: 'BodySize' });
  });

  test('and is exempt itself', () => {
    expect(send({ ...at('notes'), headers: [['content-type', 'text/plain']], body: 'x'.repeat(1000) }).action).toBe('allow');
  });
});

/** What a client may send: the methods that routes can have, and others. */
const METHODS = [...Object.values(HttpMethod), 'OPTIONS', 'TRACE', 'PROPFIND', 'get'];
const PARTS = ['a', 'b', 'a.b'];
const pathParts = fc.array(fc.constantFrom(...PARTS, '{x}'), { maxLength: 3 });
const path = fc.tuple(pathParts, fc.boolean()).map(([parts, greedy]) => {
  const named = parts.map((part, index) => part === '{x}' ? `{x${index}}` : part);
  return `/${[...named, ...(greedy ? ['{rest+}'] : [])].join('/')}`;
});
const tableOf = <T>(more: fc.Arbitrary<T>): fc.Arbitrary<Array<{ method: HttpMethod; path: string; more: T }>> => fc.uniqueArray(
  fc.record({ method: fc.constantFrom(...Object.values(HttpMethod)), path, more }),
  { minLength: 1, maxLength: 9, selector: (item) => `${item.method} ${item.path.replace(/\{x\d\}/g, '{x}')}` },
);
const requestPath = fc.array(fc.constantFrom(...PARTS, 'c'), { maxLength: 4 });

/** Whether a statement is true for a request. */
function isTrue(statement: WafStatement, method: string, uri: string): boolean {
  const rule = { Name: 'Rule', Priority: 0, Statement: statement, Action: { Block: {} }, VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'Rule' } };
  return new FirewallEvaluator([rule], { bodyWindow: 16384 }).evaluate({ method, path: uri, ip: '198.51.100.7' }).action === 'block';
}

/** The table as the gateway has it: with CORS every path has OPTIONS. */
function served(routes: RouteDefinition[], preflight: boolean): ResourceMethod[] {
  return [...routes, ...(preflight ? [...new Set(routes.map((item) => item.path))].map((item) => ({ method: 'OPTIONS', path: item })) : [])];
}

const prefixes = fc.constantFrom('/prod', '', '/a');

test('a scope is true for what the gateway hands to its routes, and false for what it hands to others', () => {
  let inside = 0;
  let outside = 0;
  let runs = 0;
  fc.assert(fc.property(tableOf(fc.boolean()), requestPath, fc.boolean(), prefixes, fc.boolean(), (sketches, parts, preflight, prefix, slash) => {
    const routes = sketches.map((item) => route(item));
    const chosen = routes.filter((_, index) => sketches[index].more);
    fc.pre(chosen.length > 0);
    runs++;
    const all = operations(routes, prefix, preflight);
    const scope = requestsOf(chosen, all);
    const uri = `${prefix}/${parts.join('/')}${slash && parts.length > 0 ? '/' : ''}`;
    for (const method of METHODS) {
      const met = chooseRoute(served(routes, preflight), method, uri.slice(prefix.length))?.route;
      if (met) {
        const expected = chosen.includes(met as RouteDefinition);
        inside += Number(expected);
        outside += Number(!expected);
        expect([method, uri, scope === undefined || isTrue(scope, method, uri)]).toEqual([method, uri, expected]);
      }
    }
  }), { numRuns: 3000 });
  expect(Math.min(inside, outside) / runs).toBeGreaterThan(0.2);
});

test('a scope says what costs least', () => {
  const every = (template: string) => Object.values(HttpMethod).map((method) => route({ method, path: template }));
  const [orders, notes] = [every('/orders'), every('/notes')];
  const cost = (chosen: RouteDefinition[], routes: RouteDefinition[], preflight: boolean): number => statementCapacity(requestsOf(chosen, operations(routes, '/prod', preflight))!);
  // All but preflight: one method, whatever there is.
  expect(cost([...orders, ...notes], [...orders, ...notes], true)).toBe(2);
  // One path of two, for all methods: the path alone, and the one method that is not meant.
  expect(cost(orders, [...orders, ...notes], false)).toBe(3);
  expect(cost(orders, [...orders, ...notes], true)).toBe(5);
  // One method on every path: the method alone.
  expect(cost([orders[0], notes[0]], [...orders, ...notes], false)).toBe(2);
  // All methods but one.
  expect(cost([...orders.slice(1), ...notes.slice(1)], [...orders, ...notes], false)).toBe(2);
  expect(requestsOf(orders, operations(orders, '/prod', false))).toBeUndefined();
});

test('the scope of whole paths is the scope of their routes', () => {
  const routes = [route({ method: POST, path: '/login' }), route({ method: GET, path: '/{page+}' })];
  const scope = requestsOfPaths(['/login'], operations(routes, '/prod', true))!;
  expect(isTrue(scope, 'POST', '/prod/login')).toBe(true);
  // This one the gateway hands to the greedy route.
  expect(isTrue(scope, 'GET', '/prod/login')).toBe(false);
  expect(isTrue(scope, 'OPTIONS', '/prod/login')).toBe(false);
});

/** What a route of the table may ask for. */
const BODIES = [RequestBody.none(), json(100), text, RequestBody.json({ type: 'object' }, { maxBytes: 50, contentTypes: ['application/merge-patch+json'] })];
const ACCESS = [
  RouteAccess.roles('reader'),
  RouteAccess.public('Anyone may call this route'),
  RouteAccess.roles('reader').withoutApiKey('Callers of this route have none'),
];
const VALUES = [undefined, { pattern: '[0-9]{1,3}', good: '12' }, { pattern: '[a-z]{2}', good: 'ab' }];
const demands = fc.record({
  body: fc.nat({ max: 3 }), access: fc.nat({ max: 2 }), query: fc.nat({ max: 2 }), free: fc.boolean(), header: fc.nat({ max: 2 }),
});

describe('what the route that is met asks for holds, and nothing that another one asks for', () => {
  type Sent = { readonly headers: Array<readonly [string, string]>; readonly query: string; readonly body?: string };

  /** A request that the route allows. */
  function good(met: RouteDefinition): Sent {
    const value = (location: 'query' | 'header'): string | undefined => {
      const pattern = met.parameters.find(({ _location }) => _location === location)?._pattern;
      return VALUES.find((candidate) => candidate?.pattern === pattern)?.good;
    };
    const [type] = met.body._contentTypes as Array<string | undefined>;
    const [key, token] = CREDENTIALS;
    const limitValue = value('query');
    return {
      headers: [
        ...(met.access._apiKeyRequired ? [key] : []),
        ...(met.access._alternatives ? [token] : []),
        // Where the route has no such header it takes any: what it says is another route's business.
        ['x-version', value('header') ?? '?!'],
        ...(type === undefined ? [] : [['content-type', type] as const]),
      ],
      // The same of a query that may have any names.
      query: limitValue !== undefined ? `limit=${limitValue}` : met.allowUndeclaredQuery !== undefined ? 'limit=12ab&other=1' : '',
      body: type === undefined ? undefined : 'x'.repeat(met.body._maxBytes),
    };
  }

  const without = (sent: Sent, name: string): Sent => ({ ...sent, headers: sent.headers.filter(([header]) => header !== name) });
  const withHeader = (sent: Sent, name: string, value: string): Sent =>
    ({ ...without(sent, name), headers: [...without(sent, name).headers, [name, value]] });

  /** Requests that the route does not allow, by the status that each gets. */
  function bad(met: RouteDefinition): Array<[number, Sent]> {
    const sent = good(met);
    const has = (location: string): boolean => met.parameters.some(({ _location }) => _location === location);
    return [
      ...(met.access._apiKeyRequired ? [[403, without(sent, 'x-api-key')] as [number, Sent]] : []),
      ...(met.access._alternatives ? [[401, without(sent, 'authorization')] as [number, Sent]] : []),
      // Where it is not declared either, unless any name may stand there.
      ...(has('query') || met.allowUndeclaredQuery === undefined ? [[400, { ...sent, query: 'limit=12ab' }] as [number, Sent]] : []),
      ...(has('header') ? [[400, withHeader(sent, 'x-version', '12ab')] as [number, Sent]] : []),
      [413, { ...sent, body: `${sent.body ?? ''}x` }],
      ...(met.body._contentTypes.length > 0
        ? ['text/html', 'Application/JSON', ...['application/json', 'text/plain', 'application/merge-patch+json'].filter((type) => !met.body._contentTypes.includes(type))]
          .map((type): [number, Sent] => [415, withHeader(sent, 'content-type', type)])
        : []),
      ...(met.body._contentTypes.length > 0 ? [[415, without(sent, 'content-type')] as [number, Sent]] : []),
      [415, withHeader(sent, 'content-encoding', 'gzip')],
    ];
  }

  test('for any table, method and path', () => {
    let met = 0;
    fc.assert(fc.property(tableOf(demands), fc.array(requestPath, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.constantFrom(undefined, '', 'a'), (sketches, requestPaths, preflight, basePath) => {
      const routes = sketches.map(({ method, path: template, more }) => route({
        method,
        path: template,
        access: ACCESS[more.access],
        allowUndeclaredQuery: more.free ? 'Names of fields, as the report has them' : undefined,
        body: method === HttpMethod.GET || method === HttpMethod.HEAD ? RequestBody.none() : BODIES[more.body],
        parameters: [
          ...(VALUES[more.query] ? [RouteParameter.query('limit', { pattern: VALUES[more.query]!.pattern })] : []),
          ...(VALUES[more.header] ? [RouteParameter.header('x-version', { pattern: VALUES[more.header]!.pattern })] : []),
        ],
      }));
      const { send } = build(routes, {}, preflight, basePath);
      const prefix = basePath === '' ? '' : `/${basePath ?? 'prod'}`;
      for (const method of METHODS) {
        for (const parts of requestPaths) {
          const line = { method, path: `${prefix}/${parts.join('/')}` };
          const choice = chooseRoute(served(routes, preflight), method, `/${parts.join('/')}`);
          if (choice && method === 'OPTIONS') {
            expect([line, send({ ...line, headers: [['x-version', '?!']] })]).toEqual([line, expect.objectContaining({ action: 'allow' })]);
          } else if (choice) {
            met++;
            const hit = choice.route as RouteDefinition;
            expect([line, send({ ...line, ...good(hit) })]).toEqual([line, expect.objectContaining({ action: 'allow' })]);
            for (const [status, sent] of bad(hit)) {
              expect([line, sent, send({ ...line, ...sent }).status]).toEqual([line, sent, status]);
            }
          }
        }
      }
    }), { numRuns: 400 });
    expect(met).toBeGreaterThan(500);
  });
});
