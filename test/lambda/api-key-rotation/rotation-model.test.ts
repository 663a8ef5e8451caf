import * as fc from 'fast-check';
import { LONGEST_WAIT_MILLISECONDS } from '../../../lambda/api-key-rotation/key-proof';
import { provideKeys, removeKeys } from '../../../lambda/api-key-rotation/provision';
import { revoke } from '../../../lambda/api-key-rotation/revoke';
import { rotate } from '../../../lambda/api-key-rotation/rotate';
import { secretText } from '../../../lambda/api-key-rotation/secret-value';
import { ProbeOutcome } from '../../../lambda/api-key-rotation/services';
import { RefusedError } from '../../../lambda/shared/rotation-errors';
import type { ConsumerKeysProperties } from '../../../lib/contracts/rotation';
import { CALL_TAKES, Fault, Invocation, LIMIT, OTHER_SECRET_KEY, PLAN_ID, SECRET_ARN, World } from './world';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const FAULTS: Fault[] = ['throttled', 'conflict', 'lost answer', 'killed before', 'killed after'];
/** Mutation testing runs all of this again for each mutant, and a mutant is met by a few sequences, or by none. */
const isMutated = process.env.STRYKER_MUTATOR_WORKER !== undefined;
const SEQUENCES = isMutated ? 20 : 10_000;

/** Runs the function against the model, checking after every call what must always hold. */
class Simulation {
  public readonly world = new World();
  /** From the end of the creation to the beginning of the deletion. */
  public live = false;
  /** A revocation of all keys promotes without waiting. */
  public settles = true;
  public calls = 0;
  public longestPause = 0;
  /** Whether any fault has hit. */
  public injected = false;
  public tokens: string[] = [];
  public readonly others: Invocation[] = [];
  /** How often someone wrote the secret by hand. */
  public edits = 0;
  private promoted?: string;
  private removing = false;

  public constructor(private readonly decide: (choices: number) => number, private readonly faultEvery: number) {}

  /** As they stand in the template. */
  public get properties(): ConsumerKeysProperties {
    return { SecretArn: SECRET_ARN, UsagePlanId: PLAN_ID, EdgeStoreArn: this.world.edgeStore?.arn };
  }

  /** Runs an invocation to its end, with what else is under way in between; faults hit all of them. */
  public async run(invocation: Invocation, faultAt?: { call: number; fault: Fault }, faults = true): Promise<Invocation> {
    let call = -1;
    for (;;) {
      await settled(invocation, ...this.others);
      const running = [invocation, ...this.others].filter(({ waiting }) => waiting !== undefined);
      if (invocation.outcome !== 'running' || running.length === 0) {
        return invocation;
      }
      const awake = running.filter(({ waiting }) => (waiting!.wakeAt ?? 0) <= this.world.time);
      if (awake.length === 0) {
        this.world.time = Math.min(...running.map(({ waiting }) => waiting!.wakeAt!));
        continue;
      }
      const chosen = awake[awake.length === 1 ? 0 : this.decide(awake.length)];
      const isPause = chosen.waiting!.wakeAt !== undefined;
      call += isPause ? 0 : 1;
      this.longestPause = Math.max(this.longestPause, chosen.waiting!.milliseconds ?? 0);
      const due = faultAt ? (faultAt.call === call ? faultAt.fault : 'none') : faults ? this.fault() : 'none';
      const fault = isPause ? 'none' : due;
      if (faults && this.world.edgeStore && this.decide(20) === 0) {
        this.world.edgeStore.touch();
      }
      await chosen.step(fault);
      await settled(chosen);
      this.calls += 1;
      this.injected ||= fault !== 'none';
      this.check(chosen);
    }
  }

  /** Lets an invocation make so many calls, and no more for now. */
  public async advance(invocation: Invocation, calls: number): Promise<void> {
    for (let call = 0; call < calls && invocation.outcome === 'running'; call += 1) {
      await settled(invocation);
      const { waiting } = invocation;
      if (waiting !== undefined) {
        this.world.time = Math.max(this.world.time, waiting.wakeAt ?? 0);
        await invocation.step('none');
        await settled(invocation);
        this.check(invocation);
      }
    }
  }

