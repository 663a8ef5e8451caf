import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import type { CloudFormationCustomResourceResponse } from 'aws-lambda';
import { handle } from '../../../lambda/api-key-rotation/handle';
import { Services } from '../../../lambda/api-key-rotation/services';
import { PLAN_ID, SECRET_ARN, World } from './world';

let bucket: Server;
let address: string;
let answers: CloudFormationCustomResourceResponse[];
let world: World;

beforeEach(async () => {
  answers = [];
  world = new World();
  bucket = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      answers.push(JSON.parse(body) as CloudFormationCustomResourceResponse);
      response.end();
    });
  });
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(bucket.address() as AddressInfo).port}/answer`;
});

afterEach(() => void bucket.close());

const cloudFormation = (type: string, properties: object) => ({
  RequestType: type, ResponseURL: address, StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Keys', ResourceType: 'Custom::X', ResourceProperties: properties,
});
const KEYS = { ServiceToken: 'arn', SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID };

describe('CloudFormation', () => {
  test('has a consumer\'s keys made, and removed', async () => {
    await handle(world.services(), cloudFormation('Create', KEYS), 'invocation');
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    // The version is named after the request, so that a repeated one makes no second key.
    expect(world.versionWith('AWSCURRENT')?.[0]).toBe('request');
    await handle(world.services(), cloudFormation('Update', KEYS), 'invocation');
    expect(world.ownKeys).toHaveLength(1);
    await handle(world.services(), cloudFormation('Delete', KEYS), 'invocation');
    expect(world.ownKeys).toEqual([]);
    expect(answers).toEqual(Array.from({ length: 3 }, () => (
      { Status: 'SUCCESS', Reason: 'Done', PhysicalResourceId: SECRET_ARN, StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Keys' })));
  });

  test('may name a key from elsewhere and the Edge\'s store, or something that is neither', async () => {
    world.importedText = 'brought-from-elsewhere-0001';
    world.addEdgeStore();
    await handle(world.services(), cloudFormation('Create', { ...KEYS, ImportFromSecretArn: 'arn', EdgeStoreArn: world.edgeStore!.arn }), 'invocation');
    expect(world.keyOf('AWSCURRENT')!.value).toBe('brought-from-elsewhere-0001');
    expect(world.edgeStore!.value).toBe('brought-from-elsewhere-0001');
    world = new World();
    world.importedText = 'brought-from-elsewhere-0001';
    await handle(world.services(), cloudFormation('Create', { ...KEYS, ImportFromSecretArn: 7, EdgeStoreArn: {} }), 'invocation');
    expect(world.keyOf('AWSCURRENT')!.value).not.toBe('brought-from-elsewhere-0001');
    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test.each([
    ['the secret', { UsagePlanId: PLAN_ID }, 'Keys'],
    ['the plan', { SecretArn: SECRET_ARN }, SECRET_ARN],
    ['a secret that is a text', { ...KEYS, SecretArn: 7 }, 'Keys'],
    ['a plan that is a text', { ...KEYS, UsagePlanId: null }, SECRET_ARN],
  ])('is told where it forgot %s', async (_, properties, physicalId) => {
    await handle(world.services(), cloudFormation('Create', properties), 'invocation');
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'the custom resource must have SecretArn and UsagePlanId', PhysicalResourceId: physicalId }]);
    expect(world.ownKeys).toEqual([]);
  });

  test('is told of an error by its kind only, unless it is one of ours', async () => {
    const broken: Services = { ...world.services(), describeSecret: () => Promise.reject(new TypeError('value-of-a-key')) };
    await handle(broken, cloudFormation('Create', KEYS), 'invocation');
    expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'unexpected TypeError' }]);
  });
});

describe('an event', () => {
  const refused = { code: 'event_unknown', message: 'the event must be a rotation step, a request of CloudFormation, or a revocation' };

  test.each<[string, object]>([
    ['nothing', {}],
    ['a request without an address for the answer', { ...cloudFormation('Create', KEYS), ResponseURL: undefined }],
    ['a step without its secret', { Step: 'createSecret', ClientRequestToken: 't' }],
    ['a step without its token', { Step: 'createSecret', SecretId: SECRET_ARN }],
    ['a step that is no text', { Step: 1, SecretId: SECRET_ARN, ClientRequestToken: 't' }],
    ['a revocation of nothing', { Action: 'RevokeAllKeys' }],
    ['a revocation of what is no text', { Action: 'RevokeAllKeys', SecretId: 1 }],
  ])('that is %s is none', async (_, event) => {
    const { ResponseURL: _address, ...rest } = event as { ResponseURL?: string };
    await expect(handle(world.services(), rest, 'invocation')).rejects.toMatchObject(refused);
  });

  test.each([['RequestType'], ['ResponseURL'], ['ResourceProperties']])('without %s is no request of CloudFormation', async (name) => {
    const { [name]: _, ...rest } = cloudFormation('Create', KEYS) as { [name: string]: unknown };
    await expect(handle(world.services(), rest, 'invocation')).rejects.toMatchObject(refused);
  });

  test.each([['createSecret '], ['toString'], ['']])('with the step %j is refused', async (step) => {
    const event = { Step: step, SecretId: SECRET_ARN, ClientRequestToken: 't' };
    await expect(handle(world.services(), event, 'invocation')).rejects.toMatchObject({
      code: 'step_unknown', message: `the step must be one of createSecret, setSecret, testSecret, finishSecret, got ${JSON.stringify(step)}`,
    });
  });

  test('with a step of 100 characters is refused with 60 of them', async () => {
    const event = { Step: 'x'.repeat(100), SecretId: SECRET_ARN, ClientRequestToken: 't' };
    await expect(handle(world.services(), event, 'invocation')).rejects.toThrow(new RegExp(`got "${'x'.repeat(59)}$`));
  });

  test('with another action is refused', async () => {
    await expect(handle(world.services(), { Action: 'RevokeKeys', SecretId: SECRET_ARN }, 'invocation')).rejects.toMatchObject({
      code: 'action_unknown', message: 'the action must be RevokePreviousKey or RevokeAllKeys',
    });
  });

  test.each([['no ARN', 'Partner'], ['the ARN of something else', 'arn:aws:s3:::secret:x'], ['an ARN with more', `${SECRET_ARN}:more`], ['an ARN in a text', `x${SECRET_ARN}`]])(
    'with %s as its secret is refused', async (_, SecretId) => {
      await expect(handle(world.services(), { Action: 'RevokeAllKeys', SecretId }, 'invocation')).rejects.toMatchObject({
        code: 'secret_arn_invalid', message: `the secret must be given by its ARN, got ${JSON.stringify(SecretId)}`,
      });
    });

  test.each<[string, unknown, string]>([['an error', new TypeError('value-of-a-key'), 'unexpected TypeError'], ['a text', 'value-of-a-key', 'unexpected string']])(
    'that ends with %s is told by its kind only', async (_, thrown, message) => {
      const broken: Services = { ...world.services(), describeSecret: () => Promise.reject(thrown) };
      const error = await handle(broken, { Action: 'RevokeAllKeys', SecretId: SECRET_ARN }, 'invocation').then(() => undefined, (reason: unknown) => reason);
      expect(error).toEqual(new Error(message));
      expect(JSON.stringify([(error as Error).stack, (error as Error).cause])).not.toContain('value-of-a-key');
    });
});

test('a revocation names the new version after the invocation, so that Lambda can repeat it', async () => {
  await handle(world.services(), cloudFormation('Create', KEYS), 'invocation');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await handle(world.services(), { Action: 'RevokeAllKeys', SecretId: SECRET_ARN }, 'revocation-1');
    expect(world.versionWith('AWSCURRENT')?.[0]).toBe('revocation-1');
    expect(world.ownKeys).toHaveLength(1);
  }
});
