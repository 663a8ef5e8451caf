import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { rotate } from '../../../lambda/api-key-rotation/rotate';
import { secretText } from '../../../lambda/api-key-rotation/secret-value';
import { Services } from '../../../lambda/api-key-rotation/services';
import { OTHER_SECRET_KEY, PLAN_ID, SECRET_ARN, World } from './world';

const SETTLE = 300_000;
type Changes = (direct: Services, world: World) => Partial<Services>;

/** A consumer whose rotation to `v2` was begun by the service. */
async function begun(): Promise<World> {
  const world = new World();
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID }, 'v1');
  world.rotationEnabled = true;
  world.time += 3_600_000;
  world.moveLabelTo('AWSPENDING', 'v2');
  // What stands in a version can be read by then.
  world.time += 2_000;
  world.reports.length = 0;
  return world;
}

async function step(world: World, name: string, token = 'v2', changes: Changes = () => ({})): Promise<{ readonly pauses: number[]; readonly asked: string[] }> {
  const pauses: number[] = [];
  const asked: string[] = [];
  const services = {
    ...world.services(),
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds);
      world.time += milliseconds;
    },
    probeKey: async (value: string) => (asked.push(value), 'accepted' as const),
    ...changes(world.services(), world),
  };
  await rotate(services, { Step: name, SecretId: SECRET_ARN, ClientRequestToken: token });
  return { pauses, asked };
}

async function upTo(world: World, ...names: string[]): Promise<void> {
  for (const name of names) {
    await step(world, name);
  }
}

const valueIn = (world: World, version: string) => (JSON.parse(world.versions.get(version)!.text!) as { apiKey: string }).apiKey;
const refused = (code: string) => expect.objectContaining({ code, message: expect.stringContaining(SECRET_ARN) });

describe('a step', () => {
  test.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])('is not taken where rotation is off: %s', async (name) => {
    const world = await begun();
    world.rotationEnabled = false;
    await expect(step(world, name)).rejects.toEqual(refused('rotation_off'));
  });

  test.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])('is not taken of a version that is not staged: %s', async (name) => {
    const world = await begun();
    await expect(step(world, name, 'v9')).rejects.toMatchObject({ code: name === 'createSecret' ? 'rotation_under_way' : 'version_not_staged' });
    expect(world.versionWith('AWSPENDING')![0]).toBe('v2');
    world.versions.get('v2')!.labels.clear();
    await expect(step(world, name)).rejects.toEqual(refused('version_not_staged'));
  });

  test('of a version that is current already only removes what is left of the rotation', async () => {
    const world = await begun();
    await upTo(world, 'createSecret', 'setSecret', 'testSecret', 'finishSecret');
    const left = () => world.services().createKey('PartnerSecret-AbCdEf:v0', 'o'.repeat(30));
    for (const [name, count] of [['createSecret', 2], ['finishSecret', 2], ['setSecret', 3], ['testSecret', 3]] as const) {
      await left();
      world.reports.length = 0;
      const { pauses, asked } = await step(world, name);
      expect([world.ownKeys.length, pauses, asked]).toEqual([count, [], []]);
      expect(world.reports.map(({ kind }) => kind)).not.toContain('key_promoted');
    }
  });

  test('of a version that was current before, and is pending still, gives it up', async () => {
    const world = await begun();
    world.versions.get('v2')!.text = secretText('p'.repeat(30));
    world.versions.get('v2')!.labels.add('AWSPREVIOUS');
    world.time += 2_000;
    await expect(step(world, 'setSecret')).rejects.toEqual(refused('version_overtaken'));
    expect(world.versionWith('AWSPENDING')).toBeUndefined();
    expect(world.reports).toEqual([{ kind: 'stale_pending_removed', secretId: SECRET_ARN, versionId: 'v2' }]);
  });
});

describe('rotation that is turned off meanwhile leaves no key behind:', () => {
  const off: Changes = (direct, world) => ({
    createKey: async (...args) => {
      world.rotationEnabled = false;
      return direct.createKey(...args);
    },
  });

  test('one that setSecret makes', async () => {
    const world = await begun();
    await upTo(world, 'createSecret');
    world.time += 2_000;
    await expect(step(world, 'setSecret', 'v2', off)).rejects.toEqual(refused('version_not_staged'));
    expect(world.ownKeys.map(({ name }) => name)).toEqual(['PartnerSecret-AbCdEf:v1']);
  });

  test('one that a step of a version that is current already makes again', async () => {
    const world = await begun();
    world.keys.delete(world.keyOf('AWSCURRENT')!.id);
    await expect(step(world, 'createSecret', 'v1', off)).rejects.toEqual(refused('version_not_staged'));
    expect(world.ownKeys).toEqual([]);
  });

  test('one that finishSecret makes again after the promotion', async () => {
    const world = await begun();
    await upTo(world, 'createSecret', 'setSecret');
    const key = world.keyOf('AWSPENDING')!;
    const finish = step(world, 'finishSecret', 'v2', (direct, its) => ({
      ...off(direct, its),
      moveLabel: async (...args) => {
        its.keys.delete(key.id);
        return direct.moveLabel(...args);
      },
    }));
    await expect(finish).rejects.toEqual(refused('version_not_staged'));
    expect(world.ownKeys.map(({ name }) => name)).toEqual(['PartnerSecret-AbCdEf:v1']);
  });
});

