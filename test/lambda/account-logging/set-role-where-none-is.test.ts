import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { mockClient } from 'aws-sdk-client-mock';
import { setRoleWhereNoneIs } from '../../../lambda/account-logging/set-role-where-none-is';

const ROLE = 'arn:aws:iam::111122223333:role/logs';
const gateway = mockClient(APIGatewayClient);
const pauses: number[] = [];
const run = () => setRoleWhereNoneIs(new APIGatewayClient({}), ROLE, async (milliseconds) => {
  pauses.push(milliseconds);
});
const refusal = (name: string) => Object.assign(new Error('refused'), { name });

beforeEach(() => {
  gateway.reset();
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