  /** As Secrets Manager does it: four steps one after another, given up at the first that fails. */
  public async rotation(faults: boolean, faultAt?: { step: string; call: number; fault: Fault }): Promise<boolean> {
    const token = this.begin();
    for (const step of STEPS) {
      const invocation = this.invoke(step, token);
      await this.run(invocation, faultAt?.step === step ? faultAt : undefined, faults);
      if (invocation.outcome !== 'done') {
        return false;
      }
    }
    if (this.world.edgeStore) {
      expect(this.world.edgeStore.value).toBe(this.world.keyOf('AWSCURRENT')?.value);
    }
    return true;
  }

  public begin(): string {
    const token = this.world.beginRotation(`00000000-0000-4000-8000-${String(this.tokens.length).padStart(12, '0')}`);
    this.tokens.push(token);
    return token;
  }

  public invoke(step: string, token: string): Invocation {
    return new Invocation(this.world, step, (services) => rotate(services, { Step: step, SecretId: SECRET_ARN, ClientRequestToken: token }));
  }

  /** Lets everything that is under way end without faults, and rotates once more as the service would. */
  public async quiet(): Promise<void> {
    await this.drain();
    for (let attempt = 0; attempt < 3 && !await this.rotation(false); attempt += 1) {
      this.world.time += 60_000;
    }
  }

  public async drain(): Promise<void> {
    while (this.others.length > 0) {
      const other = this.others.pop()!;
      await this.run(other, undefined, false);
    }
  }

  public async create(faults: boolean): Promise<boolean> {
    // Lambda repeats an asynchronous invocation that was killed twice, with the same request.
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const invocation = await this.run(new Invocation(this.world, 'Create', (services) => provideKeys(services, this.properties, 'create-request')), undefined, faults);
      if (invocation.outcome !== 'killed') {
        // A deployment waits for no more than an invocation can.
        this.world.time += Math.max(0, this.world.settleMilliseconds - LONGEST_WAIT_MILLISECONDS);
        this.live = invocation.outcome === 'done';
        this.world.rotationEnabled = this.live;
        return this.live;
      }
    }
    return false;
  }

  public async remove(faults: boolean): Promise<void> {
    this.live = false;
    this.removing = true;
    this.world.rotationEnabled = false;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const invocation = new Invocation(this.world, 'Delete', (services) => removeKeys(services, this.properties));
      await this.run(invocation, undefined, faults && attempt < 3);
      if (invocation.outcome === 'done') {
        break;
      }
    }
    this.world.planExists = false;
    this.world.secretExists = false;
    await this.drain();
    expect(this.world.ownKeys).toEqual([]);
  }

  private fault(): Fault {
    return this.faultEvery > 0 && this.decide(this.faultEvery) === 0 ? FAULTS[this.decide(FAULTS.length)] : 'none';
  }

  private check(by: Invocation): void {
    const { world } = this;
    if (!world.keys.has('stranger')) {
      throw new Error(`a stranger's key is gone after ${by.what}`);
    }
    // A website may send what has no label any more, as long as no current key takes its place.
    if (world.ownKeys.length > 3 + (world.edgeStore ? this.edits : 0)) {
      throw new Error(`${world.ownKeys.length} keys after ${by.what}`);
    }
    if (!this.removing) {
      this.checkStore(by);
    }
    if (!this.live) {
      return;
    }
    // Nobody has a key until what was written by hand is replaced.
    if (world.versionWith('AWSCURRENT')?.[1].byHand) {
      return;
    }
    const current = world.keyOf('AWSCURRENT');
    const previous = world.versionWith('AWSPREVIOUS');
    // In the place of what was no key, a deployment puts one as soon as it can.
    if (!world.works(current) || this.settles && !previous?.[1].byHand && !world.isSettled(current)) {
      throw new Error(`the current key does not work after ${by.what}`);
    }
    if (previous && !previous[1].byHand && !world.works(world.keyOf('AWSPREVIOUS'))) {
      throw new Error(`the previous key does not work after ${by.what}`);
    }
    // What the key before the previous one has spent since the last rotation is missed after an edit.
    if (world.quota && !world.refusesToLower && this.edits === 0) {
      if (current.id !== this.promoted && this.promoted !== undefined && by.startedIn === world.period()) {
        // At a promotion: what is granted is what is left, but for what was spent while the step ran.
        const slack = world.spentNow() - by.startedWithSpent;
        if (world.remainingOf(current) > Math.max(0, world.quota.limit - world.spentNow()) + slack) {
          throw new Error(`quota gained by ${by.what}: ${world.remainingOf(current)} left after ${world.spentNow()} of ${world.quota.limit} with slack ${slack}`);
        }
      }
      if (world.spentNow() > 2 * world.quota.limit) {
        throw new Error(`${world.spentNow()} spent of ${world.quota.limit}`);
      }
    }
    this.promoted = current.id;
  }

  /** Whatever copy of the store answers a request, its key opens the API. */
  private checkStore(by: Invocation): void {
    const { world } = this;
    // A revocation of all keys doesn't wait for the copies.
    for (const value of world.edgeStore?.sent.slice(0, this.settles ? undefined : 1) ?? []) {
      if (!world.works(world.ownKeys.find((key) => key.value === value))) {
        throw new Error(`the Edge sends a key that does not work after ${by.what}`);
      }
    }
  }
}

