import type { APIGatewayAuthorizerResult, APIGatewayAuthorizerResultContext, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { isAllowed } from './access';
import { Identity } from './claims';
import { Route } from './configuration';
import { Decision, DecisionLog } from './decision-log';
import { pathParametersHold } from './path-parameters';
import { allow, ANONYMOUS, contextOf, deny, isLiteralArn } from './policy';
import { AccessReason, TokenRefused } from './reasons';
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
  public constructor(private readonly options: AuthorizerOptions) {}

  public async decide(event: UntrustedEvent): Promise<APIGatewayAuthorizerResult> {
    const context = members(event.requestContext);
    // By API Gateway's own match and never by the raw path, which has many spellings (encoded slashes, dots, matrix parameters).
    const route = this.options.routes.get(`${String(context.httpMethod)} ${String(context.resourcePath)}`);
    const decision: Decision = { requestId: textOf(context.requestId), apiId: textOf(context.apiId), route: route?.name };
    if (!route) {
      return this.deny(event, decision, 'route_unknown');
    }
    if (!route.access) {
      return this.checkRequest(event, decision, route) ?? this.allow(event, decision, ANONYMOUS, {});
    }

    let identity: Identity;
    try {
      const verified = this.options.verifier.verify(bearerToken(event));
      identity = verified instanceof Promise ? await verified : verified;
    } catch (error) {
      throw this.refuse(decision, error);
    }
    const verified: Decision = { ...decision, issuer: identity.issuer, subject: identity.principal };
    const denied = this.checkRequest(event, verified, route);
    if (denied) {
      return denied;
    }
    if (!isAllowed(identity, route.access)) {
      return this.deny(event, verified, 'access_insufficient');
    }
    return this.allow(event, verified, identity.principal, contextOf(identity, this.options.contextClaims));
  }

  private allow(
    event: UntrustedEvent, decision: Decision, principal: string, context: APIGatewayAuthorizerResultContext,
  ): APIGatewayAuthorizerResult {
    this.options.log.allowed(decision);
    return allow(event.methodArn as string, principal, context);
  }

  private checkRequest(event: UntrustedEvent, decision: Decision, route: Route): APIGatewayAuthorizerResult | undefined {
    if (!isLiteralArn(event.methodArn)) {
      return this.deny(event, decision, 'method_arn_unsafe');
    }
    return pathParametersHold(route.pathParameters, event.pathParameters) ? undefined : this.deny(event, decision, 'path_parameter_invalid');
  }

  private deny(event: UntrustedEvent, decision: Decision, reason: AccessReason): APIGatewayAuthorizerResult {
    this.options.log.denied(decision, reason, 403);
    return deny(event.methodArn, decision.subject ?? ANONYMOUS);
  }

  /** The answer says nothing of the reason, and the error has no cause that a runtime could log. */
  private refuse(decision: Decision, error: unknown): Error {
    if (error instanceof TokenRefused) {
      this.options.log.denied({ ...decision, issuer: error.issuer }, error.reason, 401);
    } else {
      this.options.log.denied(decision, 'internal_error', 401);
    }
    return unauthorized();
  }
}

const BEARER = /^bearer +([A-Za-z0-9_.-]+)$/i;

/**
 * The token of the request (RFC 6750, 2.1). Two values are refused: API Gateway's cache, the WAF and the backend would each pick their own.
 */
function bearerToken(event: UntrustedEvent): string {
  const values = new Set<unknown>();
  let lines = 0;
  for (const [headers, isList] of [[members(event.headers), false], [members(event.multiValueHeaders), true]] as const) {
    for (const name in headers) {
      if (name.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) {
        const value = headers[name];
        if (isList && Array.isArray(value)) {
          lines += value.length;
          value.forEach((line) => values.add(line));
        } else {
          values.add(value);
        }
      }
    }
  }
  if (values.size === 0) {
    throw new TokenRefused('token_missing');
  }
  if (values.size > 1 || lines > 1) {
    throw new TokenRefused('token_ambiguous');
  }
  const [value] = values;
  if (typeof value !== 'string') {
    throw new TokenRefused('token_scheme');
  }
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) {
    throw new TokenRefused('token_scheme');
  }
  return token;
}

const AUTHORIZATION = 'authorization';

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? value as Members : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
