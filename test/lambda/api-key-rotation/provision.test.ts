import { AwsCallError } from '../../../lambda/api-key-rotation/errors';
import { provideKeys, removeKeys } from '../../../lambda/api-key-rotation/provision';
import { secretText } from '../../../lambda/api-key-rotation/secret-value';
import { Services } from '../../../lambda/api-key-rotation/services';
import { OTHER_SECRET_KEY, PLAN_ID, SECRET_ARN, World } from './world';

const PROPERTIES = { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID };
const denied = () => Promise.reject(new AwsCallError('Call', 'AccessDeniedException'));
const broken = () => Promise.reject(new AwsCallError('Call', 'InternalServerException'));

interface Subject {
  readonly world: World;
  readonly services: Services;
  readonly pauses: number[];
}

function subject(changes: (direct: Services, world: World) => Partial<Services> = () => ({})): Subject {
  const world = new World();
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
    world.time += milliseconds;
  };
  return { world, pauses, services: { ...world.services(), pause, ...changes(world.services(), world) } };
}

/** Fails so many times, and answers then. */
function at<A extends unknown[], R>(times: number, failure: () => Promise<never>, method: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  let left = times;
  return (...args) => ((left -= 1) >= 0 ? failure() : method(...args));
}

describe('a deployment', () => {
  test('makes the first key, and waits until it may be trusted', async () => {
    const { world, services, pauses } = subject();
    await provideKeys(services, PROPERTIES, 'request-1');
    expect(world.versionWith('AWSCURRENT')![0]).toBe('request-1');
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    // The value can't be read at once; the time is the setting's.
    expect(pauses).toEqual([2_000, 300_000]);
    expect(world.reports).toEqual([{ kind: 'key_made', secretId: SECRET_ARN, versionId: 'request-1' }]);
  });

  test('changes nothing where the key is there', async () => {
    const { world, services } = subject();
    await provideKeys(services, PROPERTIES, 'request-1');
    world.reports.length = 0;
    const before = [...world.keys.keys()];
    await provideKeys(services, PROPERTIES, 'request-2');
    expect([[...world.keys.keys()], [...world.versions.keys()], world.reports]).toEqual([before, ['request-1'], []]);
  });

  test('makes a key that is missing again, the previous one too', async () => {
    const { world, services } = subject();
    await provideKeys(services, PROPERTIES, 'request-1');
    world.versions.set('request-2', { text: secretText('n'.repeat(30)), labels: new Set(), made: world.time });
    world.moveLabelTo('AWSCURRENT', 'request-2');
    world.moveLabelTo('AWSPREVIOUS', 'request-1');
    world.ownKeys.forEach(({ id }) => world.keys.delete(id));
    await provideKeys(services, PROPERTIES, 'request-3');
    expect([world.works(world.keyOf('AWSCURRENT')), world.works(world.keyOf('AWSPREVIOUS'))]).toEqual([true, true]);
  });

  test('makes no key of a previous version that holds none', async () => {
    const { world, services } = subject();
    await provideKeys(services, PROPERTIES, 'request-1');
    world.versions.set('junk', { text: 'junk', labels: new Set(), made: 0 });
    world.moveLabelTo('AWSPREVIOUS', 'junk');
    await provideKeys(services, PROPERTIES, 'request-2');
    expect(world.ownKeys).toHaveLength(1);
  });

  test('replaces what someone wrote by hand, and waits until the new key may be trusted before it is current', async () => {
    const { world, services } = subject();
    await provideKeys(services, PROPERTIES, 'request-1');
    const promoted: number[] = [];
    world.editByHand('junk');
    await provideKeys({
      ...services,
      moveLabel: async (...args) => {
        const key = world.ownKeys.find(({ name }) => name.endsWith('request-2'))!;
        promoted.push(world.time - key.changedAt);
        return services.moveLabel(...args);
      },
    }, PROPERTIES, 'request-2');
    expect(world.versionWith('AWSCURRENT')![0]).toBe('request-2');
    expect(promoted).toEqual([300_000]);
  });

  test('gives the Edge the key when it may be trusted', async () => {
    const { world, services } = subject();
    world.addEdgeStore();
    await provideKeys(services, { ...PROPERTIES, EdgeStoreArn: world.edgeStore!.arn }, 'request-1');
    expect(world.edgeStore!.value).toBe(world.keyOf('AWSCURRENT')!.value);
    expect(world.edgeStore!.changedAt - world.keyOf('AWSCURRENT')!.changedAt).toBeGreaterThanOrEqual(300_000);
  });
});

