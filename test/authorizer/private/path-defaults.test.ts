import { Automaton } from '../../../lambda/jwt-authorizer/automaton';
import { compilePathParameter, pathParametersHold } from '../../../lambda/jwt-authorizer/path-parameters';
import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget } from '../../../lib';
import { authorizerRules } from '../../../lib/authorizer/private/authorizer-rules';
import { BoundRoute } from '../../../lib/routes/private/bound-route';

function holds(path: string, value: string, parameters: RouteParameter[] = []): boolean {
  const route = {
    method: HttpMethod.GET, path, parameters, access: RouteAccess.roles('a'), body: RequestBody.none(), target: RouteTarget.mock({ statusCode: 200 }), operationId: 'a', notes: [],
  } as unknown as BoundRoute;
  const { routes, automata = [] } = authorizerRules([route]);
  const [[name, rule]] = Object.entries(routes[`GET ${path}`].pathParameters!);
  return pathParametersHold([compilePathParameter(name, rule, automata.map((its) => new Automaton(its)))], { [name]: value });
}

const HOSTILE = ['..', '.', '..;', '..;x=1', '.;', 'a%3Fb', 'a%23b', 'a%26b', '%252e', '%EF%BC%8E%EF%BC%8E', 'a%20', 'a%2Fb', 'a;b', '%41', '%7Ea', 'a%2d', '%c3%a9'];

test.each(HOSTILE)('%s is no value of a path parameter without a pattern', (value) => {
  expect([holds('/a/{id}', value), holds('/a/{id}', value, [RouteParameter.path('id', { maxLength: 99 })]), holds('/{all+}', `x/${value}`)]).toEqual([false, false, false]);
});

test.each(['a', 'A-1_b.c~d', '...'])('%s is one', (value) => {
  expect([holds('/a/{id}', value), holds('/{all+}', `x/${value}/y`)]).toEqual([true, true]);
});

test('a greedy one has parts of something', () => {
  expect([holds('/{all+}', 'a//b'), holds('/{all+}', '/a'), holds('/{all+}', 'a/../b'), holds('/a/{id}', 'a/b')]).toEqual([false, false, false, false]);
});

test('a pattern opens more, in one spelling', () => {
  const pattern = [RouteParameter.path('id', { pattern: '[a-zé@]+' })];
  expect([holds('/a/{id}', 'a%C3%A9', pattern), holds('/a/{id}', 'a@b', pattern), holds('/a/{id}', 'a%40b', pattern)]).toEqual([true, true, true]);
  expect([holds('/a/{id}', 'a%c3%a9', pattern), holds('/a/{id}', 'aé', pattern), holds('/a/{id}', '%61', pattern)]).toEqual([false, false, false]);
});
