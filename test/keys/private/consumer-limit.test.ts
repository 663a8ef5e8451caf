import { App, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { consumerLimitProblem } from '../../../lib/keys/private/consumer-limit';

function stackOf(resources: number, limit?: number): Stack {
  const app = new App({ context: limit === undefined ? {} : { '@aws-cdk/core:stackResourceLimit': limit } });
  const stack = new Stack(app, 'Stack');
  for (let index = 0; index < resources; index += 1) {
    new CfnResource(stack, `Resource${index}`, { type: 'AWS::SNS::Topic' });
  }
  return stack;
}

test.each([[500, undefined], [10, 10], [8, 10], [400, 0], [8, 0]])('%d resources, of which 8 are those of two consumers, are in the limit of %p', (resources, limit) => {
  expect(consumerLimitProblem(stackOf(resources, limit), 2)).toBeUndefined();
});

test.each([[501, undefined, 2, 1, 500], [11, 10, 2, 1, 10], [13, 10, 1, 0, 10], [12, 10, 2, 1, 10]])(
  '%d resources, with a limit of %p and %d consumers, leave room for %d consumers', (resources, limit, consumers, room, shown) => {
    expect(consumerLimitProblem(stackOf(resources, limit), consumers)).toBe(
      `\`addConsumer\` must be called at most ${room} times here, got ${consumers} consumers: each is 4 resources, and the stack has ` +
      `${resources} of ${shown} that CloudFormation takes; right would be an API in another stack for the others`);
  });

test('where other resources alone are too many, no number of consumers would be right', () => {
  expect(consumerLimitProblem(stackOf(24, 10), 1)).toBeUndefined();
});

test('what another stack has does not count', () => {
  const stack = stackOf(9, 10);
  const nested = new NestedStack(stack, 'Nested'); // one resource of the stack itself
  for (let index = 0; index < 2; index += 1) {
    new CfnResource(nested, `Resource${index}`, { type: 'AWS::SNS::Topic' });
  }
  // With these two it would be 12, which fewer consumers could mend.
  expect(consumerLimitProblem(stack, 2)).toBeUndefined();
  new CfnResource(stack, 'OneMore', { type: 'AWS::SNS::Topic' });
  expect(consumerLimitProblem(stack, 2)).toMatch(/at most 1 times here, got 2 consumers: .* has 11 of 10/);
});
