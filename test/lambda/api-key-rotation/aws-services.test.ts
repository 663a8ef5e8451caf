import { APIGatewayClient, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { AwsServices } from '../../../lambda/api-key-rotation/aws-services';
import { handle } from '../../../lambda/api-key-rotation/handle';
import { TAG_USAGE_PLAN_ID } from '../../../lib/private/rotation-contract';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Partner-AbCdEf';
const gateway = mockClient(APIGatewayClient);
const secrets = mockClient(SecretsManagerClient);
const services = new AwsServices({
  apiGateway: new APIGatewayClient({ region: 'eu-west-1' }),
  secretsManager: new SecretsManagerClient({ region: 'eu-west-1' }),
  edgeStore: () => Promise.reject(new Error('loaded for a consumer without a website')),
  restApiId: 'api01',
  report: () => undefined,
});

beforeEach(() => {
  gateway.reset();
  secrets.reset();
});

test('keys are listed by the beginning of their name, and never with their values', async () => {
  gateway.on(GetApiKeysCommand).resolves({ items: [] });
  await services.listKeys('Partner-AbCdEf:');
  for (const call of gateway.commandCalls(GetApiKeysCommand)) {
    expect(call.args[0].input).toMatchObject({ nameQuery: 'Partner-AbCdEf:', includeValues: false });
  }
  expect(gateway.commandCalls(GetApiKeysCommand)).not.toHaveLength(0);
});

test('createSecret stores a value as pending under the token, and makes no key yet', async () => {
  secrets.on(DescribeSecretCommand).resolves({
    ARN, RotationEnabled: true, VersionIdsToStages: { old: ['AWSCURRENT'], token: ['AWSPENDING'] }, Tags: [{ Key: TAG_USAGE_PLAN_ID, Value: 'plan' }],
  });
  secrets.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
  secrets.on(PutSecretValueCommand).resolves({});
  await handle(services, { Step: 'createSecret', SecretId: ARN, ClientRequestToken: 'token' }, 'invocation');
  const [put] = secrets.commandCalls(PutSecretValueCommand);
  expect(put.args[0].input).toMatchObject({ SecretId: ARN, ClientRequestToken: 'token', VersionStages: ['AWSPENDING'] });
  expect((JSON.parse(put.args[0].input.SecretString!) as { apiKey: string }).apiKey.length).toBeGreaterThanOrEqual(20);
  expect(gateway.calls()).toHaveLength(0);
});

test('a secret whose rotation is off is refused before anything is written', async () => {
  secrets.on(DescribeSecretCommand).resolves({ ARN, RotationEnabled: false, VersionIdsToStages: { token: ['AWSPENDING'] } });
  await expect(handle(services, { Step: 'createSecret', SecretId: ARN, ClientRequestToken: 'token' }, 'invocation')).rejects.toMatchObject({ code: 'rotation_off' });
  expect(secrets.commandCalls(PutSecretValueCommand)).toHaveLength(0);
});