/** The function awaits nothing but its calls: so it ends or waits for its next one after a few microtasks. */
async function settled(...invocations: Invocation[]): Promise<void> {
  while (invocations.some(({ outcome, waiting }) => outcome === 'running' && waiting === undefined)) {
    await undefined;
  }
}

/** What a person may put into the secret. */
const handWritten = fc.oneof(
  fc.constantFrom('', ' ', '{}', 'null', '{"apiKey":""}', '{"apiKey":17}', secretText('x'.repeat(300)), secretText('x'.repeat(19)), secretText('with a blank 0000000000')),
  fc.string({ minLength: 20, maxLength: 128 }),
  fc.string().map(secretText),
  fc.stringMatching(/^[!-~]{20,128}$/).map(secretText),
);

type Action =
  | { kind: 'edit by hand'; text: string }
  | { kind: 'rotate' | 'begin' | 'next period' | 'revoke previous' | 'revoke all' | 'recreate' | 'replace store' }
  | { kind: 'use'; label: string; requests: number }
  | { kind: 'duplicate'; step: number; token: number }
  | { kind: 'leave pending'; text: number; faults: boolean; comesWithItsOwn: boolean };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Action>({ kind: 'rotate' }) },
  { weight: 2, arbitrary: fc.constant<Action>({ kind: 'begin' }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('duplicate' as const), step: fc.nat(3), token: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('use' as const), label: fc.constantFrom('AWSCURRENT', 'AWSPREVIOUS'), requests: fc.nat(LIMIT) }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'next period' }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit by hand' as const), text: handWritten }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave pending' as const), text: fc.nat(3), faults: fc.boolean(), comesWithItsOwn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ kind: 'revoke previous' }, { kind: 'revoke all' }, { kind: 'recreate' }, { kind: 'replace store' }) },
);

