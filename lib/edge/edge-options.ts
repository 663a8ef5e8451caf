import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { OriginMutualTlsOptions } from './origin-mutual-tls-options';
import { WebsiteOptions } from './website-options';

/**
 * Amazon CloudFront in front of the API: it adds a secret that the API's web ACL demands, so that the execute-api address answers 403.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
 */
export interface EdgeOptions {
  /**
   * Names under which clients reach the Edge, in lower case, such as `api.example.com`. The records in the DNS are yours to make: they point
   * at `edge.distribution`.
   *
   * @default - the name that CloudFront gives, for the reason in `allowCloudFrontDomain`
   */
  readonly domainNames?: string[];

  /**
   * Certificate for `domainNames`, of AWS Certificate Manager in us-east-1, where CloudFront looks for it.
   *
   * @default - none, for the reason in `allowCloudFrontDomain`
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Why clients use the name that CloudFront gives (`d111111abcdef8.cloudfront.net`): a sentence, shown in the posture report. Under that
   * name CloudFront accepts TLS 1.0, whatever else is asked of it.
   *
   * @default - `domainNames` and `certificate` must be there
   * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html
   */
  readonly allowCloudFrontDomain?: string;

  /**
   * Oldest TLS that clients may use, and its ciphers: `TLS_V1_2_2021` or newer.
   *
   * @default cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
   */
  readonly minimumProtocolVersion?: cloudfront.SecurityPolicyProtocol;

  /**
   * ARN of a web ACL for CloudFront, such as that of an `EdgeWebAcl` in a stack of us-east-1: the only region that such web ACLs live in.
   *
   * @default - a web ACL of its own, which the stack can have in us-east-1 only; anywhere else this property is required
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
   */
  readonly webAclArn?: string;

  /**
   * A client certificate by which the API knows CloudFront, beside the origin secret.
   *
   * @default - the origin secret alone, at the execute-api endpoint
   */
  readonly originMutualTls?: OriginMutualTlsOptions;

  /**
   * A static website beside the API.
   *
   * @default - the API alone, at the root
   */
  readonly website?: WebsiteOptions;

  /**
   * Edge locations that serve, by their price.
   *
   * @default cloudfront.PriceClass.PRICE_CLASS_ALL
   */
  readonly priceClass?: cloudfront.PriceClass;
}
