import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Reads and writes the entries of one key-value store.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfrontkeyvaluestore.html
 */
export function storeStatement(storeArn: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['cloudfront-keyvaluestore:DescribeKeyValueStore', 'cloudfront-keyvaluestore:GetKey', 'cloudfront-keyvaluestore:PutKey'],
    resources: [storeArn],
  });
}
