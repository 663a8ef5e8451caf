import { Duration } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../../shared/acknowledge';
import { LogOptions } from '../../shared/log-group';

/** A private, encrypted bucket that speaks TLS only. */
export function edgeBucket(scope: Construct, id: string, props: s3.BucketProps): s3.Bucket {
  return new s3.Bucket(scope, id, {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    ...props,
  });
}

/**
 * The bucket for the distribution's access logs, which CloudFront writes by an access control list
 * (docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html).
 */
export function logBucket(scope: Construct, id: string, { retention, removalPolicy }: LogOptions): s3.Bucket {
  const bucket = edgeBucket(scope, id, {
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
    removalPolicy,
    // Whoever may write a log, or delete one, does not destroy what it said.
    versioned: true,
    lifecycleRules: [{
      abortIncompleteMultipartUploadAfter: Duration.days(7),
      noncurrentVersionExpiration: Duration.days(30),
      ...(retention !== logs.RetentionDays.INFINITE && { expiration: Duration.days(retention) }),
    }],
  });
  acknowledge(bucket, { 'AwsSolutions-S1': 'Holds the access logs themselves: a log of its own would log the writing of logs' });
  return bucket;
}