async function act(simulation: Simulation, step: Action, index: number): Promise<void> {
  const { world } = simulation;
  switch (step.kind) {
    case 'rotate':
      await simulation.rotation(true);
      return;
    case 'begin': {
      // Its key is made while whatever comes next happens.
      const token = simulation.begin();
      await simulation.run(simulation.invoke('createSecret', token));
      simulation.others.push(simulation.invoke('setSecret', token));
      return;
    }
    case 'use':
      world.use(world.keyOf(step.label), step.requests);
      return;
    case 'next period':
      world.time += world.quota?.period === 'MONTH' ? 31 * 86_400_000 : 86_400_000;
      return;
    case 'duplicate': {
      // Begins now and goes on between the calls of whatever comes next.
      const token = simulation.tokens.at(-1 - step.token);
      if (token !== undefined) {
        simulation.others.push(simulation.invoke(STEPS[step.step], token));
      }
      return;
    }
    case 'edit by hand':
      world.editByHand(step.text);
      simulation.edits += 1;
      return;
    case 'leave pending':
      await simulation.drain();
      if (!world.versionWith('AWSPENDING')) {
        const left = `left-${index}-0000-4000-8000-000000000000`;
        world.moveLabelTo('AWSPENDING', left);
        world.versions.get(left)!.text = [undefined, 'junk', secretText('brought-by-hand-0000000000000'), world.versionWith('AWSCURRENT')?.[1].text][step.text];
        world.time += 2 * 3_600_000;
        if (!step.comesWithItsOwn) {
          return;
        }
        // The service came with a version of its own, which it could not stage.
        const fresh = await simulation.run(simulation.invoke('createSecret', `fresh-${index}-0000-4000-8000-000000000000`), undefined, step.faults);
        expect(fresh.outcome).not.toBe('done');
        expect(step.faults || !world.versionWith('AWSPENDING')).toBe(true);
      }
      return;
    case 'replace store':
    case 'recreate': {
      if (step.kind === 'replace store' && world.edgeStore) {
        await simulation.drain();
        world.addEdgeStore();
      }
      const invocation = new Invocation(world, 'Update', (services) => provideKeys(services, simulation.properties, `update-${index}`));
      await simulation.run(invocation);
      if (invocation.outcome === 'done') {
        expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
        expect(world.edgeStore === undefined || world.edgeStore.value !== undefined).toBe(true);
      }
      return;
    }
    default: {
      await simulation.drain();
      simulation.settles = step.kind === 'revoke previous';
      const event = { Action: step.kind === 'revoke all' ? 'RevokeAllKeys' as const : 'RevokePreviousKey' as const, SecretId: SECRET_ARN };
      const before = world.keyOf('AWSPREVIOUS');
      // The previous key is to stop working: from here on the check sees its label gone before the key.
      const again = () => new Invocation(world, step.kind, (services) => revoke(services, event, `revoke-${index}-0000-4000-8000-000000000000`));
      await simulation.run(again());
      const { error } = await simulation.run(again(), undefined, false);
      // Refused where a website would be left without a key.
      if (!(error instanceof RefusedError && error.code === 'current_key_missing' && world.edgeStore && world.versionWith('AWSCURRENT')?.[1].byHand)) {
        expect(before && world.keys.has(before.id)).toBeFalsy();
      }
      world.time += Math.max(world.settleMilliseconds, 60_000);
      simulation.settles = true;
    }
  }
}

test(`the current key works and nothing is left behind, in ${SEQUENCES} random sequences`, async () => {
  let calls = 0;
  await fc.assert(fc.asyncProperty(
    fc.array(action, { minLength: 1, maxLength: 7 }),
    fc.array(fc.nat(2 ** 30), { minLength: 40, maxLength: 120 }),
    fc.record({ faultEvery: fc.constantFrom(0, 8, 20, 40), period: fc.constantFrom('DAY' as const, 'MONTH' as const), limited: fc.boolean(), refuses: fc.boolean(), website: fc.boolean(), settle: fc.constantFrom(0, 300_000, 1_800_000), probing: fc.boolean() }),
    async (actions, tape, { faultEvery, period, limited, refuses, website, settle, probing }) => {
      let position = 0;
      const simulation = new Simulation((choices) => (tape[position++ % tape.length] + position) % choices, faultEvery);
      simulation.world.quota = limited ? { limit: LIMIT, period } : undefined;
      simulation.world.refusesToLower = refuses;
      simulation.world.settleMilliseconds = settle;
      simulation.world.probing = probing;
      if (website) {
        simulation.world.addEdgeStore();
      }
      if (!await simulation.create(true)) {
        return simulation.remove(true);
      }
      for (const [index, step] of actions.entries()) {
        await act(simulation, step, index);
      }
      if (tape[0] % 2 === 0) {
        // In the middle of things.
        await simulation.remove(true);
      } else {
        await simulation.quiet();
        const { world } = simulation;
        expect(world.versionWith('AWSCURRENT')![1].byHand).toBeFalsy();
        expect(world.ownKeys.length).toBe(world.keyOf('AWSPREVIOUS') ? 2 : 1);
        expect(world.keyOf('AWSPREVIOUS') !== undefined || world.versionWith('AWSPREVIOUS')![1].byHand).toBe(true);
        expect(world.versionWith('AWSPENDING')).toBeUndefined();
        await simulation.remove(false);
      }
      calls += simulation.calls;
    }), { numRuns: SEQUENCES, seed: 20261124 });
  expect(calls).toBeGreaterThan(SEQUENCES);
}, 120_000);

