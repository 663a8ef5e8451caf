import { RouteAccess } from '../../lib';
import { PostureIssuer, unboundAccess } from '../../lib/posture/issuers';

const own: PostureIssuer = { name: 'own', audience: [], exceptions: [] };
const partner: PostureIssuer = { name: 'partner', audience: [], exceptions: [] };
const limited = (issuer: PostureIssuer, roles: string[], scopes: string[] = []): PostureIssuer => ({ ...issuer, grants: { roles, scopes } });
const admin = RouteAccess.roles('admin');
const write = RouteAccess.scopes('write');
const acme = RouteAccess.claim('tenant', 'acme');

test.each<[string, RouteAccess, PostureIssuer[], RegExp | undefined]>([
  ['a role of the only issuer', admin, [own], undefined],
  ['a role that either may grant', admin, [own, partner], /^role admin: any of own, partner may write it into a token; right would be `grants` of own, partner$/],
  ['a role that one of them says it grants, and the other may', admin, [limited(own, ['admin']), partner], /`grants` of partner$/],
  ['a role that only one may grant', admin, [own, limited(partner, ['reader'])], undefined],
  ['a role that both say they grant', admin, [limited(own, ['admin']), limited(partner, ['admin'])], undefined],
  ['one of two roles, of which each has one', RouteAccess.roles('admin', 'reader'), [limited(own, ['admin']), limited(partner, ['reader'])], undefined],
  ['a scope that either may grant', write, [own, partner], /^scope write: any of own, partner/],
  ['a scope beside a role that only one may grant', admin.and(write), [limited(own, ['admin'], ['write']), limited(partner, [], ['write'])], undefined],
  ['a claim, which grants do not limit', acme, [limited(own, []), limited(partner, [])], /^claim tenant: any of own, partner .* `and\(RouteAccess\.claim\("iss", …\)\)`$/],
  ['a claim beside a role that only one may grant', acme.and(admin), [limited(own, ['admin']), limited(partner, [])], undefined],
  ['a claim beside the issuer', acme.and(RouteAccess.claim('iss', 'own')), [own, partner], undefined],
  ['every principal, which has a reason', RouteAccess.authenticated('Everyone may see the catalogue'), [own, partner], undefined],
])('%s', (_, access, issuers, finding) => {
  const found = unboundAccess(access._alternatives ?? [], issuers);
  expect(found).toEqual(finding ? [expect.stringMatching(finding)] : []);
});

test('each alternative is looked at', () => {
  const access = RouteAccess._anyOf([RouteAccess.scopes('a'), RouteAccess.scopes('b')]);
  expect(unboundAccess(access._alternatives ?? [], [own, partner])).toHaveLength(2);
});
