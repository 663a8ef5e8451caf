import { CfnResource, Stack, STACK_RESOURCE_LIMIT_CONTEXT } from 'aws-cdk-lib';

/** CloudFormation's: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES_OF_A_STACK = 500;
/** Usage plan, secret, keys and rotation schedule. */
const RESOURCES_OF_A_CONSUMER = 4;

/**
 * What is wrong where an API's consumers make the stack too large for CloudFormation: CDK's own error counts resources and names no consumer.
 */
export function consumerLimitProblem(stack: Stack, consumers: number): string | undefined {
  const limit = Number(stack.node.tryGetContext(STACK_RESOURCE_LIMIT_CONTEXT) ?? RESOURCES_OF_A_STACK);
  const resources = stack.node.findAll().filter((construct) => CfnResource.isCfnResource(construct) && construct.stack === stack).length;
  // 0 is CDK's word for no limit.
  const room = Math.floor((limit - (resources - consumers * RESOURCES_OF_A_CONSUMER)) / RESOURCES_OF_A_CONSUMER);
  if (limit === 0 || resources <= limit || room < 0) {
    return undefined;
  }
  return `\`addConsumer\` must be called at most ${room} times here, got ${consumers} consumers: each is ${RESOURCES_OF_A_CONSUMER} resources, and the stack has ` +
    `${resources} of ${limit} that CloudFormation takes; right would be an API in another stack for the others`;
}
