import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { having, memberOf, optional, Shape } from './check-types';

/** How every log group of one API is kept. */
export interface LogOptions {
  readonly retention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
}

/** How a public entry is told of the same. */
export const LOG_SHAPE: Shape = {
  logRetention: optional(memberOf('RetentionDays', logs.RetentionDays)),
  encryptionKey: optional(having('a key of AWS KMS such as new kms.Key(this, "Key")', 'keyArn')),
  removalPolicy: optional(memberOf('RemovalPolicy', RemovalPolicy)),
};

/** What a function may do with its log. Part of its role, where `grantWrite` would make one more resource. */
export function writeLog(log: logs.ILogGroup): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log.logGroupArn] })],
  });
}

/** A log group with retention; with a key of the user's, CloudWatch Logs of this account and region may use that key. */
export function logGroup(scope: Construct, id: string, options: LogOptions, logGroupName?: string): logs.LogGroup {
  const stack = Stack.of(scope);
  // Granted on the key before the group exists, else its creation fails:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  options.encryptionKey?.addToResourcePolicy(new iam.PolicyStatement({
    sid: 'CloudWatchLogs',
    principals: [new iam.ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      },
    },
  }), true);
  return new logs.LogGroup(scope, id, {
    logGroupName,
    retention: options.retention,
    removalPolicy: options.removalPolicy,
    encryptionKey: options.encryptionKey,
  });
}
