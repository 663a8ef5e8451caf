import type * as apiGateway from '@aws-sdk/client-api-gateway';
import type * as secretsManager from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import type * as rotation from '../../../lambda/api-key-rotation/handler';

const logged: unknown[][] = [];

jest.mock('@aws-lambda-powertools/logger', () => ({
  Logger: class {
    public readonly appendKeys = (keys: object) => void logged.push(['keys', keys]);
    public readonly error = (...line: unknown[]) => void logged.push(['error', ...line]);
  },
}));

const ENVIRONMENT = { AWS_REGION: 'eu-west-1', REST_API_ID: 'api01', KEY_SETTLE_SECONDS: '60' };
const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Partner-AbCdEf';

/** The handler as the runtime loads it. */
function load(environment: { readonly [name: string]: string | undefined } = {}): typeof rotation.handler {
  jest.resetModules();
  for (const [name, value] of Object.entries({ ...ENVIRONMENT, ...environment })) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
  return jest.requireActual<typeof rotation>('../../../lambda/api-key-rotation/handler').handler;
}

const context = { awsRequestId: 'invocation-1' } as Context;

beforeEach(() => {
  logged.length = 0;
});

test.each(['REST_API_ID', 'KEY_SETTLE_SECONDS'])('does not start without %s', (name) => {
  expect(() => load({ [name]: undefined })).toThrow(`environment variable ${name} must be set`);
  expect(() => load({ [name]: '' })).toThrow(`environment variable ${name} must be set`);
});

test('logs an error by its code, under the invocation, and fails with it', async () => {
  const handler = load();
  await expect(handler({}, context)).rejects.toMatchObject({ code: 'event_unknown' });
  expect(logged).toEqual([
    ['keys', { invocation: 'invocation-1' }],
    ['error', 'the event must be a rotation step, a request of CloudFormation, or a revocation', { code: 'event_unknown' }],
  ]);
});

test('logs what nobody expected as such', async () => {
  const handler = load();
  const event = new Proxy({}, {
    has: () => {
      throw new RangeError('value-of-a-key');
    },
  });
  await expect(handler(event, context)).rejects.toThrow('unexpected RangeError');
  expect(logged.at(-1)).toEqual(['error', 'unexpected RangeError', { code: 'unexpected' }]);
});

test('works with the services that its environment names', async () => {
  const handler = load();
  const { DescribeSecretCommand, SecretsManagerClient } = jest.requireActual<typeof secretsManager>('@aws-sdk/client-secrets-manager');
  const secrets = mockClient(SecretsManagerClient);
  const answer = { ARN: SECRET_ARN, RotationEnabled: true, VersionIdsToStages: { token: ['AWSCURRENT'] } };
  secrets.on(DescribeSecretCommand, { SecretId: SECRET_ARN }).resolves(answer);
  await handler({ Step: 'testSecret', SecretId: SECRET_ARN, ClientRequestToken: 'token' }, context);
  expect(secrets.calls()).toHaveLength(1);
  expect(logged).toEqual([['keys', { invocation: 'invocation-1' }]]);
});

test('asks again for long where it is throttled, and waits as many seconds as its environment says', async () => {
  const handler = load();
  const { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } = jest.requireActual<typeof secretsManager>('@aws-sdk/client-secrets-manager');
  const { APIGatewayClient, GetApiKeyCommand, GetApiKeysCommand } = jest.requireActual<typeof apiGateway>('@aws-sdk/client-api-gateway');
  const secrets = mockClient(SecretsManagerClient);
  const gateway = mockClient(APIGatewayClient);
  secrets.on(DescribeSecretCommand).resolves({
    ARN: SECRET_ARN, RotationEnabled: true, VersionIdsToStages: { token: ['AWSPENDING'] }, Tags: [{ Key: 'secure-rest-api:usage-plan-id', Value: 'plan' }],
  });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"apiKey":"key-of-the-partner-0000000001"}' });
  gateway.onAnyCommand().resolves({});
  gateway.on(GetApiKeysCommand).resolves({ items: [{ id: 'k1', name: 'Partner-AbCdEf:token' }] });
  const changed = Date.now() - 59_800;
  gateway.on(GetApiKeyCommand).resolves({ enabled: true, lastUpdatedDate: new Date(changed) });
  await handler({ Step: 'setSecret', SecretId: SECRET_ARN, ClientRequestToken: 'token' }, context);
  expect(Date.now()).toBeGreaterThanOrEqual(changed + 59_995);
  for (const client of [secrets.call(0).thisValue as secretsManager.SecretsManagerClient, gateway.call(0).thisValue as apiGateway.APIGatewayClient]) {
    expect(await client.config.maxAttempts()).toBe(10);
    expect(await (typeof client.config.retryMode === 'function' ? client.config.retryMode() : client.config.retryMode)).toBe('adaptive');
  }
});
