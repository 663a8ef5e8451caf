import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { setRoleWhereNoneIs } from '../../../lambda/account-logging/set-role-where-none-is';

const ROLE = 'arn:aws:iam::111122223333:role/logs';
const THEIRS = 'arn:aws:iam::111122223333:role/theirs';
const gateway = mockClient(APIGatewayClient);
const iam = mockClient(IAMClient);
const pauses: number[] = [];
const run = () => setRoleWhereNoneIs(new APIGatewayClient({}), new IAMClient({}), ROLE, async (milliseconds) => {
  pauses.push(milliseconds);
});
const refusal = (name: string) => Object.assign(new Error('refused'), { name });

beforeEach(() => {
  gateway.reset();
  iam.reset();
  iam.on(GetRoleCommand).callsFake(({ RoleName }) => ({ Role: { Arn: `arn:aws:iam::111122223333:role/${String(RoleName)}` } }));
  pauses.length = 0;
});

test('a role that somebody set stays', async () => {
  gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/theirs' });
  await expect(run()).resolves.toBe('already set');
  expect(gateway.commandCalls(UpdateAccountCommand)).toHaveLength(0);
});

test('where none is set, ours is', async () => {
  gateway.on(GetAccountCommand).resolves({});
  gateway.on(UpdateAccountCommand).resolves({});
  await expect(run()).resolves.toBe('set');
  expect(gateway.commandCalls(UpdateAccountCommand)[0].args[0].input).toEqual({
    patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE }],
  });
});

test('a role that API Gateway can not assume yet is tried again, at the pace that UpdateAccount takes', async () => {
  gateway.on(GetAccountCommand).resolves({});
  gateway.on(UpdateAccountCommand).rejectsOnce(refusal('BadRequestException')).rejectsOnce(refusal('TooManyRequestsException')).resolves({});
  await expect(run()).resolves.toBe('set');
  expect(pauses.every((milliseconds) => milliseconds > 20_000)).toBe(true);
});

test('a permission of a fresh role that is not in force yet is waited for', async () => {
  gateway.on(GetAccountCommand).rejectsOnce(refusal('AccessDeniedException')).resolves({});
  gateway.on(UpdateAccountCommand).rejectsOnce(refusal('AccessDeniedException')).resolves({});
  await expect(run()).resolves.toBe('set');
  expect(pauses).toHaveLength(2);
});

