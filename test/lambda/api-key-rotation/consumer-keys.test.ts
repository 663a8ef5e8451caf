import { ConsumerKeys, keyNamePrefix } from '../../../lambda/api-key-rotation/consumer-keys';
import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { Services } from '../../../lambda/api-key-rotation/services';
import { PLAN_ID, SECRET_ARN, World } from './world';

const PREFIX = 'PartnerSecret-AbCdEf:';

async function consumer(changes: Partial<Services> = {}): Promise<{ readonly world: World; readonly keys: ConsumerKeys }> {
  const world = new World();
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID }, 'v1');
  const services = { ...world.services(), ...changes };
  return { world, keys: new ConsumerKeys(services, SECRET_ARN) };
}

test.each(['arn:aws:secretsmanager:eu-west-1:111122223333:secret:PartnerSecret-AbCdEf', 'arn:aws-cn:secretsmanager:::secret:PartnerSecret-AbCdEf'])(
  'keys of %s are named after it', (arn) => {
    expect(keyNamePrefix(arn)).toBe(PREFIX);
  });

test.each([
  'PartnerSecret-AbCdEf', `x${SECRET_ARN}`, `${SECRET_ARN}:more`, SECRET_ARN.replace('secretsmanager', 's3'), SECRET_ARN.replace('secret:', 'user:'), SECRET_ARN.replace('arn:', ''),
  'arn::secretsmanager:eu-west-1:111122223333:secret:x', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:', '',
])('%j is no ARN of a secret', (arn) => {
  expect(() => keyNamePrefix(arn)).toThrow(expect.objectContaining({ code: 'secret_arn_invalid' }));
});

test('an ARN that is none is told by its first 200 characters', () => {
  expect(() => keyNamePrefix('x'.repeat(500))).toThrow(new RegExp('got "x{199}$'));
});

test('a key is found by its version, and its version by its name', async () => {
  const { world, keys } = await consumer();
  const key = world.keyOf('AWSCURRENT')!;
  expect(keys.keyName('v1')).toBe(`${PREFIX}v1`);
  expect(keys.versionOf(key)).toBe('v1');
  expect(await keys.findKey('v1')).toEqual({ id: key.id, name: `${PREFIX}v1` });
  expect(await keys.findKey('v')).toBeUndefined();
  expect(await keys.allKeys()).toEqual([{ id: key.id, name: `${PREFIX}v1` }]);
});

test('keys of a secret that is gone are removed', async () => {
  const { world, keys } = await consumer();
  expect((await keys.describe()).arn).toBe(SECRET_ARN);
  world.secretExists = false;
  world.reports.length = 0;
  await expect(keys.describe()).rejects.toMatchObject({ code: 'secret_gone', message: expect.stringContaining(SECRET_ARN) });
  expect(world.ownKeys).toEqual([]);
  expect(world.reports).toEqual([{ kind: 'key_deleted', secretId: SECRET_ARN, versionId: 'v1' }]);
});

describe('a version\'s key', () => {
  test('is what stands in it', async () => {
    const { world, keys } = await consumer();
    const { value } = world.keyOf('AWSCURRENT')!;
    expect([await keys.readKeyValue('v1'), await keys.tryReadKeyValue('v1')]).toEqual([value, value]);
  });

  test('is none where something else stands in it', async () => {
    const { keys } = await consumer({ readVersion: async () => '' });
    expect(await keys.tryReadKeyValue('v1')).toBeUndefined();
    await expect(keys.readKeyValue('v1')).rejects.toMatchObject({ code: 'secret_value_invalid', message: expect.stringContaining(`version v1 of ${SECRET_ARN}`) });
  });

  test.each([[4, undefined], [5, 'secret_value_unreadable']])('that can\'t be read %d times: %s', async (times, code) => {
    let asked = 0;
    const pauses: number[] = [];
    const { keys } = await consumer({
      readVersion: async () => ((asked += 1) <= times ? undefined : JSON.stringify({ apiKey: 'k'.repeat(20) })),
      pause: async (milliseconds) => void pauses.push(milliseconds),
    });
    const outcome = await keys.tryReadKeyValue('v1').catch((error: unknown) => error);
    expect(outcome).toEqual(code === undefined ? 'k'.repeat(20) : expect.objectContaining({ code, message: expect.stringContaining(`version v1 of ${SECRET_ARN}`) }));
    expect([asked, pauses]).toEqual([5, Array(4).fill(2_000)]);
  });
});

test.each<[string, object, boolean]>([
  ['works', {}, true],
  ['is not enabled', { enabled: false }, false],
  ['is not in its plan', { attached: false }, false],
  ['has another value', { value: 'another' }, false],
  ['is another version\'s', { name: `${PREFIX}v2` }, false],
])('a key that %s is ready: %s', async (_, change, isReady) => {
  const { world, keys } = await consumer();
  const key = world.keyOf('AWSCURRENT')!;
  world.keys.set(key.id, { ...key, ...change });
  const state = await keys.readyKey(await keys.describe(), 'v1', key.value);
  expect(state?.id).toBe(isReady ? key.id : undefined);
});

test('a key that is gone when asked for is not ready', async () => {
  const { keys } = await consumer({ getKey: async () => undefined });
  expect(await keys.readyKey(await keys.describe(), 'v1', 'value')).toBeUndefined();
});
