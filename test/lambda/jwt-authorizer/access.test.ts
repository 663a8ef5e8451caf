import { isAllowed } from '../../../lambda/jwt-authorizer/access';
import { Identity } from '../../../lambda/jwt-authorizer/identity';
import { Json } from '../../../lambda/jwt-authorizer/strict-json';
import { AccessAlternative } from '../../../lib/contracts/authorizer';

const who = ({ roles = [], scopes = [], claims = {} }: { roles?: string[]; scopes?: string[]; claims?: { [name: string]: Json } }) =>
  ({ roles: new Set(roles), scopes: new Set(scopes), claims: new Map(Object.entries(claims)) }) as unknown as Identity;

test.each<[string, Parameters<typeof who>[0], AccessAlternative[], boolean]>([
  ['no alternative', { roles: ['a'] }, [], false],
  ['an alternative that asks for nothing', {}, [{}], true],
  ['an alternative whose parts are empty', {}, [{ rolesAnyOf: [], scopesAllOf: [], claims: {} }], true],
  ['a group without roles', { roles: ['a'] }, [{ rolesAnyOf: [[]] }], false],
  ['one role of a group', { roles: ['b'] }, [{ rolesAnyOf: [['a', 'b']] }], true],
  ['no role of a group', { roles: ['c'] }, [{ rolesAnyOf: [['a', 'b']] }], false],
  ['one role of each group', { roles: ['a', 'd'] }, [{ rolesAnyOf: [['a', 'b'], ['c', 'd']] }], true],
  ['no role of the first group', { roles: ['d'] }, [{ rolesAnyOf: [['a', 'b'], ['c', 'd']] }], false],
  ['no role of the second group', { roles: ['a'] }, [{ rolesAnyOf: [['a', 'b'], ['c', 'd']] }], false],
  ['every scope', { scopes: ['a', 'b', 'c'] }, [{ scopesAllOf: ['a', 'b'] }], true],
  ['the first scope only', { scopes: ['a'] }, [{ scopesAllOf: ['a', 'b'] }], false],
  ['the second scope only', { scopes: ['b'] }, [{ scopesAllOf: ['a', 'b'] }], false],
  ['a role for a scope', { roles: ['a'] }, [{ scopesAllOf: ['a'] }], false],
  ['every claim', { claims: { a: 'x', b: 1 } }, [{ claims: { a: 'x', b: 1 } }], true],
  ['one claim of two', { claims: { a: 'x', b: 2 } }, [{ claims: { a: 'x', b: 1 } }], false],
  ['a claim that is not there', {}, [{ claims: { a: 'x' } }], false],
  ['a claim that is false, where it must be', { claims: { a: false } }, [{ claims: { a: false } }], true],
  ['a claim of another type', { claims: { a: '1' } }, [{ claims: { a: 1 } }], false],
  ['a list that holds the claim', { claims: { a: ['y', 'x'] } }, [{ claims: { a: 'x' } }], true],
  ['a list that does not', { claims: { a: ['y'] } }, [{ claims: { a: 'x' } }], false],
  ['a list that holds it as another type', { claims: { a: ['1'] } }, [{ claims: { a: 1 } }], false],
  ['an object', { claims: { a: { x: 'x' } } }, [{ claims: { a: 'x' } }], false],
  ['roles without the scope', { roles: ['a'] }, [{ rolesAnyOf: [['a']], scopesAllOf: ['s'] }], false],
  ['roles and scope without the claim', { roles: ['a'], scopes: ['s'] }, [{ rolesAnyOf: [['a']], scopesAllOf: ['s'], claims: { c: 1 } }], false],
  ['the second alternative', { scopes: ['s'] }, [{ rolesAnyOf: [['a']] }, { scopesAllOf: ['s'] }], true],
  ['the first alternative', { roles: ['a'] }, [{ rolesAnyOf: [['a']] }, { scopesAllOf: ['s'] }], true],
  ['half of each', { roles: ['a'], scopes: ['s'] }, [{ rolesAnyOf: [['a']], scopesAllOf: ['t'] }, { rolesAnyOf: [['b']], scopesAllOf: ['s'] }], false],
])('%s: %j', (_, identity, alternatives, expected) => {
  expect(isAllowed(who(identity), alternatives)).toBe(expected);
});
