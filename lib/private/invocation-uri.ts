import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Lambda's invocation address for API Gateway.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
export function invocationUri(scope: Construct, functionArn: string): string {
  const { partition, region } = Stack.of(scope);
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
