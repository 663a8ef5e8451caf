import { Duration } from 'aws-cdk-lib';

/**
 * Other web origins whose pages may call the API. Without it browsers let none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
export interface CorsOptions {
  /** Origins, each with scheme and host, such as `https://app.example.com`; or `*` alone, where no credentials are allowed. */
  readonly allowOrigins: string[];

  /**
   * Whether browsers may send cookies and TLS client certificates. Tokens in the `Authorization` header need it not.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;

  /**
   * Request headers that pages may set.
   *
   * @default ['Authorization', 'Content-Type', 'X-Api-Key']
   */
  readonly allowHeaders?: string[];

  /**
   * Response headers that pages may read.
   *
   * @default - those that browsers expose anyway
   */
  readonly exposeHeaders?: string[];

  /**
   * How long a browser may keep the answer to a preflight request.
   *
   * @default Duration.hours(1)
   */
  readonly maxAge?: Duration;
}
