import { Consumer } from '../../../lambda/api-key-rotation/consumer';
import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { Services } from '../../../lambda/api-key-rotation/services';
import { LIMIT, PLAN_ID, SECRET_ARN, World } from './world';

const KEY = 'new-key-0000000000000000000000';
type Changes = (direct: Services, world: World) => Partial<Services>;

/** A consumer with a current key and a version that is pending, whose key is not made yet. */
async function pending(changes: Changes = () => ({})): Promise<{ readonly world: World; readonly consumer: Consumer; readonly pauses: number[] }> {
  const world = new World();
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID }, 'v1');
  world.rotationEnabled = true;
  world.moveLabelTo('AWSPENDING', 'v2');
  world.versions.get('v2')!.text = JSON.stringify({ apiKey: KEY });
  world.time += 2_000;
  world.reports.length = 0;
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
    world.time += milliseconds;
  };
  return { world, consumer: new Consumer({ ...world.services(), pause, ...changes(world.services(), world) }, SECRET_ARN), pauses };
}

describe('a key is made', () => {
  test('in its plan, with what is left of the quota, and enabled at last', async () => {
    const calls: string[] = [];
    const { world, consumer } = await pending((direct) => ({
      createKey: (...args) => (calls.push('create'), direct.createKey(...args)),
      attachKey: (...args) => (calls.push('attach'), direct.attachKey(...args)),
      setRemaining: (...args) => (calls.push('quota'), direct.setRemaining(...args)),
      updateKey: (...args) => (calls.push('enable'), direct.updateKey(...args)),
    }));
    world.use(world.keyOf('AWSCURRENT'), 30);
    await consumer.ensureKey('v2', KEY, 'rotation');
    expect(calls).toEqual(['create', 'attach', 'quota', 'enable']);
    const key = world.keyOf('AWSPENDING')!;
    expect([world.works(key), key.value, world.remainingOf(key)]).toEqual([true, KEY, LIMIT - 30]);
    expect(key.description).toBe('Quota spent before this key: 30, of which by the previous key: 30, on 2026-11-24 UTC.');
    expect(world.reports.at(-1)).toEqual({ kind: 'key_made', secretId: SECRET_ARN, versionId: 'v2' });
  });

  test('once, however often it is asked for', async () => {
    const createKey = jest.fn<void, []>();
    const { world, consumer } = await pending((direct) => ({ createKey: (...args) => (createKey(), direct.createKey(...args)) }));
    await consumer.ensureKey('v2', KEY, 'rotation');
    const reports = world.reports.length;
    world.use(world.keyOf('AWSCURRENT'), 30);
    await consumer.ensureKey('v2', KEY, 'rotation');
    expect([world.ownKeys.length, world.reports.length, world.remainingOf(world.keyOf('AWSPENDING')!)]).toEqual([2, reports, LIMIT]);
    // Such calls are few a second for the whole account.
    expect(createKey).toHaveBeenCalledTimes(1);
  });

  test('and not looked for, where API Gateway has just made it', async () => {
    const { world, consumer, pauses } = await pending(() => ({ listKeys: async () => [] }));
    await consumer.ensureKey('v2', KEY, 'rotation');
    expect([world.works(world.ownKeys.find(({ value }) => value === KEY)), pauses]).toEqual([true, []]);
  });

  test('with its whole quota where it is the current version\'s', async () => {
    const { world, consumer } = await pending();
    const { id, value } = world.keyOf('AWSCURRENT')!;
    world.keys.delete(id);
    await consumer.ensureKey('v1', value);
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    expect(world.keyOf('AWSCURRENT')!.description).toBeUndefined();
    expect(world.reports).toEqual([{ kind: 'key_made', secretId: SECRET_ARN, versionId: 'v1' }]);
  });

  test('without a note where the plan has no quota', async () => {
    const { world, consumer } = await pending();
    world.quota = undefined;
    await consumer.ensureKey('v2', KEY, 'rotation');
    expect(world.keyOf('AWSPENDING')!.description).toBeUndefined();
  });
});

