import { JwtIssuer } from '../authorizer/jwt-issuer';

/**
 * Whose tokens the website's pages send: with them, and with no others, a request may use the API key that the Edge adds.
 */
export interface WebsiteTokens {
  /** The issuer at which visitors log in: one of `jwtIssuers`. */
  readonly issuer: JwtIssuer;

  /**
   * Client ids that the website has at the issuer, such as `userPoolClient.userPoolClientId`. A token says in `client_id` or `azp` which client
   * it was issued to.
   *
   * @default - every client of the issuer: right where it has no other client than the website
   */
  readonly clientIds?: string[];
}
