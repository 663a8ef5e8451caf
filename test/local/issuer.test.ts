import { createHash } from 'crypto';
import { TokenVerifier } from '../../lambda/jwt-authorizer/token-verifier';
import { IssuerConfig } from '../../lib/contracts/authorizer';
import { DevelopmentIssuer } from '../../local/issuer/development-issuer';
import { GatewayRequest, GatewayResponse } from '../../local/types';

const BASE: IssuerConfig = {
  kind: 'oidc', issuer: 'https://id.example.com/', audience: ['orders'], rolesClaim: 'roles', scopesClaim: 'scope', maxTokenLifetimeSeconds: 3_600, algorithms: ['ES256'],
};

async function issuerOf(change: Partial<IssuerConfig> = {}): Promise<DevelopmentIssuer> {
  const issuer = await DevelopmentIssuer.make({ ...BASE, ...change }, { now: () => Date.now() });
  issuer.origin = 'https://127.0.0.1:4001';
  return issuer;
}

function verifierOf(issuer: DevelopmentIssuer): TokenVerifier {
  return new TokenVerifier({
    issuers: [{ ...issuer.config, jwksUri: issuer.keySetAddress }],
    claimNames: ['tenant'],
    fetch: async () => JSON.parse((await send(issuer, { path: '/.well-known/jwks.json' })).body.toString()) as unknown,
  });
}

async function send(issuer: DevelopmentIssuer, { path, method = 'GET', body = '', headers = [] }: {
  path: string; method?: string; body?: string; headers?: GatewayRequest['headers'];
}): Promise<GatewayResponse> {
  const [rawPath, rawQuery] = path.split('?');
  return issuer.handle({ method, rawPath, rawQuery, headers, body: Buffer.from(body), sourceIp: '127.0.0.1', protocol: 'HTTP/1.1' });
}

const header = ({ headers }: GatewayResponse, name: string): string | undefined => headers.find(([key]) => key === name)?.[1];

