import { createHash, webcrypto } from 'crypto';
import { FakeServer, FakeStorage, loadModule } from './load-module';

interface Configuration { authority: string; clientId: string; scopes: string[]; apiPath: string }
interface Login { state: string; nonce: string; verifier: string; returnTo: string; silent: boolean }
interface Answer { code: string; login: Login }
interface Session {
  readonly isLoggedIn: boolean;
  readonly name?: string;
  redeem(answer: Answer): Promise<void>;
  accessToken(refused?: string): Promise<string>;
  end(): void;
}
interface OAuth {
  Session: new (options: object) => Session;
  readConfiguration(value: unknown): Configuration;
  randomText(crypto: object): string;
  challengeOf(verifier: string, crypto: object): Promise<string>;
  beginLogin(options: object): Promise<string>;
  takeAnswer(page: object): Answer | undefined;
  takeWasLoggedIn(storage: FakeStorage): boolean;
  rememberLoggedIn(storage: FakeStorage): void;
  logoutUrl(configuration: Configuration, origin: string): string;
}

const oauth = loadModule<OAuth>('oauth.js');
const ORIGIN = 'https://shop.example.com';
const AUTHORITY = 'https://shop.auth.eu-west-1.amazoncognito.com';
const CONFIGURATION = { authority: AUTHORITY, clientId: 'client1', scopes: ['openid', 'orders/read', 'orders/write'], apiPath: '/api' };

/** One tab: what it keeps, what it sends, what its address bar shows, and its clock. */
class Tab {
  public readonly storage = new FakeStorage();
  public readonly server = new FakeServer();
  public readonly addresses: string[] = [];
  public time = 1_000_000;
  public readonly session: Session;

  public constructor(configuration = CONFIGURATION) {
    this.session = new oauth.Session({ configuration, origin: ORIGIN, fetch: this.server.fetch, now: () => this.time });
  }

  public async begin(options: object = {}): Promise<URLSearchParams> {
    const ofTab = { configuration: CONFIGURATION, origin: ORIGIN, storage: this.storage, crypto: webcrypto };
    const url = new URL(await oauth.beginLogin({ ...ofTab, ...options }));
    expect(url.origin + url.pathname).toBe(`${AUTHORITY}/oauth2/authorize`);
    return url.searchParams;
  }

  public take(search: string): Answer | undefined {
    return oauth.takeAnswer({
      location: { search, pathname: '/' },
      history: { replaceState: (_state: unknown, _title: string, url: string) => this.addresses.push(url) },
      storage: this.storage,
    });
  }

  /** A whole login, after which the session holds the tokens given. */
  public async logIn(tokens: object = {}): Promise<URLSearchParams> {
    const asked = await this.begin();
    const answer = this.take(`?code=the-code&state=${asked.get('state')}`);
    this.server.answer(200, { ...TOKENS, id_token: idToken({ nonce: asked.get('nonce') }), ...tokens });
    await this.session.redeem(answer!);
    return asked;
  }
}

const TOKENS = { access_token: 'access.1', refresh_token: 'refresh.1', token_type: 'Bearer', expires_in: 3600 };

function idToken(claims: object): string {
  const all = { aud: 'client1', token_use: 'id', sub: '1', email: 'Zoë@example.com', ...claims };
  return `e30.${Buffer.from(JSON.stringify(all)).toString('base64url')}.c2ln`;
}

