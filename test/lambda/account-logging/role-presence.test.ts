import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { presenceOf } from '../../../lambda/account-logging/role-presence';

const OWN = 'arn:aws:iam::111122223333:role/logs';
const THEIRS = 'arn:aws:iam::111122223333:role/theirs';
const iam = mockClient(IAMClient);
const ask = (roleArn: string, ownRoleArn = OWN) => presenceOf(new IAMClient({}), roleArn, ownRoleArn);
const refusal = (name: string) => Object.assign(new Error('refused'), { name });

beforeEach(() => iam.reset());

test.each<[string, object, string]>([
  ['the role', { Role: { Arn: THEIRS } }, 'there'],
  ['a role of this name under another path', { Role: { Arn: 'arn:aws:iam::111122223333:role/new/theirs' } }, 'gone'],
  ['a role without an ARN', { Role: {} }, 'unanswered'],
  ['nothing', {}, 'unanswered'],
])('where IAM answers with %s', async (_, answer, presence) => {
  iam.on(GetRoleCommand, { RoleName: 'theirs' }).resolves(answer);
  expect(await ask(THEIRS)).toBe(presence);
});

test.each([['NoSuchEntityException', 'gone'], ['NoSuchEntity', 'gone'], ['AccessDenied', 'unanswered']])('%s means %s', async (name, presence) => {
  iam.on(GetRoleCommand).rejects(refusal(name));
  expect(await ask(THEIRS)).toBe(presence);
});

test('what is no role counts as there, and is not asked for, also where the own role is of another form', async () => {
  iam.on(GetRoleCommand).rejects(refusal('NoSuchEntity'));
  for (const own of [OWN, 'logs']) {
    expect(await ask('theirs', own)).toBe('there');
  }
  expect(iam.calls()).toHaveLength(0);
});
