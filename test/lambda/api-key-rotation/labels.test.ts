import { isInUse, labelsOf, requirePlan, versionWith } from '../../../lambda/api-key-rotation/labels';
import { SecretDescription } from '../../../lambda/api-key-rotation/services';

const secret: SecretDescription = {
  arn: 'arn',
  rotationEnabled: true,
  labels: new Map([['a', ['AWSPREVIOUS']], ['b', ['mine', 'AWSCURRENT']], ['c', ['AWSPENDING']], ['d', ['mine']], ['e', []]]),
  changedAt: 0,
};

test.each([['AWSPREVIOUS', 'a'], ['AWSCURRENT', 'b'], ['AWSPENDING', 'c'], ['AWSCURREN', undefined]])('%s is on the version %s', (label, version) => {
  expect(versionWith(secret, label)).toBe(version);
});

test('a version that is not there has no labels', () => {
  expect([labelsOf(secret, 'b'), labelsOf(secret, 'x')]).toEqual([['mine', 'AWSCURRENT'], []]);
});

test.each([['a', true], ['b', true], ['c', true], ['d', false], ['e', false], ['x', false]])('the key of version %s is needed: %s', (version, isNeeded) => {
  expect(isInUse(secret, version)).toBe(isNeeded);
});

test('a secret without the tag of its plan is refused', () => {
  expect(requirePlan({ ...secret, usagePlanId: 'plan' })).toBe('plan');
  expect(() => requirePlan(secret)).toThrow(expect.objectContaining({ code: 'usage_plan_unknown', message: expect.stringContaining('arn') }));
});
