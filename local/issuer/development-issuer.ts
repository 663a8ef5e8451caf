import { IssuerConfig } from '../../lib/contracts/authorizer';
import { Json, JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { Clock, GatewayRequest, GatewayResponse } from '../types';
import { accessToken, TokenWish } from './claims';
import { isLoopback, Login, Logins, readAuthorization, redirectTo } from './login';
import { loginPage } from './login-page';
import { SigningKey } from './signing-key';

const SESSION_COOKIE = '__Host-session';

/**
 * Stands on this machine for one issuer that the deployed configuration trusts: its tokens say the same, and its keys are made at each start.
 * Nothing that is deployed names it, so its tokens are worth nothing anywhere else.
 */
export class DevelopmentIssuer {
  public static async make(config: IssuerConfig, clock: Clock): Promise<DevelopmentIssuer> {
    return new DevelopmentIssuer(config, await SigningKey.make(config.algorithms), clock);
  }

  /** Such as `https://localhost:4001`; known once its server listens. */
  public origin = '';
  private readonly logins: Logins;

  private constructor(public readonly config: IssuerConfig, private readonly key: SigningKey, private readonly clock: Clock) {
    this.logins = new Logins(clock);
  }

  public get keySetAddress(): string {
    return `${this.origin}/.well-known/jwks.json`;
  }

  public token(wish: TokenWish): string {
    const { header, claims } = accessToken(this.config, wish, this.clock.now());
    return this.key.sign(header, claims);
  }

  public async handle(request: GatewayRequest): Promise<GatewayResponse> {
    const query = new URLSearchParams(request.rawQuery ?? '');
    switch (`${request.method} ${request.rawPath}`) {
      case 'GET /.well-known/jwks.json': return json(200, { keys: [this.key.jwk] });
      case 'GET /.well-known/openid-configuration': return json(200, this.discovery());
      case 'GET /oauth2/authorize': return this.authorize(query, request);
      case 'POST /login': return this.login(query, new URLSearchParams(request.body.toString('utf8')));
      case 'OPTIONS /oauth2/token':
      case 'OPTIONS /oauth2/revoke': return withCors(request, { status: 204, headers: [['Access-Control-Allow-Headers', 'content-type']], body: Buffer.alloc(0) });
      case 'POST /oauth2/token': return withCors(request, this.exchange(new URLSearchParams(request.body.toString('utf8'))));
      case 'POST /oauth2/revoke':
        this.logins.revoke(new URLSearchParams(request.body.toString('utf8')).get('token') ?? '');
        return withCors(request, json(200, {}));
      case 'GET /logout': return this.logout(query, request);
      default: return json(404, { error: 'not_found' });
    }
  }

  private discovery(): JsonMap {
    return {
      issuer: this.config.issuer,
      jwks_uri: this.keySetAddress,
      authorization_endpoint: `${this.origin}/oauth2/authorize`,
      token_endpoint: `${this.origin}/oauth2/token`,
      revocation_endpoint: `${this.origin}/oauth2/revoke`,
      end_session_endpoint: `${this.origin}/logout`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [this.key.algorithm],
      token_endpoint_auth_methods_supported: ['none'],
    };
  }

  private authorize(query: URLSearchParams, request: GatewayRequest): GatewayResponse {
    return page(() => {
      const asked = readAuthorization(query);
      const known = this.logins.sessionOf(sessionOf(request));
      if (known?.clientId === asked.clientId) {
        const code = this.logins.code({ ...known, nonce: asked.nonce }, asked.redirectUri.href, asked.challenge);
        return seeOther(redirectTo(asked, { code }));
      }
      if (asked.silent) {
        return seeOther(redirectTo(asked, { error: 'login_required' }));
      }
      const { issuer, grants } = this.config;
      const html = loginPage({
        issuer, clientId: asked.clientId, redirectUri: asked.redirectUri.href, scopes: asked.scopes, roles: grants?.roles, query: query.toString(),
      });
      return answered(200, html, [['Content-Security-Policy', `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${asked.redirectUri.origin}; frame-ancestors 'none'`]]);
    });
  }

  private login(query: URLSearchParams, form: URLSearchParams): GatewayResponse {
    return page(() => {
      const asked = readAuthorization(query);
      const login: Login = {
        clientId: asked.clientId,
        subject: form.get('subject') ?? 'alice',
        roles: form.getAll('roles').flatMap((roles) => roles.split(' ')).filter((role) => role !== ''),
        scopes: form.getAll('scopes').filter((scope) => asked.scopes.includes(scope)),
        nonce: asked.nonce,
      };
      const answer = seeOther(redirectTo(asked, { code: this.logins.code(login, asked.redirectUri.href, asked.challenge) }));
      const cookie = `${SESSION_COOKIE}=${this.logins.session(login)}; Path=/; HttpOnly; Secure; SameSite=Lax`;
      return { ...answer, headers: [...answer.headers, ['Set-Cookie', cookie]] };
    });
  }

  private exchange(form: URLSearchParams): GatewayResponse {
    const text = (name: string): string => form.get(name) ?? '';
    const byCode = text('grant_type') === 'authorization_code';
    const login = byCode ? this.logins.redeem(text('code'), text('client_id'), new URL(text('redirect_uri'), this.origin).href, text('code_verifier'))
      : text('grant_type') === 'refresh_token' ? this.logins.refresh(text('refresh_token'), text('client_id')) : undefined;
    if (!login) {
      return json(400, { error: 'invalid_grant' });
    }
    const lifetime = Math.min(900, this.config.maxTokenLifetimeSeconds);
    const now = Math.floor(this.clock.now() / 1_000);
    const idToken = this.key.sign({ typ: 'JWT' }, {
      iss: this.config.issuer,
      sub: login.subject,
      aud: login.clientId,
      iat: now,
      exp: now + lifetime,
      email: `${login.subject}@example.com`,
      ...(login.nonce !== undefined && { nonce: login.nonce }),
      ...(this.config.kind === 'cognito' && { 'token_use': 'id', 'cognito:username': login.subject }),
    });
    return json(200, {
      access_token: this.token({ ...login, lifetimeSeconds: lifetime }),
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: lifetime,
      ...(byCode && { refresh_token: this.logins.refreshToken(login) }),
    });
  }

  private logout(query: URLSearchParams, request: GatewayRequest): GatewayResponse {
    this.logins.endSession(sessionOf(request));
    const target = query.get('logout_uri') ?? query.get('post_logout_redirect_uri') ?? '';
    return URL.canParse(target) && isLoopback(new URL(target)) ? seeOther(target) : answered(200, '<!doctype html><title>Logged out</title><p>Logged out.</p>');
  }
}

function sessionOf({ headers }: GatewayRequest): string | undefined {
  return new RegExp(`(?:^|; ?)${SESSION_COOKIE}=([^;]+)`).exec(headerValue(headers, 'cookie') ?? '')?.[1];
}

/** The page's answer, or a page that says what is wrong with the request. */
function page(answer: () => GatewayResponse): GatewayResponse {
  try {
    return answer();
  } catch (error) {
    return { status: 400, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: Buffer.from((error as Error).message) };
  }
}

/** Pages of this machine may read the answer. */
function withCors({ headers }: GatewayRequest, answer: GatewayResponse): GatewayResponse {
  const origin = headerValue(headers, 'origin');
  const allowed = origin !== undefined && URL.canParse(origin) && isLoopback(new URL(origin));
  return allowed ? { ...answer, headers: [...answer.headers, ['Access-Control-Allow-Origin', origin], ['Vary', 'Origin']] } : answer;
}

function seeOther(location: string): GatewayResponse {
  return { status: 303, headers: [['Location', location], ['Cache-Control', 'no-store']], body: Buffer.alloc(0) };
}

function json(status: number, body: Json): GatewayResponse {
  return { status, headers: [['Content-Type', 'application/json'], ['Cache-Control', 'no-store']], body: Buffer.from(JSON.stringify(body)) };
}

function answered(status: number, html: string, headers: GatewayResponse['headers'] = []): GatewayResponse {
  return { status, headers: [['Content-Type', 'text/html; charset=utf-8'], ['Cache-Control', 'no-store'], ...headers], body: Buffer.from(html) };
}
