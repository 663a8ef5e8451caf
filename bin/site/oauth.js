/**
 * Logging in with an Amazon Cognito user pool: authorization code flow with PKCE, as RFC 9700 and the OAuth draft for browser-based
 * apps ask for. What the module needs of the browser (fetch, storage, crypto, location, history, the clock) is handed to it, so that
 * the tests run the very code that the browser runs.
 *
 * Tokens are kept in memory only. Whatever is in localStorage or sessionStorage can be read by every script that ever runs on this
 * origin, later too, and lies on the disk; a variable ends with the page. The price is small: after a reload the page asks Cognito
 * again, and Cognito's own session cookie, which no script of ours can read, answers without asking the user.
 */

/** What a login under way has to remember over the redirect: `state`, `nonce`, the verifier and where to go on. */
const PENDING_LOGIN = 'orders.login';

/** That this tab was logged in, so that a reload may log in again without a click. No more than that: "yes" or nothing. */
const WAS_LOGGED_IN = 'orders.wasLoggedIn';

/** A token is renewed this long before it ends, so that it does not end on its way. */
const RENEW_BEFORE_MS = 30_000;

/** Long enough for any description that is meant for people. */
const MAX_DESCRIPTION = 300;

/**
 * Codes of RFC 6749 4.1.2.1 and OpenID Connect Core 3.1.2.6. Only these are shown of an answer that can't be shown to belong to a
 * login of this tab: anyone can make a link to this page with a text of their own in `error_description`.
 */
const ERROR_CODES = [
  'access_denied', 'invalid_request', 'invalid_scope', 'server_error', 'temporarily_unavailable', 'unauthorized_client',
  'unsupported_response_type', 'account_selection_required', 'consent_required', 'interaction_required', 'login_required',
];

/** Codes that say "not without asking the user", the expected answer to a silent login of someone who has no session. */
const ASK_THE_USER = ['account_selection_required', 'consent_required', 'interaction_required', 'login_required'];

/** A login that failed. The code is stable, the message is for the user; neither ever holds a token, a code or a verifier. */
export class LoginError extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'LoginError';
    this.code = code;
  }
}

/** The text of /config.json as a configuration, or an error that says which of its members is wrong. */
export function readConfiguration(value) {
  const { authority, clientId, scopes, apiPath } = isObject(value) ? value : {};
  const url = typeof authority === 'string' && URL.canParse(authority) ? new URL(authority) : undefined;
  // Plain HTTP only to the machine itself, where a stand-in for Cognito may run.
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (!url || (url.protocol !== 'https:' && !isLocal) || url.origin !== authority) {
    throw new LoginError('configuration_invalid', '`authority` of config.json must be the origin of the login page, such as https://shop.auth.eu-west-1.amazoncognito.com');
  }
  if (typeof clientId !== 'string' || !/^[\w+]+$/.test(clientId)) {
    throw new LoginError('configuration_invalid', '`clientId` of config.json must be the id of an app client');
  }
  if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every((scope) => typeof scope === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))) {
    throw new LoginError('configuration_invalid', '`scopes` of config.json must be a list of scopes, such as ["openid", "orders/read"]');
  }
  if (typeof apiPath !== 'string' || !/^(\/[\w-]+)+$/.test(apiPath)) {
    throw new LoginError('configuration_invalid', '`apiPath` of config.json must be a path on this origin without a slash at its end, such as /api');
  }
  return { authority, clientId, scopes: [...scopes], apiPath };
}

/** The page's own address that Cognito sends the user back to, and that the app client has to list, character by character. */
export function redirectUri(origin) {
  return `${origin}/`;
}

/** Base64url without padding (RFC 4648 5, RFC 7636 appendix A). */
export function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** 256 random bits in 43 characters: what RFC 7636 4.1 advises for a verifier, and more than enough for a state or a nonce. */
export function randomText(crypto) {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The S256 challenge of a verifier (RFC 7636 4.2). There is no `plain`: it would show the verifier to whoever sees the request. */
export async function challengeOf(verifier, crypto) {
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/**
 * Begins a login and returns the address to send the browser to. A second login in the same tab replaces the first.
 *
 * @param silent asks Cognito not to show a page: it answers with a code if the user has a session, and with an error if not
 */
export async function beginLogin({ configuration, origin, storage, crypto, returnTo = '', silent = false }) {
  const login = { state: randomText(crypto), nonce: randomText(crypto), verifier: randomText(crypto), returnTo, silent };
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: configuration.clientId,
    redirect_uri: redirectUri(origin),
    scope: configuration.scopes.join(' '),
    state: login.state,
    nonce: login.nonce,
    code_challenge: await challengeOf(login.verifier, crypto),
    code_challenge_method: 'S256',
    ...(silent && { prompt: 'none' }),
  });
  storage.setItem(PENDING_LOGIN, JSON.stringify(login));
  return `${configuration.authority}/oauth2/authorize?${parameters}`;
}