describe('a key from elsewhere', () => {
  const imported = { ...PROPERTIES, ImportFromSecretArn: 'arn:of:the:import' };

  test.each([['i'.repeat(20), 'i'.repeat(20)], [` ${'i'.repeat(20)}\n`, 'i'.repeat(20)], [secretText('j'.repeat(128)), 'j'.repeat(128)]])('in %j is the first one', async (text, value) => {
    const readImportedKey = jest.fn<Promise<string>, [string]>(async () => text);
    const { world, services } = subject(() => ({ readImportedKey }));
    await provideKeys(services, imported, 'request-1');
    expect(world.keyOf('AWSCURRENT')!.value).toBe(value);
    expect(readImportedKey.mock.calls).toEqual([['arn:of:the:import']]);
  });

  test.each([[undefined], ['short'], ['']])('in %j is none, and nothing is stored', async (text) => {
    const { world, services } = subject();
    world.importedText = text;
    await expect(provideKeys(services, imported, 'request-1')).rejects.toMatchObject({ code: 'imported_key_invalid', message: expect.stringContaining('arn:of:the:import') });
    expect(world.versions.size).toBe(0);
  });

  test('is not asked for where there is a key', async () => {
    const readImportedKey = jest.fn<Promise<string>, []>(async () => 'i'.repeat(20));
    const { services } = subject(() => ({ readImportedKey }));
    await provideKeys(services, PROPERTIES, 'request-1');
    await provideKeys(services, imported, 'request-2');
    expect(readImportedKey).not.toHaveBeenCalled();
  });
});

describe('a permission that IAM does not know everywhere yet', () => {
  const calls: (keyof Services)[] = ['describeSecret', 'readImportedKey', 'createKey', 'readStoredKey'];
  const all = (world: World) => ({ ...PROPERTIES, ImportFromSecretArn: 'arn:of:the:import', EdgeStoreArn: world.edgeStore!.arn });

  test.each(calls)('is waited for: %s, a minute', async (name) => {
    for (const [times, isDone] of [[9, true], [10, false]] as const) {
      const { world, services, pauses } = subject((direct) => ({ [name]: at(times, denied, direct[name] as never) }));
      world.importedText = 'i'.repeat(20);
      world.addEdgeStore();
      const outcome = await provideKeys(services, all(world), 'request-1').then(() => true, (error: AwsCallError) => error.errorName);
      expect(outcome).toBe(isDone ? true : 'AccessDeniedException');
      expect(pauses.filter((pause) => pause === 6_000)).toHaveLength(9);
    }
  });

  test.each(calls)('is not what another error of %s means', async (name) => {
    const { world, services, pauses } = subject((direct) => ({ [name]: at(1, broken, direct[name] as never) }));
    world.importedText = 'i'.repeat(20);
    world.addEdgeStore();
    await expect(provideKeys(services, all(world), 'request-1')).rejects.toMatchObject({ errorName: 'InternalServerException' });
    expect(pauses).not.toContain(6_000);
  });

  test('is waited for where a value by hand is replaced, and for the previous key', async () => {
    const { world, services } = subject();
    await provideKeys(services, PROPERTIES, 'request-1');
    world.editByHand('junk');
    await provideKeys({ ...services, createKey: at(1, denied, services.createKey) }, PROPERTIES, 'request-2');
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    world.versions.get('request-1')!.labels.add('AWSPREVIOUS');
    world.versions.forEach(({ labels }, id) => id !== 'request-1' && labels.delete('AWSPREVIOUS'));
    await provideKeys({ ...services, createKey: at(1, denied, services.createKey) }, PROPERTIES, 'request-3');
    expect(world.works(world.keyOf('AWSPREVIOUS'))).toBe(true);
  });

  test('is not what an error of another kind means', async () => {
    const { services } = subject(() => ({ describeSecret: () => Promise.reject(Object.assign(new Error('x'), { errorName: 'AccessDeniedException' })) }));
    await expect(provideKeys(services, PROPERTIES, 'request-1')).rejects.toThrow('x');
  });
});

