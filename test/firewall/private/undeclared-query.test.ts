import * as fc from 'fast-check';
import { statementCapacity } from '../../../lib/firewall/private/capacity';
import { operations } from '../../../lib/firewall/private/operations';
import { undeclaredQuery } from '../../../lib/firewall/private/undeclared-query';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { build, route } from './api';

const WHY = 'The columns are named by who asks';
const named = (path: string, ...names: string[]) => route({ path, parameters: names.map((name) => RouteParameter.query(name)) });
const ROUTES = [
  named('/orders', 'limit', 'cursor'),
  named('/items', 'limit', 'cursor'),
  named('/people', 'name'),
  route({ path: '/orders', method: HttpMethod.DELETE }),
  route({ path: '/report', allowUndeclaredQuery: WHY }),
];

const held = (room: number) => [...undeclaredQuery(operations(ROUTES, '/prod', false), room).held].map(([{ method, path }, kind]) => `${method} ${path} ${kind}`);

test('each route is held to its own names where the budget allows', () => {
  expect(held(100)).toEqual(['GET /orders per route', 'GET /items per route', 'GET /people per route', 'DELETE /orders per route', 'GET /report free']);
});

test('else all are held to the names of the API, and as many to their own as the rest of the budget holds', () => {
  expect(held(18)).toEqual(['GET /orders per route', 'GET /items per route', 'GET /people per API', 'DELETE /orders per API', 'GET /report free']);
  expect(held(0)).toEqual(['GET /orders per API', 'GET /items per API', 'GET /people per API', 'DELETE /orders per API', 'GET /report free']);
});

describe('a budget that ends', () => {
  const whole = build(ROUTES);
  const others = whole.capacity - whole.capacities[whole.rules.findIndex(({ Name }) => Name === 'UndeclaredQuery')];
  const { send, queryNames, rules } = build(ROUTES, { capacityBudget: others + 18 });
  const answer = (path: string, query: string) => send({ path: `/prod${path}`, query }).rule;

  test('lets names of other routes through on those for which it does not reach, and no others', () => {
    expect(queryNames.get(ROUTES[2])).toBe('per API');
    expect(answer('/people', 'name=a')).toBeUndefined();
    expect(answer('/people', 'limit=5')).toBeUndefined();
    expect(answer('/people', 'admin=true')).toBe('UndeclaredQuery');
    expect(answer('/people', 'Name=a')).toBe('UndeclaredQuery');
  });

  test('holds the others as before', () => {
    expect(answer('/orders', 'limit=5')).toBeUndefined();
    expect(answer('/orders', 'name=a')).toBe('UndeclaredQuery');
    expect(answer('/report', 'name=a&admin=true')).toBeUndefined();
  });

  test('is said in the purpose of the rule, which the posture shows', () => {
    expect(undeclaredQuery(operations(ROUTES, '/prod', false), 18).rules[0].purpose).toMatch(/for 2 routes, that no route declares, since `firewall\.capacityBudget` holds no more/);
    expect(rules.filter(({ Name }) => Name === 'UndeclaredQuery')).toHaveLength(1);
  });
});

test('routes that all take any name need no rule', () => {
  expect(build([route({ path: '/report', allowUndeclaredQuery: WHY })]).rules.map(({ Name }) => Name)).not.toContain('UndeclaredQuery');
});

test('names that no expression can hold are an error that says what to do', () => {
  expect(() => build([named('/a', '[]'.repeat(60), 'x'), named('/b', 'limit', 'offset')])).toThrow(/got "(?:\[\])+", "offset", "limit" among others that begin alike/);
  expect(() => build([named('/a', '[]'.repeat(60)), named('/b', 'limit')])).toThrow(/names of query parameters must fit .* got "\[\]\[\].*`allowUndeclaredQuery` with a reason/);
});

test('what is left of the budget is never overspent', () => {
  const sketch = fc.record({
    path: fc.constantFrom('/a', '/b/{id}', '/c/d', '/e/{x+}', '/f', '/g', '/h'),
    names: fc.uniqueArray(fc.constantFrom('limit', 'cursor', 'q', 'filter[a]', 'sort'), { maxLength: 3 }),
    free: fc.boolean(),
  });
  const table = fc.uniqueArray(sketch, { selector: ({ path }) => path, minLength: 1 });
  fc.assert(fc.property(table, fc.integer({ min: 30, max: 80 }), fc.boolean(), (sketches, room, cors) => {
    const routes = sketches.map(({ path, names, free }) => ({ ...named(path, ...names), allowUndeclaredQuery: free ? WHY : undefined }));
    const { rules, held: kinds } = undeclaredQuery(operations(routes, '/prod', cors), room);
    expect(rules.reduce((sum, { statement }) => sum + statementCapacity(statement), 0)).toBeLessThanOrEqual(room);
    expect(routes.map((one) => kinds.get(one) === 'free')).toEqual(sketches.map(({ free }) => free));
  }), { numRuns: 200 });
});