describe('a key is removed again where, while it was made,', () => {
  test.each<[string, (world: World) => void]>([
    ['its version was given up', (world) => void world.versions.get('v2')!.labels.clear()],
    ['rotation was turned off', (world) => void (world.rotationEnabled = false)],
    ['the secret was deleted', (world) => void (world.secretExists = false)],
  ])('%s', async (_, change) => {
    const { world, consumer } = await pending((direct, its) => ({
      createKey: async (...args) => {
        const key = await direct.createKey(...args);
        change(its);
        return key;
      },
    }));
    await expect(consumer.ensureKey('v2', KEY, 'rotation')).rejects.toMatchObject({ code: 'version_not_staged', message: expect.stringContaining(`version v2 of ${SECRET_ARN}`) });
    expect(world.ownKeys.map(({ value }) => value)).not.toContain(KEY);
    expect(world.reports.at(-1)).toEqual({ kind: 'key_deleted', secretId: SECRET_ARN, versionId: 'v2' });
  });

  test('its plan was deleted', async () => {
    const { world, consumer } = await pending((direct, its) => ({
      createKey: async (...args) => {
        its.planExists = false;
        return direct.createKey(...args);
      },
    }));
    await expect(consumer.ensureKey('v2', KEY)).rejects.toMatchObject({ code: 'usage_plan_gone', message: expect.stringContaining(PLAN_ID) });
    expect(world.ownKeys.map(({ value }) => value)).not.toContain(KEY);
  });
});

test('a deployment makes keys where rotation is off', async () => {
  const { world, consumer } = await pending();
  world.rotationEnabled = false;
  await consumer.ensureKey('v2', KEY);
  expect(world.works(world.keyOf('AWSPENDING'))).toBe(true);
});

test('a key that is gone when looked at is told', async () => {
  const { consumer } = await pending(() => ({ getKey: async () => undefined }));
  await expect(consumer.ensureKey('v1', KEY)).rejects.toMatchObject({ code: 'key_missing', message: expect.stringContaining(`version v1 of ${SECRET_ARN}`) });
});

describe('a value that API Gateway has already', () => {
  test('is that of the same key, which is not listed at first', async () => {
    let lists = 0;
    const { world, consumer, pauses } = await pending((direct) => ({
      createKey: async (...args) => {
        await direct.createKey(...args);
        return 'exists';
      },
      // Listed when it is asked for the fifth time.
      listKeys: async (prefix) => (await direct.listKeys(prefix)).filter(({ name }) => (name.endsWith(':v2') ? (lists += 1) > 4 : true)),
    }));
    await consumer.ensureKey('v2', KEY, 'rotation');
    expect(world.works(world.keyOf('AWSPENDING'))).toBe(true);
    expect(pauses).toEqual(Array(4).fill(2_000));
  });

  test('is asked for once more before it counts as somebody else\'s', async () => {
    let tries = 0;
    const { world, consumer, pauses } = await pending((direct) => ({ createKey: async (...args) => ((tries += 1) === 1 ? 'exists' : direct.createKey(...args)) }));
    await consumer.ensureKey('v2', KEY, 'rotation');
    expect(world.works(world.keyOf('AWSPENDING'))).toBe(true);
    expect([tries, pauses]).toEqual([2, Array(4).fill(2_000)]);
  });

  test('is somebody else\'s then', async () => {
    const createKey = jest.fn<ReturnType<Services['createKey']>, []>(async () => 'exists');
    const { consumer, pauses } = await pending(() => ({ createKey }));
    await expect(consumer.ensureKey('v2', KEY, 'rotation')).rejects.toMatchObject({ code: 'key_value_taken', message: expect.stringContaining(`version v2 of ${SECRET_ARN}`) });
    expect([createKey.mock.calls.length, pauses]).toEqual([2, Array(8).fill(2_000)]);
  });
});