describe('createSecret', () => {
  test('stores a value, and no other one when it is repeated', async () => {
    const world = await begun();
    await step(world, 'createSecret');
    const value = valueIn(world, 'v2');
    world.time += 2_000;
    await step(world, 'createSecret');
    expect([valueIn(world, 'v2'), world.ownKeys.length, world.versionWith('AWSPENDING')![0]]).toEqual([value, 1, 'v2']);
  });

  test.each<[string, (world: World) => string]>([
    ['what is no key', () => 'junk'],
    ['the current key', (world) => world.versions.get('v1')!.text!],
  ])('gives a version up that holds %s', async (_, text) => {
    const world = await begun();
    world.versions.get('v2')!.text = text(world);
    await expect(step(world, 'createSecret')).rejects.toEqual(refused('secret_value_invalid'));
    expect(world.versionWith('AWSPENDING')).toBeUndefined();
    expect(world.reports).toEqual([{ kind: 'stale_pending_removed', secretId: SECRET_ARN, versionId: 'v2' }]);
  });

  test('takes a value that someone stored for the version, where there is no current one to compare it with', async () => {
    const world = await begun();
    world.versions.get('v2')!.text = secretText('p'.repeat(30));
    world.versions.get('v1')!.labels.clear();
    await step(world, 'createSecret');
    expect(world.versionWith('AWSPENDING')![0]).toBe('v2');
  });

  test.each<[string, Map<string, number>, boolean]>([
    ['is older than the current one', new Map([['v1', 2], ['v2', 1]]), true],
    ['is as old as the current one', new Map([['v1', 2], ['v2', 2]]), false],
    ['is younger than the current one', new Map([['v1', 1], ['v2', 2]]), false],
    ['has an age that nobody knows', new Map([['v1', 2]]), false],
    ['is compared with one whose age nobody knows', new Map([['v2', 2]]), false],
  ])('gives a version up that %s', async (_, dates, isGivenUp) => {
    const world = await begun();
    world.versions.get('v2')!.text = secretText('p'.repeat(30));
    const outcome = await step(world, 'createSecret', 'v2', () => ({ versionDates: async () => dates })).then(() => undefined, (error: unknown) => error);
    expect(outcome).toEqual(isGivenUp ? refused('version_overtaken') : undefined);
    expect(world.versionWith('AWSPENDING')?.[0]).toBe(isGivenUp ? undefined : 'v2');
  });

  test.each([[3_599_999, 'rotation_under_way'], [3_600_000, 'version_not_staged']])('%d ms after another version became pending is refused: %s', async (age, code) => {
    const world = await begun();
    await world.services().createKey('PartnerSecret-AbCdEf:v0', 'o'.repeat(30));
    world.time = world.versions.get('v2')!.made + age;
    await expect(step(world, 'createSecret', 'v3')).rejects.toEqual(refused(code));
    const isFree = code === 'version_not_staged';
    // With the way free, what earlier rotations left is gone too.
    expect([world.versionWith('AWSPENDING')?.[0], world.ownKeys.length]).toEqual(isFree ? [undefined, 1] : ['v2', 2]);
  });

  test('leaves a pending label alone that the current version has', async () => {
    const world = await begun();
    world.moveLabelTo('AWSPENDING', 'v1');
    const versionDates = jest.fn<ReturnType<Services['versionDates']>, []>(async () => new Map([['v1', 0]]));
    await expect(step(world, 'createSecret', 'v3', () => ({ versionDates }))).rejects.toEqual(refused('version_not_staged'));
    expect([world.versionWith('AWSPENDING')![0], versionDates.mock.calls]).toEqual(['v1', []]);
  });
});

