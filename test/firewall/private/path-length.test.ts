import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { operations } from '../../../lib/firewall/private/operations';
import { COMMON_RULE_SET_LIMITS, lengthsNeeded } from '../../../lib/firewall/private/parameter-rules';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { route } from './api';

/** Bytes of the longest path, without what stands before the parameter's value: `/prod`, `/a/`, and a slash behind. */
function bytesOf(path: string, ...parameters: RouteParameter[]): number {
  return lengthsNeeded(operations([route({ path, parameters })], '/prod', false)).path - '/prod/a//'.length;
}

test.each<[string, number, RouteParameter[]]>([
  ['no declaration: unreserved characters', 256, []],
  ['a length alone', 100, [RouteParameter.path('id', { maxLength: 100 })]],
  ['unreserved characters', 20, [RouteParameter.path('id', { pattern: '[\\w.~-]+', maxLength: 20 })]],
  ['characters of ASCII, which may be encoded', 60, [RouteParameter.path('id', { pattern: '[\\w@:]+', maxLength: 20 })]],
  ['any character', 240, [RouteParameter.path('id', { pattern: '.+', maxLength: 20 })]],
  ['a list', 20, [RouteParameter.path('id', { allowedValues: ['a', 'b'], maxLength: 20 })]],
  ['a list with what is encoded', 240, [RouteParameter.path('id', { allowedValues: ['a', 'é'], maxLength: 20 })]],
  ['more than a policy can name', 512, [RouteParameter.path('id', { maxLength: 8192 })]],
  ['an expression that AWS WAF could not take', 3072, [RouteParameter.path('id', { pattern: '\\p{L}+', maxLength: 256 })]],
])('a path parameter with %s takes %i bytes', (_, bytes, parameters) => {
  expect(bytesOf('/a/{id}', ...parameters)).toBe(bytes);
});

test('the slashes of a greedy parameter are one byte each', () => {
  expect(bytesOf('/a/{id+}')).toBe(256);
  expect(bytesOf('/a/{id+}', RouteParameter.path('id', { pattern: '[a-z/]+' }))).toBe(256);
});

test('two undeclared parameters stay below what the common rule set allows, and take no rule of ours', () => {
  const names = (routes: Parameters<typeof firewall>[0]['routes']) =>
    firewall({ routes, options: {}, cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [] }).rules.map(({ Name }) => Name);
  expect(names([route({ path: '/a/{b}/{c}' })])).not.toContain('PathLength');
  expect(names([route({ path: '/a/{b}', parameters: [RouteParameter.path('b', { pattern: '[^/]+' })] })])).toContain('PathLength');
  expect(COMMON_RULE_SET_LIMITS.path).toBe(1024);
});
