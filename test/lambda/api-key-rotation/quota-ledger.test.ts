import { ConsumerKeys } from '../../../lambda/api-key-rotation/consumer-keys';
import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { QuotaLedger } from '../../../lambda/api-key-rotation/quota-ledger';
import { secretText } from '../../../lambda/api-key-rotation/secret-value';
import { Services } from '../../../lambda/api-key-rotation/services';
import { LIMIT, ModelKey, PLAN_ID, SECRET_ARN, World } from './world';

const TODAY = '2026-11-24';
const note = (spentBefore: number, usedByPrevious: number, day = TODAY) => `Quota spent before this key: ${spentBefore}, of which by the previous key: ${usedByPrevious}, on ${day} UTC.`;

/** A consumer with a key that works. */
async function consumer(): Promise<World> {
  const world = new World();
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID }, 'v1');
  return world;
}

/** A key of the next version, as a rotation makes it, before it has any quota. */
async function nextKey(world: World, versionId = 'v2'): Promise<ModelKey> {
  world.versions.set(versionId, { text: secretText('n'.repeat(30)), labels: new Set(['AWSPENDING']), made: world.time });
  const services = world.services();
  const made = await services.createKey(new ConsumerKeys(services, SECRET_ARN).keyName(versionId), `${versionId}${'n'.repeat(30)}`);
  const key = world.keys.get((made as { id: string }).id)!;
  key.attached = true;
  return key;
}

/** A promotion in the middle of the period, with requests by both keys behind it. Returns the current key. */
async function usedWithTwoKeys(world: World): Promise<ModelKey> {
  const previous = world.keyOf('AWSCURRENT')!;
  world.use(previous, 30);
  const current = await nextKey(world);
  await world.services().updateKey(current.id, { enabled: true, description: note(30, 30) });
  world.moveLabelTo('AWSPREVIOUS', 'v1');
  world.moveLabelTo('AWSCURRENT', 'v2');
  world.versions.get('v1')!.labels.delete('AWSCURRENT');
  world.use(previous, 7);
  world.use(current, 11);
  return current;
}

function ledger(world: World, changes: Partial<Services> = {}): { readonly quota: QuotaLedger; readonly keys: ConsumerKeys } {
  const services = { ...world.services(), ...changes };
  const keys = new ConsumerKeys(services, SECRET_ARN);
  return { quota: new QuotaLedger(services, keys), keys };
}

async function carry(world: World, key: ModelKey, changes: Partial<Services> = {}) {
  const { quota, keys } = ledger(world, changes);
  return quota.carry(await keys.describe(), key.id);
}

describe('a new key gets', () => {
  test('what the consumer has left, and a note of what was spent', async () => {
    const world = await consumer();
    world.use(world.keyOf('AWSCURRENT'), 30);
    const key = await nextKey(world);
    expect(await carry(world, key)).toEqual({ day: TODAY, spentBefore: 30, usedByPrevious: 30 });
    expect(world.remainingOf(key)).toBe(LIMIT - 30);
    expect(world.reports.at(-1)).toEqual({ kind: 'quota_carried', secretId: SECRET_ARN, spent: 30, remaining: LIMIT - 30 });
  });

  test('less what it was tried with itself', async () => {
    const world = await consumer();
    world.use(world.keyOf('AWSCURRENT'), 30);
    const key = await nextKey(world);
    key.used.set(TODAY, 6);
    expect(await carry(world, key)).toEqual({ day: TODAY, spentBefore: 30, usedByPrevious: 30 });
    expect(world.remainingOf(key)).toBe(LIMIT - 36);
  });

  test('what is left by its use alone, where the current key is gone when its note is asked for', async () => {
    const world = await consumer();
    world.use(world.keyOf('AWSCURRENT'), 30);
    expect(await carry(world, await nextKey(world), { getKey: async () => undefined })).toEqual({ day: TODAY, spentBefore: 30, usedByPrevious: 30 });
  });

  test('nothing where all is spent, and never less', async () => {
    const world = await consumer();
    const current = world.keyOf('AWSCURRENT')!;
    current.used.set(TODAY, LIMIT + 40);
    const key = await nextKey(world);
    expect(await carry(world, key)).toMatchObject({ spentBefore: LIMIT + 40 });
    expect(world.remainingOf(key)).toBe(0);
  });

  test('what both keys left, where there is a previous one', async () => {
    const world = await consumer();
    await usedWithTwoKeys(world);
    const key = await nextKey(world, 'v3');
    expect(await carry(world, key)).toEqual({ day: TODAY, spentBefore: 48, usedByPrevious: 11 });
    expect(world.remainingOf(key)).toBe(LIMIT - 48);
  });

  test('what the previous key left, where the current version was written by hand', async () => {
    const world = await consumer();
    world.use(world.keyOf('AWSCURRENT'), 30);
    world.editByHand('');
    const key = await nextKey(world);
    expect(await carry(world, key)).toEqual({ day: TODAY, spentBefore: 30, usedByPrevious: 0 });
    expect(world.remainingOf(key)).toBe(LIMIT - 30);
  });

  test('the whole quota where neither version has a key', async () => {
    const world = await consumer();
    world.editByHand('');
    world.editByHand('');
    const key = await nextKey(world);
    expect(await carry(world, key)).toEqual({ day: TODAY, spentBefore: 0, usedByPrevious: 0 });
    expect(world.remainingOf(key)).toBe(LIMIT);
  });

  test('no quota where the plan has none, is gone, or there is no current version', async () => {
    const changes: ((world: World) => void)[] = [
      (world) => (world.quota = undefined), (world) => (world.planExists = false), (world) => void world.versions.get('v1')!.labels.delete('AWSCURRENT'),
    ];
    for (const change of changes) {
      const world = await consumer();
      const key = await nextKey(world);
      change(world);
      const setRemaining = jest.fn<ReturnType<Services['setRemaining']>, []>(async () => 'set');
      expect(await carry(world, key, { setRemaining })).toBeUndefined();
      expect(setRemaining).not.toHaveBeenCalled();
    }
  });
});