describe('setSecret', () => {
  test('makes the key that the version holds, and waits until the gateway may be trusted to know it', async () => {
    const world = await begun();
    await upTo(world, 'createSecret');
    world.time += 2_000;
    expect(await step(world, 'setSecret')).toEqual({ pauses: [SETTLE], asked: [] });
    expect([world.keyOf('AWSPENDING')!.value, world.works(world.keyOf('AWSPENDING'))]).toEqual([valueIn(world, 'v2'), true]);
  });

  test('gives the version up whose value is somebody else\'s key', async () => {
    const world = await begun();
    world.versions.get('v2')!.text = secretText('x'.repeat(30));
    world.time += 2_000;
    await expect(step(world, 'setSecret')).rejects.toEqual(refused('key_value_taken'));
    expect(world.versionWith('AWSPENDING')).toBeUndefined();
    expect(world.keys.get('stranger')!.name).toBe(OTHER_SECRET_KEY);
  });

  test('does not give it up for another error', async () => {
    const world = await begun();
    await upTo(world, 'createSecret');
    world.planExists = false;
    world.time += 2_000;
    await expect(step(world, 'setSecret')).rejects.toEqual(refused('usage_plan_gone'));
    expect(world.versionWith('AWSPENDING')![0]).toBe('v2');
    await expect(step(world, 'setSecret', 'v2', () => ({ describeSecret: () => Promise.reject(new Error('x')) }))).rejects.toThrow(/^x$/);
    expect(world.versionWith('AWSPENDING')![0]).toBe('v2');
  });
});

describe('testSecret', () => {
  test('tries the new key', async () => {
    const world = await begun();
    await upTo(world, 'createSecret', 'setSecret');
    expect((await step(world, 'testSecret')).asked).toEqual(Array(3).fill(valueIn(world, 'v2')));
    expect(world.reports.map(({ kind }) => kind)).not.toContain('configuration_tested');
  });

  test('fails where there is no such key', async () => {
    const world = await begun();
    await upTo(world, 'createSecret');
    world.time += 2_000;
    await expect(step(world, 'testSecret')).rejects.toMatchObject({ code: 'key_not_ready' });
  });

  test('fails where the version holds what is no key', async () => {
    const world = await begun();
    world.versions.get('v2')!.text = 'junk';
    await expect(step(world, 'testSecret')).rejects.toEqual(refused('secret_value_invalid'));
    world.editByHand('other junk');
    world.time += 2_000;
    await expect(step(world, 'testSecret')).rejects.toEqual(refused('secret_value_invalid'));
  });

  test.each<[string, (world: World) => string | undefined]>([['nothing', () => undefined], ['the current key', (world) => world.versions.get('v1')!.text]])(
    'of a version that holds %s tries the current key: a change of the schedule is being tested', async (_, text) => {
      const world = await begun();
      world.versions.get('v2')!.text = text(world);
      expect((await step(world, 'testSecret')).asked).toEqual(Array(3).fill(valueIn(world, 'v1')));
      expect(world.reports).toEqual([{ kind: 'configuration_tested', secretId: SECRET_ARN, versionId: 'v2' }]);
    });

  test.each<[string, (world: World) => void]>([
    ['was written by hand', (world) => void world.editByHand('junk')],
    ['is not there', (world) => void world.versions.get('v1')!.labels.clear()],
  ])('tries no key where the current version %s', async (_, change) => {
    const world = await begun();
    change(world);
    world.time += 2_000;
    expect((await step(world, 'testSecret')).asked).toEqual([]);
    expect(world.reports).toEqual([{ kind: 'configuration_tested', secretId: SECRET_ARN, versionId: 'v2' }]);
  });
});

describe('finishSecret', () => {
  test('tries the new key, brings its quota up to date, and promotes it', async () => {
    const world = await begun();
    await upTo(world, 'createSecret', 'setSecret');
    world.use(world.keyOf('AWSCURRENT'), 30);
    expect((await step(world, 'finishSecret')).asked).toEqual(Array(3).fill(valueIn(world, 'v2')));
    expect([world.versionWith('AWSCURRENT')![0], world.versionWith('AWSPREVIOUS')![0], world.versionWith('AWSPENDING')]).toEqual(['v2', 'v1', undefined]);
    expect(world.remainingOf(world.keyOf('AWSCURRENT')!)).toBe(70);
    expect(world.ownKeys).toHaveLength(2);
    expect(world.reports.map(({ kind }) => kind)).toContain('key_promoted');
  });

  test('removes the key before the previous one after the promotion, and not before', async () => {
    const world = await begun();
    await upTo(world, 'createSecret', 'setSecret', 'testSecret', 'finishSecret');
    world.moveLabelTo('AWSPENDING', 'v3');
    for (const name of ['createSecret', 'setSecret', 'testSecret']) {
      await step(world, name, 'v3');
    }
    const current: unknown[] = [];
    await step(world, 'finishSecret', 'v3', (direct, its) => ({ deleteKey: async (id) => (current.push(its.versionWith('AWSCURRENT')![0]), direct.deleteKey(id)) }));
    expect(current).toEqual(['v3']);
    expect(world.ownKeys.map(({ name }) => name.split(':')[1]).sort()).toEqual(['v2', 'v3']);
  });

  test('promotes no key that is too new', async () => {
    const world = await begun();
    world.settleMilliseconds = 3_600_000;
    await upTo(world, 'createSecret', 'setSecret');
    await expect(step(world, 'finishSecret')).rejects.toEqual(refused('key_not_settled'));
    expect(world.versionWith('AWSCURRENT')![0]).toBe('v1');
  });
});
