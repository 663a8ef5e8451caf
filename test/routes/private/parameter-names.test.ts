import { checkParameterName } from '../../../lib/routes/private/parameter-names';

type Location = 'path' | 'query' | 'header';

test.each<[Location, string]>([
  ['header', 'if-match'], ['header', 'X-Tenant.Id'], ['header', '$filter'], ['header', 'a'.repeat(64)], ['header', '0'],
  ['query', 'limit'], ['query', 'filter[a]'], ['query', 'include[]'], ['query', '$top'], ['query', 'a:b'], ['query', 'a_b-c.d'], ['query', 'a'.repeat(128)],
  ['path', 'orderId'], ['path', '_id'], ['path', 'a.b'], ['path', 'a-'], ['path', 'a'], ['path', '7'], ['path', 'a'.repeat(128)],
])('a %s may be called %s', (location, name) => {
  expect(() => checkParameterName(location, name)).not.toThrow();
});

test.each<[Location, string]>([
  ['header', 'a'.repeat(65)], ['header', 'a b'], ['header', ' a'], ['header', 'a '], ['header', 'a:b'], ['header', 'a!'], ['header', 'a[]'],
  ['query', 'a'.repeat(129)], ['query', 'a b'], ['query', ' a'], ['query', 'a '], ['query', 'a&b'], ['query', 'a+'], ['query', 'ä'],
  ['path', 'a'.repeat(129)], ['path', '.a'], ['path', 'a.'], ['path', '-a'], ['path', 'a b'], ['path', ' a'], ['path', 'a '], ['path', 'a$b'], ['path', '.'],
])('a %s may not be called %j', (location, name) => {
  expect(() => checkParameterName(location, name)).toThrow(`got ${JSON.stringify(name)}`);
});

test.each(['authorization', 'X-API-Key', 'Content-Type', 'content-length', 'Host'])('the header %s is the library\'s own', (name) => {
  expect(() => checkParameterName('header', name)).toThrow(`\`name\` must not be "${name}": the library itself checks that header`);
});

test.each(['X-HTTP-Method-Override', 'x-original-url', 'Forwarded', 'X-Real-IP'])('a header is not %s, from which servers read something else', (name) => {
  expect(() => checkParameterName('header', name)).toThrow(`\`name\` must not be "${name}": servers read another method, host, address or user from that header`);
});

test.each(['_method', 'x-http-method-override', '_method[]'])('a query parameter is not %s, from which frameworks read another method', (name) => {
  expect(() => checkParameterName('query', name)).toThrow(`\`name\` must not be "${name}": frameworks read another method from that parameter`);
});

test('a header with several underscores is told the name that servers take it for', () => {
  expect(() => checkParameterName('header', 'x_tenant_id')).toThrow(/must not hold "_", got "x_tenant_id": servers take it for "x-tenant-id", .* right would be "x-tenant-id"$/);
});

test.each<[Location]>([['path'], ['query'], ['header']])('a %s has a name, in one example of its own kind', (location) => {
  expect(() => checkParameterName(location, ' ')).toThrow(`\`name\` must be a non-empty string, got " "; right would be RouteParameter.${location}('limit')`);
});
