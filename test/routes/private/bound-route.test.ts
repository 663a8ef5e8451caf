import { HttpMethod, RequestBody, RouteAccess, RouteTarget } from '../../../lib';
import { binaryTypes, checkBinaryTypes } from '../../../lib/routes/private/binary-types';
import { BoundRoute, needsKeyCheck, needsPathCheck } from '../../../lib/routes/private/bound-route';
import { routeOf } from '../../../lib/routes/private/route-options';

const REASON = 'Everybody may see it';
const route = (path: string, access: RouteAccess, body?: RequestBody, method = HttpMethod.POST) => ({
  ...routeOf({ method, path, access, body, target: RouteTarget.mock({ statusCode: 200 }) }), operationId: 'x', integration: { integration: {}, role: '-', description: '' },
}) satisfies BoundRoute;

test.each<[string, RouteAccess, boolean, boolean]>([
  ['a key beside the website\'s', RouteAccess.anyone(REASON), true, true],
  ['a key where the Edge adds none', RouteAccess.anyone(REASON), false, false],
  ['no key', RouteAccess.anyone(REASON).withoutApiKey(REASON), true, false],
  ['neither', RouteAccess.anyone(REASON).withoutApiKey(REASON), false, false],
])('%s: the authorizer looks at the key', (_, access, websiteKey, expected) => {
  expect(needsKeyCheck(route('/', access), websiteKey)).toBe(expected);
});

test.each<[string, RouteAccess, boolean]>([
  ['/orders/{id}', RouteAccess.anyone(REASON), true], ['/orders', RouteAccess.anyone(REASON), false],
  ['/orders/{id}', RouteAccess.roles('reader'), false], ['/orders', RouteAccess.roles('reader'), false],
])('%s (%#): the authorizer is there for its path', (path, access, expected) => {
  expect(needsPathCheck(route(path, access))).toBe(expected);
});

describe('types of bodies', () => {
  const access = RouteAccess.roles('writer');
  const text = route('/notes', access, RequestBody.unchecked(['text/plain', 'text/csv'], 100, REASON));
  const binary = route('/files', access, RequestBody.binary(['image/png', 'text/csv'], 100, REASON));
  const other = route('/images', access, RequestBody.binary(['image/png', 'image/gif'], 100, REASON));

  test('are binary where a route says so, once each', () => {
    expect(binaryTypes([text, binary, other, route('/', access)])).toEqual(['image/png', 'text/csv', 'image/gif']);
    expect(binaryTypes([text])).toEqual([]);
  });

  test('are not both', () => {
    expect(() => checkBinaryTypes([text, other])).not.toThrow();
    expect(() => checkBinaryTypes([text, other, binary])).toThrow(/^`body` of POST \/notes and of POST \/files must agree whether "text\/csv" is binary, .* right would be RequestBody\.binary\(\["text\/csv"\], …\) on both/);
    expect(() => checkBinaryTypes([binary, text])).toThrow(/^`body` of POST \/notes and of POST \/files/);
    // Of two that take it as text, the one that takes it as binary is named.
    const second = route('/drafts', access, RequestBody.unchecked(['text/csv'], 100, REASON));
    expect(() => checkBinaryTypes([second, text, other, binary])).toThrow(/^`body` of POST \/drafts and of POST \/files/);
  });
});
