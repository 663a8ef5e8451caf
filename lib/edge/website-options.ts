import { ApiConsumerOptions } from '../keys/api-consumer';
import { WebsiteTokens } from './website-tokens';

/**
 * A static website at the Edge, on the API's own origin: its pages call the API with no CORS, and with an API key that no browser sees.
 *
 * The API is under `apiPath`, everything else is an object of the website's bucket. Pages log their visitors in themselves, for instance
 * at Amazon Cognito with PKCE, and send the token; the Edge adds the website's key, and follows its rotation without a deployment.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export interface WebsiteOptions {
  /**
   * First part of the paths that belong to the API: `/api` makes the route `/orders` answer at `/api/orders`.
   *
   * @default '/api'
   */
  readonly apiPath?: string;

  /**
   * Object that is served for a path which ends with a slash.
   *
   * @default 'index.html'
   */
  readonly indexDocument?: string;

  /**
   * Whether paths without a dot in their last part are pages that `indexDocument` at the root draws itself, as a single-page application
   * does.
   *
   * @default false
   */
  readonly singlePage?: boolean;

  /**
   * Origins beside the website's own that its pages may connect to, such as the domain of an Amazon Cognito user pool:
   * `https://shop.auth.eu-west-1.amazoncognito.com`. Part of the default content security policy.
   *
   * @default - none
   */
  readonly connectSources?: string[];

  /**
   * Value of the header `Content-Security-Policy` on the website's pages, instead of the default one.
   *
   * @default - scripts, styles, fonts and images of the website itself (and `data:` images), connections to itself and `connectSources`,
   * no frames, no plugins, nothing inline
   * @see https://developer.mozilla.org/docs/Web/HTTP/Headers/Content-Security-Policy
   */
  readonly contentSecurityPolicy?: string;

  /**
   * Whose tokens the website's pages send. A request without a key gets the website's, whoever sends it; with any other token, or with none, it
   * is refused (403) on every route that needs a key. So a partner who leaves his key out does not use the website's.
   *
   * A public route that the pages call says so by `access.withoutApiKey(reason)`: with the website's key it would be open to anyone.
   *
   * @default - where the API has one issuer, every token of it; where it has several, they must be given
   */
  readonly tokens?: WebsiteTokens[];

  /**
   * Throttle and quota of the website as a consumer: all of its visitors together.
   *
   * @default - 50 requests a second, bursts of 100, no quota
   */
  readonly consumer?: ApiConsumerOptions;
}