describe.each(STEPS.flatMap((step) => [[step, 'a partner'], [step, 'a website']]))('%s of %s, stopped at any call', (step, holder) => {
  test.each(FAULTS)('%s: ends right when it is tried again', async (fault) => {
    for (let call = 0; ; call += 1) {
      const simulation = new Simulation(() => 0, 0);
      if (holder === 'a website') {
        simulation.world.addEdgeStore();
      }
      await simulation.create(false);
      await simulation.rotation(false);
      simulation.world.use(simulation.world.keyOf('AWSCURRENT'), 30);
      if (!await simulation.rotation(false, { step, call, fault })) {
        expect(await simulation.rotation(false)).toBe(true);
      }
      // Nothing that passes gives a rotation up: what was begun is promoted in the end.
      expect(['AWSCURRENT', 'AWSPREVIOUS'].map((label) => simulation.world.versionWith(label)![0])).toContain(simulation.tokens[1]);
      expect(simulation.world.ownKeys).toHaveLength(2);
      expect(simulation.world.remainingOf(simulation.world.keyOf('AWSCURRENT')!)).toBe(LIMIT - 30);
      if (!simulation.injected) {
        // Past the step's last call.
        expect(call).toBeGreaterThan(2);
        return;
      }
    }
  });
});

describe('a new key', () => {
  async function created(change: (world: World) => void): Promise<Simulation> {
    const simulation = new Simulation(() => 0, 0);
    change(simulation.world);
    expect(await simulation.create(false)).toBe(true);
    return simulation;
  }

  /** Of the key that is current by now: from its being enabled to its promotion. */
  function age({ world }: Simulation): number {
    return world.time - world.keyOf('AWSCURRENT')!.workingSince!;
  }

  test.each([0, 60_000, 300_000, 1_800_000])('is promoted after %d ms and not much later', async (settle) => {
    const simulation = await created((world) => {
      world.settleMilliseconds = settle;
    });
    expect(await simulation.rotation(false)).toBe(true);
    expect(age(simulation)).toBeGreaterThanOrEqual(settle);
    expect(age(simulation)).toBeLessThan(settle + 60_000);
    // Of the 15 minutes that the function may run.
    expect(simulation.longestPause).toBeLessThanOrEqual(12 * 60_000);
  });

  test('is not promoted by a step that is run before the time is over', async () => {
    const simulation = await created((world) => {
      world.settleMilliseconds = 1_800_000;
    });
    const token = simulation.begin();
    for (const step of ['createSecret', 'setSecret']) {
      await simulation.run(simulation.invoke(step, token), undefined, false);
    }
    expect((await simulation.run(simulation.invoke('finishSecret', token), undefined, false)).error).toMatchObject({ code: 'key_not_settled' });
    expect((await simulation.run(simulation.invoke('finishSecret', token), undefined, false)).outcome).toBe('done');
  });

  test('is tried before it is promoted, where the API has a route for that, for as long as the gateway takes', async () => {
    const simulation = await created((world) => {
      world.probing = true;
      world.settleMilliseconds = 60_000;
    });
    simulation.world.time += 150_000;
    simulation.world.propagates = 150_000;
    expect(await simulation.rotation(false)).toBe(true);
    expect(age(simulation)).toBeGreaterThanOrEqual(150_000);
    // Three requests in each of two steps.
    expect([...simulation.world.keyOf('AWSCURRENT')!.used.values()]).toEqual([6]);
  });

  test('is not promoted while the gateway refuses it, and is once it does not', async () => {
    const simulation = await created((world) => {
      world.probing = true;
      world.settleMilliseconds = 60_000;
    });
    simulation.world.time += 3_600_000;
    simulation.world.propagates = 3_600_000;
    const { world } = simulation;
    const before = world.keyOf('AWSCURRENT')!.id;
    const token = simulation.begin();
    for (const step of ['createSecret', 'setSecret']) {
      await simulation.run(simulation.invoke(step, token), undefined, false);
    }
    const begun = world.time;
    for (const step of ['testSecret', 'finishSecret']) {
      expect((await simulation.run(simulation.invoke(step, token), undefined, false)).error).toMatchObject({ code: 'key_not_accepted' });
    }
    expect((world.time - begun) / 2).toBeGreaterThan(120_000);
    expect((world.time - begun) / 2).toBeLessThan(200_000);
    expect(world.keyOf('AWSCURRENT')!.id).toBe(before);
    world.time += 3_600_000;
    expect(await simulation.rotation(false)).toBe(true);
    expect(world.versionWith('AWSCURRENT')![0]).toBe(token);
  });

  test('that is refused now and then is tried until three requests in a row are served', async () => {
    const simulation = await created((world) => {
      world.probing = true;
    });
    const { world } = simulation;
    const answers = ['accepted', 'accepted', 'status 403', 'accepted', 'no answer', 'accepted', 'accepted', 'accepted'] as ProbeOutcome[];
    const asked = jest.spyOn(world, 'probe').mockImplementation(() => answers.shift() ?? 'accepted');
    const token = simulation.begin();
    for (const step of ['createSecret', 'setSecret', 'testSecret']) {
      await simulation.run(simulation.invoke(step, token), undefined, false);
    }
    expect(asked).toHaveBeenCalledTimes(8);
    expect(answers).toEqual([]);
  });
});

