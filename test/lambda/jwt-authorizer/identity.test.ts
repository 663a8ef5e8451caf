import { identityOf } from '../../../lambda/jwt-authorizer/identity';
import { JsonObject } from '../../../lambda/jwt-authorizer/strict-json';
import { IssuerConfig } from '../../../lib/contracts/authorizer';
import { ISSUER, issuerConfig } from './support/harness';

const of = (payload: object, config: Partial<IssuerConfig> = {}, claims: string[] = []) =>
  identityOf(JSON.parse(JSON.stringify({ sub: 'user-1', ...payload })) as JsonObject, issuerConfig(config), claims, { expiresAt: 2, notBefore: 1 });
const because = (reason: string) => expect.objectContaining({ reason });

test('an identity is what the token says, as far as it is asked for', () => {
  const payload = { client_id: 'app', scope: 'a b', roles: ['r'], tenant: 'acme', address: { city: 'x' }, other: 1 };
  expect(of(payload, {}, ['tenant', 'address.city', 'none'])).toEqual({
    principal: `${ISSUER}#sub=user-1`,
    issuer: ISSUER,
    clientId: 'app',
    scopes: new Set(['a', 'b']),
    roles: new Set(['r']),
    claims: new Map([['tenant', 'acme'], ['address.city', 'x']]),
    expiresAt: 2,
    notBefore: 1,
    context: undefined,
  });
});

test.each<[object, Partial<IssuerConfig>, string | undefined]>([
  [{ client_id: 'a', azp: 'b', aud: 'c' }, {}, 'a'],
  [{ azp: 'b', aud: 'c' }, {}, 'b'],
  [{ aud: 'c' }, {}, undefined],
  [{ aud: 'c' }, { kind: 'cognito' }, 'c'],
  [{ client_id: 'a', aud: 'c' }, { kind: 'cognito' }, 'a'],
])('of %j at %j the client is %s', (payload, config, client) => {
  expect(of(payload, config).clientId).toBe(client);
});

test.each(['client_id', 'azp', 'jti'])('a %s that is no name makes the token one that is not understood', (name) => {
  for (const value of [7, '', null, ['a'], 'a\nb']) {
    expect(() => of({ [name]: value })).toThrow(because('claim_malformed'));
  }
  expect(of({ [name]: 'a' }).principal).toBe(`${ISSUER}#sub=user-1`);
});

test.each([[['admin', 'reader'], ['reader', 'writer'], ['reader']], [['admin'], [], []], [[], ['reader'], []], [['a', 'a'], ['a'], ['a']]])(
  'of %j an issuer that may grant %j grants %j', (given, allowed, granted) => {
    const identity = of({ roles: given, scope: given }, { grants: { roles: allowed, scopes: allowed } });
    expect([[...identity.roles], [...identity.scopes]]).toEqual([granted, granted]);
    const ofRolesOnly = of({ roles: given, scope: given }, { grants: { roles: allowed, scopes: [] } });
    expect([[...ofRolesOnly.roles], [...ofRolesOnly.scopes]]).toEqual([granted, []]);
  });

test.each<[object, string[] | undefined, string]>([
  [{ sub: 'user-1', client_id: 'app' }, ['sub', 'client_id'], 'sub=user-1'],
  [{ sub: undefined, client_id: 'app' }, ['sub', 'client_id'], 'client_id=app'],
  [{ sub: '', client_id: 'app' }, ['sub', 'client_id'], 'client_id=app'],
  [{ sub: null, client_id: 'app' }, ['sub', 'client_id'], 'client_id=app'],
  [{ sub: 'user-1', act: { id: 'robot' } }, ['act.id'], 'act.id=robot'],
])('the principal of %j by %j is %s', (payload, principalClaims, principal) => {
  expect(of(payload, { principalClaims }).principal).toBe(`${ISSUER}#${principal}`);
});

test.each<[object, string[] | undefined]>([
  [{ sub: undefined }, undefined], [{ sub: '' }, undefined], [{ sub: 7, client_id: 'app' }, ['sub', 'client_id']], [{ sub: ['user-1'], client_id: 'app' }, ['sub', 'client_id']],
  [{ sub: 'a\nb', client_id: 'app' }, ['sub', 'client_id']], [{ sub: 'x'.repeat(257) }, undefined], [{ sub: 'user-1' }, ['client_id']],
])('%j by %j is nobody', (payload, principalClaims) => {
  expect(() => of(payload, { principalClaims })).toThrow(because('subject_invalid'));
});