describe('a promotion', () => {
  test('makes the version the current one, and the current one the previous one', async () => {
    const { world, consumer } = await pending();
    await consumer.promote('v2');
    expect([world.versionWith('AWSCURRENT')![0], world.versionWith('AWSPREVIOUS')![0]]).toEqual(['v2', 'v1']);
    expect(world.reports).toEqual([{ kind: 'key_promoted', secretId: SECRET_ARN, versionId: 'v2' }]);
  });

  test('changes nothing where it was made already', async () => {
    const { world, consumer } = await pending();
    await consumer.promote('v1');
    expect([world.versionWith('AWSCURRENT')![0], world.reports]).toEqual(['v1', []]);
  });

  test('is not made of a version that is not pending any more', async () => {
    const moveLabel = jest.fn<ReturnType<Services['moveLabel']>, []>(async () => true);
    const { world, consumer } = await pending(() => ({ moveLabel }));
    world.versions.get('v2')!.labels.clear();
    await expect(consumer.promote('v2')).rejects.toMatchObject({ code: 'not_promoted', message: expect.stringContaining(`version v2 of ${SECRET_ARN}`) });
    expect(moveLabel).not.toHaveBeenCalled();
  });

  test.each([[2, 'v2'], [3, 'v1']])('is tried again where labels are moved meanwhile: after %d times %s is current', async (times, current) => {
    let tries = 0;
    const { world, consumer } = await pending((direct) => ({
      moveLabel: async (...args) => ((tries += 1) > times ? direct.moveLabel(...args) : false),
    }));
    const outcome = await consumer.promote('v2').catch((error: unknown) => error);
    expect(outcome).toEqual(current === 'v2' ? undefined : expect.objectContaining({ code: 'not_promoted' }));
    expect([tries, world.versionWith('AWSCURRENT')![0]]).toEqual([3, current]);
  });
});

describe('what remains after a promotion', () => {
  test('is no pending label and no key without a label', async () => {
    const { world, consumer } = await pending();
    await consumer.ensureKey('v2', KEY, 'rotation');
    await consumer.promote('v2');
    world.versions.get('v1')!.labels.clear();
    await consumer.cleanUp('v2', 'rotation');
    expect([world.versionWith('AWSPENDING'), world.ownKeys.map(({ value }) => value)]).toEqual([undefined, [KEY]]);
    expect(world.reports.at(-1)).toEqual({ kind: 'key_deleted', secretId: SECRET_ARN, versionId: 'v1' });
  });

  test('is the current key, also where it was taken away', async () => {
    const { world, consumer } = await pending();
    await consumer.promote('v2');
    world.addEdgeStore();
    await consumer.cleanUp('v2', 'rotation');
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    expect(world.edgeStore!.value).toBe(KEY);
    expect(world.reports.map(({ kind }) => kind)).toEqual(['key_promoted', 'key_made', 'key_published']);
  });

  test('is the pending label of another version', async () => {
    const moveLabel = jest.fn<ReturnType<Services['moveLabel']>, []>(async () => true);
    const { world, consumer } = await pending(() => ({ moveLabel }));
    await consumer.cleanUp('v1', 'rotation');
    expect([world.versionWith('AWSPENDING')![0], moveLabel.mock.calls]).toEqual(['v2', []]);
  });

  test('is not a key that a rotation would make where rotation is off', async () => {
    const { world, consumer } = await pending();
    await consumer.promote('v2');
    world.rotationEnabled = false;
    await expect(consumer.cleanUp('v2', 'rotation')).rejects.toMatchObject({ code: 'version_not_staged' });
    await consumer.cleanUp('v2', 'operator');
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
  });
});

describe('keys without a label', () => {
  test('go, and the others are told', async () => {
    const { world, consumer } = await pending();
    const services = world.services();
    await services.createKey('PartnerSecret-AbCdEf:v0', 'o'.repeat(30));
    const kept = world.keyOf('AWSCURRENT')!;
    expect(await consumer.removeLeftovers()).toEqual([{ id: kept.id, name: kept.name }]);
    expect(world.ownKeys).toHaveLength(1);
    expect(await consumer.removeLeftovers()).toHaveLength(1);
  });

  test('stay while a website may live on them', async () => {
    const { world, consumer } = await pending();
    await world.services().createKey('PartnerSecret-AbCdEf:v0', 'o'.repeat(30));
    world.addEdgeStore();
    world.editByHand('');
    world.time += 2_000;
    expect(await consumer.removeLeftovers()).toHaveLength(1);
    expect(world.ownKeys).toHaveLength(2);
  });

  test('are listed before the labels are read: a key that is made in between stays', async () => {
    const calls: string[] = [];
    const { consumer } = await pending((direct) => ({
      listKeys: (...args) => (calls.push('keys'), direct.listKeys(...args)),
      describeSecret: (...args) => (calls.push('labels'), direct.describeSecret(...args)),
    }));
    await consumer.removeLeftovers();
    expect(calls).toEqual(['keys', 'labels']);
  });

  test('need no store to be written where there are none', async () => {
    const { world, consumer } = await pending();
    world.addEdgeStore();
    world.edgeStore!.isDown = true;
    expect(await consumer.removeLeftovers()).toHaveLength(1);
  });
});
