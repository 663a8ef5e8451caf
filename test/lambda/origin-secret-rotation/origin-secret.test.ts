import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { isUsable, OriginSecret } from '../../../lambda/origin-secret-rotation/origin-secret';
import { awsError, SECRET_ARN } from './world';

const service = mockClient(SecretsManagerClient);
let pauses: number[];
let secret: OriginSecret;

beforeEach(() => {
  service.reset();
  pauses = [];
  secret = new OriginSecret(new SecretsManagerClient({}), SECRET_ARN, async (milliseconds) => void pauses.push(milliseconds));
});

test.each<[string | undefined, boolean]>([
  ['!', true], ['~', true], ['a'.repeat(200), true],
  [undefined, false], ['', false], ['a'.repeat(201), false], [' ', false], ['a b', false], ['a\n', false], ['\na', false], ['a\u007F', false], ['é', false],
])('%j can be the header\'s value: %p', (text, expected) => {
  expect(isUsable(text)).toBe(expected);
});

test.each([[true, true], [false, false], [undefined, false]])('rotation %p is on: %p', async (RotationEnabled, rotationEnabled) => {
  service.on(DescribeSecretCommand).resolves({ RotationEnabled, VersionIdsToStages: { v1: ['AWSPENDING'] } });
  expect(await secret.describe()).toEqual({ rotationEnabled, labels: { v1: ['AWSPENDING'] } });
  expect(service.commandCalls(DescribeSecretCommand)[0].args[0].input).toEqual({ SecretId: SECRET_ARN });
});

test('a secret without versions has no labels', async () => {
  service.on(DescribeSecretCommand).resolves({ RotationEnabled: true });
  expect(await secret.describe()).toEqual({ rotationEnabled: true, labels: {} });
});

test('a version is read by its id and label, with the time of its creation', async () => {
  service.on(GetSecretValueCommand).resolves({ SecretString: 'text', CreatedDate: new Date(5_000) });
  expect(await secret.tryRead({ id: 'v1', label: 'AWSPENDING' })).toEqual({ text: 'text', createdAt: 5_000 });
  expect(service.commandCalls(GetSecretValueCommand)[0].args[0].input).toEqual({ SecretId: SECRET_ARN, VersionId: 'v1', VersionStage: 'AWSPENDING' });
});

test('a version of bytes, and one that is not there, have no text', async () => {
  service.on(GetSecretValueCommand).resolvesOnce({ SecretBinary: new Uint8Array(1) }).rejectsOnce(awsError('ResourceNotFoundException'))
    .resolvesOnce({ SecretString: 'text' });
  expect(await secret.tryRead({ label: 'AWSCURRENT' })).toBeUndefined();
  expect(await secret.tryRead({ label: 'AWSCURRENT' })).toBeUndefined();
  expect(await secret.tryRead({ label: 'AWSCURRENT' })).toEqual({ text: 'text', createdAt: undefined });
});

test('what was just written is asked for again for a while', async () => {
  service.on(GetSecretValueCommand).rejectsOnce(awsError('ResourceNotFoundException')).rejectsOnce(awsError('ResourceNotFoundException'))
    .resolves({ SecretString: 'text' });
  expect(await secret.readPending('v1')).toBe('text');
  expect(pauses).toEqual([2_000, 2_000]);
  expect(service.commandCalls(GetSecretValueCommand)[2].args[0].input).toEqual({ SecretId: SECRET_ARN, VersionId: 'v1', VersionStage: 'AWSPENDING' });
});

test('what can\'t be read is given up after five attempts', async () => {
  service.on(GetSecretValueCommand).rejects(awsError('ResourceNotFoundException'));
  await expect(secret.readPending('v1')).rejects.toMatchObject({
    code: 'secret_value_unreadable', message: `the version v1 of ${SECRET_ARN} has no value that can be read`,
  });
  expect(service.commandCalls(GetSecretValueCommand)).toHaveLength(5);
  expect(pauses).toEqual(Array(4).fill(2_000));
  expect(await secret.readCurrent()).toBeUndefined();
});

test('the current value is read by its label alone', async () => {
  service.on(GetSecretValueCommand).resolves({ SecretString: 'text' });
  expect(await secret.readCurrent()).toBe('text');
  expect(service.commandCalls(GetSecretValueCommand)[0].args[0].input).toEqual({ SecretId: SECRET_ARN, VersionId: undefined, VersionStage: 'AWSCURRENT' });
});

test('a version is given a secret of its own, once', async () => {
  service.on(PutSecretValueCommand).resolvesOnce({}).rejectsOnce(awsError('ResourceExistsException')).resolves({});
  await secret.store('v1');
  await secret.store('v1');
  const text = await secret.replaceCurrent();
  const inputs = service.commandCalls(PutSecretValueCommand).map(({ args }) => args[0].input);
  expect(inputs).toEqual([
    { SecretId: SECRET_ARN, ClientRequestToken: 'v1', SecretString: expect.stringMatching(/^[\w-]{43}$/), VersionStages: ['AWSPENDING'] },
    { SecretId: SECRET_ARN, ClientRequestToken: 'v1', SecretString: expect.stringMatching(/^[\w-]{43}$/), VersionStages: ['AWSPENDING'] },
    { SecretId: SECRET_ARN, SecretString: text },
  ]);
  expect(new Set(inputs.map(({ SecretString }) => SecretString)).size).toBe(3);
});

test('the labels move from version to version', async () => {
  service.on(UpdateSecretVersionStageCommand).resolvesOnce({}).resolvesOnce({}).rejectsOnce(awsError('InvalidParameterException'));
  await secret.promote('v2', 'v1');
  await secret.giveUp('v2');
  await secret.giveUp('v2');
  expect(service.commandCalls(UpdateSecretVersionStageCommand).map(({ args }) => args[0].input)).toEqual([
    { SecretId: SECRET_ARN, VersionStage: 'AWSCURRENT', MoveToVersionId: 'v2', RemoveFromVersionId: 'v1' },
    { SecretId: SECRET_ARN, VersionStage: 'AWSPENDING', RemoveFromVersionId: 'v2' },
    { SecretId: SECRET_ARN, VersionStage: 'AWSPENDING', RemoveFromVersionId: 'v2' },
  ]);
});

test('what the service refuses otherwise is no answer', async () => {
  service.onAnyCommand().rejects(awsError('AccessDeniedException'));
  const denied = { name: 'AccessDeniedException' };
  await expect(secret.tryRead({ label: 'AWSCURRENT' })).rejects.toMatchObject(denied);
  await expect(secret.store('v1')).rejects.toMatchObject(denied);
  await expect(secret.giveUp('v1')).rejects.toMatchObject(denied);
  await expect(secret.promote('v1', undefined)).rejects.toMatchObject(denied);
});
