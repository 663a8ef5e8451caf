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
