import { Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refersToAnotherStack } from './shared-tokens';

const PATH = 'lambda:path/2015-03-31/functions';

/**
 * Lambda's invocation address for API Gateway.
 *
 * It stands in every operation, so it is written as `Fn::Sub`, with a third of the nodes of the `Fn::Join` that CDK makes of a text. What refers
 * to another stack is left as a text, in which CDK finds the reference and puts the import.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
 */
export function invocationUri(scope: Construct, functionArn: string): string {
  const stack = Stack.of(scope);
  if (refersToAnotherStack(stack, functionArn)) {
    return `arn:${stack.partition}:apigateway:${stack.region}:${PATH}/${functionArn}/invocations`;
  }
  return Fn.sub(`arn:\${AWS::Partition}:apigateway:\${AWS::Region}:${PATH}/\${Function}/invocations`, { Function: functionArn });
}
