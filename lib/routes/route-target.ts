import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsServiceTargetOptions } from './aws-service-target-options';
import { HttpTargetOptions } from './http-target-options';
import { MockTargetOptions } from './mock-target-options';
import { AwsServiceTarget } from './private/aws-service-target';
import { HttpTarget } from './private/http-target';
import { LambdaTarget } from './private/lambda-target';
import { MockTarget } from './private/mock-target';
import { Target, TargetContext, TargetIntegration, TargetRoute } from './private/target-integration';

const KINDS = [LambdaTarget, HttpTarget, AwsServiceTarget, MockTarget];
const MADE = new WeakSet<object>();

/**
 * Where a route sends a request. Each target has an execution role of its own that may invoke that target only.
 */
export class RouteTarget {
  /**
   * An AWS Lambda function, by proxy integration. The function keeps an empty resource policy: API Gateway assumes a role instead,
   * which has no limit of 20 KB and can't be used by other APIs of the account.
   *
   * @param handler function, version or alias
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
   */
  public static lambdaFunction(handler: lambda.IFunction): RouteTarget {
    return new RouteTarget(new LambdaTarget(handler));
  }

  /**
   * The same as `lambdaFunction`, whose name is a reserved word in no language.
   *
   * @param handler function, version or alias
   * @deprecated use `lambdaFunction`: Python calls this one `lambda_`
   */
  public static lambda(handler: lambda.IFunction): RouteTarget {
    return RouteTarget.lambdaFunction(handler);
  }

  /**
   * An HTTP backend, by proxy integration. The client's API key is not passed on.
   *
   * @param url https address; `{name}` stands for the route's path parameter of that name
   * @throws where the address is not https, or names a path parameter that the route lacks
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html
   */
  public static http(url: string, options: HttpTargetOptions = {}): RouteTarget {
    return new RouteTarget(new HttpTarget(url, options));
  }

  /**
   * An AWS service, called directly.
   *
   * @throws where the role would be wider than one action on exact resources
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services.html
   */
  public static awsService(options: AwsServiceTargetOptions): RouteTarget {
    return new RouteTarget(new AwsServiceTarget(options));
  }

  /**
   * A constant answer, with no backend.
   *
   * @throws where the status code is none, or the body is no JSON
   */
  public static mock(options: MockTargetOptions): RouteTarget {
    return new RouteTarget(new MockTarget(options));
  }

  /**
   * Whether a factory above made it. What is subclassed or put together by hand would make its role, and check its address, as it likes.
   * @internal
   */
  public static _isTarget(value: unknown): value is RouteTarget {
    return MADE.has(value as object);
  }

  private constructor(private readonly target: Target) {
    if (new.target !== RouteTarget || !KINDS.some((kind) => target instanceof kind)) {
      throw new Error('`RouteTarget` can\'t be made or subclassed by hand; right would be RouteTarget.lambdaFunction(fn), .http(url), .awsService({...}) or .mock({...})');
    }
    MADE.add(this);
  }

  /**
   * Throws where the target can't serve the route; makes nothing yet.
   * @internal
   */
  public _check(route: TargetRoute, stack: Stack): void {
    this.target.check?.(route, stack);
  }

  /**
   * Whether the two send a request to the same place in the same way.
   * @internal
   */
  public _equals(other: RouteTarget): boolean {
    return this.target === other.target || this.target.equals?.(other.target) === true;
  }

  /**
   * Makes what the target needs (once an API) and says what goes into the operation.
   * @internal
   */
  public _bind(context: TargetContext): TargetIntegration {
    return this.target.bind(context);
  }
}
