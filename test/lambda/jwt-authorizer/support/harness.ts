import { Authorizer } from '../../../../lambda/jwt-authorizer/authorizer';
import { parseIssuers, parseRules, ruleClaims } from '../../../../lambda/jwt-authorizer/configuration';
import { DecisionLog } from '../../../../lambda/jwt-authorizer/decision-log';
import { JsonFetcher } from '../../../../lambda/jwt-authorizer/https-json';
import { websiteClients } from '../../../../lambda/jwt-authorizer/key-source';
import { TokenVerifier } from '../../../../lambda/jwt-authorizer/token-verifier';
import { AuthorizerRules, IssuerConfig } from '../../../../lib/contracts/authorizer';
import { pathAutomaton } from '../../../../lib/routes/private/path-automaton';
import { requestEvent } from './tokens';

export const ISSUER = 'https://id.example.com/';

export const ALL_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

export function issuerConfig(changes: Partial<IssuerConfig> = {}): IssuerConfig {
  return {
    kind: 'oidc',
    issuer: ISSUER,
    audience: ['orders'],
    jwksUri: 'https://id.example.com/keys.json',
    rolesClaim: 'roles',
    scopesClaim: 'scope',
    maxTokenLifetimeSeconds: 86_400,
    algorithms: ALL_ALGORITHMS,
    ...changes,
  };
}

export const RULES: AuthorizerRules = {
  version: 1,
  routes: {
    'GET /orders/{orderId}': { access: [{}], pathParameters: { orderId: { automaton: 0, maxLength: 12 } } },
    'GET /public/{name}': { pathParameters: { name: { automaton: 1 } } },
  },
  automata: [pathAutomaton('[0-9]+', 12), pathAutomaton('[a-z]+', 512)],
};

/** A log line, as the logger was given it. */
export interface Line {
  readonly level: string;
  readonly message: string;
  readonly [name: string]: unknown;
}

/** What came of a request. */
export interface Outcome {
  readonly status: 200 | 401 | 403 | 500;
  readonly reason: string;
  readonly principal?: string;
  readonly context: { readonly [name: string]: unknown };
  readonly resource?: unknown;
}

/** What API Gateway makes of the errors that the function may end with. */
const STATUS_OF_ERROR: ReadonlyMap<string, 401 | 500> = new Map([['Unauthorized', 401], ['Keys unavailable', 500]]);

/** An authorizer in this process, with a log that a test can read and a clock that it can set. */
export class Harness {
  public readonly lines: Line[] = [];
  /** Milliseconds since 1970. */
  public now = Date.now();
  public readonly authorizer: Authorizer;

  public constructor(options: {
    readonly fetch: JsonFetcher;
    readonly issuers?: IssuerConfig[];
    readonly rules?: AuthorizerRules;
    readonly contextClaims?: string[];
    readonly level?: number;
  }) {
    const { issuers = [issuerConfig()], rules = RULES, contextClaims = [], level = 8 } = options;
    const write = (name: string) => (message: unknown, ...[extra]: unknown[]) => {
      this.lines.push({ level: name, message: String(message), ...(extra as object) });
    };
    const log = new DecisionLog({ level, debug: write('debug'), warn: write('warn'), error: write('error') });
    const { routes } = parseRules(JSON.stringify(rules));
    const trusted = parseIssuers(JSON.stringify(issuers), undefined);
    const verifier = new TokenVerifier({
      issuers: trusted,
      claimNames: [...contextClaims, ...ruleClaims(routes)],
      now: () => this.now,
      fetch: options.fetch,
      onFetchError: (error) => log.failed('key set not fetched', error),
      onKeysIgnored: (error) => log.failed('keys ignored', error),
    });
    this.authorizer = new Authorizer({ routes, contextClaims, verifier, websiteClients: websiteClients(trusted), log });
  }

  public get seconds(): number {
    return Math.floor(this.now / 1_000);
  }

  /** A payload that every check accepts. */
  public claims(changes: object = {}): { readonly [name: string]: unknown } {
    return { iss: ISSUER, aud: 'orders', sub: 'user-1', iat: this.seconds, exp: this.seconds + 600, ...changes };
  }

  public async ask(token: string | undefined, changes: { readonly [name: string]: unknown } = {}): Promise<Outcome> {
    return this.send(requestEvent(token, changes));
  }

  public async send(event: { readonly [name: string]: unknown }): Promise<Outcome> {
    const reason = () => String(this.lines.filter(({ level }) => level !== 'error').at(-1)?.reason);
    try {
      const { principalId, policyDocument, context } = await this.authorizer.decide(event);
      const [statement] = policyDocument.Statement as { readonly Effect: string; readonly Resource: unknown }[];
      return { status: statement.Effect === 'Allow' ? 200 : 403, reason: reason(), principal: principalId, context: context ?? {}, resource: statement.Resource };
    } catch (error) {
      const status = error instanceof Error && error.cause === undefined ? STATUS_OF_ERROR.get(error.message) : undefined;
      if (!status) {
        throw error;
      }
      return { status, reason: reason(), context: {} };
    }
  }
}
