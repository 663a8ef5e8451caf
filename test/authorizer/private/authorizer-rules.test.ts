import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget } from '../../../lib';
import { authorizerRules } from '../../../lib/authorizer/private/authorizer-rules';
import { BoundRoute } from '../../../lib/routes/private/bound-route';
import { routeOf } from '../../../lib/routes/private/route-options';

const REASON = 'Everybody may see it';
const anyone = RouteAccess.anyone(REASON);
const reader = RouteAccess.roles('reader');

function route(path: string, access: RouteAccess, parameters: RouteParameter[] = [], method = HttpMethod.GET): BoundRoute {
  return {
    ...routeOf({ method, path, access, parameters, body: RequestBody.none(), target: RouteTarget.mock({ statusCode: 200 }) }),
    operationId: 'a',
    integration: { integration: {}, role: '-', description: '' },
  };
}

describe('a route stands in the rules', () => {
  test('where it needs a token, with what the token must have', () => {
    expect(authorizerRules([route('/a', reader)])).toEqual({ version: 1, routes: { 'GET /a': { access: [{ rolesAnyOf: [['reader']] }] } } });
  });

  test('where it is public and has path parameters', () => {
    expect(authorizerRules([route('/a', anyone), route('/a/{id}', anyone)])).toEqual({
      version: 1, routes: { 'GET /a/{id}': { pathParameters: { id: { minLength: 1, maxLength: 256, automaton: 0 } } } }, automata: [expect.anything()],
    });
  });

  test('where the Edge may have added the key', () => {
    const routes = [route('/open', anyone.withoutApiKey(REASON)), route('/keyed', anyone), route('/both', reader), route('/token', reader.withoutApiKey(REASON))];
    expect(authorizerRules(routes, true).routes).toEqual({
      'GET /both': { access: [{ rolesAnyOf: [['reader']] }], websiteKey: true },
      'GET /keyed': { websiteKey: true },
      'GET /token': { access: [{ rolesAnyOf: [['reader']] }] },
    });
    expect(authorizerRules(routes).routes).toEqual({ 'GET /both': { access: [{ rolesAnyOf: [['reader']] }] }, 'GET /token': { access: [{ rolesAnyOf: [['reader']] }] } });
  });

  test('by method and path, in one order whatever the order of the calls', () => {
    const routes = [route('/b', reader), route('/a', reader, [], HttpMethod.POST), route('/a', reader)];
    expect(Object.keys(authorizerRules(routes).routes)).toEqual(['GET /a', 'GET /b', 'POST /a']);
    expect(JSON.stringify(authorizerRules([...routes].reverse()))).toBe(JSON.stringify(authorizerRules(routes)));
  });
});

describe('a path parameter', () => {
  const of = (path: string, ...parameters: RouteParameter[]) => authorizerRules([route(path, reader, parameters)]);

  test('has the constraint that is declared for it, not one of the query or of another name', () => {
    const { routes, automata } = of(
      '/{a}/{b}/{c}', RouteParameter.query('a', { maxLength: 3 }), RouteParameter.header('b', { maxLength: 4 }),
      RouteParameter.path('b', { pattern: '[0-9]+', minLength: 2, maxLength: 20 }), RouteParameter.path('c', { allowedValues: ['x', 'y'] }),
    );
    expect(routes['GET /{a}/{b}/{c}'].pathParameters).toEqual({
      a: { minLength: 1, maxLength: 256, automaton: 0 },
      b: { minLength: 2, maxLength: 20, automaton: 1 },
      c: { minLength: 1, maxLength: 256, allowedValues: ['x', 'y'] },
    });
    expect(automata).toHaveLength(2);
    expect(automata![1]).toEqual({ firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] });
  });

  test('without a pattern has the default of its place', () => {
    const [part] = of('/{a}').automata!;
    const [rest] = of('/{a+}').automata!;
    expect(rest).not.toEqual(part);
    expect(of('/{a}', RouteParameter.path('a', { maxLength: 5 })).automata).toEqual([part]);
    // The name of a greedy one may be the beginning of another's.
    expect(of('/{ab}/{a+}').automata).toEqual([part, rest]);
  });

  test('shares its automaton with all that have the same', () => {
    const { routes, automata } = authorizerRules([
      route('/a/{id}', reader, [RouteParameter.path('id', { pattern: '[0-9]+' })]), route('/b/{key}', reader, [RouteParameter.path('key', { pattern: '\\d+' })]), route('/c/{id}', reader),
    ]);
    expect(automata).toHaveLength(2);
    expect(routes['GET /b/{key}'].pathParameters!.key).toMatchObject({ automaton: 0 });
    expect(routes['GET /c/{id}'].pathParameters!.id).toMatchObject({ automaton: 1 });
  });

  test('of one part takes no list with a slash, and a greedy one does', () => {
    expect(() => of('/{a}', RouteParameter.path('a', { allowedValues: ['x', 'y/z'] })))
      .toThrow(/^`allowedValues` of GET \/\{a\} \{a\} must be one part of a path each, got "y\/z"; right would be a greedy parameter/);
    expect(of('/{a+}', RouteParameter.path('a', { allowedValues: ['x', 'y/z'] })).routes['GET /{a+}'].pathParameters!.a).toMatchObject({ allowedValues: ['x', 'y/z'] });
  });

  test('of one part takes no pattern of slashes, and the error names it', () => {
    expect(() => of('/{a}', RouteParameter.path('a', { pattern: 'a/b' }))).toThrow(/^`pattern` of GET \/\{a\} \{a\} must take a value that a path can have, got "a\/b"/);
    expect(() => of('/{a+}', RouteParameter.path('a', { pattern: 'a/b' }))).not.toThrow();
  });
});

test('automata that are too long together are refused, and the one that was too much is named', () => {
  const letters = Array.from({ length: 9 }, (_, index) => String.fromCodePoint(0x4e00 + 2 * index)).join('');
  const patterned = (count: number) => Array.from({ length: count }, (_, index) => route(`/r${index}/{id}`, reader, [
    RouteParameter.path('id', { pattern: `${letters.repeat(40)}${String(100 + index)}`, maxLength: 512 }),
  ]));
  // Each takes some 11,000 of a million characters.
  const fitting = 85;
  expect(() => authorizerRules(patterned(fitting))).not.toThrow();
  // The same ones again take nothing.
  expect(() => authorizerRules([...patterned(fitting), route('/again/{id}', reader, [RouteParameter.path('id', { pattern: `${letters.repeat(40)}100`, maxLength: 512 })])])).not.toThrow();
  expect(() => authorizerRules(patterned(95))).toThrow(/^`pattern`s of path parameters must fit 1000000 characters together as automata, got more with ".*" of GET \/r\d+\/\{id\} \{id\}/);
});
