import { apiMaturity, maturityOf, weakest } from '../../../cli/report/maturity';
import { RouteAccess } from '../../../lib';

const admin = RouteAccess.roles('admin');
const write = RouteAccess.scopes('write');
const acme = RouteAccess.claim('tenant', 'acme');
const anyone = RouteAccess.anyone('The status page shows whether the API answers');
const authenticated = RouteAccess.authenticated('Every customer may see the catalogue');

test.each<[string, RouteAccess, boolean, number, string]>([
  ['no token and a key', anyone, false, 0, 'an API key alone'],
  ['neither token nor key', anyone.withoutApiKey('The status page has no key'), false, 0, 'neither key nor token'],
  ['any token', authenticated, false, 1, 'any valid token'],
  ['a scope', write, false, 2, 'scopes of the token'],
  ['a role', admin, false, 3, 'roles or claims of a trusted issuer'],
  ['a claim', acme, false, 3, 'roles or claims of a trusted issuer'],
  ['a role and a scope', admin.alsoRequiring(write), false, 3, 'roles or claims of a trusted issuer'],
  ['a role that more issuers than meant may grant', admin, true, 2, 'roles or claims that are not bound to one issuer'],
  ['a role, or a scope, of which an attacker takes the weaker', RouteAccess._anyOf([admin, write]), false, 2, 'scopes of the token'],
  ['a role, or any token', RouteAccess._anyOf([admin, authenticated]), false, 1, 'any valid token'],
])('%s', (_, access, unbound, level, why) => {
  expect(maturityOf(access._alternatives, access._apiKeyRequired, unbound)).toEqual({ level, why });
});

describe('the whole is as mature as its weakest part', () => {
  test.each<[string, Array<0 | 1 | 2 | 3 | undefined>, number | undefined]>([
    ['the lowest', [3, 1, 2], 1],
    ['unknown, where an unknown one could be lower', [3, undefined, 1], undefined],
    ['nothing is lower than 0', [undefined, 0, 3], 0],
    ['no route', [], undefined],
  ])('%s', (_what, levels, level) => {
    expect(weakest(levels.map((each) => ({ level: each, why: '' }))).level).toBe(level);
  });

  test('and its routes are named', () => {
    const route = (path: string, level: 0 | 3) => ({ method: 'GET', path, maturity: { level, why: `is ${level}` } });
    expect(apiMaturity([route('/a', 3), route('/b', 0), route('/c', 0)])).toEqual({ level: 0, why: 'GET /b and 1 more: is 0' });
    expect(apiMaturity([])).toEqual({ why: 'no route' });
  });
});
