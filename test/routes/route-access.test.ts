import * as fc from 'fast-check';
import { RouteAccess } from '../../lib';

test('roles are any of, scopes all of, claims all equal', () => {
  expect(RouteAccess.roles('a', 'b')._alternatives).toEqual([{ rolesAnyOf: [['a', 'b']] }]);
  expect(RouteAccess.scopes('a', 'b')._alternatives).toEqual([{ scopesAllOf: ['a', 'b'] }]);
  expect(RouteAccess.claims({ tenant: 'acme', admin: true, level: 3 })._alternatives).toEqual([{ claims: { tenant: 'acme', admin: true, level: 3 } }]);
});

test('one claim with its value is a condition of its own', () => {
  expect(RouteAccess.claim('tenant', 'acme').and(RouteAccess.claim('level', 3))._alternatives).toEqual([{ claims: { tenant: 'acme', level: 3 } }]);
});

test('a claim by a name of the prototype is a condition too', () => {
  for (const access of [RouteAccess.claim('__proto__', 'x'), RouteAccess.claims(JSON.parse('{"__proto__":"x"}') as { [name: string]: unknown })]) {
    expect(JSON.stringify(access._alternatives)).toBe('[{"claims":{"__proto__":"x"}}]');
  }
  expect(JSON.stringify(RouteAccess.claim('a', 1).and(RouteAccess.claim('constructor', 'x'))._alternatives)).toBe('[{"claims":{"a":1,"constructor":"x"}}]');
});

test('and() asks for both', () => {
  const access = RouteAccess.roles('a').and(RouteAccess.roles('b', 'c')).and(RouteAccess.scopes('s')).and(RouteAccess.claims({ x: 'y' }));
  expect(access._alternatives).toEqual([{ rolesAnyOf: [['a'], ['b', 'c']], scopesAllOf: ['s'], claims: { x: 'y' } }]);
});

test('and() of alternatives asks for one of each', () => {
  const either = RouteAccess._anyOf([RouteAccess.scopes('a'), RouteAccess.scopes('b')]);
  expect(either.and(RouteAccess.roles('r'))._alternatives).toEqual([
    { rolesAnyOf: [['r']], scopesAllOf: ['a'] }, { rolesAnyOf: [['r']], scopesAllOf: ['b'] },
  ]);
});

test('every access needs a key, but for withoutApiKey', () => {
  const reason = 'The only caller is our own website';
  for (const access of [RouteAccess.roles('a'), RouteAccess.scopes('a'), RouteAccess.authenticated(reason), RouteAccess.public(reason)]) {
    expect(access._apiKeyRequired).toBe(true);
    expect(access.withoutApiKey(reason)._apiKeyRequired).toBe(false);
    expect(access.withoutApiKey(reason)._exceptions).toContainEqual({ kind: 'withoutApiKey', reason });
  }
});

test('combining never takes a demand away', () => {
  const single = fc.oneof(
    fc.uniqueArray(fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''), { minLength: 1 }).map((roles) => RouteAccess.roles(...roles)),
    fc.uniqueArray(fc.stringMatching(/^[a-z:]+$/), { minLength: 1 }).map((scopes) => RouteAccess.scopes(...scopes)),
  );
  fc.assert(fc.property(single, single, (left, right) => {
    const [combined] = left.and(right)._alternatives!;
    for (const [part] of [left._alternatives!, right._alternatives!]) {
      for (const group of part.rolesAnyOf ?? []) {
        expect(combined.rolesAnyOf).toContainEqual(group);
      }
      for (const scope of part.scopesAllOf ?? []) {
        expect(combined.scopesAllOf).toContain(scope);
      }
    }
  }));
});

test('a reason that no longer applies is not reported', () => {
  expect(RouteAccess.authenticated('Every customer may see it').and(RouteAccess.roles('a'))._exceptions).toEqual([]);
});

test.each<[string, () => RouteAccess, RegExp]>([
  ['no role', () => RouteAccess.roles(), /`roles` must hold at least one value, got none; right would be RouteAccess\.roles/],
  ['an empty role', () => RouteAccess.roles('a', ' '), /`roles` must be a non-empty string, got " "/],
  ['a token as role', () => RouteAccess.roles('${Token[TOKEN.7]}'), /`roles` must be known at synth time, got a token/],
  ['two scopes in one', () => RouteAccess.scopes('read write'), /one scope an argument, got "read write"; right would be RouteAccess\.scopes\('read', 'write'\)/],
  ['no claim', () => RouteAccess.claims({}), /`claims` must hold at least one value/],
  ['a claim that is a list', () => RouteAccess.claims({ a: ['b'] }), /`claims\.a` must be a string, a number or a boolean, got \["b"\]/],
  ['a claim without a value', () => RouteAccess.claim('tenant', undefined), /`value` must be a string, a number or a boolean, got undefined; right would be 'acme'/],
  ['a claim that is null', () => RouteAccess.claim('tenant', null), /`value` must be .* got null/],
  ['an empty claim', () => RouteAccess.claim('tenant', ''), /`value` must be a non-empty string/],
  ['a claim without a name', () => RouteAccess.claim('', 'acme'), /`name` must be a non-empty string/],
  ['a claim whose value nobody knows', () => RouteAccess.claim('tenant', '${Token[TOKEN.7]}'), /`value` must be known at synth time/],
  ['a claim of several that has no value', () => RouteAccess.claims({ tenant: undefined, region: 'eu' }), /`claims\.tenant` must be .* got undefined/],
  ['an empty reason', () => RouteAccess.public(''), /`public\(reason\)` must be a sentence .* got ""/],
  ['a word as reason', () => RouteAccess.authenticated('because'), /`authenticated\(reason\)` must be a sentence .* got "because"/],
  ['a reason of spaces', () => RouteAccess.roles('a').withoutApiKey('   '), /`withoutApiKey\(reason\)` must be a sentence/],
  ['public and a role', () => RouteAccess.public('Anyone may read it').and(RouteAccess.roles('a')), /must combine accesses that need a token/],
  ['a claim that is a number too large to be exact', () => RouteAccess.claims({ a: 2 ** 53 + 2 }), /`claims\.a` must be a number up to 2\^53 - 1, got 9007199254740994/],
  ['two values of one claim', () => RouteAccess.claims({ a: '1' }).and(RouteAccess.claims({ a: '2' })), /two values for the claim "a": "1" and "2"/],
])('refuses %s', (_name, make, message) => {
  expect(make).toThrow(message);
});
