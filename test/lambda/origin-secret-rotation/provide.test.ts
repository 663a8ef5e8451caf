import { provide } from '../../../lambda/origin-secret-rotation/provide';
import { Places, rotate } from '../../../lambda/origin-secret-rotation/rotate';
import { awsError, SECRET_ARN, World } from './world';

/** The places of a new world, where the first calls of one are refused, and the pauses that this takes. */
function refusing(
  times: number, name: string, part: 'secret' | 'store' | 'ruleGroup',
): { readonly world: World; readonly places: Places; readonly pauses: number[] } {
  const world = new World();
  const pauses: number[] = [];
  let left = times;
  const places = { ...world.places(), pause: async (milliseconds: number) => void pauses.push(milliseconds) };
  const refuses = new Proxy(places[part], {
    get: (target, property) => {
      const method = Reflect.get(target, property) as unknown;
      return typeof method !== 'function' ? method : (...args: unknown[]) => {
        left -= 1;
        return left >= 0 ? Promise.reject(awsError(name)) : Reflect.apply(method, target, args) as unknown;
      };
    },
  });
  return { world, places: { ...places, [part]: refuses }, pauses };
}

test.each(['secret', 'store', 'ruleGroup'] as const)('a permission for the %s that is not in force yet is waited for', async (part) => {
  const { world, places, pauses } = refusing(9, 'AccessDeniedException', part);
  expect(await provide(places)).toBe('arn:group');
  expect(pauses).toEqual(Array(9).fill(6_000));
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

test('a permission that never comes is given up after ten attempts', async () => {
  const { world, places, pauses } = refusing(10, 'AccessDeniedException', 'secret');
  await expect(provide(places)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(pauses).toHaveLength(9);
  expect(world.group).toBeUndefined();
});

test('any other refusal fails at once', async () => {
  const { places, pauses } = refusing(1, 'InternalServiceError', 'store');
  await expect(provide(places)).rejects.toMatchObject({ name: 'InternalServiceError' });
  expect(pauses).toEqual([]);
});

async function half(world: World): Promise<void> {
  world.stage('v1');
  for (const Step of ['createSecret', 'setSecret']) {
    await rotate(world.places(), { Step, SecretId: SECRET_ARN, ClientRequestToken: 'v1' });
  }
}

test('a store that was replaced in the middle of a rotation gets the current secret, which the firewall takes everywhere', async () => {
  const world = new World();
  await provide(world.places());
  await half(world);
  world.stored.clear();
  await provide(world.places());
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

test('what is sent already stays, where a rotation stopped before the promotion', async () => {
  const world = new World();
  await provide(world.places());
  await half(world);
  world.forgetSent();
  const next = world.versions.get('v1')!.text!;
  world.stored.set('origin-secret', next);
  await provide(world.places());
  expect(world.stored.get('origin-secret')).toBe(next);
});

test('a rule group that AWS WAF does not list yet has been given the current secret, which is sent', async () => {
  const world = new World();
  const places = world.places();
  const ruleGroup = Object.assign(Object.create(places.ruleGroup) as typeof places.ruleGroup, { accepted: async () => undefined });
  await provide({ ...places, ruleGroup });
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});

test('a rule group that somebody emptied takes the current secret before it is sent', async () => {
  const world = new World();
  await provide(world.places());
  world.forgetSent();
  world.stored.clear();
  world.group!.contents = { ...world.group!.contents, Rules: [] };
  await provide(world.places());
  expect(world.accepted).toEqual(['first-secret']);
  expect(world.stored.get('origin-secret')).toBe('first-secret');
});
