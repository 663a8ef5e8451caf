import { RouteParameter } from '../../../lib/routes/route-parameter';
import { build, CREDENTIALS, route } from './api';

const required = { required: true };
const ROUTES = [
  route({ path: '/orders', parameters: [RouteParameter.query('filter[status]', required), RouteParameter.query('page', required), RouteParameter.query('include[]')] }),
  route({ path: '/items/{id}', parameters: [RouteParameter.query('id', required), RouteParameter.query('page'), RouteParameter.header('Page', required)] }),
  route({ path: '/people' }),
];
const answer = (path: string, query: string, ...headers: Array<readonly [string, string]>) => {
  const { status, rule } = build(ROUTES).send({ path: `/prod${path}`, query, headers: [...CREDENTIALS, ...headers] });
  return rule === undefined ? undefined : [status, rule];
};
const MISSING = [400, 'RequiredParameters'];

test.each<[string, unknown, string, string, Array<readonly [string, string]>]>([
  ['all are there', undefined, '/orders', 'filter[status]=open&page=1', []],
  ['all are there, encoded', undefined, '/orders', 'page=1&filter%5Bstatus%5D=open', []],
  ['none is there', MISSING, '/orders', '', []],
  ['the one with brackets is missing', MISSING, '/orders', 'page=1', []],
  ['the one with brackets is empty, which API Gateway takes for missing', MISSING, '/orders', 'page=1&filter[status]=', []],
  ['the one with brackets has no value', MISSING, '/orders', 'page=1&filter[status]', []],
  ['the one with brackets is in a value', MISSING, '/orders', 'page=filter[status]=open', []],
  ['the one that API Gateway knows is missing, which is its own to ask for', undefined, '/orders', 'filter[status]=open', []],
  ['both of two places are there', undefined, '/items/7', 'id=7', [['page', '1']]],
  ['the query lacks what the path has', MISSING, '/items/7', '', [['page', '1']]],
  ['the header lacks what the query has', MISSING, '/items/7', 'id=7&page=1', []],
  ['the header is empty', MISSING, '/items/7', 'id=7', [['page', '']]],
  ['another route has none', undefined, '/people', '', []],
])('where %s', (_, expected, path, query, headers) => {
  expect(answer(path, query, ...headers)).toEqual(expected);
});

test('API Gateway asks where it can', () => {
  expect(build(ROUTES).rules.map(({ Name }) => Name)).toContain('RequiredParameters');
  const others = build([route({ path: '/orders', parameters: [RouteParameter.query('page', required), RouteParameter.query('ids[]'), RouteParameter.header('If-Match', required)] })]);
  expect(others.rules.map(({ Name }) => Name)).not.toContain('RequiredParameters');
});

test('routes that ask for the same share a statement, in whatever order they name it', () => {
  const names = ['filter[a]', 'filter[b]'];
  const asking = (...orders: string[][]) => build(orders.map((order, index) => route({ path: `/r${index}`, parameters: order.map((name) => RouteParameter.query(name, required)) })));
  const cost = ({ rules, capacities }: ReturnType<typeof asking>) => capacities[rules.findIndex(({ Name }) => Name === 'RequiredParameters')];
  expect(cost(asking(names, [...names].reverse()))).toBe(cost(asking(names, names)));
  expect(cost(asking(names, ['filter[c]', 'filter[b]']))).toBeGreaterThan(cost(asking(names, names)));
});