describe('a value that someone wrote by hand', () => {
  /** A consumer with a current and a previous key. */
  async function rotated(): Promise<Simulation> {
    const simulation = new Simulation(() => 0, 0);
    expect(await simulation.create(false)).toBe(true);
    expect(await simulation.rotation(false)).toBe(true);
    simulation.edits += 1;
    return simulation;
  }

  test.each([
    ['is empty', ''],
    ['has 300 characters', 'x'.repeat(300)],
    ['is JSON with 300 characters', secretText('x'.repeat(300))],
    ['is JSON with an empty key', '{"apiKey":""}'],
    ['is JSON of another shape', '{"password":"hunter2"}'],
    ['is a key that nobody made', secretText('written-by-hand-000000000000')],
  ])('and that %s is replaced by the next rotation', async (_, text) => {
    const simulation = await rotated();
    const { world } = simulation;
    const edit = world.editByHand(text);
    expect(await simulation.rotation(false)).toBe(true);
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    expect(world.versionWith('AWSPREVIOUS')?.[0]).toBe(edit);
    expect(world.versionWith('AWSPENDING')).toBeUndefined();
    // The key from before the edit went with its label: nothing brings it back.
    expect(world.ownKeys).toHaveLength(1);
    expect(await simulation.rotation(false)).toBe(true);
    expect(world.ownKeys).toHaveLength(2);
  });

  test.each(['', 'x'.repeat(300)])('and that is no key (%j) is replaced by the next deployment', async (text) => {
    const simulation = await rotated();
    const { world } = simulation;
    world.editByHand(text);
    const update = () => simulation.run(new Invocation(world, 'Update', (services) => provideKeys(services, simulation.properties, 'update')), undefined, false);
    expect((await update()).error).toBeUndefined();
    expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    const value = world.keyOf('AWSCURRENT')!.value;
    // A request that CloudFormation repeats makes no second key.
    expect((await update()).error).toBeUndefined();
    expect(world.keyOf('AWSCURRENT')!.value).toBe(value);
    expect(await simulation.rotation(false)).toBe(true);
    expect(world.ownKeys).toHaveLength(2);
  });

  test('lets a change of the schedule be tested', async () => {
    const simulation = await rotated();
    simulation.world.editByHand('');
    const tested = await simulation.run(simulation.invoke('testSecret', simulation.begin()), undefined, false);
    expect(tested).toMatchObject({ outcome: 'done' });
  });

  test('does not make the quota whole again', async () => {
    const simulation = await rotated();
    const { world } = simulation;
    world.use(world.keyOf('AWSCURRENT'), 70);
    expect(await simulation.rotation(false)).toBe(true);
    world.use(world.keyOf('AWSCURRENT'), 10);
    world.editByHand('');
    expect(await simulation.rotation(false)).toBe(true);
    expect(world.remainingOf(world.keyOf('AWSCURRENT')!)).toBe(LIMIT - 80);
  });

  test.each([1, 2])('is not undone: after %d of them, a promoted version that was left pending is never current again', async (edits) => {
    for (let calls = 0; ; calls += 1) {
      const simulation = await rotated();
      const { world } = simulation;
      const token = simulation.begin();
      for (const step of STEPS.slice(0, 3)) {
        await simulation.run(simulation.invoke(step, token), undefined, false);
      }
      // Stopped after the promotion, before the label is taken away.
      const finish = simulation.invoke('finishSecret', token);
      await simulation.advance(finish, calls);
      const leaked = world.versions.get(token)!.text;
      if (finish.outcome !== 'running') {
        expect(calls).toBeGreaterThan(5);
        return;
      }
      for (let edit = 0; edit < edits; edit += 1) {
        world.editByHand(secretText(`new-by-hand-0000000000000${edit}`));
      }
      const wasCurrent = world.versions.get(token)!.labels.has('AWSPREVIOUS') || edits === 2;
      for (let rotation = 0; rotation < 3; rotation += 1) {
        await simulation.rotation(false);
        expect(wasCurrent && world.versionWith('AWSCURRENT')![1].text === leaked).toBe(false);
      }
      expect(world.versionWith('AWSCURRENT')![1].byHand).toBeFalsy();
      expect(world.works(world.keyOf('AWSCURRENT'))).toBe(true);
    }
  });
});

