import * as fc from 'fast-check';
import { SECRET_ARN, World } from './world';
import { provide } from '../../../lambda/origin-secret-rotation/provide';
import { rotate } from '../../../lambda/origin-secret-rotation/rotate';

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

// The world checks after every call that no request through the Edge could be refused.
test('however rotations are interrupted, repeated and given up, no request through the Edge is ever refused', async () => {
  const attempt = fc.record({
    /** Calls until the function is stopped. */
    crashAfter: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    minutesLater: fc.integer({ min: 2, max: 60 }),
    newToken: fc.boolean(),
    deploy: fc.boolean(),
  });
  await fc.assert(fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 8 }), async (attempts) => {
    const world = await deployed();
    let token = 0;
    world.stage('t0');
    for (const { crashAfter, minutesLater, newToken, deploy } of attempts) {
      world.time += minutesLater * 60_000;
      const done = world.versions.get(`t${token}`)!.labels.has('AWSCURRENT');
      if (newToken || done) {
        token += 1;
        world.stage(`t${token}`);
      }
      world.crashAt = crashAfter === undefined ? Infinity : world.calls + crashAfter;
      try {
        await (deploy ? provide(world.places()) : rotation(world, `t${token}`));
      } catch (error) {
        expect((error as Error).name).toBe('Crash');
      }
      world.crashAt = Infinity;
    }
    world.time += DAY;
    if (!world.versions.get(`t${token}`)!.labels.has('AWSCURRENT')) {
      await rotation(world, `t${token}`);
    }
    expect(world.stored.get('origin-secret')).toBe(world.current);
    world.time += DAY;
    world.stage('last');
    await rotation(world, 'last');
    expect(world.accepted).toHaveLength(2);
  }), { numRuns: 150 });
});
