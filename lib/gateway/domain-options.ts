import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * Which client certificates open the connection at all: those that one of the certificate authorities in the trust store signed.
 *
 * API Gateway takes no TLS 1.3 policy for a domain with mutual TLS: such a domain accepts TLS 1.2 and 1.3.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export interface MutualTlsOptions {
  /** Bucket with the trust store. It has versioning, so that what is trusted changes by a deployment only. */
  readonly bucket: s3.IBucket;

  /** Object with the certificates of the authorities, in PEM format. */
  readonly key: string;

  /**
   * Version of the object. Without one, whoever may write to the bucket could have his own authority trusted at the next reload.
   */
  readonly version: string;

  /**
   * A certificate that AWS Certificate Manager issued for the same name: proves that the domain is yours where the domain's certificate is
   * imported or from a private authority.
   *
   * @default - the domain's own certificate is a public one of AWS Certificate Manager
   */
  readonly ownershipVerificationCertificate?: acm.ICertificate;
}

/**
 * A domain name of your own on the regional API. The execute-api endpoint is turned off, so that it is no way around.
 */
export interface DomainOptions {
  /** The name, in lower case, such as `api.example.com`. The record in the DNS is yours to make: it points at `customDomain`. */
  readonly domainName: string;

  /** Certificate for the name, of the API's own region. */
  readonly certificate: acm.ICertificate;

  /**
   * First part of the path at this domain, such as `orders` for `https://api.example.com/orders`.
   *
   * @default - the whole domain is the API's
   */
  readonly basePath?: string;

  /**
   * Why clients may connect with TLS 1.2: a sentence, such as the partner that has nothing newer.
   *
   * @default - TLS 1.3 only (with `mutualTls` 1.2 and 1.3: API Gateway offers nothing stricter there)
   */
  readonly allowTls12?: string;

  /**
   * Only clients with a certificate may connect.
   *
   * @default - any client may connect
   */
  readonly mutualTls?: MutualTlsOptions;
}