describe('a pending label that was left on another version', () => {
  const HOUR = 3_600_000;

  /** Another version's rotation begins when the label is so old. */
  async function begun(age: number): Promise<{ readonly error: unknown; readonly world: World }> {
    const simulation = new Simulation(() => 0, 0);
    const { world } = simulation;
    await simulation.create(false);
    world.moveLabelTo('AWSPENDING', 'left-0000-4000-8000-000000000000');
    const { made } = world.versions.get('left-0000-4000-8000-000000000000')!;
    const invocation = simulation.invoke('createSecret', 'fresh-0000-4000-8000-000000000000');
    // The second call's answer is what is compared with the clock.
    await simulation.advance(invocation, 1);
    world.time = made + age - CALL_TAKES;
    await simulation.run(invocation, undefined, false);
    return { error: invocation.error, world };
  }

  test('stays for an hour, since its rotation may be under way', async () => {
    const { error, world } = await begun(HOUR - 1);
    expect(error).toMatchObject({ code: 'rotation_under_way' });
    expect(world.versionWith('AWSPENDING')?.[0]).toBe('left-0000-4000-8000-000000000000');
  });

  test('goes then, so that the next rotation finds the way free', async () => {
    const { error, world } = await begun(HOUR);
    expect(error).toMatchObject({ code: 'version_not_staged' });
    expect(world.versionWith('AWSPENDING')).toBeUndefined();
    expect(world.reports).toContainEqual({ kind: 'stale_pending_removed', secretId: SECRET_ARN, versionId: 'left-0000-4000-8000-000000000000' });
  });

  test('stays where nobody knows its age', async () => {
    const simulation = new Simulation(() => 0, 0);
    await simulation.create(false);
    simulation.world.moveLabelTo('AWSPENDING', 'left-0000-4000-8000-000000000000');
    simulation.world.time += 2 * HOUR;
    const services = { ...simulation.world.services(), versionDates: async () => new Map<string, number>() };
    const event = { Step: 'createSecret', SecretId: SECRET_ARN, ClientRequestToken: 'fresh-0000-4000-8000-000000000000' };
    await expect(rotate(services, event)).rejects.toMatchObject({ code: 'rotation_under_way' });
    expect(simulation.world.versionWith('AWSPENDING')?.[0]).toBe('left-0000-4000-8000-000000000000');
  });
});

test('a conflict that stays is a value of somebody else: it is given up, and the next rotation makes another', async () => {
  const simulation = new Simulation(() => 0, 0);
  const { world } = simulation;
  await simulation.create(false);
  const token = simulation.begin();
  world.versions.get(token)!.text = secretText('x'.repeat(30));
  world.time += 2_000;
  expect(await simulation.rotation(false)).toBe(false);
  expect(world.keys.get('stranger')!.name).toBe(OTHER_SECRET_KEY);
  expect(world.versionWith('AWSPENDING')).toBeUndefined();
  expect(await simulation.rotation(false)).toBe(true);
});

