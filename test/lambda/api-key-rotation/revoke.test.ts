import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { revoke } from '../../../lambda/api-key-rotation/revoke';
import { rotate } from '../../../lambda/api-key-rotation/rotate';
import type { RevocationEvent } from '../../../lib/contracts/rotation';
import { PLAN_ID, SECRET_ARN, World } from './world';

/** A consumer with a current and a previous key. */
async function rotated(hasStore = false): Promise<World> {
  const world = new World();
  if (hasStore) {
    world.addEdgeStore();
  }
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID, EdgeStoreArn: world.edgeStore?.arn }, 'v1');
  world.rotationEnabled = true;
  world.moveLabelTo('AWSPENDING', 'v2');
  for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
    await rotate(world.services(), { Step, SecretId: SECRET_ARN, ClientRequestToken: 'v2' });
  }
  return world;
}

const ask = (world: World, Action: RevocationEvent['Action'], pauses: number[] = []) => revoke({
  ...world.services(),
  pause: async (milliseconds) => {
    pauses.push(milliseconds);
    world.time += milliseconds;
  },
}, { Action, SecretId: SECRET_ARN }, 'revocation');

describe('the previous key', () => {
  test('goes at once, and the current one stays', async () => {
    const world = await rotated();
    const current = world.keyOf('AWSCURRENT')!;
    const pauses: number[] = [];
    await ask(world, 'RevokePreviousKey', pauses);
    expect([world.ownKeys, world.versionWith('AWSPREVIOUS'), pauses]).toEqual([[current], undefined, []]);
  });

  test('takes what was spent with it along', async () => {
    const world = await rotated();
    world.use(world.keyOf('AWSPREVIOUS'), 7);
    world.use(world.keyOf('AWSCURRENT'), 11);
    await ask(world, 'RevokePreviousKey');
    expect(world.keyOf('AWSCURRENT')!.description).toBe('Quota spent before this key: 7, of which by the previous key: 0, on 2026-11-24 UTC.');
  });

  test('may be gone already', async () => {
    const world = await rotated();
    await ask(world, 'RevokePreviousKey');
    const changes: string[] = [];
    const direct = world.services();
    await revoke({
      ...direct,
      updateKey: async (...args) => (changes.push('key'), direct.updateKey(...args)),
      moveLabel: async (...args) => (changes.push('label'), direct.moveLabel(...args)),
    }, { Action: 'RevokePreviousKey', SecretId: SECRET_ARN }, 'revocation');
    expect([world.ownKeys.length, changes]).toEqual([1, []]);
  });

  test('goes when the Edge\'s copies of its store have followed', async () => {
    const world = await rotated(true);
    world.edgeStore!.replace('k'.repeat(30), world.edgeStore!.state().etag);
    const pauses: number[] = [];
    await ask(world, 'RevokePreviousKey', pauses);
    expect([pauses, world.edgeStore!.value]).toEqual([[60_000], world.keyOf('AWSCURRENT')!.value]);
  });

  test('stays where the website would be without a key, and nothing is changed', async () => {
    const world = await rotated(true);
    world.editByHand('junk');
    world.time += 2_000;
    const labels = world.versionWith('AWSPREVIOUS');
    await expect(ask(world, 'RevokePreviousKey')).rejects.toMatchObject({ code: 'current_key_missing', message: expect.stringMatching(/RevokeAllKeys/) });
    expect(world.versionWith('AWSPREVIOUS')).toEqual(labels);
    expect(world.ownKeys).toHaveLength(2);
  });
});

describe('all keys', () => {
  test('are replaced by one, without waiting', async () => {
    const world = await rotated();
    const before = world.ownKeys.map(({ value }) => value);
    const pauses: number[] = [];
    await ask(world, 'RevokeAllKeys', pauses);
    expect(world.versionWith('AWSCURRENT')![0]).toBe('revocation');
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    expect(world.ownKeys).toHaveLength(1);
    expect(before).not.toContain(world.ownKeys[0].value);
    expect([world.versionWith('AWSPREVIOUS'), world.versionWith('AWSPENDING')]).toEqual([undefined, undefined]);
    // What was just stored can't be read at once.
    expect(pauses).toEqual([2_000]);
  });

  test('of a website are replaced without waiting for the copies of its store', async () => {
    const world = await rotated(true);
    const pauses: number[] = [];
    await ask(world, 'RevokeAllKeys', pauses);
    expect([pauses, world.edgeStore!.value]).toEqual([[2_000], world.keyOf('AWSCURRENT')!.value]);
    expect(world.ownKeys).toHaveLength(1);
  });

  test('are replaced where rotation is off, and where a rotation is under way', async () => {
    const world = await rotated();
    world.moveLabelTo('AWSPENDING', 'v3');
    await rotate(world.services(), { Step: 'createSecret', SecretId: SECRET_ARN, ClientRequestToken: 'v3' });
    await rotate(world.services(), { Step: 'setSecret', SecretId: SECRET_ARN, ClientRequestToken: 'v3' });
    world.rotationEnabled = false;
    await ask(world, 'RevokeAllKeys');
    expect(world.ownKeys.map(({ name }) => name)).toEqual(['PartnerSecret-AbCdEf:revocation']);
    expect(world.versionWith('AWSPENDING')).toBeUndefined();
  });
});

test.each(['RevokeKeys', 'toString', ''])('%j is refused', async (action) => {
  const world = await rotated();
  await expect(ask(world, action as RevocationEvent['Action'])).rejects.toMatchObject({ code: 'action_unknown' });
  expect(world.ownKeys).toHaveLength(2);
});
