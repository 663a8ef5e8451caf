import { LocalApi, LocalAuthorizer, LocalOperation } from '../api';
import { Json, JsonMap } from '../assembly';
import { headerValue, queryParameters } from '../headers';
import { evaluatePolicy } from '../iam-policy';
import { mapOf } from '../template-values';
import { Clock, GatewayRequest } from '../types';

/** Calls a function and gives what it answered, or throws with the message of its error. */
export type Invoke = (functionArn: string, event: JsonMap) => Promise<Json>;

/** What the authorizer decided. */
export type Authorization =
  | { readonly kind: 'allowed'; readonly context: JsonMap; readonly principalId?: string; readonly cached: boolean }
  | { readonly kind: 'refused'; readonly error: 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR'; readonly reason: string };

/** What the authorizer is told of the request. */
export interface AuthorizedRequest {
  readonly request: GatewayRequest;
  readonly operation: LocalOperation;
  /** Path without the stage's name or base path. */
  readonly path: string;
  readonly pathParameters: { readonly [name: string]: string };
  readonly requestId: string;
}

interface Cached {
  readonly until: number;
  readonly answer: JsonMap;
}

/** As many answers as are kept; the oldest goes first, so that a flood of junk tokens takes no more memory. */
const CACHE_SIZE = 10_000;

/**
 * A REQUEST authorizer as API Gateway runs it: without its identity sources the request is refused unasked, an answer is kept by their values,
 * and the returned policy is evaluated against the ARN of this request, also where it comes from the cache.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class AuthorizerLayer {
  private readonly cache = new Map<string, Cached>();

  public constructor(private readonly api: LocalApi, private readonly invoke: Invoke, private readonly clock: Clock) {
  }

  public async authorize(asked: AuthorizedRequest): Promise<Authorization> {
    const authorizer = this.api.authorizers.get(asked.operation.authorizer ?? '');
    if (!authorizer) {
      return { kind: 'allowed', context: {}, cached: false };
    }
    const sources = identityOf(authorizer, asked);
    if (!sources) {
      // Recorded: authorizer-missing-source.
      return { kind: 'refused', error: 'UNAUTHORIZED', reason: 'an identity source is missing, so the function was not invoked' };
    }
    const key = JSON.stringify([authorizer.scheme, sources]);
    const known = authorizer.ttlSeconds > 0 ? this.cache.get(key) : undefined;
    if (known && known.until > this.clock.now()) {
      return this.decide(known.answer, asked, true);
    }
    let answer: JsonMap;
    try {
      answer = mapOf(await this.invoke(authorizer.functionArn, this.eventOf(asked)));
    } catch (error) {
      // Recorded: authorizer-throws-unauthorized. Any other failure is the API's own fault.
      return (error as Error).message === 'Unauthorized'
        ? { kind: 'refused', error: 'UNAUTHORIZED', reason: 'the function failed with "Unauthorized"' }
        : { kind: 'refused', error: 'AUTHORIZER_FAILURE', reason: 'the function failed' };
    }
    if (typeof answer.principalId !== 'string' || typeof answer.policyDocument !== 'object') {
      return { kind: 'refused', error: 'AUTHORIZER_CONFIGURATION_ERROR', reason: 'the function gave no policy' };
    }
    if (authorizer.ttlSeconds > 0) {
      this.keep(key, { until: this.clock.now() + authorizer.ttlSeconds * 1_000, answer });
    }
    return this.decide(answer, asked, false);
  }

  private decide(answer: JsonMap, { request, operation, path }: AuthorizedRequest, cached: boolean): Authorization {
    const resource = methodArn(this.api, request.method, path);
    if (evaluatePolicy(mapOf(answer.policyDocument), { action: 'execute-api:Invoke', resource }) !== 'Allow') {
      return { kind: 'refused', error: 'ACCESS_DENIED', reason: `the returned policy${cached ? ' (from the cache)' : ''} does not allow ${operation.method} ${operation.path}` };
    }
    return { kind: 'allowed', context: mapOf(answer.context), principalId: String(answer.principalId), cached };
  }

  private keep(key: string, entry: Cached): void {
    this.cache.delete(key);
    this.cache.set(key, entry);
    const oldest = this.cache.keys().next();
    if (this.cache.size > CACHE_SIZE && !oldest.done) {
      this.cache.delete(oldest.value);
    }
  }

  private eventOf({ request, operation, path, pathParameters, requestId }: AuthorizedRequest): JsonMap {
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
      stageVariables: {},
      requestContext: requestContext(this.api, { request, operation, path, requestId }),
    };
  }
}

/** ARN of a request, as authorizers and policies name it. */
export function methodArn({ stack, restApi, stageName }: LocalApi, method: string, path: string): string {
  return `arn:aws:execute-api:${stack.region}:${stack.account}:${restApi.ref}/${stageName}/${method}/${path.replace(/^\//, '')}`;
}

/** The part of an event that authorizers and Lambda integrations share. */
export function requestContext(
  { stack, restApi, stageName }: LocalApi,
  { request, operation, path, requestId }: Pick<AuthorizedRequest, 'request' | 'operation' | 'path' | 'requestId'>,
): JsonMap {
  const { clientCertificate: certificate } = request;
  return {
    accountId: stack.account,
    apiId: restApi.ref,
    httpMethod: request.method,
    resourcePath: operation.path,
    // Recorded: event-plain, event-slash-before-stage. The context has the path with the stage's name, the event without.
    path: request.rawPath.replace(/^\/+/, '/') || path,
    protocol: request.protocol,
    requestId,
    extendedRequestId: requestId.replace(/-/g, '').slice(0, 16),
    stage: stageName,
    identity: {
      sourceIp: request.sourceIp,
      userAgent: headerValue(request.headers, 'user-agent') ?? null,
      ...(certificate && { clientCert: { clientCertPem: certificate.pem, subjectDN: certificate.subject } }),
    },
  };
}

/** Values of the identity sources in their order, or nothing where one is missing or empty. */
function identityOf({ identitySources }: LocalAuthorizer, { request, path }: AuthorizedRequest): string[] | undefined {
  const values = identitySources.map((source) => {
    const header = /^method\.request\.header\.(.+)$/.exec(source)?.[1];
    const query = /^method\.request\.querystring\.(.+)$/.exec(source)?.[1];
    if (header !== undefined) {
      return headerValue(request.headers, header);
    }
    if (query !== undefined) {
      return new URLSearchParams(request.rawQuery ?? '').get(query) ?? undefined;
    }
    return ({ 'context.httpMethod': request.method, 'context.path': path, 'context.identity.sourceIp': request.sourceIp } as { [source: string]: string | undefined })[source];
  });
  return values.every((value): value is string => value !== undefined && value !== '') ? values : undefined;
}

/** Values by name, in their order. */
export function grouped(pairs: ReadonlyArray<readonly [string, string]>): { [name: string]: string[] } {
  const groups: { [name: string]: string[] } = {};
  for (const [name, value] of pairs) {
    groups[name] = [...groups[name] ?? [], value];
  }
  return groups;
}
