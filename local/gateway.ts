import { randomUUID } from 'crypto';
import { WafRule } from '../lib/firewall/private/waf-rule';
import { chooseRoute } from '../lib/routes/private/route-choice';
import { AccessLog, AccessLogEntry } from './access-log';
import { LocalApi, LocalOperation } from './api';
import { JsonMap } from './assembly';
import { contextVariables, extendedRequestId, KnownOfRequest } from './context-variables';
import { arrivedHeaders, headerValue } from './headers';
import { AwsEndpoint } from './integrations/aws-service';
import { typeOf } from './integrations/integration-request';
import { ApiKeyLayer, KeyRegistry } from './layers/api-key';
import { AuthorizerLayer, Invoke } from './layers/authorizer';
import { GatewayError, gatewayResponse } from './layers/gateway-response';
import { IntegrationLayer } from './layers/integration';
import { resourcePolicyAnswer, resourcePolicyMessage } from './layers/resource-policy';
import { TokenBucket } from './layers/throttle';
import { RequestValidator } from './layers/validator';
import { WebAclLayer } from './layers/web-acl';
import { Clock, GatewayRequest, GatewayResponse, Trace } from './types';

/** What a gateway needs beside its API. */
export interface GatewayParts {
  readonly invoke: Invoke;
  readonly keys: KeyRegistry;
  /** Rules of a rule group of the account's own, by its ARN. */
  readonly ruleGroup: (arn: string) => WafRule[];
  readonly clock: Clock;
  readonly accessLog: AccessLog;
  /** Where AWS services answer that integrations call; without it such an integration fails. */
  readonly awsEndpoint?: AwsEndpoint;
}

const GUIDE = 'https://docs.aws.amazon.com/apigateway/latest/developerguide';

/** What API Gateway answers in the target's place. */
interface Refusal {
  readonly error: GatewayError;
  readonly message?: string;
  readonly status?: number;
}

/** One stage of one API: a request's way through all layers in AWS's order. */
export class LocalGateway {
  public readonly webAcl?: WebAclLayer;
  private readonly authorizer: AuthorizerLayer;
  private readonly keys: ApiKeyLayer;
  private readonly validator: RequestValidator;
  private readonly integration: IntegrationLayer;
  private readonly stageBucket?: TokenBucket;
  private readonly methodBuckets: ReadonlyMap<string, TokenBucket>;
  private readonly prefix: string;

  public constructor(public readonly api: LocalApi, private readonly parts: GatewayParts) {
    const { invoke, keys, clock } = parts;
    this.webAcl = api.webAcl && new WebAclLayer(api.webAcl, api.stack, parts.ruleGroup, clock);
    this.authorizer = new AuthorizerLayer(api, invoke, clock);
    this.keys = new ApiKeyLayer(api, keys, clock);
    this.validator = new RequestValidator(api);
    this.integration = new IntegrationLayer(api, invoke, parts.awsEndpoint);
    this.stageBucket = api.throttle && new TokenBucket(api.throttle, clock);
    this.methodBuckets = new Map([...api.methodThrottles].map(([method, throttle]) => [method, new TokenBucket(throttle, clock)]));
    const part = api.basePath ?? api.stageName;
    this.prefix = part === '' ? '' : `/${part}`;
  }

  public async handle(request: GatewayRequest, trace: Trace): Promise<GatewayResponse> {
    const requestId = randomUUID();
    const started = this.parts.clock.now();
    const entry: AccessLogEntry = { request, requestId, time: started };
    const response = await this.serve(request, requestId, trace, entry);
    this.parts.accessLog.write(this.api, entry, response, this.parts.clock.now() - started);
    return { ...response, headers: [...response.headers, ['x-amzn-RequestId', requestId], ['x-amz-apigw-id', extendedRequestId(requestId)]] };
  }

