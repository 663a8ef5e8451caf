import { setTimeout as pause } from 'timers/promises';
import { Attack } from './attacks';
import { judge, Judged } from './judge';
import { Pace } from './pace';
import { AttackAnswer, AttackTarget, send } from './send';

/** Bounds of a run. */
export interface AttackBounds {
  /** Requests in all, those that a throttle answered and that are sent again too. */
  readonly mostRequests: number;
  readonly mostMillis: number;
  /** Requests a second, so that no flood rule answers in the place of the layer that is meant. */
  readonly perSecond: number;
}

/** As many requests at once. */
const AT_ONCE = 4;
/** As often a request is sent that a throttle answers: a route that lets nobody in would take all of the time. */
const MOST_TRIES = 8;
/** Longest sleep until it is looked again whether something may be sent. */
const LONGEST_NAP_MILLIS = 1_000;

interface Pending {
  readonly index: number;
  readonly route: string;
  tries: number;
}

/**
 * Sends attacks within the bounds. Where a throttle answers, it is slowed down and asked again, that route only: a refusal by a throttle says nothing
 * of the layer that is meant. What was not sent is not in the result.
 */
export async function runAttacks(target: AttackTarget, attacks: readonly Attack[], bounds: AttackBounds): Promise<Judged[]> {
  const started = Date.now();
  const end = started + bounds.mostMillis;
  const pace = new Pace(bounds.perSecond, started);
  const judged: Array<Judged | undefined> = attacks.map(() => undefined);
  const waiting = attacks.map(({ name }, index): Pending => ({ index, route: name.slice(0, name.indexOf(':')), tries: 0 }));
  let [sent, onTheirWay] = [0, 0];
  const work = async (): Promise<void> => {
    while (sent < bounds.mostRequests && Date.now() < end && (waiting.length > 0 || onTheirWay > 0)) {
      const ready = waiting.findIndex(({ route }) => pace.readyAt(route) <= Date.now());
      if (ready < 0) {
        const earliest = Math.min(...waiting.map(({ route }) => pace.readyAt(route)), end) - Date.now();
        // Nothing may be waiting but what comes back refused.
        await pause(Math.min(Math.max(earliest, 1), waiting.length > 0 ? LONGEST_NAP_MILLIS : 10));
        continue;
      }
      const [pending] = waiting.splice(ready, 1);
      const attack = attacks[pending.index];
      const sentAt = Date.now();
      [sent, onTheirWay] = [sent + 1, onTheirWay + 1];
      pending.tries += 1;
      pace.sent(pending.route, sentAt);
      const answer = await answerTo(target, attack);
      onTheirWay -= 1;
      judged[pending.index] = judge(attack, answer);
      if (answer && isThrottled(answer)) {
        pace.throttled(pending.route, sentAt, Date.now(), Number(answer.headers['retry-after'] ?? 0) * 1_000 || 0);
        if (pending.tries < MOST_TRIES) {
          waiting.push(pending);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return judged.filter((one) => one !== undefined);
}

/** A quota that is used up answers 429 too, and does so until its period ends. */
function isThrottled({ status, headers }: AttackAnswer): boolean {
  return status === 429 && headers['x-amzn-errortype'] !== 'LimitExceededException';
}

async function answerTo(target: AttackTarget, { request }: Attack): Promise<AttackAnswer | undefined> {
  try {
    return await send(target, request);
  } catch {
    // A connection that was cut is an answer of nobody.
    return undefined;
  }
}
