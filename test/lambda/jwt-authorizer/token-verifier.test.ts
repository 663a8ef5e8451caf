import { TokenVerifier } from '../../../lambda/jwt-authorizer/token-verifier';
import { IssuerConfig } from '../../../lib/contracts/authorizer';
import { Harness, ISSUER, issuerConfig } from './support/harness';
import { signingKey, signToken } from './support/tokens';

const key = signingKey('ES256', 'k');
const START = 1_700_000_000_000;

function harnessAt(now: number): Harness {
  const harness = new Harness({ fetch: async () => ({ keys: [key.jwk] }) });
  harness.now = now;
  return harness;
}

test('a token that was seen is valid up to its end, and not at it', async () => {
  const harness = harnessAt(START);
  const token = signToken(key, harness.claims());
  const outcomes = [];
  for (const milliseconds of [0, 599_999, 600_000, 599_999]) {
    harness.now = START + milliseconds;
    outcomes.push((await harness.ask(token)).status);
  }
  expect(outcomes).toEqual([200, 200, 401, 200]);
});

test('a token that was seen is not valid before its beginning, where the clock is set back', async () => {
  const harness = harnessAt(START);
  const token = signToken(key, harness.claims());
  expect((await harness.ask(token)).status).toBe(200);
  harness.now = START - 3_600_000;
  expect(await harness.ask(token)).toMatchObject({ status: 401, reason: 'token_not_yet_valid' });
  harness.now = START;
  expect((await harness.ask(token)).status).toBe(200);
});

test('a token that names no issuer is of none that is known', async () => {
  const harness = harnessAt(START);
  expect(await harness.ask(signToken(key, harness.claims({ iss: undefined })))).toMatchObject({ status: 401, reason: 'issuer_unknown' });
});

