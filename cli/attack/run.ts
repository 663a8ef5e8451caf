import { Attack } from './attacks';
import { judge, Judged } from './judge';
import { AttackAnswer, AttackTarget, send } from './send';

/** Bounds of a run. */
export interface AttackBounds {
  readonly mostRequests: number;
  readonly mostMillis: number;
  /** Requests a second, so that no flood rule answers in the place of the layer that is meant. */
  readonly perSecond: number;
}

/** As many requests at once. */
const AT_ONCE = 4;

/** Sends attacks within the bounds. What was not sent is not in the result. */
export async function runAttacks(target: AttackTarget, attacks: readonly Attack[], bounds: AttackBounds): Promise<Judged[]> {
  const end = Date.now() + bounds.mostMillis;
  const chosen = attacks.slice(0, bounds.mostRequests);
  const judged: Judged[] = new Array<Judged>(chosen.length);
  let next = 0;
  const started = Date.now();
  const work = async (): Promise<void> => {
    while (next < chosen.length && Date.now() < end) {
      const index = next++;
      const wait = started + index * 1_000 / bounds.perSecond - Date.now();
      if (wait > 0) {
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      judged[index] = judge(chosen[index], await answerTo(target, chosen[index]));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return judged.filter((one): one is Judged => (one as Judged | undefined) !== undefined);
}

async function answerTo(target: AttackTarget, { request }: Attack): Promise<AttackAnswer | undefined> {
  try {
    return await send(target, request);
  } catch {
    // A connection that was cut is an answer of nobody.
    return undefined;
  }
}