  private async serve(sent: GatewayRequest, requestId: string, trace: Trace, entry: AccessLogEntry): Promise<GatewayResponse> {
    const { stageVariables } = this.api;
    const { time } = entry;
    const request = { ...sent, headers: arrivedHeaders(sent, this.api.isEdgeOptimized, time) };
    const variables = (known: Partial<KnownOfRequest> = {}): JsonMap => (
      contextVariables(this.api, { request, requestId, time, operation: entry.operation, ...known }));
    const refuse = ({ error, message, status }: Refusal): GatewayResponse => {
      entry.error = error;
      return gatewayResponse(error, this.api.document, { request, pathParameters: {}, context: variables(), stageVariables }, message, status);
    };

    const judged = this.webAcl?.check(sent);
    if (judged?.refusal) {
      entry.wafStatus = String(judged.refusal.status);
      entry.error = 'WAF_FILTERED';
      trace.add({ layer: 'web ACL', decision: 'refused', reason: `the rule ${judged.rule ?? '(default)'} answers ${judged.refusal.status}`, rule: judged.rule, resource: this.api.webAcl?.logicalId, source: `${GUIDE}/apigateway-control-access-aws-waf.html` });
      // What the rule does not answer itself, API Gateway answers: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
      return judged.hasOwnAnswer ? judged.refusal : refuse({ error: 'WAF_FILTERED', status: judged.refusal.status });
    }
    entry.wafStatus = judged ? '200' : undefined;
    trace.add({ layer: 'web ACL', decision: judged ? 'passed' : 'not evaluated here', reason: judged ? passedReason(judged.counted) : 'the stage has no web ACL', resource: this.api.webAcl?.logicalId });

    if (this.api.executeApiDisabled && this.api.basePath === undefined) {
      trace.add({ layer: 'stage', decision: 'refused', reason: 'the execute-api endpoint is off', resource: this.api.restApi.logicalId, source: `${GUIDE}/rest-api-disable-default-endpoint.html` });
      entry.error = 'DEFAULT_4XX';
      return { status: 403, headers: [['Content-Type', 'application/json'], ['x-amzn-ErrorType', 'ForbiddenException']], body: Buffer.from('{"message":"Forbidden"}') };
    }
    const path = this.pathOf(request.rawPath);
    const choice = path === undefined ? undefined : chooseRoute(this.api.operations, request.method, path);
    if (path === undefined || !choice) {
      trace.add({ layer: 'route', decision: 'refused', reason: `no route for ${request.method} and this path`, source: 'route-unknown-path, route-wrong-method' });
      return refuse({ error: 'MISSING_AUTHENTICATION_TOKEN' });
    }
    const { route: operation, pathParameters } = choice;
    entry.operation = operation;
    trace.add({ layer: 'route', decision: 'passed', reason: `${operation.method} ${operation.path}`, source: 'area routing of the recorded cases' });

    if (!this.takeThrottle(request.method, operation)) {
      trace.add({ layer: 'stage', decision: 'refused', reason: 'the stage or the method is over its limit', resource: this.api.stage.logicalId, source: `${GUIDE}/api-gateway-request-throttling.html` });
      return refuse({ error: 'THROTTLED' });
    }
    const resourcePolicy = resourcePolicyAnswer(this.api, request, path);
    if (resourcePolicy === 'Deny' || (resourcePolicy === 'none' && operation.authorizer === undefined)) {
      trace.add({ layer: 'resource policy', decision: 'refused', reason: 'the resource policy does not let the request in', resource: this.api.restApi.logicalId, source: `${GUIDE}/apigateway-authorization-flow.html` });
      return refuse({ error: 'ACCESS_DENIED', message: resourcePolicyMessage(this.api, request, path, resourcePolicy) });
    }

    if (operation.signed) {
      const isSigned = /^AWS4-/.test(headerValue(request.headers, 'authorization') ?? '') || /(?:^|&)X-Amz-Signature=/.test(request.rawQuery ?? '');
      // No signature can be checked here, so none is taken for right (recorded: gateway-response-4xx-header for none at all).
      trace.add({ layer: 'authorizer', decision: 'refused', reason: isSigned ? 'signatures can\'t be checked here' : 'the request is not signed', rule: 'AWS_IAM', source: `${GUIDE}/permissions.html` });
      return refuse({ error: isSigned ? 'INVALID_SIGNATURE' : 'MISSING_AUTHENTICATION_TOKEN' });
    }
    const authorization = await this.authorizer.authorize({
      request, operation, path, pathParameters, context: variables(), stageVariables, resourcePolicy,
    });
    if (authorization.kind === 'refused') {
      trace.add({ layer: 'authorizer', decision: 'refused', reason: authorization.reason, rule: operation.authorizer, source: `${GUIDE}/apigateway-use-lambda-authorizer.html` });
      return refuse(authorization);
    }
    entry.principalId = authorization.principalId;
    entry.authorizer = authorization.context;
    trace.add({ layer: 'authorizer', decision: 'passed', reason: operation.authorizer === undefined ? 'the operation has none' : `allowed${authorization.cached ? ' from the cache' : ''}`, rule: operation.authorizer });

    let apiKey: KnownOfRequest['apiKey'];
    if (operation.apiKeyRequired) {
      const key = this.keys.check(request, authorization.usageKey);
      if (key.kind === 'refused') {
        trace.add({ layer: key.error === 'INVALID_API_KEY' ? 'API key' : 'usage plan', decision: 'refused', reason: key.reason, source: `${GUIDE}/api-gateway-api-usage-plans.html` });
        return refuse({ error: key.error });
      }
      apiKey = key.key;
      entry.apiKeyId = key.key.id;
      trace.add({ layer: 'API key', decision: 'passed', reason: `key ${key.key.id} of the usage plan ${key.planId}` });
    }

    const invalid = this.validator.validate(operation, request, pathParameters);
    if (invalid) {
      trace.add({ layer: 'validator', decision: 'refused', reason: invalid.message, source: `${GUIDE}/api-gateway-method-request-validation.html` });
      return refuse(invalid);
    }
    trace.add({ layer: 'validator', decision: 'passed', reason: 'parameters are there, and the body fits its model' });

    const result = await this.integration.call({
      request,
      operation,
      path,
      pathParameters,
      stageVariables,
      context: {
        ...variables({ authorizer: authorization.context, principalId: authorization.principalId, apiKey }),
        requestOverride: { header: {}, path: {}, querystring: {} },
        responseOverride: { header: {} },
      },
    });
    if (result.kind === 'failed') {
      trace.add({ layer: 'integration', decision: 'refused', reason: result.reason });
      return refuse(result);
    }
    trace.add({ layer: 'integration', decision: 'answered', reason: `${result.response.status} from ${result.by}` });
    // Recorded: mock-answer-headers. And the answers of proxied HTTP targets are their own.
    const traced = ['aws', 'aws_proxy', 'http'].includes(typeOf(operation.integration));
    const traceId = headerValue(request.headers, 'x-amzn-trace-id');
    return traced && traceId !== undefined ? { ...result.response, headers: [...result.response.headers, ['X-Amzn-Trace-Id', traceId]] } : result.response;
  }

  /** The path without the stage's name or base path; nothing where it begins with another one. */
  private pathOf(rawPath: string): string | undefined {
    // More than one slash at the beginning is none (recorded: event-slash-before-stage).
    const path = rawPath.replace(/^\/+/, '/');
    if (this.prefix === '') {
      return path;
    }
    if (path === this.prefix) {
      return '/';
    }
    return path.startsWith(`${this.prefix}/`) ? path.slice(this.prefix.length).replace(/^\/+/, '/') : undefined;
  }

  /** The method's own limit stands in for the stage's: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
  private takeThrottle(method: string, operation: LocalOperation): boolean {
    const bucket = this.methodBuckets.get(`${method} ${operation.path}`) ?? this.stageBucket;
    return bucket?.take() ?? true;
  }
}

function passedReason(counted: string[]): string {
  return counted.length > 0 ? `no rule refuses; ${counted.join(', ')} counted` : 'no rule refuses';
}
