import { Arn, ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { checkType, checkTypes, DURATION, having, listOf, mapOf, NUMBER, optional, Shape, TEXT } from '../shared/check-types';
import { ordered } from '../shared/in-order';
import { invocationUri } from '../shared/invocation-uri';
import { checkLiteral, shown } from '../shared/literals';
import { replaceTokens } from '../shared/token-text';
import { HttpMethod } from './http-method';
import { checkConstant, constantTemplate } from './private/constant-template';
import { checkArns, checkRegion, executionRole } from './private/execution-role';
import { checkAddress, placeholders } from './private/http-address';
import { checkFunction, checkSameEnvironment } from './private/lambda-arn';
import { checkMappedParameters, checkMapping } from './private/request-mapping';
import { TargetContext, TargetIntegration, TargetRoute } from './private/target-integration';

/**
 * How an HTTP backend is called.
 */
export interface HttpTargetOptions {
  /**
   * Method of the call to the backend.
   *
   * @default - the route's own method
   */
  readonly httpMethod?: string;

  /**
   * How long API Gateway waits for the backend: 50 milliseconds to 29 seconds.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;
}

/**
 * A call of an AWS service with no code between, under a role that may do this one thing.
 */
export interface AwsServiceTargetOptions {
  /** Service's name in the integration, such as `sqs` or `dynamodb`. */
  readonly service: string;

  /**
   * Action of the service's API, such as `PutItem`. Excludes `path`.
   *
   * @default - `path` is given
   */
  readonly action?: string;

  /**
   * Path of the service's API, such as `123456789012/queue-name`. Excludes `action`.
   *
   * @default - `action` is given
   */
  readonly path?: string;

  /** The one IAM action that the route's role may do, such as `dynamodb:PutItem`. */
  readonly iamAction: string;

  /** Exact ARNs of what the action may touch. A wildcard is refused. */
  readonly resourceArns: string[];

  /**
   * Method of the call to the service.
   *
   * @default 'POST'
   */
  readonly integrationHttpMethod?: string;

  /**
   * Mapping of request to call, such as `integration.request.header.Content-Type` to a quoted constant.
   *
   * @default - none
   */
  readonly requestParameters?: { [destination: string]: string };

  /**
   * Mapping templates (VTL) by media type of the request. Escape what comes from the client with `$util.escapeJavaScript`.
   *
   * @default - the body is passed on as it is
   */
  readonly requestTemplates?: { [contentType: string]: string };

  /**
   * Mapping template of a successful answer, so that the service's internals stay inside.
   *
   * @default - an empty JSON object
   */
  readonly responseTemplate?: string;
}

/**
 * A constant answer.
 */
export interface MockTargetOptions {
  /** Status code of the answer. */
  readonly statusCode: number;

  /**
   * JSON body of the answer.
   *
   * @default - an empty body
   */
  readonly body?: string;
}

/** Not raisable for every API, so never asked for: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const LONGEST_TIMEOUT = Duration.seconds(29);
const SHORTEST_TIMEOUT = Duration.millis(50);

/**
 * Where a route sends a request. Each target has an execution role of its own that may invoke that target only.
 */
export abstract class RouteTarget {
  /**
   * An AWS Lambda function, by proxy integration. The function keeps an empty resource policy: API Gateway assumes a role instead,
   * which has no limit of 20 KB and can't be used by other APIs of the account.
   *
   * @param handler function, version or alias
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
   */
  public static lambda(handler: lambda.IFunction): RouteTarget {
    return new LambdaTarget(handler);
  }

  /**
   * An HTTP backend, by proxy integration. The client's API key is not passed on.
   *
   * @param url https address; `{name}` stands for the route's path parameter of that name
   * @throws where the address is not https, or names a path parameter that the route lacks
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
   */
  public static http(url: string, options: HttpTargetOptions = {}): RouteTarget {
    return new HttpTarget(url, options);
  }

  /**
   * An AWS service, called directly.
   *
   * @throws where the role would be wider than one action on exact resources
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services.html
   */
  public static awsService(options: AwsServiceTargetOptions): RouteTarget {
    return new AwsServiceTarget(options);
  }

  /**
   * A constant answer, with no backend.
   *
   * @throws where the status code is none, or the body is no JSON
   */
  public static mock(options: MockTargetOptions): RouteTarget {
    return new MockTarget(options);
  }

  /**
   * Throws where the target can't serve the route; makes nothing yet.
   * @internal
   */
  public _check(_route: TargetRoute, _stack: Stack): void {
    // Most targets serve any route.
  }

  /**
   * Whether the two send a request to the same place in the same way.
   * @internal
   */
  public _equals(other: RouteTarget): boolean {
    return this === other;
  }

  /**
   * Makes what the target needs (once an API) and says what goes into the operation.
   * @internal
   */
  public abstract _bind(context: TargetContext): TargetIntegration;
}

class LambdaTarget extends RouteTarget {
  public constructor(private readonly handler: lambda.IFunction) {
    super();
    checkType('handler', handler, having('a Lambda function such as new lambda.Function(…)', 'functionArn'));
    checkFunction(handler);
  }

  public _check(route: TargetRoute, stack: Stack): void {
    checkSameEnvironment(this.handler, stack, `${route.method} ${route.path}`);
  }

  public _equals(other: RouteTarget): boolean {
    return other instanceof LambdaTarget && other.handler === this.handler;
  }

  public _bind(context: TargetContext): TargetIntegration {
    // The function's place in the tree identifies it: one function has one role, however many routes and targets name it.
    const id = `${this.handler.node.id}${this.handler.node.addr.slice(-8)}`;
    const role = context.scope.node.tryFindChild(id) as iam.Role | undefined
      ?? executionRole(context.scope, id, 'lambda:InvokeFunction', [this.handler.functionArn]);
    return {
      integration: {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: invocationUri(context.scope, this.handler.functionArn),
        credentials: role.roleArn,
      },
      role: role.node.id,
      description: `lambda ${this.handler.node.id}`,
    };
  }
}

class HttpTarget extends RouteTarget {
  private readonly timeout: Duration;

  public constructor(private readonly url: string, private readonly options: HttpTargetOptions) {
    super();
    checkType('url', url, TEXT);
    checkTypes('options', options, { httpMethod: optional(TEXT), timeout: optional(DURATION) });
    checkAddress(url);
    if (options.httpMethod !== undefined) {
      checkMethod('httpMethod', options.httpMethod);
    }
    this.timeout = options.timeout ?? LONGEST_TIMEOUT;
    if (this.timeout.isUnresolved()) {
      throw new Error('`timeout` must be known at synth time, got a token; right would be Duration.seconds(29)');
    }
    const millis = this.timeout.toMilliseconds();
    if (millis < SHORTEST_TIMEOUT.toMilliseconds() || millis > LONGEST_TIMEOUT.toMilliseconds()) {
      throw new Error(`\`timeout\` must be from 50 milliseconds to 29 seconds, got ${millis} milliseconds`);
    }
  }

  public _check(route: TargetRoute): void {
    for (const name of placeholders(this.url)) {
      if (!route.pathParameters.includes(name)) {
        throw new Error(`\`url\` must name path parameters of ${route.method} ${route.path} only, got ${shown(`{${name}}`)} in ${shown(this.url)}; ` +
          `the path has ${route.pathParameters.length > 0 ? route.pathParameters.join(', ') : 'none'}`);
      }
    }
  }

  public _equals(other: RouteTarget): boolean {
    return other instanceof HttpTarget && other.url === this.url && other.options.httpMethod === this.options.httpMethod &&
      other.timeout.toMilliseconds() === this.timeout.toMilliseconds();
  }

  public _bind(context: TargetContext): TargetIntegration {
    const requestParameters: { [destination: string]: string } = {};
    for (const name of context.hiddenHeaders) {
      requestParameters[`integration.request.header.${name}`] = "''";
    }
    for (const name of placeholders(this.url)) {
      requestParameters[`integration.request.path.${name}`] = `method.request.path.${name}`;
    }
    return {
      integration: {
        type: 'http_proxy',
        httpMethod: this.options.httpMethod ?? context.method,
        uri: this.url,
        requestParameters,
        timeoutInMillis: this.timeout.toMilliseconds(),
      },
      role: '-',
      description: `http ${Token.isUnresolved(this.url) ? '(token)' : new URL(this.url).host}`,
    };
  }
}

const AWS_SERVICE_SHAPE: Shape = {
  service: TEXT,
  action: optional(TEXT),
  path: optional(TEXT),
  iamAction: TEXT,
  resourceArns: listOf(TEXT),
  integrationHttpMethod: optional(TEXT),
  requestParameters: optional(mapOf(TEXT)),
  requestTemplates: optional(mapOf(TEXT)),
  responseTemplate: optional(TEXT),
};

class AwsServiceTarget extends RouteTarget {
  private readonly roles = new WeakMap<Construct, iam.Role>();

  public constructor(private readonly options: AwsServiceTargetOptions) {
    super();
    checkTypes('options', options, AWS_SERVICE_SHAPE);
    checkLiteral('service', options.service, "'dynamodb'");
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(options.service)) {
      throw new Error(`\`service\` must be the service's name in an endpoint, got ${shown(options.service)}; right would be "dynamodb"`);
    }
    if ((options.action === undefined) === (options.path === undefined)) {
      throw new Error(`exactly one of \`action\` and \`path\` must be given, got ${options.action === undefined ? 'neither' : 'both'}`);
    }
    const call = options.action ?? options.path ?? '';
    if (!/^[!-~]+$/.test(replaceTokens(call, 'x'))) {
      throw new Error(`\`${options.action === undefined ? 'path' : 'action'}\` must be a part of an address without blanks, got ${shown(call)}; right would be "PutItem" or "123456789012/queue-name"`);
    }
    if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(options.iamAction)) {
      throw new Error(`\`iamAction\` must be one action without wildcards, got ${shown(options.iamAction)}; right would be "dynamodb:PutItem"`);
    }
    checkArns(options.resourceArns);
    checkMapping(options.requestParameters ?? {});
    if (options.integrationHttpMethod !== undefined) {
      checkMethod('integrationHttpMethod', options.integrationHttpMethod);
    }
  }

  public _check(route: TargetRoute, stack: Stack): void {
    checkMappedParameters(this.options.requestParameters ?? {}, route);
    checkRegion(this.options.resourceArns, stack, `${route.method} ${route.path}`);
  }

  public _bind(context: TargetContext): TargetIntegration {
    const { service, action, path, iamAction, resourceArns } = this.options;
    const stack = Stack.of(context.scope);
    let role = this.roles.get(context.scope);
    if (!role) {
      // The first route that uses the target names the role, so that its logical id does not depend on a counter.
      role = executionRole(context.scope, `${service} ${context.method} ${context.path}`.replace(/\//g, ' '), iamAction, resourceArns);
      this.roles.set(context.scope, role);
    }
    return {
      integration: {
        type: 'aws',
        httpMethod: this.options.integrationHttpMethod ?? 'POST',
        uri: Arn.format({
          service: 'apigateway',
          account: service,
          resource: action !== undefined ? 'action' : 'path',
          resourceName: action ?? path,
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }, stack),
        credentials: role.roleArn,
        requestParameters: ordered(this.options.requestParameters),
        requestTemplates: ordered(this.options.requestTemplates),
        // A request whose content type has no template must not reach the service unmapped.
        passthroughBehavior: this.options.requestTemplates ? 'never' : 'when_no_match',
        timeoutInMillis: LONGEST_TIMEOUT.toMilliseconds(),
        responses: {
          // The service's own error text names resources and roles: the client gets the status only.
          '2\\d{2}': { statusCode: '200', responseTemplates: { 'application/json': this.options.responseTemplate ?? '{}' } },
          '4\\d{2}': { statusCode: '400', responseTemplates: { 'application/json': '{"message":"Bad request"}' } },
          'default': { statusCode: '502', responseTemplates: { 'application/json': '{"message":"Bad gateway"}' } },
        },
      },
      responses: { 200: { description: 'Done' }, 400: { description: 'Bad request' }, 502: { description: 'Bad gateway' } },
      role: role.node.id,
      description: `${service} ${action ?? iamAction}`,
    };
  }
}

class MockTarget extends RouteTarget {
  public constructor(private readonly options: MockTargetOptions) {
    super();
    checkTypes('options', options, { statusCode: NUMBER, body: optional(TEXT) });
    if (!Number.isInteger(options.statusCode) || options.statusCode < 200 || options.statusCode > 599) {
      throw new Error(`\`statusCode\` must be a whole number from 200 to 599, got ${shown(options.statusCode)}`);
    }
    if (options.body !== undefined) {
      checkConstant(options.body);
    }
  }

  public _bind(_context: TargetContext): TargetIntegration {
    const statusCode = String(this.options.statusCode);
    return {
      integration: {
        type: 'mock',
        // A mock reads its status from the mapped request; a body of another type than JSON finds no template and is refused.
        requestTemplates: { 'application/json': `{"statusCode":${statusCode}}` },
        passthroughBehavior: 'never',
        responses: {
          default: {
            statusCode,
            ...(this.options.body !== undefined && { responseTemplates: { 'application/json': constantTemplate(this.options.body) } }),
          },
        },
      },
      responses: { [statusCode]: { description: 'A constant' } },
      role: '-',
      description: `mock ${statusCode}`,
    };
  }
}

const METHODS = [...Object.values(HttpMethod), 'OPTIONS'] as string[];

/** API Gateway takes others too, and would answer every request with an error of the backend's. */
function checkMethod(property: string, method: string): void {
  if (!METHODS.includes(method)) {
    const right = METHODS.find((known) => known === method.trim().toUpperCase()) ?? 'POST';
    throw new Error(`\`${property}\` must be one of ${METHODS.join(', ')}, got ${shown(method)}; right would be ${shown(right)}`);
  }
}
