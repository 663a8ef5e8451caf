import { ConsumerKeys } from '../../../lambda/api-key-rotation/consumer-keys';
import { KeyProof } from '../../../lambda/api-key-rotation/key-proof';
import { provideKeys } from '../../../lambda/api-key-rotation/provision';
import { ProbeOutcome } from '../../../lambda/api-key-rotation/services';
import { ModelKey, PLAN_ID, SECRET_ARN, World } from './world';

const SETTLE = 60_000;

interface Subject {
  readonly world: World;
  readonly key: ModelKey;
  readonly proof: KeyProof;
  readonly pauses: number[];
}

/** A consumer's first key, `age` milliseconds after it was made. */
async function made({ age = 0, settle = SETTLE, answers = [] }: { age?: number; settle?: number; answers?: ProbeOutcome[] } = {}): Promise<Subject> {
  const world = new World();
  await provideKeys(world.services(), { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID }, 'v1');
  const key = world.keyOf('AWSCURRENT')!;
  world.time = key.changedAt + age;
  world.settleMilliseconds = settle;
  const pauses: number[] = [];
  const services = {
    ...world.services(),
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds);
      world.time += milliseconds;
    },
    probeKey: async () => answers.shift() ?? 'not asked',
  };
  return { world, key, proof: new KeyProof(services, new ConsumerKeys(services, SECRET_ARN)), pauses };
}

describe('a key is proved', () => {
  test('once its time is over', async () => {
    const { proof, key, pauses } = await made({ age: 10_000 });
    expect(await proof.proveKeyWorks('v1', key.value)).toMatchObject({ id: key.id, enabled: true });
    expect(pauses).toEqual([50_000]);
  });

  test('at once where its time is over', async () => {
    const { proof, key, pauses } = await made({ age: SETTLE });
    await proof.proveKeyWorks('v1', key.value);
    expect(pauses).toEqual([]);
  });

  test('by three requests in a row, with a pause between them', async () => {
    const answers: ProbeOutcome[] = ['accepted', 'accepted', 'accepted', 'status 403'];
    const { proof, key, pauses } = await made({ age: SETTLE, answers });
    await proof.proveKeyWorks('v1', key.value);
    expect([pauses, answers]).toEqual([[2_000, 2_000], ['status 403']]);
  });

  test('by three in a row after the last one that was refused', async () => {
    const answers: ProbeOutcome[] = ['accepted', 'accepted', 'status 403', 'accepted', 'accepted', 'accepted'];
    const { proof, key, pauses } = await made({ age: SETTLE, answers });
    await proof.proveKeyWorks('v1', key.value);
    expect([pauses, answers]).toEqual([Array(5).fill(2_000), []]);
  });
});

test('a key that is accepted when the two minutes are over is tried until it is three times', async () => {
  const answers = [...Array<ProbeOutcome>(60).fill('status 403'), ...Array<ProbeOutcome>(3).fill('accepted')];
  const { world, proof, key } = await made({ age: SETTLE, answers });
  const begun = world.time;
  await proof.proveKeyWorks('v1', key.value);
  expect([world.time - begun, answers]).toEqual([124_000, []]);
});

describe('a key is not proved', () => {
  test.each<[string, (key: ModelKey) => object]>([
    ['is not enabled', () => ({ enabled: false })],
    ['is not in its plan', () => ({ attached: false })],
    ['is named after another version', ({ name }) => ({ name: `${name}0` })],
  ])('that %s', async (_, change) => {
    const { world, proof, key } = await made({ age: SETTLE });
    world.keys.set(key.id, { ...key, ...change(key) });
    await expect(proof.proveKeyWorks('v1', key.value)).rejects.toMatchObject({ code: 'key_not_ready', message: expect.stringContaining(`version v1 of ${SECRET_ARN}`) });
  });

  test('whose value is not the secret\'s', async () => {
    const { proof } = await made({ age: SETTLE });
    await expect(proof.proveKeyWorks('v1', 'another-value-0000000000000000')).rejects.toMatchObject({ code: 'key_not_ready' });
  });

  test('that the API refuses for two minutes, and is told what it answers', async () => {
    const { world, proof, key, pauses } = await made({ age: SETTLE, answers: Array<ProbeOutcome>(100).fill('status 403') });
    const begun = world.time;
    await expect(proof.proveKeyWorks('v1', key.value)).rejects.toMatchObject({ code: 'key_not_accepted', message: expect.stringMatching(/version v1 .*: status 403$/) });
    expect([world.time - begun, pauses.length]).toEqual([120_000, 60]);
  });
});

describe('a key is settled', () => {
  test.each([[0, undefined], [1, 'key_not_settled']])('when the whole time is over: %d ms before, it is %s', async (missing, code) => {
    const settle = 20 * 60_000;
    const { proof, key, pauses } = await made({ settle, age: 8 * 60_000 - missing });
    const error = await proof.proveKeyIsSettled('v1', key.value).then(() => undefined, (reason: { code: string }) => reason.code);
    expect([error, pauses]).toEqual([code, [12 * 60_000]]);
  });

  test('never, where a step can wait for a part of the time only', async () => {
    const { proof, key, pauses } = await made({ settle: 30 * 60_000 });
    await expect(proof.proveKeyIsSettled('v1', key.value)).rejects.toMatchObject({ code: 'key_not_settled', message: expect.stringContaining(`version v1 of ${SECRET_ARN}`) });
    expect(pauses).toEqual([12 * 60_000]);
    await expect(proof.proveKeyIsSettled('v1', key.value)).rejects.toMatchObject({ code: 'key_not_settled' });
    await proof.proveKeyIsSettled('v1', key.value);
    expect(pauses).toEqual([12 * 60_000, 12 * 60_000, 6 * 60_000]);
  });

  test('where it only has to be waited for, by no request', async () => {
    const answers: ProbeOutcome[] = ['accepted'];
    const { proof, pauses } = await made({ age: 10_000, answers });
    await proof.settle('v1');
    await proof.settle('v2');
    expect([pauses, answers.length]).toEqual([[50_000], 1]);
  });
});
