import { LocalApi, LocalAuthorizer, LocalOperation } from '../api';
import { Json, JsonMap } from '../assembly';
import { grouped, headerValue, queryParameters } from '../headers';
import { evaluatePolicy, PolicyAnswer } from '../iam-policy';
import { mapOf } from '../template-values';
import { Clock, GatewayRequest } from '../types';

/** Calls a function and gives what it answered, or throws with the message of its error. */
export type Invoke = (functionArn: string, event: JsonMap) => Promise<Json>;

/** What the authorizer decided. */
export type Authorization =
  | { readonly kind: 'allowed'; readonly context: JsonMap; readonly principalId?: string; readonly usageKey?: string; readonly cached: boolean }
  | { readonly kind: 'refused'; readonly error: 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR'; readonly message?: string; readonly reason: string };

/** What the authorizer is told of the request. */
export interface AuthorizedRequest {
  readonly request: GatewayRequest;
  readonly operation: LocalOperation;
  /** Path without the stage's name or base path. */
  readonly path: string;
  readonly pathParameters: { readonly [name: string]: string };
  /** `$context` as it is before the authorizer. */
  readonly context: JsonMap;
  readonly stageVariables: { readonly [name: string]: string };
  /** What the API's resource policy says, where it has one. */
  readonly resourcePolicy?: PolicyAnswer;
}

interface Cached {
  readonly until: number;
  readonly answer: JsonMap;
}

/** As many answers as are kept; the oldest goes first, so that a flood of junk tokens takes no more memory. */
const CACHE_SIZE = 10_000;

/**
 * A Lambda authorizer as API Gateway runs it: without its identity sources the request is refused unasked, an answer is kept by their values,
 * and the returned policy is evaluated against the ARN of this request, also where it comes from the cache.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class AuthorizerLayer {
  private readonly cache = new Map<string, Cached>();
  /** Identity sources of the authorizers, read once. */
  private readonly identities = new WeakMap<LocalAuthorizer, IdentityOf>();

  public constructor(private readonly api: LocalApi, private readonly invoke: Invoke, private readonly clock: Clock) {
  }

  public async authorize(asked: AuthorizedRequest): Promise<Authorization> {
    if (asked.operation.authorizer === undefined) {
      return { kind: 'allowed', context: {}, cached: false };
    }
    const authorizer = this.api.authorizers.get(asked.operation.authorizer);
    if (!authorizer || authorizer.type === 'COGNITO_USER_POOLS') {
      // Closed where nothing can decide: user pools are not served here.
      return { kind: 'refused', error: 'AUTHORIZER_CONFIGURATION_ERROR', reason: `the authorizer ${asked.operation.authorizer} can't be asked here` };
    }
    const sources = this.identityOf(authorizer)(asked);
    if (!sources) {
      // Recorded: authorizer-missing-source.
      return { kind: 'refused', error: 'UNAUTHORIZED', reason: 'an identity source is missing, so the function was not invoked' };
    }
    const key = JSON.stringify([authorizer.scheme, sources]);
    // Without a source there is nothing to keep an answer by.
    const keeps = authorizer.ttlSeconds > 0 && sources.length > 0;
    const known = keeps ? this.cache.get(key) : undefined;
    if (known && known.until > this.clock.now()) {
      return this.decide(known.answer, asked, true);
    }
    let answer: JsonMap;
    try {
      answer = mapOf(await this.invoke(authorizer.functionArn, authorizer.type === 'TOKEN' ? this.tokenEvent(asked, sources[0]) : this.requestEvent(asked)));
    } catch (error) {
      // Recorded: authorizer-throws-unauthorized. Any other failure is the API's own fault.
      return (error as Error).message === 'Unauthorized'
        ? { kind: 'refused', error: 'UNAUTHORIZED', reason: 'the function failed with "Unauthorized"' }
        : { kind: 'refused', error: 'AUTHORIZER_FAILURE', reason: 'the function failed' };
    }
    if (typeof answer.principalId !== 'string' || Object.keys(mapOf(answer.policyDocument)).length === 0 || !isFlat(mapOf(answer.context))) {
      return { kind: 'refused', error: 'AUTHORIZER_CONFIGURATION_ERROR', reason: 'the function gave no principal with a policy and a flat context' };
    }
    answer = { ...answer, context: stringified(mapOf(answer.context)) };
    if (keeps) {
      this.keep(key, { until: this.clock.now() + authorizer.ttlSeconds * 1_000, answer });
    }
    return this.decide(answer, asked, false);
  }

  private identityOf(authorizer: LocalAuthorizer): IdentityOf {
    let identity = this.identities.get(authorizer);
    if (!identity) {
      identity = identityReader(authorizer);
      this.identities.set(authorizer, identity);
    }
    return identity;
  }

  /**
   * The authorizer's `Deny` refuses, its `Allow` lets in; where it says nothing, the resource policy's `Allow` does.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
   */
  private decide(answer: JsonMap, { request, operation, path, resourcePolicy }: AuthorizedRequest, cached: boolean): Authorization {
    const resource = methodArn(this.api, request.method, path);
    const said = evaluatePolicy(mapOf(answer.policyDocument), { action: 'execute-api:Invoke', resource, context: { 'aws:sourceip': request.sourceIp } });
    if (said === 'Deny' || (said === 'none' && resourcePolicy !== 'Allow')) {
      return {
        kind: 'refused',
        error: 'ACCESS_DENIED',
        // https://repost.aws/knowledge-center/api-gateway-403-error-lambda-authorizer
        ...(said === 'Deny' && { message: 'User is not authorized to access this resource with an explicit deny' }),
        reason: `the returned policy${cached ? ' (from the cache)' : ''} does not allow ${operation.method} ${operation.path}`,
      };
    }
    const { usageIdentifierKey } = answer;
    return {
      kind: 'allowed',
      context: mapOf(answer.context),
      principalId: String(answer.principalId),
      cached,
      ...(typeof usageIdentifierKey === 'string' && { usageKey: usageIdentifierKey }),
    };
  }

  private keep(key: string, entry: Cached): void {
    this.cache.delete(key);
    this.cache.set(key, entry);
    const oldest = this.cache.keys().next();
    if (this.cache.size > CACHE_SIZE && !oldest.done) {
      this.cache.delete(oldest.value);
    }
  }

  private tokenEvent({ request, path }: AuthorizedRequest, token: string): JsonMap {
    return { type: 'TOKEN', methodArn: methodArn(this.api, request.method, path), authorizationToken: token };
  }

  private requestEvent({ request, operation, path, pathParameters, context, stageVariables }: AuthorizedRequest): JsonMap {
    const query = queryParameters(request.rawQuery);
    return {
      type: 'REQUEST',
      methodArn: methodArn(this.api, request.method, path),
      resource: operation.path,
      path,
      httpMethod: request.method,
      headers: Object.fromEntries(request.headers.map(([name, value]) => [name, value])),
      multiValueHeaders: grouped(request.headers),
      queryStringParameters: Object.fromEntries(query),
      multiValueQueryStringParameters: grouped(query),
      pathParameters: { ...pathParameters },
      stageVariables: { ...stageVariables },
      requestContext: context,
    };
  }
}

