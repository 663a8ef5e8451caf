import { encodedLiterals } from '../../../lib/firewall/private/encoded-literals';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RequestBody } from '../../../lib/routes/request-body';
import { build, CREDENTIALS, route } from './api';

const found = (paths: string[], path: string): boolean => encodedLiterals(paths).some((text) => new RegExp(text).test(path));

test.each<[string, string, boolean]>([
  ['/orders:search', '/prod/orders%3Asearch', true],
  ['/orders:search', '/prod/orders%3asearch/', true],
  ['/orders:search', '/prod/orders:search', false],
  ['/orders:search', '/prod/xorders%3Asearch', false],
  ['/orders:search', '/prod/orders%3Asearches', false],
  ['/a/{id}/b:c:d/e', '/prod/a/1/b%3Ac:d/e', true],
  ['/a/{id}/b:c:d/e', '/prod/a/1/b:c%3Ad/e', true],
  ['/a/{id}/b:c:d/e', '/prod/a/1/b%3Ac%3Ad/e', true],
  ['/a/{id}/b:c:d/e', '/prod/a/x%3Ay/b:c:d/e', false],
  ['/{id}', '/prod/x%3Ay', false],
  ['/a.b', '/prod/a%2Eb', false],
  [`/${'a'.repeat(250)}:b`, `/prod/${'a'.repeat(250)}%3Ab`, true],
  [`/${'a'.repeat(250)}:b`, `/prod/${'a'.repeat(250)}:b`, false],
])('%s, %s: %s', (template, path, expected) => {
  expect(found([template], path)).toBe(expected);
  expect(encodedLiterals([template]).every((text) => text.length <= 200)).toBe(true);
});

test('a part that just fits is told from others that have the character in its place', () => {
  // 200 characters, less "/(?:", ")(?:/|$)" and "%3[aA]".
  const [fits, longer] = [`/${'a'.repeat(182)}:`, `/${'a'.repeat(183)}:`];
  expect(found([fits], `${fits.replace(':', '%3A')}`)).toBe(true);
  expect(found([fits], `/${'b'.repeat(182)}%3A`)).toBe(false);
  expect(found([longer], `${longer.replace(':', '%3A')}`)).toBe(true);
  expect(found([longer], `/${'b'.repeat(183)}%3A`)).toBe(true);
});

test('a literal part in another spelling is no value of the variable beside it', () => {
  const { send } = build([
    route({ method: HttpMethod.POST, path: '/{id}', body: RequestBody.unchecked(['text/plain'], 100, 'The backend reads the text') }),
    route({ method: HttpMethod.POST, path: '/orders:search', body: RequestBody.json({ type: 'object' }) }),
  ]);
  const text = { method: 'POST', headers: [...CREDENTIALS, ['content-type', 'text/plain'] as const], body: 'x' };
  expect(send({ ...text, path: '/prod/orders%3Asearch' })).toMatchObject({ status: 400, rule: 'AmbiguousPath' });
  expect(send({ ...text, path: '/prod/orders:search' })).toMatchObject({ status: 415, rule: 'ContentType' });
  expect(send({ ...text, path: '/prod/orders%3A17' }).action).toBe('allow');
});

test('as many as fit stand in one expression, and none is longer than AWS WAF takes', () => {
  const texts = encodedLiterals(Array.from({ length: 120 }, (_, index) => `/${'x'.repeat(index % 23)}:${index}`));
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(200);
  expect(Math.max(...texts.map(({ length }) => length))).toBeGreaterThan(180);
});
