import { App, Stack, Validations } from 'aws-cdk-lib';
import { acknowledgedRules } from '../../lib/checks/private/acknowledged';
import { acknowledge } from '../../lib/shared/acknowledge';

const ID = 'AwsSolutions-IAM5[Resource::arn:aws:s3:::bucket/*]';

afterEach(() => jest.restoreAllMocks());

test('an id with more than one :: is acknowledged as it is', () => {
  const stack = new Stack(new App(), 'Stack');
  acknowledge(stack, { 'AwsSolutions-COG4': 'First', [ID]: 'Second' });
  expect([...acknowledgedRules(stack)]).toEqual([['AwsSolutions-COG4', 'First'], [ID, 'Second']]);
});

test('it is too with a CDK that refuses such an id', () => {
  const known = Validations.prototype.acknowledge;
  jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...rules) {
    if (rules.some(({ id }) => id.split('::').length > 2)) {
      throw new Error('Invalid validation rule ID');
    }
    known.apply(this, rules);
  });
  const stack = new Stack(new App(), 'Stack');
  acknowledge(stack, { 'AwsSolutions-COG4': 'First', [ID]: 'Second' });
  expect([...acknowledgedRules(stack)]).toEqual([['AwsSolutions-COG4', 'First'], [ID, 'Second']]);
});

test('what the CDK refuses for another reason is not hidden', () => {
  jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => {
    throw new Error('locked');
  });
  expect(() => acknowledge(new Stack(new App(), 'Stack'), { 'AwsSolutions-COG4': 'First' })).toThrow('locked');
});

test('blanks are dashes, also with a CDK that leaves them', () => {
  const stack = new Stack(new App(), 'Stack');
  stack.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { 'annotation::SecureRestApi-SRA1[GET /orders]': 'Third' });
  expect([...acknowledgedRules(stack)]).toEqual([['SecureRestApi-SRA1[GET-/orders]', 'Third']]);
});
