import type { APIGatewayAuthorizerResult, APIGatewayAuthorizerResultContext, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { isAllowed } from './access';
import { Identity } from './claims';
import { Route } from './configuration';
import { Decision, DecisionLog } from './decision-log';
import { pathParametersHold } from './path-parameters';
import { allow, ANONYMOUS, contextOf, deny, isLiteralArn } from './policy';
import { AccessReason, refuse, TokenRefused } from './reasons';
import { TokenVerifier } from './token-verifier';

/** What an event really is: the client chooses most of it, and a console's test invocation leaves much out. */
export type UntrustedEvent = { readonly [Name in keyof APIGatewayRequestAuthorizerEvent]?: unknown };

type Members = { readonly [name: string]: unknown };

export interface AuthorizerOptions {
  readonly routes: ReadonlyMap<string, Route>;
  readonly contextClaims: readonly string[];
  readonly verifier: Pick<TokenVerifier, 'verify'>;
  readonly log: DecisionLog;
}

/**
 * API Gateway answers 401 for this message, and 500 for any other
 * (docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html).
 */
function unauthorized(): Error {
  return new Error('Unauthorized');
}

/** Decides on requests. Resolves to a policy, or rejects with `Unauthorized`; there is no third way. */
export class Authorizer {
  readonly #options: AuthorizerOptions;

  public constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  public async decide(event: UntrustedEvent): Promise<APIGatewayAuthorizerResult> {
    const context = members(event.requestContext);
    // By API Gateway's own match and never by the raw path, which has many spellings (encoded slashes, dots, matrix parameters).
    const route = this.#options.routes.get(`${String(context.httpMethod)} ${String(context.resourcePath)}`);
    const decision: Decision = { requestId: context.requestId, apiId: context.apiId, route: route?.name };
    if (!route) {
      return this.#deny(event, decision, 'route_unknown');
    }
    if (!route.access) {
      return this.#checkRequest(event, decision, route) ?? this.#allow(event, decision, ANONYMOUS, {});
    }

    let identity: Identity;
    try {
      const verified = this.#options.verifier.verify(bearerToken(event));
      identity = verified instanceof Promise ? await verified : verified;
    } catch (error) {
      throw this.#refuse(decision, error);
    }
    const verified: Decision = { ...decision, issuer: identity.issuer, subject: identity.principal };
    const denied = this.#checkRequest(event, verified, route);
    if (denied) {
      return denied;
    }
    if (!isAllowed(identity, route.access)) {
      return this.#deny(event, verified, 'access_insufficient');
    }
    return this.#allow(event, verified, identity.principal, identity.context ??= Object.freeze(contextOf(identity, this.#options.contextClaims)));
  }

  #allow(
    event: UntrustedEvent, decision: Decision, principal: string, context: APIGatewayAuthorizerResultContext,
  ): APIGatewayAuthorizerResult {
    this.#options.log.allowed(decision);
    return allow(event.methodArn as string, principal, context);
  }

  #checkRequest(event: UntrustedEvent, decision: Decision, route: Route): APIGatewayAuthorizerResult | undefined {
    if (!isLiteralArn(event.methodArn)) {
      return this.#deny(event, decision, 'method_arn_unsafe');
    }
    return pathParametersHold(route.pathParameters, event.pathParameters) ? undefined : this.#deny(event, decision, 'path_parameter_invalid');
  }

  #deny(event: UntrustedEvent, decision: Decision, reason: AccessReason): APIGatewayAuthorizerResult {
    this.#options.log.denied(decision, reason, 403);
    return deny(event.methodArn, decision.subject ?? ANONYMOUS);
  }

  /** The answer says nothing of the reason, and the error has no cause that a runtime could log. */
  #refuse(decision: Decision, error: unknown): Error {
    if (error instanceof TokenRefused) {
      this.#options.log.denied({ ...decision, issuer: error.issuer }, error.reason, 401);
    } else {
      this.#options.log.denied(decision, 'internal_error', 401);
    }
    return unauthorized();
  }
}

const BEARER = /^bearer +([A-Za-z0-9_.-]+)$/i;

/**
 * The token of the request (RFC 6750, 2.1). Two values are refused: API Gateway's cache, the WAF and the backend would each pick their own.
 */
function bearerToken(event: UntrustedEvent): string {
  const single = authorizationOf(members(event.headers));
  const lines = authorizationOf(members(event.multiValueHeaders)).flat();
  const values = new Set([...single, ...lines]);
  if (values.size === 0) {
    refuse('token_missing');
  }
  if (values.size > 1 || single.length > 1 || lines.length > 1) {
    refuse('token_ambiguous');
  }
  const [value] = values;
  const token = typeof value === 'string' ? BEARER.exec(value)?.[1] : undefined;
  if (token === undefined) {
    refuse('token_scheme');
  }
  return token;
}

function authorizationOf(headers: Members): unknown[] {
  const values: unknown[] = [];
  for (const name in headers) {
    if (name.length === 13 && name.toLowerCase() === 'authorization') {
      values.push(headers[name]);
    }
  }
  return values;
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? value as Members : {};
}