function refusal(code: string): object {
  return expect.objectContaining({ name: 'LoginError', code }) as object;
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('PKCE', () => {
  test('makes the challenge of RFC 7636, appendix B', async () => {
    await expect(oauth.challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', webcrypto)).resolves.toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });

  test('makes verifiers of 43 characters of the alphabet, each of them new', () => {
    const verifiers = Array.from({ length: 200 }, () => oauth.randomText(webcrypto));
    verifiers.forEach((verifier) => expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/));
    expect(new Set(verifiers).size).toBe(200);
  });

  test('takes its verifiers from the generator that is made for keys', () => {
    expect(oauth.randomText({ getRandomValues: (bytes: Uint8Array) => bytes.fill(255) })).toBe('_'.repeat(42) + '8');
  });
});

describe('beginning a login', () => {
  test('asks for a code, with the challenge of the verifier that it keeps', async () => {
    const tab = new Tab();
    const asked = await tab.begin({ returnTo: '#/new' });
    const kept = JSON.parse(tab.storage.getItem('orders.login')!) as Login;
    expect(Object.fromEntries(asked)).toEqual({
      response_type: 'code',
      client_id: 'client1',
      redirect_uri: `${ORIGIN}/`,
      scope: 'openid orders/read orders/write',
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: createHash('sha256').update(kept.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    expect(kept.returnTo).toBe('#/new');
    expect(new Set([kept.state, kept.nonce, kept.verifier]).size).toBe(3);
    expect(String(asked)).not.toContain(kept.verifier);
  });

  test('asks Cognito for no page where it is to be silent', async () => {
    expect((await new Tab().begin({ silent: true })).get('prompt')).toBe('none');
    expect((await new Tab().begin()).has('prompt')).toBe(false);
  });

  test('keeps no verifier where the browser can not make a challenge', async () => {
    const tab = new Tab();
    await expect(tab.begin({ crypto: { getRandomValues: (bytes: Uint8Array) => bytes } })).rejects.toThrow(TypeError);
    expect(tab.storage.values.size).toBe(0);
  });
});

describe('the answer in the address', () => {
  test('is none where there is neither a code nor an error, and a login under way goes on', async () => {
    const tab = new Tab();
    await tab.begin();
    expect(tab.take('')).toBeUndefined();
    expect(tab.take('?utm_source=mail&state=x')).toBeUndefined();
    expect(tab.addresses).toEqual([]);
    expect(tab.storage.values.size).toBe(1);
  });

  test('is taken once, and leaves the address', async () => {
    const tab = new Tab();
    const state = (await tab.begin()).get('state')!;
    expect(tab.take(`?code=the-code&state=${state}`)).toMatchObject({ code: 'the-code', login: { state } });
    expect(tab.addresses).toEqual(['/']);
    expect(tab.storage.values.size).toBe(0);
    expect(thrownBy(() => tab.take(`?code=the-code&state=${state}`))).toEqual(refusal('answer_not_ours'));
    expect(tab.addresses).toEqual(['/', '/']);
  });

  test.each([
    ['another state', '?code=stolen&state=other'],
    ['no state', '?code=stolen'],
    ['an empty state', '?code=stolen&state='],
    ['two states', '?code=stolen&state=other&state=STATE'],
    ['a state that begins like ours', '?code=stolen&state=STATEx'],
  ])('with %s is refused before any request, and ends the login under way', async (_what, search) => {
    const tab = new Tab();
    const state = (await tab.begin()).get('state')!;
    expect(thrownBy(() => tab.take(search.replaceAll('STATE', state)))).toEqual(refusal('answer_not_ours'));
    expect(tab.server.requests).toEqual([]);
    expect(tab.addresses).toEqual(['/']);
    expect(thrownBy(() => tab.take(`?code=the-code&state=${state}`))).toEqual(refusal('answer_not_ours'));
  });

  test.each(['', 'null', '{}', '[]', '"text"', '{"state":""}', '{"state":1}', '{'])('is refused where the storage holds %j', (kept) => {
    const tab = new Tab();
    tab.storage.setItem('orders.login', kept);
    expect(thrownBy(() => tab.take('?code=stolen&state='))).toEqual(refusal('answer_not_ours'));
    tab.storage.setItem('orders.login', kept);
    expect(thrownBy(() => tab.take('?code=stolen&state=undefined'))).toEqual(refusal('answer_not_ours'));
  });

  test('with two codes is refused', async () => {
    const tab = new Tab();
    const state = (await tab.begin()).get('state');
    expect(thrownBy(() => tab.take(`?code=a&code=b&state=${state}`))).toEqual(refusal('answer_malformed'));
  });

  test('tells what the authorization server says, cut to a length', async () => {
    const tab = new Tab();
    const state = (await tab.begin()).get('state');
    const error = thrownBy(() => tab.take(`?error=access_denied&error_description=${'Blocked+'.repeat(100)}&state=${state}`));
    expect(error).toEqual(refusal('login_refused'));
    expect((error as Error).message).toMatch(/^The login failed: Blocked Blocked .* \(access_denied\)$/);
    expect((error as Error).message.length).toBeLessThan(350);
  });

  test('shows no text of a stranger: of an error without our state, only a code that is known', async () => {
    const tab = new Tab();
    await tab.begin();
    const error = thrownBy(() => tab.take('?error=invalid_scope&error_description=Call+0900+1234')) as Error;
    expect(error).toEqual(refusal('answer_not_ours'));
    expect(error.message).toContain('(invalid_scope)');
    expect(error.message).not.toContain('0900');
    expect((thrownBy(() => tab.take('?error=Call+0900+1234')) as Error).message).not.toContain('0900');
  });

  test('to a silent login that says "ask the user" is no failure', async () => {
    const tab = new Tab();
    const silent = (await tab.begin({ silent: true })).get('state');
    expect(thrownBy(() => tab.take(`?error=login_required&state=${silent}`))).toEqual(refusal('login_required'));
    const loud = (await tab.begin()).get('state');
    expect(thrownBy(() => tab.take(`?error=login_required&state=${loud}`))).toEqual(refusal('login_refused'));
  });
});

describe('redeeming a code', () => {
  test('sends the verifier, the same redirect URI and the client id, and no secret', async () => {
    const tab = new Tab();
    const asked = await tab.begin();
    const answer = tab.take(`?code=the%2Bcode&state=${asked.get('state')}`)!;
    tab.server.answer(200, { ...TOKENS, id_token: idToken({ nonce: asked.get('nonce') }) });
    await tab.session.redeem(answer);

    const [request] = tab.server.requests;
    expect(request).toMatchObject({
      url: `${AUTHORITY}/oauth2/token`,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      credentials: 'omit',
      redirect: 'error',
    });
    expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
      grant_type: 'authorization_code',
      client_id: 'client1',
      code: 'the+code',
      redirect_uri: `${ORIGIN}/`,
      code_verifier: answer.login.verifier,
    });
    expect(createHash('sha256').update(answer.login.verifier).digest('base64url')).toBe(asked.get('code_challenge'));
    await expect(tab.session.accessToken()).resolves.toBe('access.1');
    expect(tab.session.name).toBe('Zoë@example.com');
  });

  test('leaves no token in the storage, the address or the session as others see it', async () => {
    const tab = new Tab();
    await tab.logIn();
    oauth.rememberLoggedIn(tab.storage);
    const seen = JSON.stringify([...tab.storage.values, tab.addresses, tab.session, Object.values(tab.session)]);
    expect(seen).not.toMatch(/access\.1|refresh\.1|e30\./);
    expect([...tab.storage.values]).toEqual([['orders.wasLoggedIn', 'yes']]);
  });

  test.each([
    ['of another login', { nonce: 'other' }],
    ['without a nonce', { nonce: undefined }],
    ['for another client', { aud: 'client2' }],
    ['that is an access token', { token_use: 'access' }],
  ])('refuses an ID token %s, and keeps none of the tokens', async (_what, claims) => {
    const tab = new Tab();
    const asked = await tab.begin();
    const answer = tab.take(`?code=the-code&state=${asked.get('state')}`)!;
    tab.server.answer(200, { ...TOKENS, id_token: idToken({ nonce: asked.get('nonce'), ...claims }) });
    await expect(tab.session.redeem(answer)).rejects.toEqual(refusal('id_token_refused'));
    expect(tab.session.isLoggedIn).toBe(false);
  });

  test.each([undefined, 7, '', 'e30', 'e30.!!.x', 'e30.bnVsbA.x'])('refuses %j in place of an ID token', async (token) => {
    await expect(new Tab().logIn({ id_token: token })).rejects.toEqual(refusal('id_token_refused'));
  });

  test('wants no ID token where it did not ask for one', async () => {
    const tab = new Tab({ ...CONFIGURATION, scopes: ['orders/read'] });
    await tab.logIn({ id_token: undefined });
    expect(tab.session.name).toBeUndefined();
    expect(tab.session.isLoggedIn).toBe(true);
  });

  test.each([
    ['no access token', { access_token: undefined }],
    ['a token that would break the header', { access_token: 'a\r\nX-Admin: yes' }],
    ['another kind of token', { token_type: 'DPoP' }],
    ['no life', { expires_in: undefined }],
    ['a life that is over', { expires_in: 0 }],
  ])('refuses an answer with %s', async (_what, tokens) => {
    const tab = new Tab();
    await expect(tab.logIn(tokens)).rejects.toEqual(refusal('token_request_failed'));
    expect(tab.session.isLoggedIn).toBe(false);
  });

  test.each([
    ['a refusal', 400, { error: 'invalid_grant' }, 'grant_refused'],
    ['a refusal without a reason', 400, null, 'token_request_failed'],
    ['a broken server', 502, '<html>', 'token_request_failed'],
  ])('tells of %s', async (_what, status, body, code) => {
    const tab = new Tab();
    const asked = await tab.begin();
    const answer = tab.take(`?code=the-code&state=${asked.get('state')}`)!;
    tab.server.answer(status, body);
    await expect(tab.session.redeem(answer)).rejects.toEqual(refusal(code));
  });

  test('tells of a broken line without the code, the verifier or a token', async () => {
    const tab = new Tab();
    const asked = await tab.begin();
    const answer = tab.take(`?code=the-code&state=${asked.get('state')}`)!;
    tab.server.answers.push(new Error(`failed with ${answer.login.verifier}`));
    const error = await tab.session.redeem(answer).catch((reason: Error) => reason) as Error;
    expect(error).toEqual(refusal('token_request_failed'));
    expect(error.message).not.toMatch(new RegExp(`the-code|${answer.login.verifier}`));
  });
});

describe('the access token', () => {
  test('is renewed half a minute before it ends, once for all who ask', async () => {
    const tab = new Tab();
    await tab.logIn();
    tab.time += 3_569_000;
    await expect(tab.session.accessToken()).resolves.toBe('access.1');
    tab.time += 1000;
    tab.server.answer(200, { access_token: 'access.2', token_type: 'bearer', expires_in: 3600 });
    await expect(Promise.all([tab.session.accessToken(), tab.session.accessToken()])).resolves.toEqual(['access.2', 'access.2']);
    expect(tab.server.requests).toHaveLength(2);
    expect(Object.fromEntries(new URLSearchParams(tab.server.requests[1].body))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'client1',
      refresh_token: 'refresh.1',
    });
  });

  test('is renewed when it was refused, unless that has been done meanwhile', async () => {
    const tab = new Tab();
    await tab.logIn();
    tab.server.answer(200, { ...TOKENS, access_token: 'access.2' });
    await expect(tab.session.accessToken('access.1')).resolves.toBe('access.2');
    await expect(tab.session.accessToken('access.1')).resolves.toBe('access.2');
    expect(tab.server.requests).toHaveLength(2);
  });

  test('is renewed with the newest refresh token, where Cognito rotates them', async () => {
    const tab = new Tab();
    await tab.logIn();
    tab.server.answer(200, { ...TOKENS, access_token: 'access.2', refresh_token: 'refresh.2' });
    await tab.session.accessToken('access.1');
    tab.server.answer(200, { ...TOKENS, access_token: 'access.3', refresh_token: undefined });
    await tab.session.accessToken('access.2');
    tab.server.answer(200, { ...TOKENS, access_token: 'access.4' });
    await tab.session.accessToken('access.3');
    expect(tab.server.requests.slice(1).map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual(['refresh.1', 'refresh.2', 'refresh.2']);
  });

  test('ends with the login where there is no refresh token', async () => {
    const tab = new Tab();
    await tab.logIn({ refresh_token: undefined });
    tab.time += 3_600_000;
    await expect(tab.session.accessToken()).rejects.toEqual(refusal('login_required'));
    expect(tab.session.isLoggedIn).toBe(false);
    expect(tab.server.requests).toHaveLength(1);
  });

  test('ends with a refused refresh token, but not with a broken line', async () => {
    const tab = new Tab();
    await tab.logIn();
    tab.server.answers.push(new Error('offline'));
    await expect(tab.session.accessToken('access.1')).rejects.toEqual(refusal('token_request_failed'));
    expect(tab.session.isLoggedIn).toBe(true);
    tab.server.answer(400, { error: 'invalid_grant' });
    await expect(tab.session.accessToken('access.1')).rejects.toEqual(refusal('login_required'));
    expect(tab.session.isLoggedIn).toBe(false);
    await expect(tab.session.accessToken()).rejects.toEqual(refusal('login_required'));
  });
});

describe('logging out', () => {
  test('forgets the tokens and has the refresh token revoked', async () => {
    const tab = new Tab();
    await tab.logIn();
    tab.server.answers.push(new Error('offline'));
    tab.session.end();
    expect(tab.session.isLoggedIn).toBe(false);
    expect(tab.session.name).toBeUndefined();
    await expect(tab.session.accessToken()).rejects.toEqual(refusal('login_required'));
    expect(tab.server.requests[1]).toMatchObject({ url: `${AUTHORITY}/oauth2/revoke`, method: 'POST', keepalive: true });
    expect(Object.fromEntries(new URLSearchParams(tab.server.requests[1].body))).toEqual({ client_id: 'client1', token: 'refresh.1' });
  });

  test('is not undone by a renewal that was under way', async () => {
    const tab = new Tab();
    await tab.logIn();
    tab.server.answer(200, { ...TOKENS, access_token: 'access.2' }).answer(200, {});
    const renewal = tab.session.accessToken('access.1');
    tab.session.end();
    await expect(renewal).rejects.toEqual(refusal('login_required'));
    expect(tab.session.isLoggedIn).toBe(false);
  });

  test('goes by the logout page of Cognito', () => {
    expect(oauth.logoutUrl(CONFIGURATION, ORIGIN)).toBe(`${AUTHORITY}/logout?client_id=client1&logout_uri=https%3A%2F%2Fshop.example.com%2F`);
  });
});

test('that the tab was logged in is said once', () => {
  const storage = new FakeStorage();
  expect(oauth.takeWasLoggedIn(storage)).toBe(false);
  oauth.rememberLoggedIn(storage);
  expect(oauth.takeWasLoggedIn(storage)).toBe(true);
  expect(oauth.takeWasLoggedIn(storage)).toBe(false);
});

describe('the configuration', () => {
  test('is taken as it is', () => {
    expect(oauth.readConfiguration({ ...CONFIGURATION, more: 1 })).toEqual(CONFIGURATION);
    expect(oauth.readConfiguration({ ...CONFIGURATION, authority: 'http://127.0.0.1:8080' }).authority).toBe('http://127.0.0.1:8080');
  });

  test.each([
    ['authority', undefined], ['authority', 'http://id.example.com'], ['authority', `${AUTHORITY}/`], ['authority', 'https://u:p@id.example.com'],
    ['authority', 'javascript:alert(1)'], ['authority', 'http://127.0.0.1.example.com'],
    ['clientId', ''], ['clientId', 'a b'], ['scopes', []], ['scopes', 'openid'], ['scopes', ['a b']],
    ['apiPath', '//evil.example.com'], ['apiPath', 'https://evil.example.com'], ['apiPath', '/api/'], ['apiPath', '/../x'], ['apiPath', ''],
  ])('is refused with %s %j', (member, value) => {
    const error = thrownBy(() => oauth.readConfiguration({ ...CONFIGURATION, [member]: value }));
    expect(error).toEqual(refusal('configuration_invalid'));
    expect((error as Error).message).toContain(`\`${member}\``);
  });

  test.each([null, 'text', []])('is refused where it is %j', (value) => {
    expect(thrownBy(() => oauth.readConfiguration(value))).toEqual(refusal('configuration_invalid'));
  });
});