/**
 * Takes the authorization server's answer from the address, if there is one: `{ code, login }`, or an error.
 *
 * The login under way is taken out of the storage before anything is compared, so that it serves once whatever comes of it: neither
 * a reload nor a second answer can use it again. The answer leaves the address bar and the history at once, since a code in there
 * would be in bookmarks, screenshots and the next tab's history.
 *
 * The state is compared before the code is sent anywhere. Without that, an attacker could log the user in to the attacker's account
 * by a link that holds the attacker's code, and read there what the user orders (RFC 9700 4.7).
 */
export function takeAnswer({ location, history, storage }) {
  const parameters = new URLSearchParams(location.search);
  if (!parameters.has('code') && !parameters.has('error')) {
    return undefined;
  }
  history.replaceState(null, '', location.pathname);
  const login = takePendingLogin(storage);
  const code = only(parameters, 'code');
  const error = only(parameters, 'error');
  const state = only(parameters, 'state');
  if (!login || state !== login.state) {
    const known = ERROR_CODES.includes(error) ? ` (${error})` : '';
    throw new LoginError('answer_not_ours', `This tab has not asked for this login, so it was not used${known}. Please log in again.`);
  }
  if (login.silent && ASK_THE_USER.includes(error)) {
    throw new LoginError('login_required', 'Please log in.');
  }
  if (error !== undefined) {
    const description = only(parameters, 'error_description')?.slice(0, MAX_DESCRIPTION);
    throw new LoginError('login_refused', description ? `The login failed: ${description} (${error})` : `The login failed (${error})`);
  }
  if (!code) {
    throw new LoginError('answer_malformed', 'The login page sent an answer that can not be read. Please log in again.');
  }
  return { code, login };
}

/** Whether this tab was logged in before it was loaded anew. Says so once, so that a silent login that fails is not tried again. */
export function takeWasLoggedIn(storage) {
  const wasLoggedIn = storage.getItem(WAS_LOGGED_IN) !== null;
  storage.removeItem(WAS_LOGGED_IN);
  return wasLoggedIn;
}

export function rememberLoggedIn(storage) {
  storage.setItem(WAS_LOGGED_IN, 'yes');
}

/** Where Cognito ends its own session. Without a visit there, the next login would let the next user in as this one. */
export function logoutUrl(configuration, origin) {
  return `${configuration.authority}/logout?${new URLSearchParams({ client_id: configuration.clientId, logout_uri: redirectUri(origin) })}`;
}

/** The tokens of one login. They leave this object in two ways only: to the token endpoint, and as what `accessToken` returns. */
export class Session {
  #configuration;
  #origin;
  #fetch;
  #now;
  #tokens;
  #renewal;

  /** Who logged in, for people to read. Nothing is decided by it: the API decides, by the access token. */
  name;

  constructor({ configuration, origin, fetch, now = Date.now }) {
    this.#configuration = configuration;
    this.#origin = origin;
    this.#fetch = fetch;
    this.#now = now;
  }

  get isLoggedIn() {
    return this.#tokens !== undefined;
  }