describe('a website', () => {
  /** One whose store could not be written, so that it still sends the key before the previous one. */
  async function behind(rotations = 2): Promise<Simulation> {
    const simulation = new Simulation(() => 0, 0);
    simulation.world.addEdgeStore();
    expect(await simulation.create(false)).toBe(true);
    simulation.world.edgeStore!.isDown = true;
    for (let rotation = 0; rotation < rotations; rotation += 1) {
      expect(await simulation.rotation(false)).toBe(false);
    }
    return simulation;
  }

  function revocation(simulation: Simulation, Action: 'RevokePreviousKey' | 'RevokeAllKeys'): Promise<Invocation> {
    const event = { Action, SecretId: SECRET_ARN };
    return simulation.run(new Invocation(simulation.world, Action, (services) => revoke(services, event, 'revocation')), undefined, false);
  }

  test('goes on with its key where the store can\'t be written, however often that is tried', async () => {
    const simulation = await behind(5);
    const { world } = simulation;
    expect(world.ownKeys).toHaveLength(3);
    expect(world.works(world.ownKeys.find(({ value }) => value === world.edgeStore!.value))).toBe(true);
    expect(simulation.tokens).toHaveLength(5);
    for (const revoked of ['RevokePreviousKey', 'RevokeAllKeys'] as const) {
      expect((await revocation(simulation, revoked)).error).toMatchObject({ code: 'aws_call_failed' });
    }
    world.edgeStore!.isDown = false;
    await simulation.quiet();
    expect(world.ownKeys).toHaveLength(2);
    expect(world.edgeStore!.value).toBe(world.keyOf('AWSCURRENT')!.value);
  });

  test('goes without the store', async () => {
    const simulation = await behind();
    await simulation.remove(false);
    expect(simulation.world.ownKeys).toEqual([]);
  });

  test('keeps its key where the current version holds none, until all keys are replaced', async () => {
    const simulation = await behind(0);
    const { world } = simulation;
    world.edgeStore!.isDown = false;
    expect(await simulation.rotation(false)).toBe(true);
    simulation.live = false;
    world.versions.set('by-hand', { text: 'junk', labels: new Set(), made: world.time });
    await world.services().moveLabel(SECRET_ARN, 'AWSCURRENT', { from: world.versionWith('AWSCURRENT')![0], to: 'by-hand' });
    expect((await revocation(simulation, 'RevokePreviousKey')).error).toMatchObject({ code: 'current_key_missing' });
    expect(world.works(world.ownKeys.find(({ value }) => value === world.edgeStore!.value))).toBe(true);
    simulation.settles = false;
    expect((await revocation(simulation, 'RevokeAllKeys')).outcome).toBe('done');
    expect(world.ownKeys.map(({ value }) => value)).toEqual([world.edgeStore!.value]);
  });

  test('is not given an older key by an attempt that stalled while others went on', async () => {
    for (let calls = 0; ; calls += 1) {
      const simulation = await behind(1);
      simulation.world.edgeStore!.isDown = false;
      const stalled = simulation.invoke('finishSecret', simulation.tokens[0]);
      await simulation.advance(stalled, calls);
      if (stalled.outcome !== 'running') {
        expect(calls).toBeGreaterThan(5);
        return;
      }
      for (let rotation = 0; rotation < 3; rotation += 1) {
        expect(await simulation.rotation(false)).toBe(true);
      }
      await simulation.run(stalled, undefined, false);
      expect(simulation.world.edgeStore!.value).toBe(simulation.world.keyOf('AWSCURRENT')!.value);
    }
  });

  test.each(['finishSecret', 'setSecret'])('has no removed key in any copy of the store, however finishSecret and another %s meet', async (step) => {
    const calls = 24;
    const stride = isMutated ? 11 : 1;
    for (let first = 0; first < calls; first += stride) {
      for (let second = 0; second < calls; second += stride) {
        const simulation = await behind();
        simulation.world.edgeStore!.isDown = false;
        if (step === 'setSecret') {
          // Of the rotation that follows.
          await simulation.run(simulation.invoke('createSecret', simulation.begin()), undefined, false);
        }
        const attempts = [simulation.invoke(step, simulation.tokens.at(-1)!), simulation.invoke('finishSecret', simulation.tokens[1])];
        await simulation.advance(attempts[0], first);
        await simulation.advance(attempts[1], second);
        for (const attempt of attempts) {
          await simulation.run(attempt, undefined, false);
          expect(attempt).toMatchObject({ outcome: 'done', error: undefined });
        }
        expect(simulation.world.ownKeys).toHaveLength(step === 'setSecret' ? 3 : 2);
      }
    }
  });
});
