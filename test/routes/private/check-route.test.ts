import { HttpMethod, RequestBody, RouteAccess, RouteParameter, RouteTarget } from '../../../lib';
import { checkRoute, defaultOperationId } from '../../../lib/routes/private/check-route';
import { routeOf } from '../../../lib/routes/private/route-options';
import { RouteOptions } from '../../../lib/routes/route';

const { GET, HEAD, POST, DELETE } = HttpMethod;
const JSON_BODY = RequestBody.json({ type: 'object' });
const route = (over: Partial<RouteOptions> = {}) => routeOf({ method: GET, path: '/orders/{id}', target: RouteTarget.mock({ statusCode: 200 }), access: RouteAccess.roles('reader'), ...over });
const check = (over: Partial<RouteOptions> = {}) => () => checkRoute(route(over));

test.each<[string, Partial<RouteOptions>]>([
  ['nothing but what it needs', {}],
  ['each of its parameters', { parameters: [RouteParameter.path('id'), RouteParameter.query('id'), RouteParameter.header('id')] }],
  ['parameters of the query that differ in case', { parameters: [RouteParameter.query('a'), RouteParameter.query('A')] }],
  ['a body where a body has a meaning', { method: POST, body: JSON_BODY }],
  ['a body that is deleted', { method: DELETE, body: JSON_BODY }],
  ['an operation id', { operationId: 'getOrder2' }],
  ['a throttle', { throttle: { rateLimit: 5, burstLimit: 5 } }],
  ['a reason for undeclared parameters', { allowUndeclaredQuery: 'The search takes any filter' }],
])('takes %s', (_, over) => {
  expect(check(over)).not.toThrow();
});

test.each<[string, Partial<RouteOptions>, RegExp]>([
  ['a method that is none', { method: 'FETCH' as HttpMethod }, /^`method` must be one of HttpMethod \(GET, HEAD, POST, PUT, PATCH, DELETE\), got "FETCH"$/],
  ['the preflight', { method: 'OPTIONS' as HttpMethod }, /^`method` must be one of HttpMethod/],
  ['a path that nobody knows', { path: '${Token[TOKEN.7]}' }, /^`path` must be known at synth time, got a token; right would be a literal such as '\/orders\/\{orderId\}'$/],
  ['a path of another form', { path: 'orders' }, /^`path` must start with "\/"/],
  ['no access', { access: undefined }, /^`access` of GET \/orders\/\{id\} must say who may call the route, got undefined/],
  ['access by a word', { access: 'anyone' as unknown as RouteAccess }, /^`access` of GET \/orders\/\{id\} must say who may call the route, got "anyone"/],
  ['no target', { target: undefined }, /^`target` of GET \/orders\/\{id\} must say where the request goes, got undefined/],
  ['a body on GET', { body: JSON_BODY }, /^`body` must be RequestBody\.none\(\) on GET \/orders\/\{id\}, got json schema, 8192 bytes/],
  ['a body on HEAD', { method: HEAD, body: RequestBody.binary(['image/png'], 5, 'The backend looks at it') }, /on HEAD \/orders\/\{id\}, got image\/png unchecked, 5 bytes/],
  ['an operation id with blanks', { operationId: ' my  op 2b!' }, /^`operationId` of GET \/orders\/\{id\} must be letters and digits, got " my  op 2b!"; right would be "myOp2b"$/],
  ['an operation id that ends in a sign', { operationId: 'op!' }, /got "op!"; right would be "op"$/],
  ['an operation id that begins with a sign', { operationId: '!op' }, /got "!op"; right would be "op"$/],
  ['an operation id of signs', { operationId: '!!' }, /got "!!"; right would be "getOrdersById"$/],
  ['an empty operation id', { operationId: '' }, /^`operationId` must be a non-empty string, got ""; right would be 'listOrders'$/],
  ['an operation id that nobody knows', { operationId: '${Token[TOKEN.7]}' }, /^`operationId` must be known at synth time/],
  ['a word for a reason', { allowUndeclaredQuery: 'search' }, /^`allowUndeclaredQuery` of `GET \/orders\/\{id\}` must be a sentence/],
  ['half of a throttle', { throttle: { rateLimit: 5 } }, /^`throttle` of GET \/orders\/\{id\} must have .*; right would be \{ rateLimit: 5, burstLimit: 10 \}/],
  ['another parameter of the path', { parameters: [RouteParameter.path('other')] }, /^`parameters` of GET \/orders\/\{id\} must name parameters of the path, got "other"; the path has "id"$/],
  ['another one of several', { path: '/{a}/{b}', parameters: [RouteParameter.path('a'), RouteParameter.path('c')] }, /got "c"; the path has "a", "b"$/],
  ['one of a path that has none', { path: '/orders', parameters: [RouteParameter.path('id')] }, /got "id"; the path has none$/],
  ['a parameter twice', { parameters: [RouteParameter.query('a'), RouteParameter.query('b'), RouteParameter.query('a')] }, /^`parameters` of GET \/orders\/\{id\} must name each parameter once, got query "a" twice$/],
  ['a header twice, in two cases', { parameters: [RouteParameter.header('If-Match'), RouteParameter.header('if-match')] }, /must name each parameter once, got header "if-match" twice$/],
])('refuses %s', (_, over, message) => {
  expect(check(over)).toThrow(message);
});

test.each<[HttpMethod, string, string]>([
  [GET, '/', 'get'], [GET, '/orders', 'getOrders'], [POST, '/orders/{orderId}/items', 'postOrdersByOrderIdItems'], [GET, '/files/{path+}', 'getFilesByPath'],
  [DELETE, '/v1.2/a_b-c:d', 'deleteV12ABCD'], [GET, '/{a.b}', 'getByAB'], [GET, '/.well-known/x', 'getWellKnownX'],
])('%s %s is the operation %s', (method, path, id) => {
  expect(defaultOperationId(route({ method, path }))).toBe(id);
});

test('a route has its defaults filled in, and its own list of parameters', () => {
  const parameters = [RouteParameter.query('a')];
  const made = route({ parameters });
  expect(made.parameters).toEqual(parameters);
  expect(made.parameters).not.toBe(parameters);
  expect(route()).toMatchObject({ parameters: [], body: RequestBody.none(), notes: [] });
  expect(route({ body: JSON_BODY, method: POST }).body).toBe(JSON_BODY);
});

test.each<[string, object, RegExp]>([
  ['parameters by name', { parameters: ['limit'] }, /`parameters` must be a list, each a RouteParameter such as RouteParameter\.query\('limit'\), got "limit"/],
  ['parameters that are none', { parameters: 5 }, /`parameters` must be a list/],
  ['a schema as body', { body: { type: 'object' } }, /`body` must be a RequestBody such as RequestBody\.json\(schema\)/],
  ['a number as operation id', { operationId: 5 }, /`operationId` must be/],
  ['a number as throttle', { throttle: 5 }, /`throttle` must be/],
  ['a boolean as reason', { allowUndeclaredQuery: true }, /`allowUndeclaredQuery` must be/],
])('%s are refused in our words', (_, over, message) => {
  expect(() => route(over)).toThrow(message);
});

test('what are no options is refused in our words', () => {
  expect(() => routeOf(undefined as unknown as RouteOptions)).toThrow(/^`options` must be an object/);
});