  /** Redeems the code of an answer that `takeAnswer` has let through. */
  async redeem({ code, login }) {
    const { tokens, idToken } = await this.#requestTokens({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri(this.#origin),
      code_verifier: login.verifier,
    });
    this.name = this.#configuration.scopes.includes('openid') ? nameOf(idToken, this.#configuration.clientId, login.nonce) : undefined;
    this.#tokens = tokens;
  }

  /**
   * A token for the API. It is renewed when it has ended or when it is the one that the API has just refused; where it can't be,
   * the error's code is `login_required`.
   */
  async accessToken(refused) {
    const tokens = this.#tokens;
    if (!tokens) {
      throw new LoginError('login_required', 'Please log in.');
    }
    if (tokens.access !== refused && this.#now() < tokens.renewAt) {
      return tokens.access;
    }
    if (!tokens.refresh) {
      this.#tokens = undefined;
      throw new LoginError('login_required', 'Your login has ended. Please log in again.');
    }
    // One renewal for all who wait: where Cognito rotates refresh tokens, the second use of one would be refused.
    this.#renewal ??= this.#renew(tokens).finally(() => {
      this.#renewal = undefined;
    });
    return await this.#renewal;
  }

  /**
   * Forgets the tokens and has Cognito revoke the refresh token, for which the page does not wait. An access token that someone else
   * holds works until it ends, at every API that checks tokens by their signature: keep their life short.
   */
  end() {
    const refresh = this.#tokens?.refresh;
    this.#tokens = undefined;
    this.name = undefined;
    if (refresh) {
      this.#post('/oauth2/revoke', { token: refresh }, { keepalive: true }).catch(() => undefined);
    }
  }

  async #renew(old) {
    let tokens;
    try {
      ({ tokens } = await this.#requestTokens({ grant_type: 'refresh_token', refresh_token: old.refresh }));
    } catch (error) {
      // A broken line is no end of the login; a refused refresh token is.
      if (error.code !== 'grant_refused') {
        throw error;
      }
      tokens = undefined;
    }
    // A user who logged out meanwhile stays logged out.
    if (this.#tokens !== old || !tokens) {
      this.#tokens = this.#tokens === old ? undefined : this.#tokens;
      throw new LoginError('login_required', 'Your login has ended. Please log in again.');
    }
    this.#tokens = { ...tokens, refresh: tokens.refresh ?? old.refresh };
    return tokens.access;
  }

  async #requestTokens(parameters) {
    const askedAt = this.#now();
    let response;
    let answer;
    try {
      response = await this.#post('/oauth2/token', parameters);
      answer = await response.json();
    } catch {
      throw new LoginError('token_request_failed', 'The login server can not be reached. Please try again.');
    }
    if (!response.ok) {
      const code = isObject(answer) && answer.error === 'invalid_grant' ? 'grant_refused' : 'token_request_failed';
      throw new LoginError(code, `The login server refused the login (${String(answer?.error ?? response.status).slice(0, MAX_DESCRIPTION)}). Please log in again.`);
    }
    const { access_token: access, refresh_token: refresh, id_token: idToken, token_type: type, expires_in: seconds } = isObject(answer) ? answer : {};
    // The alphabet is that of RFC 6750 2.1: what would not fit into the header is refused here, where the reason can be told.
    if (typeof access !== 'string' || !/^[\w.~+/-]+=*$/.test(access) || String(type).toLowerCase() !== 'bearer' || !(seconds > 0)) {
      throw new LoginError('token_request_failed', 'The login server sent an answer that can not be read. Please log in again.');
    }
    return {
      tokens: { access, refresh: typeof refresh === 'string' ? refresh : undefined, renewAt: askedAt + seconds * 1000 - RENEW_BEFORE_MS },
      idToken,
    };
  }

  /** A public client has no secret, so it names itself in the body. No redirect is followed: it would carry the code elsewhere. */
  #post(path, parameters, options) {
    return this.#fetch(`${this.#configuration.authority}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: this.#configuration.clientId, ...parameters }).toString(),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      ...options,
    });
  }
}

/**
 * The user's name from the ID token, after the checks of OpenID Connect Core 3.1.3.7 that are left to a client which had the token
 * straight from the token endpoint: there, TLS stands for the signature. The nonce binds it to this login, so that a code stolen
 * elsewhere and injected here is noticed.
 */
function nameOf(idToken, clientId, nonce) {
  const claims = claimsOf(idToken);
  if (claims?.nonce !== nonce || claims.aud !== clientId || claims.token_use !== 'id') {
    throw new LoginError('id_token_refused', 'The login server sent a login that was not asked for, so it was not used. Please log in again.');
  }
  return [claims.name, claims.email, claims['cognito:username'], claims.sub].find((name) => typeof name === 'string' && name !== '');
}

function claimsOf(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))));
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

function takePendingLogin(storage) {
  const text = storage.getItem(PENDING_LOGIN);
  storage.removeItem(PENDING_LOGIN);
  try {
    const login = JSON.parse(text);
    return isObject(login) && typeof login.state === 'string' && login.state !== '' ? login : undefined;
  } catch {
    return undefined;
  }
}

/** The value of a parameter that is there once. RFC 6749 3.1 forbids a second one, and which of two counts is anyone's guess. */
function only(parameters, name) {
  const values = parameters.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
