import { Duration } from 'aws-cdk-lib';

/**
 * Other web origins whose pages may call the API. Without it browsers let none.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
 */
export interface CorsOptions {
  /** Origins, each with scheme and host, such as `https://app.example.com`; or `*` alone, for the reason in `allowAnyOrigin`. */
  readonly allowOrigins: string[];

  /**
   * Why pages of any website may call the API: a sentence, shown in the posture report. Needed where `allowOrigins` is `['*']`, which excludes
   * `allowCredentials`.
   *
   * @default - only pages of the origins that are named
   */
  readonly allowAnyOrigin?: string;

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
