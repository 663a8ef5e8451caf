import { CURRENT } from './origin-secret';
import { Places } from './rotate';
import { STORE_KEY_ORIGIN_SECRET } from '../../lib/contracts/origin-secret';

const ACCESS_ATTEMPTS = 10;
const ACCESS_PAUSE_MILLISECONDS = 6_000;

/**
 * Create and Update: firewall and Edge have a secret that fits when the deployment goes on. Where they do already, nothing changes, so a
 * deployment in the middle of a rotation does no harm.
 *
 * @returns ARN of the rule group
 */
export async function provide(places: Places): Promise<string> {
  const { secret, ruleGroup, store, storeArn } = places;
  const current = await accessible(places, () => secret.read({ label: CURRENT }));
  const arn = await accessible(places, () => ruleGroup.ensure([current]));
  const sent = await accessible(places, () => store.read(storeArn, STORE_KEY_ORIGIN_SECRET));
  const accepted = await ruleGroup.accepted();
  if (sent === undefined || (accepted && !accepted.secrets.includes(sent))) {
    if (accepted && !accepted.secrets.includes(current)) {
      // The secret was restored or replaced by hand.
      await ruleGroup.accept([...accepted.secrets.slice(0, 1), current]);
    }
    await store.write(storeArn, STORE_KEY_ORIGIN_SECRET, current);
  }
  return arn;
}

/** A new role's permission takes a while to be known everywhere in IAM. */
async function accessible<T>({ pause }: Places, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== 'AccessDeniedException' || attempt === ACCESS_ATTEMPTS) {
        throw error;
      }
      await pause(ACCESS_PAUSE_MILLISECONDS);
    }
  }
}
