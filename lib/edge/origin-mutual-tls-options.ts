import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { MutualTlsOptions } from '../gateway/domain-options';

/**
 * A door to the API that opens for CloudFront's own client certificate only: mutual TLS between CloudFront and API Gateway, beside the origin
 * secret. The execute-api endpoint is turned off, so that it is no way around.
 *
 * The secret stands in the account's own trail of calls (as AWS WAF's search string) and reaches Lambda targets; with this, it opens nothing
 * by itself.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-mtls-authentication.html
 */
export interface OriginMutualTlsOptions {
  /**
   * Name under which CloudFront, and nobody else, reaches the API: in lower case, and none of `domainNames`, such as `origin.shop.example.com`. The
   * record in the DNS is yours to make: it points at the API's `customDomain`.
   */
  readonly domainName: string;

  /** Certificate for that name, of AWS Certificate Manager in the API's own region: a public one, since CloudFront trusts no other. */
  readonly certificate: acm.ICertificate;

  /**
   * Certificate that CloudFront presents, of AWS Certificate Manager in us-east-1, imported or of AWS Private Certificate Authority, for client
   * authentication (`extendedKeyUsage` clientAuth).
   */
  readonly clientCertificate: acm.ICertificate;

  /**
   * The authority that signed the client certificate. Right is one for this purpose alone: every certificate that it signs opens the door, and
   * API Gateway looks at no list of revoked ones.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
   */
  readonly trustStore: MutualTlsOptions;
}
