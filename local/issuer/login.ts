import { createHash, randomBytes } from 'crypto';
import { JsonMap } from '../assembly';
import { Clock } from '../types';

/** Who logged in, for which client. */
export interface Login {
  readonly clientId: string;
  readonly subject: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly nonce?: string;
}

/** An authorization request that was understood. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: URL;
  readonly scopes: string[];
  readonly challenge: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly silent: boolean;
}

interface Code {
  readonly login: Login;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly until: number;
}

const CODE_LIFETIME_MILLIS = 60_000;
/** More logins than anyone has under way; the oldest go first. */
const MOST_ENTRIES = 1_000;

/** Codes, sessions and refresh tokens of the authorization code flow with PKCE (RFC 6749, 7636, 9700). */
export class Logins {
  private readonly codes = new Map<string, Code>();
  private readonly sessions = new Map<string, Login>();
  private readonly refreshTokens = new Map<string, Login>();

  public constructor(private readonly clock: Clock) {
  }

  public code(login: Login, redirectUri: string, challenge: string): string {
    return put(this.codes, { login, redirectUri, challenge, until: this.clock.now() + CODE_LIFETIME_MILLIS });
  }

  /** The login of a code, which serves once whatever comes of it. */
  public redeem(code: string, clientId: string, redirectUri: string, verifier: string): Login | undefined {
    const known = this.codes.get(code);
    this.codes.delete(code);
    const fits = known && known.until > this.clock.now() && known.login.clientId === clientId && known.redirectUri === redirectUri
      && known.challenge === createHash('sha256').update(verifier).digest('base64url');
    return fits ? known.login : undefined;
  }

  public session(login: Login): string {
    return put(this.sessions, login);
  }

  public sessionOf(id: string | undefined): Login | undefined {
    return id === undefined ? undefined : this.sessions.get(id);
  }

  public endSession(id: string | undefined): void {
    this.sessions.delete(id ?? '');
  }

  public refreshToken(login: Login): string {
    return put(this.refreshTokens, login);
  }

  public refresh(token: string, clientId: string): Login | undefined {
    const login = this.refreshTokens.get(token);
    return login?.clientId === clientId ? login : undefined;
  }

  public revoke(token: string): void {
    this.refreshTokens.delete(token);
  }
}

/** @throws with what is wrong with the request, for the page that shows it: nothing is sent to an address that was not checked */
export function readAuthorization(query: URLSearchParams): AuthorizationRequest {
  const text = (name: string): string => {
    const value = query.get(name);
    if (value === null || value === '') {
      throw new Error(`\`${name}\` must be there`);
    }
    return value;
  };
  const redirectUri = text('redirect_uri');
  if (!URL.canParse(redirectUri) || !isLoopback(new URL(redirectUri))) {
    throw new Error('`redirect_uri` must be on this machine, such as https://localhost:3000/');
  }
  if (text('response_type') !== 'code' || text('code_challenge_method') !== 'S256') {
    throw new Error('`response_type` must be "code" and `code_challenge_method` "S256"');
  }
  return {
    clientId: text('client_id'),
    redirectUri: new URL(redirectUri),
    scopes: (query.get('scope') ?? '').split(' ').filter((scope) => scope !== ''),
    challenge: text('code_challenge'),
    state: query.get('state') ?? undefined,
    nonce: query.get('nonce') ?? undefined,
    silent: query.get('prompt') === 'none',
  };
}

/** Whether an address is this machine's. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** The address to go on to, with an answer. */
export function redirectTo({ redirectUri, state }: AuthorizationRequest, answer: JsonMap): string {
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...answer, ...(state !== undefined && { state }) })) {
    address.searchParams.set(name, String(value));
  }
  return address.href;
}

function put<T>(entries: Map<string, T>, entry: T): string {
  const name = randomBytes(24).toString('base64url');
  entries.set(name, entry);
  const oldest = entries.keys().next();
  if (entries.size > MOST_ENTRIES && !oldest.done) {
    entries.delete(oldest.value);
  }
  return name;
}
