import type { APIGatewayAuthorizerResult, APIGatewayAuthorizerResultContext, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { isAllowed } from './access';
import { Route } from './configuration';
import { Decision, DecisionLog } from './decision-log';
import { Identity } from './identity';
import { mayUseKey, WebsiteClients } from './key-source';
import { pathParametersHold } from './path-parameters';
import { allow, ANONYMOUS, contextOf, deny, isLiteralArn } from './policy';
import { AccessReason, isOutage, refuse, TokenRefused } from './reasons';
import { valuesAsSent } from './sent-parameters';
import { TokenVerifier } from './token-verifier';

/** What an event really is: the client chooses most of it, and a console's test invocation leaves much out. */
export type UntrustedEvent = { readonly [Name in keyof APIGatewayRequestAuthorizerEvent]?: unknown };

type Members = { readonly [name: string]: unknown };

export interface AuthorizerOptions {
  readonly routes: ReadonlyMap<string, Route>;
  readonly contextClaims: readonly string[];
  readonly verifier: Pick<TokenVerifier, 'keySetAge' | 'verify'>;
  /** Whose tokens come with the key that the Edge adds; nobody's where it adds none. */
  readonly websiteClients?: WebsiteClients;
  readonly log: DecisionLog;
}

/**
 * API Gateway answers 401 for this message, and 500 for any other
 * (docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html).
 */
function unauthorized(): Error {
  return new Error('Unauthorized');
}

function unavailable(): Error {
  return new Error('Keys unavailable');
}

/** Decides on requests. Resolves to a policy, or rejects with `Unauthorized`, or with `Keys unavailable`; there is no other way. */
export class Authorizer {
  readonly #options: AuthorizerOptions;

  public constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  public async decide(event: UntrustedEvent): Promise<APIGatewayAuthorizerResult> {
    const { httpMethod, resourcePath } = members(event.requestContext);
    // By API Gateway's own match and never by the raw path, which has many spellings (encoded slashes, dots, matrix parameters).
    const route = typeof httpMethod === 'string' && typeof resourcePath === 'string'
      ? this.#options.routes.get(`${httpMethod} ${resourcePath}`)
      : undefined;
    if (!route) {
      return this.#deny({ event }, 'route_unknown');
    }
    if (!route.access) {
      return this.#checkRequest({ event, route }) ?? this.#allow({ event, route }, ANONYMOUS, {});
    }

    let identity: Identity;
    try {
      const verified = this.#options.verifier.verify(bearerToken(event));
      identity = verified instanceof Promise ? await verified : verified;
    } catch (error) {
      throw this.#refuse({ event, route }, error);
    }
    const request = { event, route, identity };
    const denied = this.#checkRequest(request);
    if (denied) {
      return denied;
    }
    if (!isAllowed(identity, route.access)) {
      return this.#deny(request, 'access_insufficient');
    }
    return this.#allow(request, identity.principal, identity.context ??= Object.freeze(contextOf(identity, this.#options.contextClaims)));
  }

  /** Counts how long the decision on an event took. */
  public took(milliseconds: number, event: UntrustedEvent): void {
    const { log, verifier } = this.#options;
    log.took(milliseconds, () => verifier.keySetAge(), members(event.requestContext).apiId);
  }

  #allow(request: Request, principal: string, context: APIGatewayAuthorizerResultContext): APIGatewayAuthorizerResult {
    if (this.#options.log.writesAllowed) {
      this.#options.log.allowed(decisionOf(request));
    }
    return allow(request.event.methodArn as string, principal, context);
  }

  #checkRequest(request: Request & { readonly route: Route }): APIGatewayAuthorizerResult | undefined {
    const { event, route } = request;
    if (!isLiteralArn(event.methodArn)) {
      return this.#deny(request, 'method_arn_unsafe');
    }
    if (route.websiteKey && !mayUseKey(event, request.identity, this.#options.websiteClients)) {
      return this.#deny(request, 'website_key_refused');
    }
    if (route.pathParameters.length === 0) {
      return undefined;
    }
    const values = valuesAsSent(route.resourcePath, event.pathParameters, event.path);
    return values && pathParametersHold(route.pathParameters, values) ? undefined : this.#deny(request, 'path_parameter_invalid');
  }

  #deny(request: Request, reason: AccessReason): APIGatewayAuthorizerResult {
    this.#options.log.denied(decisionOf(request), reason, 403);
    return deny(request.identity?.principal ?? ANONYMOUS);
  }

  /** The answer says nothing of the reason, and the error has no cause that a runtime could log. */
  #refuse(request: Request, error: unknown): Error {
    if (error instanceof TokenRefused) {
      const outage = isOutage(error.reason);
      this.#options.log.denied({ ...decisionOf(request), issuer: error.issuer }, error.reason, outage ? 500 : 401);
      return outage ? unavailable() : unauthorized();
    }
    this.#options.log.denied(decisionOf(request), 'internal_error', 401);
    this.#options.log.failed('internal error', withoutMessage(error));
    return unauthorized();
  }
}

/** What kind of error it was, and where: a message may quote what a client sent. */
function withoutMessage(error: unknown): Error {
  const bare = new Error(error instanceof Error ? error.name : 'unknown');
  const head = String(error);
  bare.stack = error instanceof Error && error.stack?.startsWith(head) ? bare.message + error.stack.slice(head.length) : undefined;
  return bare;
}

/** A request with what is known of it so far. */
interface Request {
  readonly event: UntrustedEvent;
  readonly route?: Route;
  readonly identity?: Identity;
}

function decisionOf({ event, route, identity }: Request): Decision {
  const { requestId, extendedRequestId, apiId } = members(event.requestContext);
  return { requestId, extendedRequestId, apiId, route: route?.name, issuer: identity?.issuer, subject: identity?.principal };
}

const SCHEME = /^bearer +/i;

/**
 * What follows the scheme (RFC 6750, 2.1). Two values are refused: API Gateway's cache, the WAF and the backend would each pick their own.
 */
function bearerToken(event: UntrustedEvent): string {
  const single = authorizationOf(members(event.headers));
  const lines = authorizationOf(members(event.multiValueHeaders));
  if (Array.isArray(lines) && lines.length > 1) {
    refuse('token_ambiguous');
  }
  const line: unknown = Array.isArray(lines) ? lines[0] : lines;
  if (single !== undefined && line !== undefined && single !== line) {
    refuse('token_ambiguous');
  }
  const value = single ?? line;
  if (value === undefined) {
    refuse('token_missing');
  }
  const scheme = typeof value === 'string' ? SCHEME.exec(value) : null;
  if (!scheme) {
    refuse('token_scheme');
  }
  return scheme.input.slice(scheme[0].length);
}

function authorizationOf(headers: Members): unknown {
  let found: unknown;
  for (const name in headers) {
    if (name.length === 13 && name.toLowerCase() === 'authorization') {
      if (found !== undefined) {
        refuse('token_ambiguous');
      }
      found = headers[name];
    }
  }
  return found;
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? value as Members : {};
}
