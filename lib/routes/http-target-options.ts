import { Duration } from 'aws-cdk-lib';

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
