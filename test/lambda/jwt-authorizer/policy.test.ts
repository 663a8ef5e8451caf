import { Identity } from '../../../lambda/jwt-authorizer/identity';
import { allow, contextOf, deny, isLiteralArn } from '../../../lambda/jwt-authorizer/policy';
import { Json } from '../../../lambda/jwt-authorizer/strict-json';

const ARN = 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/GET/';

function context(claims: { readonly [name: string]: Json }, more: Partial<Identity> = {}): { readonly [name: string]: unknown } {
  const identity: Identity = {
    principal: 'https://id.example.com/#sub=user-1',
    issuer: 'i',
    clientId: undefined,
    scopes: new Set(),
    roles: new Set(),
    claims: new Map(Object.entries(claims)),
    expiresAt: 0,
    notBefore: 0,
    context: undefined,
    ...more,
  };
  return contextOf(identity, Object.keys(claims));
}

describe('what is handed to the target', () => {
  test.each([[1_024, true], [1_025, false]])('a text of %d characters: %s', (length, isThere) => {
    expect('claim' in context({ claim: 'x'.repeat(length) })).toBe(isThere);
    expect('clientId' in context({}, { clientId: 'x'.repeat(length) })).toBe(isThere);
    expect('scopes' in context({}, { scopes: new Set(['x'.repeat(length)]) })).toBe(isThere);
    // Two quotes and brackets more.
    expect('roles' in context({}, { roles: new Set(['x'.repeat(length - 4)]) })).toBe(isThere);
  });

  test.each([[1_024, true], [1_025, false]])('a list that is %d characters as JSON: %s', (length, isThere) => {
    expect('claim' in context({ claim: ['x'.repeat(length - 4)] })).toBe(isThere);
  });

  test.each([[4_096, true], [4_097, false]])('%d characters in sum: the last one %s', (sum, isThere) => {
    // The issuer's one character and the roles' two come first.
    const claims = { a: 'x'.repeat(1_024), b: 'x'.repeat(1_024), c: 'x'.repeat(1_024), last: 'x'.repeat(sum - 3 - 3 * 1_024) };
    expect('last' in context(claims)).toBe(isThere);
  });

  test('what is left out takes no room', () => {
    const claims = { long: 'x'.repeat(1_025), a: 'x'.repeat(1_024), b: 'x'.repeat(1_024), c: 'x'.repeat(1_024), rest: 'x'.repeat(1_021), more: 'x' };
    expect(Object.keys(context(claims))).toEqual(['principalDigest', 'issuer', 'scopes', 'roles', 'a', 'b', 'c', 'rest']);
  });

  test.each<[Json, string | undefined]>([
    ['', ''],
    [0, '0'],
    [false, 'false'],
    [null, undefined],
    [2 ** 53 - 1, '9007199254740991'],
    [2 ** 53, undefined],
    [-(2 ** 53) + 1, '-9007199254740991'],
    [-(2 ** 53), undefined],
    [{ a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    [{ a: [1, { b: 2 ** 53 }] }, undefined],
    ['a\u0000', undefined],
    ['a\n', undefined],
    ['a\u2028', undefined],
    ['ä', 'ä'],
  ])('%j is handed over as %j', (claim, text) => {
    expect(context({ claim }).claim).toBe(text);
  });
});

test('scopes are one text, and what the token does not have is not handed over', () => {
  expect(context({}, { scopes: new Set(['read', 'write']) }).scopes).toBe('read write');
  const identity = { principal: 'p', issuer: 'i', clientId: undefined, scopes: new Set<string>(), roles: new Set<string>(), claims: new Map<string, Json>(), expiresAt: 0, notBefore: 0, context: undefined };
  expect(Object.keys(contextOf(identity, ['email']))).toEqual(['principalDigest', 'issuer', 'scopes', 'roles']);
});

test('a claim that is nested too deep to be written is left out, and takes no other with it', () => {
  let deep: Json = [];
  for (let depth = 0; depth < 100_000; depth++) {
    deep = [deep];
  }
  const handed = context({ deep, email: 'a@example.com' });
  expect(handed).not.toHaveProperty('deep');
  expect(handed.email).toBe('a@example.com');
});

describe('a policy', () => {
  test('is for one method ARN, as it is', () => {
    expect(allow(`${ARN}a`, 'p', { x: 1 })).toEqual({
      principalId: 'p',
      context: { x: 1 },
      policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${ARN}a` }] },
    });
  });

  test('that denies is for everything, since the resource policy lets in whom the authorizer says nothing of', () => {
    expect(deny('anonymous').policyDocument.Statement).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: '*' }]);
  });

  test.each<[unknown, boolean]>([
    [`${ARN}a`, true],
    [`${ARN}${'a'.repeat(512 - ARN.length)}`, true],
    [`${ARN}${'a'.repeat(513 - ARN.length)}`, false],
    // Two bytes each.
    [`${ARN}${'ä'.repeat(Math.floor((512 - ARN.length) / 2))}`, true],
    [`${ARN}${'ä'.repeat(Math.floor((512 - ARN.length) / 2) + 1)}`, false],
    [`${ARN}a*`, false],
    [`${ARN}a?`, false],
    [`${ARN}\${aws:username}`, false],
    [`${ARN}$a`, true],
    [`x${ARN}`, false],
    ['', false],
    [undefined, false],
    [7, false],
  ])('can name %s: %s', (arn, can) => {
    expect(isLiteralArn(arn)).toBe(can);
  });
});

test('who is not known has no digest, and whoever is has one', () => {
  expect(deny('anonymous').context).toEqual({});
  expect(deny('https://id.example.com/#sub=user-1').context).toEqual({ principalDigest: expect.stringMatching(/^\S{8,}$/) });
});

test('client and scopes count for what all values may have together', () => {
  const handed = context({ one: 'x'.repeat(1_024), two: 'x'.repeat(1_024), three: 'x' }, { clientId: 'x'.repeat(1_023), scopes: new Set(['x'.repeat(1_024)]) });
  // The issuer's name and an empty list of roles take three more: of 4,096 only the last text finds no room.
  expect(Object.keys(handed)).toEqual(expect.arrayContaining(['clientId', 'scopes', 'one', 'three']));
  expect(handed).not.toHaveProperty('two');
});
