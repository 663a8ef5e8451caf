/**
 * HTTP methods that a route can have. `OPTIONS` is not among them: CORS preflight is made from `cors`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-method-settings-method-request.html
 */
export enum HttpMethod {
  /** Reads a resource; has no body. */
  GET = 'GET',
  /** Reads a resource's headers; has no body. */
  HEAD = 'HEAD',
  /** Creates a resource or starts an action. */
  POST = 'POST',
  /** Replaces a resource. */
  PUT = 'PUT',
  /** Changes a resource in part. */
  PATCH = 'PATCH',
  /** Deletes a resource. */
  DELETE = 'DELETE',
}
