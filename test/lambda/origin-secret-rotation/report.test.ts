import { provide } from '../../../lambda/origin-secret-rotation/provide';
import { OriginSecretAge, originSecretAge, writeAge } from '../../../lambda/origin-secret-rotation/report';
import { rotate } from '../../../lambda/origin-secret-rotation/rotate';
import { SECRET_ARN, World } from './world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function rotation(world: World, versionId: string, steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret']): Promise<void> {
  world.stage(versionId);
  for (const Step of steps) {
    await rotate(world.places(), { Step, SecretId: SECRET_ARN, ClientRequestToken: versionId });
  }
}

/** An Edge whose secret was replaced a moment ago. */
async function rotated(): Promise<World> {
  const world = new World();
  await provide(world.places());
  await rotation(world, 'v1');
  return world;
}

/** To the minute, since each call takes a moment. */
async function percentAfter(world: World, milliseconds: number): Promise<number> {
  world.time += milliseconds;
  return (await originSecretAge(world.places())).agePercent;
}

test('the age is that of the secret that the Edge sends, also in parts of its schedule', async () => {
  const world = await rotated();
  world.time = world.versions.get('v1')!.createdAt! + DAY / 2 - 600;
  expect(await originSecretAge(world.places())).toEqual<OriginSecretAge>({ ageSeconds: DAY / 2_000, agePercent: 50 });
  world.schedule = 'rate(10 days)';
  expect((await originSecretAge(world.places())).agePercent).toBe(5);
});

test('a rotation that comes to its end begins anew', async () => {
  const world = await rotated();
  expect(await percentAfter(world, 3 * DAY)).toBeGreaterThanOrEqual(300);
  await rotation(world, 'v2');
  expect(await percentAfter(world, HOUR)).toBeLessThan(10);
});

test.each([['createSecret'], ['createSecret', 'setSecret'], ['createSecret', 'setSecret', 'testSecret']])('one that stops after %s … does not', async (...steps) => {
  const world = await rotated();
  world.time += 3 * DAY;
  await rotation(world, 'v2', steps);
  expect(await percentAfter(world, HOUR)).toBeGreaterThan(300);
});

test('one that was written by hand does not: nobody sends it before a rotation', async () => {
  const world = await rotated();
  world.time += 3 * DAY;
  world.writeByHand('hand', 'written-by-hand');
  expect(await percentAfter(world, HOUR)).toBeGreaterThan(300);
});

test('a version from the future is new, and no less than that', async () => {
  const world = await rotated();
  world.versions.get('v1')!.createdAt = world.time + DAY;
  expect(await originSecretAge(world.places())).toEqual({ ageSeconds: 0, agePercent: 0 });
});

test.each<[string, (world: World) => void, string]>([
  ['the rotation is off', (world) => { world.rotationEnabled = false; }, 'rotation_off'],
  ['there is no schedule', (world) => { world.schedule = undefined; }, 'rotation_off'],
  ['the Edge has none', (world) => { world.stored.clear(); }, 'secret_not_sent'],
  ['the Edge sends one of which nothing is known', (world) => { world.stored.set('origin-secret', 'from elsewhere'); }, 'secret_not_sent'],
])('where %s, there is no age to tell', async (_, change, code) => {
  const world = await rotated();
  change(world);
  await expect(originSecretAge(world.places())).rejects.toMatchObject({ code, message: expect.stringMatching(/origin secret/) });
});

test('of one whose time of creation nobody says there is no age to tell', async () => {
  const world = await rotated();
  Object.assign(world.versions.get('v1')!, { createdAt: undefined });
  await expect(originSecretAge(world.places())).rejects.toMatchObject({ code: 'secret_not_sent' });
});

test('changes nothing', async () => {
  const world = await rotated();
  const state = (): string => JSON.stringify([[...world.versions], [...world.stored], world.group]);
  const before = state();
  await originSecretAge(world.places());
  expect(state()).toBe(before);
});

test('the alarm is given both figures of the API in one line, with their units', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    writeAge('abcdef1234', { ageSeconds: 43_200, agePercent: 50 });
    expect(write.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toEqual([{
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [{
          Namespace: 'SecureRestApi',
          Dimensions: [['RestApiId']],
          Metrics: [{ Name: 'OriginSecretAge', Unit: 'Seconds' }, { Name: 'OriginSecretAgePercent', Unit: 'Percent' }],
        }],
      },
      RestApiId: 'abcdef1234',
      OriginSecretAge: 43_200,
      OriginSecretAgePercent: 50,
    }]);
  } finally {
    write.mockRestore();
  }
});