describe('by itself', () => {
  const OTHER = 'https://other.example.com/';
  const foreign = signingKey('ES256', 'k');
  const seconds = START / 1_000;
  const claims = (changes: object = {}) => ({ iss: ISSUER, aud: 'orders', sub: 'user-1', iat: seconds, exp: seconds + 600, tenant: 'acme', ...changes });

  function verifier(config: Partial<IssuerConfig> = {}) {
    const asked: string[] = [];
    const its = new TokenVerifier({
      issuers: [issuerConfig(config), issuerConfig({ issuer: OTHER, jwksUri: `${OTHER}keys` })],
      claimNames: ['tenant'],
      now: () => START,
      fetch: async (url) => {
        asked.push(url);
        return { keys: [(url.startsWith(OTHER) ? foreign : key).jwk] };
      },
    });
    const refusal = async (token: string) => {
      try {
        await its.verify(token);
        return undefined;
      } catch (error) {
        const { reason, issuer } = error as { readonly reason: string; readonly issuer?: string };
        return [reason, issuer];
      }
    };
    return { its, asked, refusal };
  }

  test('answers who a token is about: at first when the keys are there, and then at once', async () => {
    const { its, asked } = verifier();
    const token = signToken(key, claims());
    const first = its.verify(token);
    expect(first).toBeInstanceOf(Promise);
    const identity = await first;
    expect(identity).toMatchObject({ principal: `${ISSUER}#sub=user-1`, claims: new Map([['tenant', 'acme']]), expiresAt: seconds + 600, notBefore: seconds - 5 });
    // The same one: what is made of it for the target is made once.
    expect(its.verify(token)).toBe(identity);
    expect(its.verify(signToken(key, claims({ sub: 'user-2' })))).toMatchObject({ principal: `${ISSUER}#sub=user-2` });
    expect(asked).toEqual(['https://id.example.com/keys.json']);
  });

  test('tells the age of the oldest key set in seconds, and 0 before there is one', async () => {
    let now = START;
    const its = new TokenVerifier({
      issuers: [issuerConfig(), issuerConfig({ issuer: OTHER, jwksUri: `${OTHER}keys` })],
      claimNames: [],
      now: () => now,
      fetch: async (url) => ({ keys: [(url.startsWith(OTHER) ? foreign : key).jwk] }),
    });
    expect(its.keySetAge()).toBe(0);
    await its.verify(signToken(key, claims()));
    now += 2_500;
    expect(its.keySetAge()).toBe(2.5);
    await its.verify(signToken(foreign, claims({ iss: OTHER })));
    now += 1_000;
    expect(its.keySetAge()).toBe(3.5);
  });

  test('asks the issuer of the token for its keys, and no other', async () => {
    const { its, asked, refusal } = verifier();
    expect(await its.verify(signToken(foreign, claims({ iss: OTHER })))).toMatchObject({ issuer: OTHER });
    expect(asked).toEqual([`${OTHER}keys`]);
    expect(await refusal(signToken(key, claims({ iss: OTHER })))).toEqual(['signature_invalid', OTHER]);
    expect(await refusal(signToken(foreign, claims()))).toEqual(['signature_invalid', ISSUER]);
  });

  test.each<[string, Partial<IssuerConfig>, object, object, string]>([
    ['an algorithm that is not the issuer\'s', { algorithms: ['RS256'] }, {}, {}, 'algorithm_not_allowed'],
    ['an address of keys', {}, {}, { jku: 'https://id.example.com/keys.json' }, 'header_key_source'],
    ['another type than the issuer\'s', { tokenType: 'at+jwt' }, {}, { typ: 'JWT' }, 'header_type'],
    ['a type that is no access token\'s', {}, {}, { typ: 'logout+jwt' }, 'header_type'],
  ])('asks for no key for a token with %s', async (_, config, changes, header, reason) => {
    const { asked, refusal } = verifier(config);
    expect(await refusal(signToken(key, claims(changes), header))).toEqual([reason, ISSUER]);
    expect(asked).toEqual([]);
  });

  test('takes the issuer\'s type in any spelling', async () => {
    const { its } = verifier({ tokenType: 'application/AT+JWT' });
    expect(await its.verify(signToken(key, claims({ client_id: 'c', jti: 'j' }), { typ: 'at+jwt' }))).toMatchObject({ issuer: ISSUER });
  });

  test.each<[string, object, object, string]>([
    ['a time that is over', { exp: seconds }, {}, 'token_expired'],
    ['another audience', { aud: 'billing' }, {}, 'audience_mismatch'],
    ['a binding', { cnf: {} }, {}, 'token_bound'],
    ['no subject', { sub: undefined }, {}, 'subject_invalid'],
    ['an unknown key', {}, { kid: 'other' }, 'key_unknown'],
  ])('names the issuer of a token with %s, when its keys are asked for and when they are known', async (_, changes, header, reason) => {
    const { its, refusal } = verifier();
    const token = signToken(key, claims(changes), header);
    expect(await refusal(token)).toEqual([reason, ISSUER]);
    await its.verify(signToken(key, claims()));
    expect(await refusal(token)).toEqual([reason, ISSUER]);
  });

  test('names no issuer that it does not know, nor one of a text that is no token', async () => {
    const { asked, refusal } = verifier();
    expect(await refusal(signToken(key, claims({ iss: 'https://attacker.example/' })))).toEqual(['issuer_unknown', undefined]);
    expect(await refusal(signToken(key, claims({ iss: undefined })))).toEqual(['issuer_unknown', undefined]);
    expect(await refusal('a.b.c')).toEqual(['token_malformed', undefined]);
    expect(await refusal('a.b.c=')).toEqual(['token_scheme', undefined]);
    expect(await refusal('=a.b.c')).toEqual(['token_scheme', undefined]);
    expect(await refusal('')).toEqual(['token_scheme', undefined]);
    expect(asked).toEqual([]);
  });

  test('makes nothing of a payload whose signature is wrong', async () => {
    const { refusal } = verifier();
    const expired = signToken(foreign, claims({ exp: 1, aud: 7 }));
    expect(await refusal(expired)).toEqual(['signature_invalid', ISSUER]);
  });

  test('checks what RFC 9068 asks for, of a type that says so', async () => {
    const { refusal } = verifier({ tokenType: 'at+jwt' });
    expect(await refusal(signToken(key, claims(), { typ: 'at+jwt' }))).toEqual(['claim_malformed', ISSUER]);
  });
});

test('without a clock of a test it is now, and without a fetch of a test the address is asked', async () => {
  const now = Math.floor(Date.now() / 1_000);
  const errors: string[] = [];
  const claims = { iss: ISSUER, aud: 'orders', sub: 'user-1', iat: now, exp: now + 600 };
  const fetching = new TokenVerifier({ issuers: [issuerConfig()], claimNames: [], fetch: async () => ({ keys: [key.jwk] }) });
  expect(await fetching.verify(signToken(key, claims))).toMatchObject({ expiresAt: now + 600 });
  expect(() => fetching.verify(signToken(key, { ...claims, iat: now - 9, exp: now - 1 }))).toThrow(expect.objectContaining({ reason: 'token_expired' }));
  const refused = new TokenVerifier({
    issuers: [issuerConfig({ jwksUri: 'https://127.0.0.1:1/keys.json' })], claimNames: [], onFetchError: ({ message }) => void errors.push(message),
  });
  await expect(refused.verify(signToken(key, claims))).rejects.toMatchObject({ reason: 'keys_unavailable', issuer: ISSUER });
  expect(errors).toEqual([expect.stringContaining('ECONNREFUSED')]);
});