describe('where AWS refuses to lower a quota', () => {
  test.each([[30, 30], [LIMIT, LIMIT], [LIMIT + 40, LIMIT]])('after %d the gain is %d', async (spent, gain) => {
    const world = await consumer();
    world.refusesToLower = true;
    world.keyOf('AWSCURRENT')!.used.set(TODAY, spent);
    expect(await carry(world, await nextKey(world))).toMatchObject({ spentBefore: spent });
    expect(world.reports.at(-1)).toEqual({ kind: 'quota_gain', secretId: SECRET_ARN, gain });
  });

  test('nothing is gained where nothing was spent', async () => {
    const world = await consumer();
    await carry(world, await nextKey(world), { setRemaining: async () => 'refused' });
    expect(world.reports.at(-1)).toEqual({ kind: 'quota_carried', secretId: SECRET_ARN, spent: 0, remaining: LIMIT });
  });
});

describe('a period that turns while the quota is carried', () => {
  async function turning(turns: number) {
    const world = await consumer();
    world.use(world.keyOf('AWSCURRENT'), 30);
    const key = await nextKey(world);
    const set: number[] = [];
    const setRemaining: Services['setRemaining'] = async (...args) => {
      set.push(args[2]);
      const outcome = await world.services().setRemaining(...args);
      if (set.length <= turns) {
        world.time += 86_400_000;
      }
      return outcome;
    };
    return { carried: await carry(world, key, { setRemaining }), set };
  }

  test('is carried again', async () => {
    expect(await turning(1)).toEqual({ carried: { day: '2026-11-25', spentBefore: 0, usedByPrevious: 0 }, set: [LIMIT - 30, LIMIT] });
  });

  test('is carried three times at most', async () => {
    expect(await turning(9)).toEqual({ carried: { day: '2026-11-26', spentBefore: 0, usedByPrevious: 0 }, set: [LIMIT - 30, LIMIT, LIMIT] });
  });
});

describe('right before the promotion', () => {
  test('the key gets what is left now, and the note says so', async () => {
    const world = await consumer();
    const key = await nextKey(world);
    world.use(world.keyOf('AWSCURRENT'), 30);
    await ledger(world).quota.carryBeforePromotion('v2');
    expect([world.remainingOf(key), key.description]).toEqual([LIMIT - 30, note(30, 30)]);
  });

  test('nothing is written where the key is gone, or the plan has no quota', async () => {
    const world = await consumer();
    const updateKey = jest.fn<ReturnType<Services['updateKey']>, []>(async () => true);
    await ledger(world, { updateKey }).quota.carryBeforePromotion('v2');
    await nextKey(world);
    world.quota = undefined;
    await ledger(world, { updateKey }).quota.carryBeforePromotion('v2');
    expect(updateKey).not.toHaveBeenCalled();
  });
});

describe('before the previous key goes', () => {
  test('its use is taken over to the current key\'s note', async () => {
    const world = await consumer();
    const current = await usedWithTwoKeys(world);
    await ledger(world).quota.keepPreviousUse();
    expect(current.description).toBe(note(37, 0));
  });

  test('nothing is written where the current version has no key, there is none, or the plan has no quota', async () => {
    const changes: ((world: World) => void)[] = [
      (world) => void world.editByHand(''),
      (world) => void world.versions.get('v1')!.labels.delete('AWSCURRENT'),
      (world) => (world.quota = undefined),
      (world) => (world.planExists = false),
    ];
    for (const change of changes) {
      const world = await consumer();
      change(world);
      const updateKey = jest.fn<ReturnType<Services['updateKey']>, []>(async () => true);
      await ledger(world, { updateKey }).quota.keepPreviousUse();
      expect(updateKey).not.toHaveBeenCalled();
    }
  });
});
