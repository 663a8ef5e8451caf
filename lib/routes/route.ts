import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from './http-method';
import { RequestBody } from './request-body';
import { RouteAccess } from './route-access';
import { RouteParameter } from './route-parameter';
import { RouteTarget } from './route-target';

/**
 * A route of the API: what it is called, who may call it, what it accepts and where it goes.
 */
export interface RouteOptions {
  /** HTTP method of the route. */
  readonly method: HttpMethod;

  /**
   * Path of the route, such as `/orders/{orderId}`. Each `{name}` is one whole segment; a last `{name+}` takes the rest.
   *
   * A request meets the most literal path that fits and has its method: a literal path without the method leaves it to the variable one.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-method-request.html
   */
  readonly path: string;

  /** Where the request goes. */
  readonly target: RouteTarget;

  /** Who may call the route. */
  readonly access: RouteAccess;

  /**
   * Parameters of path, query and headers. A path parameter that is not listed takes up to 256 characters of any kind.
   *
   * @default - the path's own parameters, no others checked
   */
  readonly parameters?: RouteParameter[];

  /**
   * Why clients may send query parameters that are not among `parameters`: a sentence, shown in the posture report. They reach the target
   * unchecked.
   *
   * @default - a request with another query parameter is answered with 400
   */
  readonly allowUndeclaredQuery?: string;

  /**
   * Body of the request.
   *
   * @default - RequestBody.none()
   */
  readonly body?: RequestBody;

  /**
   * Operation id in the OpenAPI document: letters and digits.
   *
   * @default - made from method and path
   */
  readonly operationId?: string;

  /**
   * Rate of this route, shared by all of its callers.
   *
   * @default - the stage's throttle
   */
  readonly throttle?: apigateway.ThrottleSettings;
}
