import { ConsumerKeys } from '../../../lambda/api-key-rotation/consumer-keys';
import { EdgePublication } from '../../../lambda/api-key-rotation/edge-publication';
import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { Services } from '../../../lambda/api-key-rotation/services';
import { PLAN_ID, SECRET_ARN, World } from './world';

interface Subject {
  readonly world: World;
  readonly edge: EdgePublication;
  readonly pauses: number[];
}

/** A website with a key, and its store, which holds something else. */
async function website(changes: (world: World) => Partial<Services> = () => ({}), removal: 'patient' | 'at once' = 'patient'): Promise<Subject> {
  const world = new World();
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID }, 'v1');
  world.addEdgeStore();
  world.reports.length = 0;
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
    world.time += milliseconds;
  };
  const services = { ...world.services(), pause, ...changes(world) };
  return { world, edge: new EdgePublication(services, new ConsumerKeys(services, SECRET_ARN), removal), pauses };
}

describe('the current key', () => {
  test('is written into the store, and that is told', async () => {
    const { world, edge } = await website();
    expect(await edge.publishCurrent(world.edgeStore!.arn)).toBe(world.time);
    expect(world.edgeStore!.value).toBe(world.keyOf('AWSCURRENT')!.value);
    expect(world.reports).toEqual([{ kind: 'key_published', secretId: SECRET_ARN, versionId: 'v1' }]);
  });

  test('is not written again, and is there since the store was changed last', async () => {
    const { world, edge } = await website();
    await edge.publishCurrent(world.edgeStore!.arn);
    const since = world.time;
    world.time += 5_000;
    expect(await edge.publishCurrent(world.edgeStore!.arn)).toBe(since);
    expect([world.edgeStore!.version, world.reports.length]).toEqual([2, 1]);
  });

  test('is nowhere to be written where there is no store', async () => {
    const { world, edge } = await website();
    expect(await edge.publishCurrent(undefined)).toBeUndefined();
    expect(world.edgeStore!.value).toBeUndefined();
  });

  test.each<[string, (world: World) => void]>([
    ['no current version', (world) => void world.versions.get('v1')!.labels.delete('AWSCURRENT')],
    ['a current version that holds no key', (world) => void world.editByHand('')],
    ['a current version with a key that nobody made', (world) => void world.editByHand(JSON.stringify({ apiKey: 'k'.repeat(30) }))],
    ['a key that is not enabled', (world) => void (world.keyOf('AWSCURRENT')!.enabled = false)],
    ['a key that is not in its plan', (world) => void (world.keyOf('AWSCURRENT')!.attached = false)],
  ])('is not written where there is %s', async (_, change) => {
    const { world, edge } = await website();
    change(world);
    world.time += 2_000;
    expect(await edge.publishCurrent(world.edgeStore!.arn)).toBeUndefined();
    expect(world.edgeStore!.value).toBeUndefined();
    expect(await edge.isWithoutLeftovers(world.edgeStore!.arn)).toBe(false);
  });

  test.each([1, 5])('is written at last where others write the store %d times meanwhile', async (times) => {
    let left = times;
    const { world, edge, pauses } = await website((its) => ({
      writeStoredKey: async (...args) => {
        left -= 1;
        return left >= 0 ? 'changed' : its.services().writeStoredKey(...args);
      },
    }));
    expect(await edge.publishCurrent(world.edgeStore!.arn)).toBe(world.time);
    expect(world.edgeStore!.value).toBe(world.keyOf('AWSCURRENT')!.value);
    expect(pauses).toEqual([500, 1_000, 1_500, 2_000, 2_500].slice(0, times));
  });

  test('is given up after six writes that others came before', async () => {
    const write = jest.fn<ReturnType<Services['writeStoredKey']>, []>(async () => 'changed');
    const { world, edge, pauses } = await website(() => ({ writeStoredKey: write }));
    await expect(edge.publishCurrent(world.edgeStore!.arn)).rejects.toMatchObject({ code: 'edge_store_busy', message: expect.stringContaining(world.edgeStore!.arn) });
    expect([write.mock.calls.length, pauses]).toEqual([6, [500, 1_000, 1_500, 2_000, 2_500, 3_000]]);
    expect(world.reports).toEqual([]);
  });

  test('is written for the state of the store that was seen before the labels', async () => {
    const seen: string[] = [];
    const { world, edge } = await website((its) => {
      const direct = its.services();
      return {
        readStoredKey: async (arn) => (seen.push('key'), direct.readStoredKey(arn)),
        storeState: async (arn) => (seen.push('state'), direct.storeState(arn)),
        describeSecret: async (arn) => (seen.push('labels'), direct.describeSecret(arn)),
        writeStoredKey: async (arn, value, etag) => (seen.push(etag), direct.writeStoredKey(arn, value, etag)),
      };
    });
    await edge.publishCurrent(world.edgeStore!.arn);
    expect(seen).toEqual(['key', 'state', 'labels', 'v1']);
  });
});

describe('what has no label may go', () => {
  test('where there is no store', async () => {
    const { edge, pauses } = await website();
    expect(await edge.isWithoutLeftovers(undefined)).toBe(true);
    expect(pauses).toEqual([]);
  });

  test('a minute after the current key was written', async () => {
    const { world, edge, pauses } = await website();
    expect(await edge.isWithoutLeftovers(world.edgeStore!.arn)).toBe(true);
    expect(pauses).toEqual([60_000]);
    world.time -= 20_000;
    expect(await edge.isWithoutLeftovers(world.edgeStore!.arn)).toBe(true);
    expect(pauses).toEqual([60_000, 20_000]);
  });

  test('at once where a thief has it', async () => {
    const { world, edge, pauses } = await website(() => ({}), 'at once');
    expect(await edge.isWithoutLeftovers(world.edgeStore!.arn)).toBe(true);
    expect([pauses, world.edgeStore!.value]).toEqual([[], world.keyOf('AWSCURRENT')!.value]);
  });
});