/** ARN of a request, as authorizers and policies name it. */
export function methodArn({ stack, restApi, stageName }: LocalApi, method: string, path: string): string {
  return `arn:aws:execute-api:${stack.region}:${stack.account}:${restApi.ref}/${stageName}/${method}/${path.replace(/^\//, '')}`;
}

/** What targets, templates and the access log read of it is text: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
function stringified(context: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, value === null ? null : String(value)]));
}

/** Texts, numbers and booleans: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
function isFlat(context: JsonMap): boolean {
  return Object.values(context).every((value) => value === null || typeof value !== 'object');
}

/** Values of the identity sources in their order, or nothing where one is missing, empty or (of a token) not of its expression. */
type IdentityOf = (asked: AuthorizedRequest) => string[] | undefined;

function identityReader({ identitySources, validation }: LocalAuthorizer): IdentityOf {
  const readers = identitySources.map(sourceReader);
  const pattern = validation === undefined ? undefined : new RegExp(`^(?:${validation})$`);
  return (asked) => {
    const values: string[] = [];
    for (const read of readers) {
      const value = read(asked);
      if (value === undefined || value === '' || pattern?.test(value) === false) {
        return undefined;
      }
      values.push(value);
    }
    return values;
  };
}

function sourceReader(source: string): (asked: AuthorizedRequest) => string | undefined {
  const [, place, name] = /^(method\.request\.header|method\.request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? [];
  switch (place) {
    case 'method.request.header': return ({ request }) => headerValue(request.headers, name);
    case 'method.request.querystring': return ({ request }) => queryParameters(request.rawQuery).filter(([key]) => key === name).pop()?.[1];
    case 'stageVariables': return ({ stageVariables }) => (Object.hasOwn(stageVariables, name) ? stageVariables[name] : undefined);
    case 'context': return name === 'path' ? ({ path }) => path : ({ context }) => contextText(context, name);
    default: return () => undefined;
  }
}

/** A variable of `$context` or of its `identity` that is no map. */
function contextText(context: JsonMap, name: string): string | undefined {
  const [, member] = /^identity\.(.+)$/.exec(name) ?? [];
  const place = member === undefined ? context : mapOf(context.identity);
  const key = member ?? name;
  const value = Object.hasOwn(place, key) ? place[key] : null;
  return value === null || typeof value === 'object' ? undefined : String(value);
}
