import * as acm from 'aws-cdk-lib/aws-certificatemanager';

/**
 * Amazon CloudFront in front of the API. The API itself then refuses whatever did not come through it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Introduction.html
 */
export interface EdgeOptions {
  /**
   * Names under which clients reach the API, such as `api.example.com`; at least one. The records in the DNS are yours to make: they point
   * at `edge.distribution`.
   *
   * Required, since CloudFront enforces no TLS version under its own name `*.cloudfront.net`.
   */
  readonly domainNames: string[];

  /** Certificate for the names, in us-east-1. */
  readonly certificate: acm.ICertificate;

  /**
   * Whether clients must speak TLS 1.3.
   *
   * @default false - TLS 1.2 with the ciphers of 2021, or 1.3
   */
  readonly tls13Only?: boolean;

  /**
   * ARN of a web ACL for CloudFront. AWS keeps those in us-east-1 only, so a stack of another region can't make one.
   *
   * @default - in us-east-1 one is made, with the address rules of `firewall`; elsewhere it is required
   */
  readonly webAclArn?: string;
}
