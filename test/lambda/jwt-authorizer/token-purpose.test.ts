import { CompactJwt } from '../../../lambda/jwt-authorizer/compact-jwt';
import { JsonObject } from '../../../lambda/jwt-authorizer/strict-json';
import { checkAccessTokenProfile, checkAudience } from '../../../lambda/jwt-authorizer/token-purpose';
import { IssuerConfig } from '../../../lib/contracts/authorizer';
import { issuerConfig } from './support/harness';

const read = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
const because = (reason: string) => expect.objectContaining({ reason });

describe('a token of Cognito', () => {
  const access = issuerConfig({ kind: 'cognito', audience: ['client-1'] });
  const id = issuerConfig({ kind: 'cognito', audience: ['client-1'], tokenUse: 'id' });

  test.each<[object, IssuerConfig]>([
    [{ token_use: 'access', client_id: 'client-1' }, access],
    [{ token_use: 'id', aud: 'client-1' }, id],
  ])('%j is for this API', (payload, config) => {
    expect(() => checkAudience(read(payload), config)).not.toThrow();
  });

  test.each<[object, IssuerConfig, string]>([
    [{ client_id: 'client-1' }, access, 'token_use_mismatch'],
    [{ token_use: '', client_id: 'client-1' }, access, 'token_use_mismatch'],
    [{ token_use: 'id', client_id: 'client-1', aud: 'client-1' }, access, 'token_use_mismatch'],
    [{ token_use: 'access', client_id: 'client-1', aud: 'client-1' }, id, 'token_use_mismatch'],
    [{ token_use: 'access', aud: 'client-1' }, access, 'audience_mismatch'],
    [{ token_use: 'access', client_id: 'client-2' }, access, 'audience_mismatch'],
    [{ token_use: 'access', client_id: ['client-1'] }, access, 'audience_mismatch'],
    [{ token_use: 'id', client_id: 'client-1' }, id, 'audience_mismatch'],
  ])('%j is not', (payload, config, reason) => {
    expect(() => checkAudience(read(payload), config)).toThrow(because(reason));
  });
});

describe('a token of another issuer', () => {
  const plain = issuerConfig({ audience: ['orders', 'shop'] });
  const byClaim = issuerConfig({ audience: ['orders', 'shop'], audienceClaim: 'client.id' });

  test.each<[object, IssuerConfig]>([
    [{ aud: 'orders' }, plain],
    [{ aud: ['billing', 'shop'] }, plain],
    [{ aud: 'orders', client: { id: 'billing' } }, byClaim],
    [{ client: { id: 'orders' } }, byClaim],
    [{ aud: [], client: { id: ['shop', 'billing'] } }, byClaim],
  ])('%j is for this API (%#)', (payload, config) => {
    expect(() => checkAudience(read(payload), config)).not.toThrow();
  });

  test.each<[object, IssuerConfig]>([
    [{}, plain], [{ aud: null }, plain], [{ aud: [] }, plain], [{ aud: 'billing' }, plain], [{ aud: ['billing'] }, plain], [{ aud: 7 }, plain], [{ aud: { orders: 'orders' } }, plain],
    // A list of which a part is not understood may mean anything.
    [{ aud: ['orders', 7] }, plain], [{ aud: [null, 'orders'] }, plain], [{ aud: [['orders']] }, plain],
    [{ client: { id: 'orders' } }, plain], [{ aud: [], client: { id: 'orders' } }, plain],
    // Where there is an audience, it counts.
    [{ aud: 'billing', client: { id: 'orders' } }, byClaim], [{ aud: ['billing'], client: { id: 'orders' } }, byClaim], [{ aud: null, client: { id: 'orders' } }, byClaim],
    [{ aud: '', client: { id: 'orders' } }, byClaim], [{ aud: {}, client: { id: 'orders' } }, byClaim],
    [{ client: { id: 'billing' } }, byClaim], [{}, byClaim], [{ aud: [] }, byClaim],
  ])('%j is not (%#)', (payload, config) => {
    expect(() => checkAudience(read(payload), config)).toThrow(because('audience_mismatch'));
  });
});

describe('an access token of RFC 9068', () => {
  const all = { sub: 's', client_id: 'c', jti: 'j', iat: 1 };
  const check = (payload: object, changes: Partial<IssuerConfig> = {}, type = 'at+jwt') =>
    checkAccessTokenProfile({ header: { type } } as unknown as CompactJwt, read(payload), issuerConfig({ tokenType: 'at+jwt', ...changes }));

  test('has what it must have', () => {
    expect(() => check(all)).not.toThrow();
    expect(() => check({ ...all, sub: undefined }, { principalClaims: ['client_id'] })).not.toThrow();
  });

  test.each(['sub', 'client_id', 'jti'])('without %s is none, nor where that is no text', (name) => {
    expect(() => check({ ...all, [name]: undefined })).toThrow(because('claim_malformed'));
    expect(() => check({ ...all, [name]: 1 })).toThrow(because('claim_malformed'));
  });

  test.each(['client_id', 'jti'])('without %s is none, whatever claim names the principal', (name) => {
    expect(() => check({ ...all, [name]: undefined }, { principalClaims: ['email'] })).toThrow(because('claim_malformed'));
  });

  test('says when it was issued', () => {
    expect(() => check({ ...all, iat: undefined })).toThrow(because('time_malformed'));
  });

  test('is no other token', () => {
    expect(() => check({}, {}, 'jwt')).not.toThrow();
    expect(() => check({}, { tokenType: undefined })).not.toThrow();
  });
});
