/** A finding of checkov that stays, and why. */
interface Acceptance {
  readonly check: string;
  /** Template and resource. */
  readonly of: RegExp;
  readonly reason: string;
}

const FUNCTIONS = /AWS::Lambda::Function\.(?!Order|Custom|Pages)|AWS::Lambda::Function\.Orders/;
/** Resources that the example app makes beside the API, or the CDK for it. */
const EXAMPLE = /^example\./;

export const ACCEPTED: Acceptance[] = [
  {
    check: 'CKV_AWS_158',
    of: /^(?!domain-with-mutual-tls\.)/,
    reason: 'CloudWatch Logs encrypts every group; `encryptionKey` makes it the user\'s own key, as in the app with mutual TLS',
  },
  {
    check: 'CKV_AWS_158',
    of: /AccountLoggingLog/,
    reason: 'The function that sets the region\'s logging role belongs to no API, and writes no name of one',
  },
  {
    check: 'CKV_AWS_149',
    of: /^(?!domain-with-mutual-tls\.)/,
    reason: 'Secrets Manager encrypts every secret; `encryptionKey` makes it the user\'s own key, as in the app with mutual TLS',
  },
  { check: 'CKV_AWS_116', of: FUNCTIONS, reason: 'Whoever calls them keeps the request and tries again: no event is lost that a queue would hold' },
  { check: 'CKV_AWS_117', of: FUNCTIONS, reason: 'They call AWS and issuers on the internet, and nothing inside of a network' },
  { check: 'CKV_AWS_115', of: FUNCTIONS, reason: 'A bound on the authorizer would let a flood lock everybody out; an alarm watches it instead' },
  { check: 'CKV_AWS_173', of: FUNCTIONS, reason: 'Lambda encrypts the environment, and no secret is in it: issuers, names and times' },
  { check: 'CKV_AWS_120', of: /AWS::ApiGateway::Stage\./, reason: 'Answers depend on who asks: a cache of the gateway would need each caller in its key' },
  { check: 'CKV_AWS_18', of: /AWS::S3::Bucket\.\w*EdgeLogs/, reason: 'It is the bucket that holds the access logs, of the website\'s bucket too' },
  { check: 'CKV_AWS_26', of: EXAMPLE, reason: 'Alarms name no one; a topic with a key needs one that CloudWatch may use, which is the example app\'s own matter' },
  { check: 'CKV_AWS_111', of: /Custom.*BucketDeployment/, reason: 'The CDK\'s own function that copies the website\'s pages' },
  ...['CKV_AWS_115', 'CKV_AWS_116', 'CKV_AWS_117', 'CKV_AWS_173'].map((check) => ({
    check, of: /^example\..*AWS::Lambda::Function\.(OrderFunction|Custom)/, reason: 'The example app\'s own function, and the CDK\'s that copies the pages',
  })),
];
