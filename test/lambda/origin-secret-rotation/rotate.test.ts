import * as fc from 'fast-check';
import { provide } from '../../../lambda/origin-secret-rotation/provide';
import { rotate } from '../../../lambda/origin-secret-rotation/rotate';
import { SECRET_ARN, World } from './world';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const DAY = 86_400_000;

async function step(world: World, Step: string, versionId: string): Promise<void> {
  await rotate(world.places(), { Step, SecretId: SECRET_ARN, ClientRequestToken: versionId });
}

async function rotation(world: World, versionId: string): Promise<void> {
  for (const name of STEPS) {
    await step(world, name, versionId);
  }
}

async function deployed(): Promise<World> {
  const world = new World();
  await provide(world.places());
  return world;
}

test('after the deployment the Edge sends what the firewall takes', async () => {
  const world = await deployed();
  expect(world.accepted).toEqual(['first-secret']);
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

test('a rotation replaces the secret, and two are valid at a time', async () => {
  const world = await deployed();
  for (const version of ['v1', 'v2', 'v3']) {
    const before = world.current;
    world.time += DAY;
    world.stage(version);
    await rotation(world, version);
    expect(world.current).not.toBe(before);
    expect(world.stored.get('origin-secret')).toBe(world.current);
    expect(new Set(world.accepted)).toEqual(new Set([before, world.current]));
  }
});

test('a new secret is 256 random bits', async () => {
  const world = await deployed();
  world.stage('v1');
  await rotation(world, 'v1');
  expect(world.current).toMatch(/^[\w-]{43}$/);
});

test('the Edge sends the new secret only when the firewall has taken it everywhere', async () => {
  const world = await deployed();
  world.time += DAY;
  world.stage('v1');
  await step(world, 'createSecret', 'v1');
  await step(world, 'setSecret', 'v1');
  expect(world.stored.get('origin-secret')).toBe('first-secret');
  const before = world.time;
  await step(world, 'testSecret', 'v1');
  expect(world.time - before).toBeGreaterThan(290_000);
  expect(world.stored.get('origin-secret')).toBe('first-secret');
  await step(world, 'finishSecret', 'v1');
  expect(world.stored.get('origin-secret')).toBe(world.current);
});

test('each step can be repeated', async () => {
  const world = await deployed();
  world.time += DAY;
  world.stage('v1');
  for (const name of STEPS) {
    await step(world, name, 'v1');
    await step(world, name, 'v1');
  }
  expect(world.accepted).toHaveLength(2);
  expect(world.versions.get('v1')!.labels).toContain('AWSCURRENT');
});

test('the test of a configuration, on a version without a value, proves the secret that is sent', async () => {
  const world = await deployed();
  world.stage('probe');
  await expect(step(world, 'testSecret', 'probe')).resolves.toBeUndefined();
  expect(world.current).toBe('first-secret');
});

test('a step is refused where rotation is off, the version is not staged, or the step is none', async () => {
  const world = await deployed();
  await expect(step(world, 'setSecret', 'v9')).rejects.toMatchObject({ code: 'version_not_staged' });
  world.stage('v1');
  await expect(step(world, 'deleteSecret', 'v1')).rejects.toMatchObject({ code: 'step_unknown' });
  await expect(step(world, 'constructor', 'v1')).rejects.toMatchObject({ code: 'step_unknown' });
  world.rotationEnabled = false;
  await expect(step(world, 'createSecret', 'v1')).rejects.toMatchObject({ code: 'rotation_off' });
});

test('a refusal says what was asked for, in few words, and what would be right', async () => {
  const world = await deployed();
  await expect(step(world, 'x'.repeat(500), 'v1')).rejects.toMatchObject({
    message: `the step must be one of createSecret, setSecret, testSecret, finishSecret, got "${'x'.repeat(59)}`,
  });
  await expect(step(world, 'setSecret', 'v9')).rejects.toMatchObject({ message: 'version v9 of the origin secret must have the label AWSPENDING' });
  world.rotationEnabled = false;
  await expect(step(world, 'setSecret', 'v9')).rejects.toMatchObject({ message: 'rotation must be on for the origin secret' });
});

test('the test of a secret that the firewall does not take fails, though it takes the one that is sent', async () => {
  const world = await deployed();
  world.stage('v1');
  await step(world, 'createSecret', 'v1');
  await expect(step(world, 'testSecret', 'v1')).rejects.toMatchObject({
    code: 'secret_not_accepted', message: 'the firewall does not take the secret yet',
  });
});

test('a rule group that is gone takes nothing', async () => {
  const world = await deployed();
  world.stage('v1');
  await step(world, 'createSecret', 'v1');
  world.group = undefined;
  await expect(step(world, 'setSecret', 'v1')).rejects.toMatchObject({ code: 'rule_group_missing' });
  await expect(step(world, 'testSecret', 'v1')).rejects.toMatchObject({ code: 'secret_not_accepted' });
});

test('the test of a configuration proves nothing where nothing is sent', async () => {
  const world = await deployed();
  world.stored.clear();
  world.stage('probe');
  await expect(step(world, 'testSecret', 'probe')).rejects.toMatchObject({ code: 'secret_not_sent', message: 'the Edge has no secret to send' });
});

test('the test of a configuration, on a copy of a value that can be no secret, proves the secret that is sent', async () => {
  const world = await deployed();
  world.writeByHand('hand', ' not a secret ');
  world.stage('probe');
  Object.assign(world.versions.get('probe')!, { text: ' not a secret ', createdAt: world.time });
  await expect(step(world, 'testSecret', 'probe')).resolves.toBeUndefined();
});

test('the first rotation after a deployment drops nothing, so it waits for no copy of the store', async () => {
  const world = await deployed();
  world.stage('v1');
  await step(world, 'createSecret', 'v1');
  const before = world.time;
  await step(world, 'setSecret', 'v1');
  expect(world.time - before).toBeLessThan(10_000);
});

describe('the firewall is waited for', () => {
  async function waited(passed: number): Promise<number> {
    const world = await deployed();
    world.time += DAY;
    world.stage('v1');
    await step(world, 'createSecret', 'v1');
    await step(world, 'setSecret', 'v1');
    world.time += passed;
    const before = world.time;
    await step(world, 'testSecret', 'v1');
    return world.time - before;
  }

  test('for what is left of the five minutes', async () => {
    expect(await waited(240_000)).toBeGreaterThan(58_000);
    expect(await waited(240_000)).toBeLessThan(62_000);
  });

  test('no longer than five minutes, where its clock is ahead', async () => {
    expect(await waited(-3_600_000)).toBeLessThan(302_000);
  });

  test('not at all a day later', async () => {
    expect(await waited(DAY)).toBeGreaterThan(0);
    expect(await waited(DAY)).toBeLessThan(2_000);
  });
});

test('a version that another attempt made the current one meanwhile is not moved', async () => {
  const world = await deployed();
  world.stage('v1');
  for (const name of STEPS.slice(0, 3)) {
    await step(world, name, 'v1');
  }
  const places = world.places();
  const { secret } = places;
  let asked = 0;
  const secretMeanwhile = Object.assign(Object.create(secret) as typeof secret, {
    describe: async () => {
      asked += 1;
      if (asked === 2) {
        await step(world, 'finishSecret', 'v1');
      }
      return secret.describe();
    },
  });
  await rotate({ ...places, secret: secretMeanwhile }, { Step: 'finishSecret', SecretId: SECRET_ARN, ClientRequestToken: 'v1' });
  expect([...world.versions].map(([id, { labels }]) => [id, [...labels]])).toEqual([['v0', ['AWSPREVIOUS']], ['v1', ['AWSCURRENT']]]);
});

test('a secret that the firewall does not take is never sent', async () => {
  const world = await deployed();
  world.stage('v1');
  await step(world, 'createSecret', 'v1');
  await expect(step(world, 'finishSecret', 'v1')).rejects.toMatchObject({ code: 'secret_not_accepted' });
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

test('a deployment in the middle of a rotation changes nothing', async () => {
  const world = await deployed();
  world.time += DAY;
  world.stage('v1');
  await step(world, 'createSecret', 'v1');
  await step(world, 'setSecret', 'v1');
  const accepted = world.accepted;
  await provide(world.places());
  expect(world.accepted).toEqual(accepted);
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

test('a store that was replaced gets the current secret', async () => {
  const world = await deployed();
  world.time += DAY;
  world.stage('v1');
  await rotation(world, 'v1');
  world.stored.clear();
  await provide(world.places());
  expect(world.stored.get('origin-secret')).toBe(world.current);
});

test('the rule group goes with the Edge, and a second time too', async () => {
  const world = await deployed();
  await world.places().ruleGroup.remove();
  expect(world.group).toBeUndefined();
  await expect(world.places().ruleGroup.remove()).resolves.toBeUndefined();
});

describe('the label of a rotation under way', () => {
  test('is gone after it, whether the service takes it away or not', async () => {
    const world = await deployed();
    world.stage('v1');
    await rotation(world, 'v1');
    expect([...world.versions.get('v1')!.labels]).toEqual(['AWSCURRENT']);
    world.stage('v2');
    for (const name of STEPS.slice(0, 3)) {
      await step(world, name, 'v2');
    }
    world.removesPendingItself = true;
    await expect(step(world, 'finishSecret', 'v2')).resolves.toBeUndefined();
    expect([...world.versions.get('v2')!.labels]).toEqual(['AWSCURRENT']);
  });

  test('is taken away by the next attempt where the last one was stopped before it could', async () => {
    const world = await deployed();
    world.stage('v1');
    await rotation(world, 'v1');
    world.versions.get('v1')!.labels.add('AWSPENDING');
    await step(world, 'createSecret', 'v1');
    expect([...world.versions.get('v1')!.labels]).toEqual(['AWSCURRENT']);
  });

  test('does not bring a leaked secret back, after an edit by hand', async () => {
    const world = await deployed();
    world.stage('v1');
    await rotation(world, 'v1');
    const leaked = world.current;
    world.time += DAY;
    world.writeByHand('hand', 'written-by-hand-since-it-leaked');
    // As a version of this library before this test left it.
    world.versions.get('v1')!.labels.add('AWSPENDING');
    world.time += DAY;
    await expect(step(world, 'createSecret', 'v1')).rejects.toMatchObject({ code: 'version_outdated' });
    expect(world.current).toBe('written-by-hand-since-it-leaked');
    expect(world.versions.get('v1')!.labels.has('AWSPENDING')).toBe(false);
    for (const version of ['v2', 'v3']) {
      world.stage(version);
      await rotation(world, version);
      world.time += DAY;
    }
    expect(world.accepted).not.toContain(leaked);
    expect(world.stored.get('origin-secret')).toBe(world.current);
  });

  test('does not make an unfinished value the current one, where another was written by hand since', async () => {
    const world = await deployed();
    world.stage('v1');
    await step(world, 'createSecret', 'v1');
    await step(world, 'setSecret', 'v1');
    world.writeByHand('hand', 'written-by-hand');
    for (const name of ['testSecret', 'finishSecret']) {
      world.versions.get('v1')!.labels.add('AWSPENDING');
      await expect(step(world, name, 'v1')).rejects.toMatchObject({ code: 'version_outdated' });
    }
    expect(world.current).toBe('written-by-hand');
    expect(world.stored.get('origin-secret')).toBe('first-secret');
  });

  test('does not bring back what was the current one and was rolled back by hand', async () => {
    const world = await deployed();
    world.stage('v1');
    await rotation(world, 'v1');
    world.rollBack('v0');
    world.versions.get('v1')!.labels.add('AWSPENDING');
    await expect(step(world, 'createSecret', 'v1')).rejects.toMatchObject({ code: 'version_outdated' });
    expect(world.current).toBe('first-secret');
  });
});

const NO_SECRETS: Array<[string, string | undefined]> = [
  ['is empty', ''], ['has 300 characters', 'x'.repeat(300)], ['has a line break', 'a\nb'], ['has blanks', ' not a secret '], ['has other letters', 'gehéim'], ['is bytes', undefined],
];

describe.each(NO_SECRETS)('a value written by hand that %s', (_, text) => {
  test('is replaced by the next rotation, and never sent', async () => {
    const world = await deployed();
    world.time += DAY;
    world.writeByHand('hand', text);
    world.stage('v1');
    await rotation(world, 'v1');
    expect(world.current).toMatch(/^[\w-]{43}$/);
    expect(world.stored.get('origin-secret')).toBe(world.current);
    expect(new Set(world.accepted)).toEqual(new Set(['first-secret', world.current]));
  });

  test('does not stop a deployment, nor the test of a configuration', async () => {
    const world = await deployed();
    world.writeByHand('hand', text);
    await provide(world.places());
    expect(world.stored.get('origin-secret')).toBe('first-secret');
    world.stage('probe');
    await expect(step(world, 'testSecret', 'probe')).resolves.toBeUndefined();
  });

  test('gives way to a new one where nothing is sent yet', async () => {
    const world = new World();
    world.writeByHand('hand', text);
    await provide(world.places());
    expect(world.current).toMatch(/^[\w-]{43}$/);
    expect(world.stored.get('origin-secret')).toBe(world.current);
    expect(world.accepted).toEqual([world.current]);
  });
});

test('the test of a configuration, on a copy of a value written by hand, proves the secret that is sent', async () => {
  const world = await deployed();
  world.writeByHand('hand', 'written-by-hand');
  world.stage('probe');
  Object.assign(world.versions.get('probe')!, { text: 'written-by-hand', createdAt: world.time });
  await expect(step(world, 'testSecret', 'probe')).resolves.toBeUndefined();
});

test.each([0, 1_000, 5_000, 30_000])('a rotation that begins %d ms after the last one refuses nothing that a copy of the store still sends', async (later) => {
  const world = await deployed();
  for (const version of ['v1', 'v2', 'v3', 'v4']) {
    world.stage(version);
    await rotation(world, version);
    world.time += later;
  }
  expect(world.accepted).toHaveLength(2);
});

test('a rotation long after the last one waits for no copy', async () => {
  const world = await deployed();
  world.time += DAY;
  world.stage('v1');
  await rotation(world, 'v1');
  world.time += DAY;
  world.stage('v2');
  await step(world, 'createSecret', 'v2');
  const before = world.time;
  await step(world, 'setSecret', 'v2');
  expect(world.time - before).toBeLessThan(10_000);
});

test('a deployment with a new store, after an edit by hand, sends what the firewall takes already', async () => {
  const world = await deployed();
  world.writeByHand('hand', 'written-by-hand');
  world.stored.clear();
  await provide(world.places());
  expect(world.stored.get('origin-secret')).toBe('first-secret');
  world.time += DAY;
  world.stage('v1');
  await rotation(world, 'v1');
  expect(world.stored.get('origin-secret')).toBe(world.current);
});

test('a deployment mends a store that somebody wrote into by hand', async () => {
  const world = await deployed();
  world.forgetSent();
  world.stored.set('origin-secret', 'something-else');
  await provide(world.places());
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

// The world checks after every call that no request through the Edge could be refused.
test('however rotations are interrupted, repeated, given up and edited by hand, no request through the Edge is ever refused', async () => {
  const attempt = fc.record({
    /** Calls until the function is stopped. */
    crashAfter: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    secondsLater: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 120, max: 3_600 })),
    newToken: fc.boolean(),
    deploy: fc.boolean(),
    byHand: fc.option(fc.constantFrom<string | undefined>('', 'x'.repeat(300), 'written-by-hand', undefined), { nil: null }),
  });
  await fc.assert(fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 8 }), async (attempts) => {
    const world = await deployed();
    let token = 0;
    world.stage('t0');
    for (const { crashAfter, secondsLater, newToken, deploy, byHand } of attempts) {
      world.time += secondsLater * 1_000;
      if (byHand !== null) {
        world.writeByHand(`hand-${world.versions.size}`, byHand);
      }
      if (newToken || !world.versions.get(`t${token}`)!.labels.has('AWSPENDING')) {
        token += 1;
        world.stage(`t${token}`);
      }
      world.crashAt = crashAfter === undefined ? Infinity : world.calls + crashAfter;
      try {
        await (deploy ? provide(world.places()) : rotation(world, `t${token}`));
      } catch (error) {
        expect([(error as Error).name, (error as { code?: string }).code]).toEqual(
          (error as Error).name === 'Crash' ? ['Crash', undefined] : ['RefusedError', 'version_outdated']);
      }
      world.crashAt = Infinity;
    }
    for (const last of ['last', 'very last']) {
      world.time += DAY;
      world.stage(last);
      await rotation(world, last);
      expect(world.stored.get('origin-secret')).toBe(world.current);
    }
    expect(world.accepted).toHaveLength(2);
    expect([...world.versions.values()].flatMap(({ labels }) => [...labels]).sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  }), { numRuns: 120 });
});
