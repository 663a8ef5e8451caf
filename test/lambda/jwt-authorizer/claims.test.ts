import { claimAt, isName, rolesOf, scopesOf } from '../../../lambda/jwt-authorizer/claims';
import { JsonObject } from '../../../lambda/jwt-authorizer/strict-json';

const read = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
const malformed = expect.objectContaining({ reason: 'claim_malformed' });

test.each([
  ['a', true], ['x'.repeat(256), true], ['é', true], ['😀', true],
  ['', false], ['x'.repeat(257), false], ['a\nb', false], ['a\u007F', false], ['\u2028', false], ['\uD800', false],
  [1, false], [true, false], [null, false], [['a'], false], [{}, false],
])('%j is a name: %p', (value, expected) => {
  expect(isName(value as string)).toBe(expected);
});

test.each<[string, object, unknown]>([
  ['roles', { roles: ['a'] }, ['a']],
  ['realm_access.roles', { realm_access: { roles: ['a'] } }, ['a']],
  ['a.b.c', { a: { b: { c: 1 } } }, 1],
  ['a.b.c', { 'a.b.c': 3, 'a.b': { c: 2 }, 'a': { b: { c: 1 } } }, 3],
  ['a.b.c', { 'a.b': { c: 2 }, 'a': { b: { c: 1 } } }, 2],
  ['a.b.c', { a: { 'b.c': 4 } }, 4],
  // What is there under the longer name, and is no object, does not hide the shorter one.
  ['a.b.c', { 'a.b': 'text', 'a': { b: { c: 1 } } }, 1],
  ['a.b', { a: 'text' }, undefined],
  ['a.b', { a: ['b'] }, undefined],
  ['ab', { a: { b: 1 } }, undefined],
  ['.b', { '': { b: 1 } }, undefined],
  ['.b', { '.b': 1 }, 1],
  ['none', {}, undefined],
  ['ab.c', { a: { '.c': 1, 'b.c': 2, 'c': 3 } }, undefined],
])('the claim %s in %j is %j', (name, claims, expected) => {
  expect(claimAt(read(claims), name)).toEqual(expected);
});

test.each<[unknown, unknown]>([
  ['read write', ['read', 'write']], ['read  write ', ['read', 'write']], ['a,b', ['a,b']], ['a\tb', ['a\tb']], ['', []],
  [['read write', 'x'], ['read write', 'x']], [undefined, []], [null, []],
])('the scopes %j are %j', (value, expected) => {
  expect(scopesOf(value as string)).toEqual(expected);
});

test.each<[Parameters<typeof rolesOf>[1], unknown, unknown]>([
  ['commas', 'a, b b ,,c', ['a', 'b b', 'c']],
  ['spaces', 'a, b', ['a,', 'b']],
  // No blank but the space itself ends or trims a name.
  ['spaces', '\ta\t b', ['\ta\t', 'b']],
  ['commas', ['a,b'], ['a,b']],
  [undefined, 'a b', ['a b']],
  [undefined, undefined, []],
  [undefined, null, []],
  ['names', { admin: { org: 'x' }, reader: true, none: {}, off: false, gone: null }, ['admin', 'reader']],
  ['names', undefined, []],
  ['names', null, []],
])('as %s, the roles in %j are %j', (format, value, expected) => {
  expect(rolesOf(value as string, format)).toEqual(expected);
});

test.each<[Parameters<typeof rolesOf>[1], unknown]>([
  ['names', 'admin'], ['names', ['admin']], ['names', 1], ['names', { admin: 'yes' }], ['names', { admin: 1 }], [undefined, 1], [undefined, {}], [undefined, ['a', 1]],
])('as %s, %j is nothing that is understood', (format, value) => {
  expect(() => rolesOf(value as string, format)).toThrow(malformed);
});

test('a list has a thousand members at most', () => {
  expect(rolesOf(Array(1_000).fill('a'), undefined)).toHaveLength(1_000);
  expect(() => rolesOf(Array(1_001).fill('a'), undefined)).toThrow(malformed);
});
