import { handle } from '../../../lambda/api-key-rotation/handle';
import { Report, Services } from '../../../lambda/api-key-rotation/services';
import { LIMIT, PLAN_ID, SECRET_ARN, World } from './world';

const DAY = 86_400_000;
const PREFIX = SECRET_ARN.slice(0, SECRET_ARN.lastIndexOf(':') + 1);
const EVENT = { Action: 'ReportKeys', SecretArnPrefix: PREFIX };

/** A consumer with its first key, in use. */
async function consumer(): Promise<World> {
  const world = new World();
  const services = { ...world.services(), pause: async (milliseconds: number) => { world.time += milliseconds; } };
  await services.storeVersion(SECRET_ARN, 'v1', '{"apiKey":"abcdefghijklmnopqrstuvwx"}', 'AWSCURRENT');
  const key = await services.createKey('PartnerSecret-AbCdEf:v1', 'abcdefghijklmnopqrstuvwx');
  await services.attachKey(PLAN_ID, (key as { readonly id: string }).id);
  await services.updateKey((key as { readonly id: string }).id, { enabled: true });
  return world;
}

async function reported(world: World, change: Partial<Services> = {}): Promise<Report[]> {
  world.reports.length = 0;
  await handle({ ...world.services(), pause: async () => undefined, ...change }, EVENT, 'i');
  return [...world.reports];
}

test('says how old the key is, also in parts of its schedule, and what is used of the quota', async () => {
  const world = await consumer();
  world.time += DAY / 2;
  world.keyOf('AWSCURRENT')!.used.set(new Date(world.time).toISOString().slice(0, 10), 40);
  expect(await reported(world)).toEqual([{ kind: 'keys_reported', consumers: 1, ageSeconds: 43_200, agePercent: 50, quotaUsedPercent: 40 }]);
});

test('names a consumer whose key is older than twice its schedule', async () => {
  const world = await consumer();
  world.schedule = 'rate(7 days)';
  world.time += 14 * DAY;
  expect((await reported(world)).map(({ kind }) => kind)).toEqual(['keys_reported']);
  world.time += DAY;
  expect(await reported(world)).toEqual([
    { kind: 'rotation_overdue', secretId: SECRET_ARN, hours: 360 },
    { kind: 'keys_reported', consumers: 1, ageSeconds: 15 * 86_400, agePercent: 214, quotaUsedPercent: 0 },
  ]);
});

test('names a consumer who used most of his quota', async () => {
  const world = await consumer();
  world.keyOf('AWSCURRENT')!.used.set(new Date(world.time).toISOString().slice(0, 10), 0.85 * LIMIT);
  expect(await reported(world)).toContainEqual({ kind: 'quota_near', secretId: SECRET_ARN, usedPercent: 85 });
});

test('a consumer without a quota, without rotation, or whose secret is gone counts for nothing', async () => {
  const world = await consumer();
  world.time += 100 * DAY;
  world.quota = undefined;
  world.schedule = undefined;
  expect(await reported(world)).toEqual([{ kind: 'keys_reported', consumers: 1, ageSeconds: 8_640_000, agePercent: 0, quotaUsedPercent: 0 }]);
  world.secretExists = false;
  expect(await reported(world)).toEqual([{ kind: 'keys_reported', consumers: 0, ageSeconds: 0, agePercent: 0, quotaUsedPercent: 0 }]);
});

test('an API without consumers reports nothing but that', async () => {
  expect(await reported(new World())).toEqual([{ kind: 'keys_reported', consumers: 0, ageSeconds: 0, agePercent: 0, quotaUsedPercent: 0 }]);
});

test('one that can\'t be asked keeps none of the others from it, and fails the report afterwards', async () => {
  const world = await consumer();
  const services = world.services();
  const describeSecret: Services['describeSecret'] = async (id) => {
    if (id.endsWith('Broken-AbCdEf')) {
      throw new Error('unexpected');
    }
    return services.describeSecret(id);
  };
  const listSecretNames = async () => ['Broken-AbCdEf', 'PartnerSecret-AbCdEf'];
  await expect(reported(world, { describeSecret, listSecretNames })).rejects.toMatchObject({ code: 'consumers_unreported' });
  expect(world.reports).toMatchObject([{ kind: 'keys_reported', consumers: 1 }]);
});

test('changes nothing', async () => {
  const world = await consumer();
  const forbidden = (name: string) => async () => { throw new Error(`${name} must not be called`); };
  const writes = ['storeVersion', 'moveLabel', 'createKey', 'updateKey', 'deleteKey', 'attachKey', 'setRemaining', 'writeStoredKey', 'readVersion', 'probeKey'];
  expect(await reported(world, Object.fromEntries(writes.map((name) => [name, forbidden(name)])))).toHaveLength(1);
});
