import { Fn } from 'aws-cdk-lib';
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

test('roles, scopes and claims are no exceptions that the posture report would list', () => {
  const some = [RouteAccess.roles('a'), RouteAccess.scopes('a'), RouteAccess.claim('a', 1), RouteAccess.claims({ a: 1 })];
  expect(some.flatMap((access) => access._exceptions)).toEqual([]);
});

test('every access needs a key, but for withoutApiKey', () => {
  const reason = 'The only caller is our own website';
  const some = [RouteAccess.roles('a'), RouteAccess.scopes('a'), RouteAccess.claim('a', 1), RouteAccess.claims({ a: 1 }), RouteAccess.authenticated(reason), RouteAccess.anyone(reason)];
  for (const access of [...some, RouteAccess.public(reason), RouteAccess._anyOf(some.slice(0, 2))]) {
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

describe('two accesses are the same', () => {
  const reason = 'Every customer may see it';
  const { roles, scopes, claims, claim } = RouteAccess;

  test.each<[string, RouteAccess, RouteAccess]>([
    ['in whatever order roles are named', roles('a', 'b'), roles('b', 'a')],
    ['in whatever order groups of roles are named', roles('a').and(roles('b', 'c')), roles('c', 'b').and(roles('a'))],
    ['in whatever order scopes are named', scopes('a', 'b'), scopes('b').and(scopes('a'))],
    ['in whatever order claims are named', claim('x', 1).and(claim('a', true)), claims({ a: true, x: 1 })],
    ['in whatever order alternatives are named', RouteAccess._anyOf([scopes('a'), roles('r')]), RouteAccess._anyOf([roles('r'), scopes('a')])],
    ['whatever their reasons are', RouteAccess.authenticated(reason), RouteAccess.authenticated('It says nothing of anyone')],
    ['for anyone, by either name', RouteAccess.anyone(reason), RouteAccess.public(reason)],
  ])('%s', (_, left, right) => {
    expect(left._equals(right)).toBe(true);
    expect(right._equals(left)).toBe(true);
  });

  test.each<[string, RouteAccess, RouteAccess]>([
    ['one more role', roles('a'), roles('a', 'b')],
    ['any of two roles, and both', roles('a', 'b'), roles('a').and(roles('b'))],
    ['a role and a scope', roles('a'), scopes('a')],
    ['another role', roles('a'), roles('b')],
    ['another scope', scopes('a'), scopes('b')],
    ['another claim', claim('a', 1), claim('b', 1)],
    ['another value', claim('a', 1), claim('a', 2)],
    ['a number and its text', claim('a', 1), claim('a', '1')],
    ['anyone and any token', RouteAccess.anyone(reason), RouteAccess.authenticated(reason)],
    ['a key and none', roles('a'), roles('a').withoutApiKey(reason)],
    ['one alternative more', RouteAccess._anyOf([scopes('a'), roles('r')]), scopes('a')],
    ['two roles whose names read alike together', roles('a,b'), roles('a', 'b')],
  ])('but not with %s', (_, left, right) => {
    expect(left._equals(right)).toBe(false);
    expect(right._equals(left)).toBe(false);
  });
});

describe('what the posture says', () => {
  test.each<[RouteAccess, string]>([
    [RouteAccess.roles('a', 'b').and(RouteAccess.roles('c')).and(RouteAccess.scopes('s', 't')).and(RouteAccess.claims({ x: 1, y: true })), 'role a|b and role c and scope s+t and x=1 and y=true'],
    [RouteAccess.scopes('s'), 'scope s'],
    [RouteAccess._anyOf([RouteAccess.scopes('a'), RouteAccess.roles('b')]), 'scope a or role b'],
    [RouteAccess.authenticated('Every customer may see it'), 'any valid token'],
    [RouteAccess.anyone('Everybody may see it'), 'public'],
  ])('%#', (access, text) => {
    expect(access._describe()).toBe(text);
  });
});

describe('what is combined', () => {
  const reason = 'Every customer may see it';

  test('names nothing twice', () => {
    expect(RouteAccess.roles('a', 'a')._alternatives).toEqual([{ rolesAnyOf: [['a']] }]);
    expect(RouteAccess.scopes('a', 'a').and(RouteAccess.scopes('a'))._alternatives).toEqual([{ scopesAllOf: ['a'] }]);
  });

  test('has nothing in it that nobody asked for', () => {
    expect(RouteAccess.roles('a').and(RouteAccess.authenticated(reason))._alternatives).toEqual([{ rolesAnyOf: [['a']] }]);
    expect(RouteAccess.authenticated(reason).and(RouteAccess.authenticated(reason))._alternatives).toEqual([{}]);
  });

  test('keeps the reasons that still mean something', () => {
    const both = RouteAccess.authenticated(reason).and(RouteAccess.authenticated('It says nothing of anyone'));
    expect(both._exceptions).toEqual([{ kind: 'authenticated', reason }, { kind: 'authenticated', reason: 'It says nothing of anyone' }]);
    expect(RouteAccess.authenticated(reason).withoutApiKey(reason).and(RouteAccess.roles('a'))._exceptions).toEqual([{ kind: 'withoutApiKey', reason }]);
    expect(RouteAccess.roles('a').and(RouteAccess.roles('b').withoutApiKey(reason))._exceptions).toEqual([{ kind: 'withoutApiKey', reason }]);
    expect(RouteAccess.anyone(reason)._exceptions).toEqual([{ kind: 'public', reason }]);
    expect(RouteAccess._anyOf([RouteAccess.authenticated(reason), RouteAccess.roles('a')])._exceptions).toEqual([{ kind: 'authenticated', reason }]);
  });

  test('needs a key where both do', () => {
    const keyless = RouteAccess.roles('b').withoutApiKey(reason);
    expect(RouteAccess.roles('a').and(RouteAccess.roles('b'))._apiKeyRequired).toBe(true);
    expect(RouteAccess.roles('a').and(keyless)._apiKeyRequired).toBe(false);
    expect(keyless.and(RouteAccess.roles('a'))._apiKeyRequired).toBe(false);
  });

  test('is the same by its name for Python and Java', () => {
    const combined = RouteAccess.roles('a').alsoRequiring(RouteAccess.scopes('s'));
    expect(combined._alternatives).toEqual(RouteAccess.roles('a').and(RouteAccess.scopes('s'))._alternatives);
    expect(() => RouteAccess.anyone(reason).alsoRequiring(RouteAccess.roles('a'))).toThrow(/^`alsoRequiring\(other\)` must combine accesses that need a token/);
    expect(() => RouteAccess.roles('a').and(RouteAccess.anyone(reason))).toThrow(/^`and\(other\)` must combine accesses that need a token/);
    expect(() => RouteAccess.claim('a', 1).alsoRequiring(RouteAccess.claim('a', 2))).toThrow(/^`alsoRequiring\(other\)` must be satisfiable/);
    expect(() => RouteAccess.roles('a').and('b' as unknown as RouteAccess)).toThrow(/^`other` must be a RouteAccess such as RouteAccess\.roles\('reader'\), got "b"/);
  });

  test('with a claim that both ask for alike asks for it once', () => {
    expect(RouteAccess.claim('a', 1).and(RouteAccess.claim('a', 1))._alternatives).toEqual([{ claims: { a: 1 } }]);
  });

  test('names claims in one order', () => {
    expect(JSON.stringify(RouteAccess.claim('b', 1).and(RouteAccess.claim('a', 2))._alternatives)).toBe('[{"claims":{"a":2,"b":1}}]');
    expect(JSON.stringify(RouteAccess.claims({ b: 1, a: 2 })._alternatives)).toBe('[{"claims":{"a":2,"b":1}}]');
  });
});

test.each([0, -1, 1.5, 2 ** 53 - 1, 1 - 2 ** 53, false])('a claim may be %s', (value) => {
  expect(RouteAccess.claim('a', value)._alternatives).toEqual([{ claims: { a: value } }]);
});

test.each([2 ** 53, -(2 ** 53), NaN, Infinity])('a claim may not be %s', (value) => {
  expect(() => RouteAccess.claim('a', value)).toThrow(/`value` must be a/);
});

test.each([['a\tb', "'a', 'b'"], ['a  b', "'a', 'b'"]])('scopes are split as %j', (scope, right) => {
  expect(() => RouteAccess.scopes('fine', scope)).toThrow(`right would be RouteAccess.scopes(${right})`);
});

test('claims are a map', () => {
  expect(() => RouteAccess.claims('tenant' as unknown as { [name: string]: unknown })).toThrow(/`claims` must be/);
});

describe('whether two let the same requests in', () => {
  const roles = (...names: string[]): RouteAccess => RouteAccess.roles(...names);
  const scopes = (...names: string[]): RouteAccess => RouteAccess.scopes(...names);
  const claims = (values: { [name: string]: unknown }): RouteAccess => RouteAccess.claims(values);
  const anyone = (reason: string): RouteAccess => RouteAccess.anyone(reason);
  const both = [roles('a', 'b'), scopes('s', 't'), claims({ x: 'y', n: 1 })];
  const combined = ([first, ...others]: RouteAccess[]): RouteAccess => others.reduce((access, other) => access.alsoRequiring(other), first);

  test('whatever the order of roles, scopes, claims and alternatives', () => {
    expect(roles('a', 'b')._equals(roles('b', 'a'))).toBe(true);
    expect(scopes('a', 'b')._equals(scopes('b', 'a'))).toBe(true);
    expect(claims({ a: '1', b: '2', c: '3' })._equals(claims({ c: '3', a: '1', b: '2' }))).toBe(true);
    expect(claims({ a: '1' }).alsoRequiring(claims({ b: '2' }))._equals(claims({ b: '2' }).alsoRequiring(claims({ a: '1' })))).toBe(true);
    expect(combined(both)._equals(combined([...both].reverse()))).toBe(true);
    expect(roles('a').alsoRequiring(roles('b'))._equals(roles('b').alsoRequiring(roles('a')))).toBe(true);
    expect(RouteAccess._anyOf([roles('a'), scopes('s')])._equals(RouteAccess._anyOf([scopes('s'), roles('a')]))).toBe(true);
    expect(anyone('Pages are for everyone')._equals(anyone('Pictures are for everyone'))).toBe(true);
  });

  test.each<[string, RouteAccess, RouteAccess]>([
    ['one more role', roles('a'), roles('a', 'b')],
    ['one of two roles, and both', roles('a', 'b'), roles('a').alsoRequiring(roles('b'))],
    ['a role and a scope of one name', roles('a'), scopes('a')],
    ['any token and a role', RouteAccess.authenticated('Each may read its own'), roles('a')],
    ['any token and nobody\'s', RouteAccess.authenticated('Each may read its own'), anyone('Pages are for everyone')],
    ['a number and its digits', claims({ n: 1 }), claims({ n: '1' })],
    ['values exchanged', claims({ a: '1', b: '2' }), claims({ a: '2', b: '1' })],
    ['with a key and without', roles('a'), roles('a').withoutApiKey('Probes have no key')],
    ['one alternative more', roles('a'), RouteAccess._anyOf([roles('a'), scopes('s')])],
  ])('not so: %s', (_what, one, other) => {
    expect([one._equals(other), other._equals(one)]).toStrictEqual([false, false]);
  });
});

test.each<[unknown, string]>([[Infinity, 'Infinity'], [NaN, 'NaN'], [null, 'null'], [[1], '[1]'], [{}, '{}']])('a claim can\'t be %p', (value, given) => {
  expect(() => RouteAccess.claim('level', value as string)).toThrow(`must be a string, a number or a boolean, got ${given}`);
});

test('what is left unsaid or unresolved is named, with what would be right', () => {
  expect(() => RouteAccess.scopes('')).toThrow("RouteAccess.scopes('orders:write')");
  expect(() => RouteAccess.scopes(Fn.importValue('Scope'))).toThrow(/^`scopes` .*right would be a literal such as RouteAccess\.scopes\('orders:write'\)/);
  expect(() => RouteAccess.anyone('no')).toThrow('`anyone(reason)`');
});