describe('a deletion', () => {
  async function deployed(changes: (direct: Services, world: World) => Partial<Services> = () => ({})): Promise<Subject> {
    const made = subject(changes);
    await provideKeys(made.world.services(), PROPERTIES, 'request-1');
    made.world.rotationEnabled = true;
    made.pauses.length = 0;
    return made;
  }

  test('removes the keys of this consumer, and of no other', async () => {
    const { world, services } = await deployed();
    await removeKeys(services, PROPERTIES);
    expect([...world.keys.values()].map(({ name }) => name)).toEqual([OTHER_SECRET_KEY]);
    expect(world.reports.at(-1)).toEqual({ kind: 'key_deleted', secretId: SECRET_ARN, versionId: 'request-1' });
  });

  test('takes the pending label away first, so that a rotation sees it', async () => {
    const labels: unknown[] = [];
    const { world, services } = await deployed((direct, its) => ({ deleteKey: async (id) => (labels.push(its.versionWith('AWSPENDING')), direct.deleteKey(id)) }));
    world.moveLabelTo('AWSPENDING', 'v2');
    await removeKeys(services, PROPERTIES);
    expect(labels).toEqual([undefined]);
  });

  test('leaves the pending label where it is the current version\'s too, or is nowhere', async () => {
    const moveLabel = jest.fn<ReturnType<Services['moveLabel']>, []>(async () => true);
    const { world, services } = await deployed(() => ({ moveLabel }));
    await removeKeys(services, PROPERTIES);
    world.moveLabelTo('AWSPENDING', 'request-1');
    await removeKeys(services, PROPERTIES);
    expect(moveLabel).not.toHaveBeenCalled();
  });

  test.each([[0, [45_000]], [3_599_999, [45_000]], [3_600_000, []]])('looks again later where the secret was changed %d ms ago', async (age, wanted) => {
    const { world, services, pauses } = await deployed();
    world.changedAt = world.time - age;
    await removeKeys(services, PROPERTIES);
    expect(pauses).toEqual(wanted);
  });

  test('removes what a rotation that was under way has made meanwhile', async () => {
    const { world, services } = await deployed();
    world.changedAt = world.time;
    const pause = async () => void await world.services().createKey('PartnerSecret-AbCdEf:late', 'l'.repeat(30));
    await removeKeys({ ...services, pause }, PROPERTIES);
    expect(world.ownKeys).toEqual([]);
  });

  test('goes without the secret, where it is gone or may not be seen any more', async () => {
    for (const describeSecret of [denied, async () => undefined]) {
      const { world, services, pauses } = await deployed(() => ({ describeSecret }));
      await removeKeys(services, PROPERTIES);
      expect([world.ownKeys, pauses]).toEqual([[], []]);
    }
  });

  test('fails where nobody knows whether the secret is there', async () => {
    const { world, services } = await deployed(() => ({ describeSecret: broken }));
    await expect(removeKeys(services, PROPERTIES)).rejects.toMatchObject({ errorName: 'InternalServerException' });
    expect(world.ownKeys).toHaveLength(1);
  });

  test.each([[4, undefined], [5, 'keys_left']])('goes on while keys are listed: after %d rounds the outcome is %s', async (rounds, code) => {
    let left = rounds;
    const { world, services } = await deployed((direct) => ({
      deleteKey: async (id) => ((left -= 1) > 0 || code ? undefined : direct.deleteKey(id)),
    }));
    const outcome = await removeKeys(services, PROPERTIES).then(() => undefined, (error: { code: string; message: string }) => error);
    expect(outcome).toEqual(code === undefined ? undefined : expect.objectContaining({ code, message: expect.stringContaining(SECRET_ARN) }));
    expect([world.ownKeys.length, left]).toEqual([code ? 1 : 0, 0]);
  });
});
