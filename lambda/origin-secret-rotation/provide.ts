import { STORE_KEY_ORIGIN_SECRET } from '../../lib/contracts/origin-secret';
import { isUsable } from './origin-secret';
import { Places } from './rotate';

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
  const written = await accessible(places, () => secret.readCurrent());
  const sent = await accessible(places, () => store.read(storeArn, STORE_KEY_ORIGIN_SECRET));
  // Whatever someone wrote by hand that can be no secret: what is sent goes on, or a new one begins.
  const current = written ?? sent ?? await accessible(places, () => secret.replaceCurrent());
  const arn = await accessible(places, () => ruleGroup.ensure([current]));
  const accepted = (await ruleGroup.accepted())?.secrets;
  if (sent === undefined || (accepted && !accepted.includes(sent))) {
    // The store is new, or somebody wrote into one of the places by hand. What the firewall takes already is safe to send at once; a current
    // one that it does not know yet comes with the next rotation.
    const safe = accepted === undefined || accepted.includes(current) ? current : accepted.find(isUsable) ?? current;
    if (accepted && !accepted.includes(safe)) {
      await ruleGroup.accept([safe]);
    }
    await store.write(storeArn, STORE_KEY_ORIGIN_SECRET, safe);
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