test('a role that another stack set meanwhile is not overwritten', async () => {
  gateway.on(GetAccountCommand).resolvesOnce({}).resolves({ cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/theirs' });
  gateway.on(UpdateAccountCommand).rejectsOnce(refusal('ConflictException')).resolves({});
  await expect(run()).resolves.toBe('already set');
  expect(gateway.commandCalls(UpdateAccountCommand)).toHaveLength(1);
});

test('what can not be mended by waiting fails at once', async () => {
  gateway.on(GetAccountCommand).resolves({});
  gateway.on(UpdateAccountCommand).rejects(refusal('NotFoundException'));
  await expect(run()).rejects.toMatchObject({ name: 'NotFoundException' });
  expect(pauses).toHaveLength(0);
});

test('waiting ends before the function does', async () => {
  gateway.on(GetAccountCommand).resolves({});
  gateway.on(UpdateAccountCommand).rejects(refusal('BadRequestException'));
  await expect(run()).rejects.toMatchObject({ name: 'BadRequestException' });
  expect(pauses.reduce((sum, milliseconds) => sum + milliseconds, 0)).toBeLessThan(240_000);
});

describe('a role that is set', () => {
  const gone = refusal('NoSuchEntityException');
  const updates = () => gateway.commandCalls(UpdateAccountCommand).map(({ args }) => args[0].input.patchOperations?.[0].value);

  beforeEach(() => {
    gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: THEIRS });
    gateway.on(UpdateAccountCommand).resolves({});
  });

  test('and there, is looked up once by its name', async () => {
    await expect(run()).resolves.toBe('already set');
    expect(iam.commandCalls(GetRoleCommand).map(({ args }) => args[0].input)).toEqual([{ RoleName: 'theirs' }]);
    expect([pauses, updates()]).toEqual([[], []]);
  });

  test.each(['NoSuchEntityException', 'NoSuchEntity'])('and gone (%s), counts as not set, when IAM says so twice', async (name) => {
    iam.on(GetRoleCommand).rejects(refusal(name));
    await expect(run()).resolves.toBe('set in place of a role that is gone');
    expect([iam.commandCalls(GetRoleCommand).length, pauses, updates()]).toEqual([2, [21_000], [ROLE]]);
  });

  test('and new, which IAM does not know at first, stays', async () => {
    iam.on(GetRoleCommand).rejectsOnce(gone).resolves({ Role: { Arn: THEIRS } } as never);
    await expect(run()).resolves.toBe('already set');
    expect([pauses, updates()]).toEqual([[21_000], []]);
  });

  test('and gone, in whose place another stack set one meanwhile, is left to it', async () => {
    gateway.on(GetAccountCommand).resolvesOnce({ cloudwatchRoleArn: THEIRS }).resolves({ cloudwatchRoleArn: `${THEIRS}-2` });
    iam.on(GetRoleCommand, { RoleName: 'theirs' }).rejects(gone);
    await expect(run()).resolves.toBe('already set');
    expect(updates()).toEqual([]);
  });

  test('each of which is gone when asked, is none of ours to replace at the last try', async () => {
    let count = 0;
    gateway.on(GetAccountCommand).callsFake(() => ({ cloudwatchRoleArn: `${THEIRS}-${count += 1}` }));
    iam.on(GetRoleCommand).rejects(gone);
    await expect(run()).resolves.toBe('already set');
    expect([updates(), pauses.length]).toEqual([[], 5]);
  });

  test('and taken away meanwhile, is replaced', async () => {
    gateway.on(GetAccountCommand).resolvesOnce({ cloudwatchRoleArn: THEIRS }).resolves({});
    iam.on(GetRoleCommand).rejects(gone);
    await expect(run()).resolves.toBe('set');
    expect(updates()).toEqual([ROLE]);
  });

  test('and gone, is not waited for again where UpdateAccount has to be tried again', async () => {
    iam.on(GetRoleCommand).rejects(gone);
    gateway.on(UpdateAccountCommand).rejectsOnce(refusal('BadRequestException')).rejectsOnce(refusal('TooManyRequestsException')).resolves({});
    await expect(run()).resolves.toBe('set in place of a role that is gone');
    expect([pauses.length, updates().length]).toEqual([3, 3]);
  });

  test.each(['AccessDenied', 'AccessDeniedException', 'Throttling', 'ThrottlingException', 'ServiceFailureException', 'TimeoutError', 'CredentialsProviderError', 'ValidationError'])(
    'counts as set where IAM answers %s and does not say', async (name) => {
      iam.on(GetRoleCommand).rejects(refusal(name));
      await expect(run()).resolves.toBe('already set');
      expect([iam.commandCalls(GetRoleCommand).length, pauses, updates()]).toEqual([2, [21_000], []]);
    });

  test.each(['AccessDenied', 'Throttling'])('is asked for again after %s, which may pass', async (name) => {
    iam.on(GetRoleCommand).rejectsOnce(refusal(name)).rejects(gone);
    await expect(run()).resolves.toBe('set in place of a role that is gone');
    expect([iam.commandCalls(GetRoleCommand).length, updates()]).toEqual([3, [ROLE]]);
  });

  test('counts as set where the answer has no role', async () => {
    iam.on(GetRoleCommand).resolves({} as never);
    await expect(run()).resolves.toBe('already set');
    expect(updates()).toEqual([]);
  });

  test.each([
    ['a path', 'arn:aws:iam::111122223333:role/service-role/apis/logs.of-APIs@eu', 'logs.of-APIs@eu'],
    ['a name of all kinds of characters', 'arn:aws:iam::111122223333:role/a_b+c=d,e.f@g-h', 'a_b+c=d,e.f@g-h'],
  ])('with %s is looked up by its name', async (_, arn, RoleName) => {
    gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: arn });
    iam.on(GetRoleCommand).resolves({ Role: { Arn: arn } } as never);
    await expect(run()).resolves.toBe('already set');
    expect(iam.commandCalls(GetRoleCommand)[0].args[0].input).toEqual({ RoleName });
  });

  test('whose name another role has now, under another path, is gone', async () => {
    gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/old/theirs' });
    await expect(run()).resolves.toBe('set in place of a role that is gone');
    expect(updates()).toEqual([ROLE]);
  });

  test.each([
    ['of another account', 'arn:aws:iam::444455556666:role/theirs'],
    ['of another partition', 'arn:aws-cn:iam::111122223333:role/theirs'],
    ['that is no role', 'arn:aws:iam::111122223333:user/theirs'],
    ['of another form', 'theirs'],
    ['with a name that IAM could not have', `arn:aws:iam::111122223333:role/${'a'.repeat(65)}`],
  ])('%s is not asked for, and stays', async (_, arn) => {
    gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: arn });
    await expect(run()).resolves.toBe('already set');
    expect([iam.calls().length, pauses, updates()]).toEqual([0, [], []]);
  });

  test('in China is looked up too', async () => {
    const arn = 'arn:aws-cn:iam::111122223333:role/theirs';
    gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: arn });
    iam.on(GetRoleCommand).rejects(gone);
    await expect(setRoleWhereNoneIs(new APIGatewayClient({}), new IAMClient({}), 'arn:aws-cn:iam::111122223333:role/logs', async () => undefined))
      .resolves.toBe('set in place of a role that is gone');
  });
});