describe('a development issuer\'s tokens are what the deployed authorizer takes', () => {
  test.each<[string, Partial<IssuerConfig>]>([
    ...['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA'].map((algorithm): [string, Partial<IssuerConfig>] => [algorithm, { algorithms: [algorithm] }]),
    ['an access token of RFC 9068', { tokenType: 'at+jwt', principalClaims: ['sub', 'client_id'] }],
    ['another principal', { principalClaims: ['email'] }],
    ['an audience elsewhere', { audienceClaim: 'resource' }],
    ['roles as names', { rolesClaim: 'https://example.com/roles', rolesFormat: 'names' }],
    ['roles with commas', { rolesFormat: 'commas' }],
    ['roles with spaces', { rolesFormat: 'spaces' }],
    ['a user pool\'s access token', { kind: 'cognito', issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x', audience: ['client'], rolesClaim: 'cognito:groups', tokenUse: 'access' }],
    ['a user pool\'s id token', { kind: 'cognito', issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_x', audience: ['client'], rolesClaim: 'cognito:groups', tokenUse: 'id' }],
    ['a short life', { maxTokenLifetimeSeconds: 60 }],
  ])('%s', async (_what, change) => {
    const issuer = await issuerOf(change);
    const token = issuer.token({ subject: 'alice', roles: ['admin', 'reader'], scopes: ['orders/read', 'orders/write'], claims: { tenant: 't1' } });
    const identity = await verifierOf(issuer).verify(token);
    expect(identity.principal).toMatch(/=alice$/);
    expect([...identity.roles]).toEqual(['admin', 'reader']);
    expect([...identity.scopes]).toEqual(['orders/read', 'orders/write']);
    expect(identity.claims.get('tenant')).toBe('t1');
  });

  test('a token of another start is refused: the keys are other ones', async () => {
    const [issuer, other] = [await issuerOf(), await issuerOf()];
    await expect(verifierOf(issuer).verify(other.token({ subject: 'alice', roles: [], scopes: [] }))).rejects.toThrow();
  });
});

describe('logging in', () => {
  const verifier = 'v'.repeat(43);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = (change: { [name: string]: string } = {}): string => new URLSearchParams({
    response_type: 'code',
    client_id: 'web',
    redirect_uri: 'https://localhost:3000/',
    scope: 'openid orders/read',
    state: 's',
    nonce: 'n',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  }).toString();
  type Change = { [name: string]: string };
  const exchange = async (issuer: DevelopmentIssuer, code: string, change: Change = {}): Promise<GatewayResponse> => send(issuer, {
    path: '/oauth2/token',
    method: 'POST',
    headers: [['Origin', 'https://localhost:3000']],
    body: new URLSearchParams({ grant_type: 'authorization_code', code, client_id: 'web', redirect_uri: 'https://localhost:3000/', code_verifier: verifier, ...change }).toString(),
  });
  const logIn = async (issuer: DevelopmentIssuer): Promise<{ code: string; cookie: string }> => {
    const answer = await send(issuer, { path: `/login?${query()}`, method: 'POST', body: 'subject=bob&scopes=orders%2Fread&scopes=orders%2Fwrite' });
    const target = new URL(header(answer, 'Location')!);
    expect([target.origin, target.searchParams.get('state')]).toEqual(['https://localhost:3000', 's']);
    return { code: target.searchParams.get('code')!, cookie: header(answer, 'Set-Cookie')!.split(';')[0] };
  };

  test('gives a token for a code and its verifier, with no scope that was not asked for', async () => {
    const issuer = await issuerOf();
    const answer = await exchange(issuer, (await logIn(issuer)).code);
    expect(header(answer, 'Access-Control-Allow-Origin')).toBe('https://localhost:3000');
    const { access_token: token, refresh_token: refresh } = JSON.parse(answer.body.toString()) as { access_token: string; refresh_token: string };
    expect([...(await verifierOf(issuer).verify(token)).scopes]).toEqual(['orders/read']);
    const again = await send(issuer, { path: '/oauth2/token', method: 'POST', body: `grant_type=refresh_token&client_id=web&refresh_token=${refresh}` });
    expect(again.status).toBe(200);
  });

  test('takes a code once, and only with its verifier, client and address', async () => {
    const issuer = await issuerOf();
    for (const wrong of <Array<{ [name: string]: string }>>[{ code_verifier: 'w'.repeat(43) }, { client_id: 'other' }, { redirect_uri: 'https://localhost:3000/other' }]) {
      const { code } = await logIn(issuer);
      expect((await exchange(issuer, code, wrong)).status).toBe(400);
      expect((await exchange(issuer, code)).status).toBe(400);
    }
  });

  test('answers a silent login by the session, and without one by an error', async () => {
    const issuer = await issuerOf();
    const silent = `/oauth2/authorize?${query({ prompt: 'none' })}`;
    expect(header(await send(issuer, { path: silent }), 'Location')).toContain('error=login_required');
    const { cookie } = await logIn(issuer);
    expect(header(await send(issuer, { path: silent, headers: [['Cookie', cookie]] }), 'Location')).toContain('code=');
  });

  test.each([
    ['an address elsewhere', { redirect_uri: 'https://evil.example/' }],
    ['no PKCE', { code_challenge: '' }],
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['an implicit flow', { response_type: 'token' }],
  ])('refuses %s without sending anyone there', async (_what, change) => {
    const answer = await send(await issuerOf(), { path: `/oauth2/authorize?${query(change)}` });
    expect(answer.status).toBe(400);
    expect(header(answer, 'Location')).toBeUndefined();
  });

  test('shows nothing of the request as markup', async () => {
    const answer = await send(await issuerOf(), { path: `/oauth2/authorize?${query({ client_id: '<script>alert(1)</script>', scope: '"><img>' })}` });
    expect(answer.body.toString()).not.toMatch(/<script|<img/);
  });
});
