import { ConsumerKeys } from './consumer-keys';
import { CURRENT, PREVIOUS, requirePlan, versionWith } from './labels';
import { firstDayOfInterest, KeyUsage, noteText, parseNote, QuotaNote, Spent, spentInPeriod, usedSince, utcDay } from './quota';
import { DayOfUse, QuotaPeriod, SecretDescription, Services, UsagePlanState } from './services';

const PERIOD_TURN_ATTEMPTS = 3;

/** What a consumer has spent of its quota, and what a new key gets of it. */
export class QuotaLedger {
  public constructor(private readonly services: Services, private readonly keys: ConsumerKeys) {}

  /** Brings the new key's remaining quota up to date right before it is promoted: the old key went on spending while it settled. */
  public async carryBeforePromotion(versionId: string): Promise<void> {
    const secret = await this.keys.describe();
    const key = await this.keys.findKey(versionId);
    const note = key && await this.carry(secret, key.id);
    if (key && note) {
      await this.services.updateKey(key.id, { description: noteText(note) });
    }
  }

  /** Takes the previous key's use over to the current key's note, since nobody can ask for it when the key is gone. */
  public async keepPreviousUse(): Promise<void> {
    const secret = await this.keys.describe();
    const current = versionWith(secret, CURRENT);
    const key = current && await this.keys.findKey(current);
    const plan = await this.services.getPlan(requirePlan(secret));
    if (!key || !plan?.quota) {
      return;
    }
    const { total, usedByCurrent, day } = await this.spent(secret, plan.quota.period);
    await this.services.updateKey(key.id, { description: noteText({ day, spentBefore: total - usedByCurrent, usedByPrevious: 0 }) });
  }

  /** What the consumer has used of its quota in this period, in percent; nothing where it has none, or no key that counts. */
  public async usedPercent(secret: SecretDescription): Promise<number | undefined> {
    const plan = await this.services.getPlan(requirePlan(secret));
    return plan?.quota && 100 * (await this.spent(secret, plan.quota.period)).total / plan.quota.limit;
  }

  /** Gives a key that nobody uses yet what the consumer has left in this period; returns the note to put on it. */
  public async carry(secret: SecretDescription, keyId: string): Promise<QuotaNote | undefined> {
    const usagePlanId = requirePlan(secret);
    for (let attempt = 1; ; attempt += 1) {
      const plan: UsagePlanState | undefined = await this.services.getPlan(usagePlanId);
      if (!plan?.quota || versionWith(secret, CURRENT) === undefined) {
        return undefined;
      }
      const { total, usedByCurrent, day, start } = await this.spent(secret, plan.quota.period);
      // Where new keys are tried, this one has been used a little itself.
      const own = usedSince(await this.daysOf(usagePlanId, keyId, plan.quota.period), start, this.services.now());
      const remaining = Math.max(0, plan.quota.limit - total - own);
      const outcome = await this.services.setRemaining(usagePlanId, keyId, remaining);
      // Where the period turned since the use was read, the new period would begin with what was left of the old one.
      if (utcDay(this.services.now()) !== day && attempt < PERIOD_TURN_ATTEMPTS) {
        continue;
      }
      const gain = outcome === 'refused' ? Math.min(total, plan.quota.limit) : 0;
      if (gain > 0) {
        // AWS describes the operation as an extension: where it refuses to lower, the consumer starts with a whole quota once more.
        this.services.report({ kind: 'quota_gain', secretId: this.keys.secretArn, gain });
      } else {
        this.services.report({ kind: 'quota_carried', secretId: this.keys.secretArn, spent: total, remaining });
      }
      return { day, spentBefore: total, usedByPrevious: usedByCurrent };
    }
  }

  private async spent(secret: SecretDescription, period: QuotaPeriod): Promise<Spent & { readonly day: string }> {
    const now = this.services.now();
    const keys = await this.keys.allKeys();
    const usage = async (label: string): Promise<KeyUsage | undefined> => {
      const versionId = versionWith(secret, label);
      const key = versionId && keys.find(({ name }) => name === this.keys.keyName(versionId));
      if (!key) {
        return undefined;
      }
      const days = await this.daysOf(requirePlan(secret), key.id, period);
      return { days, note: parseNote((await this.services.getKey(key.id))?.description) };
    };
    const previous = await usage(PREVIOUS);
    const current = await usage(CURRENT);
    if (current) {
      return { ...spentInPeriod(period, now, current, previous), day: utcDay(now) };
    }
    // Someone wrote the current version by hand, so that it has no key: the newest one is the previous one, and nothing is known any more of
    // the one before that.
    return { ...spentInPeriod(period, now, previous ?? { days: [] }), usedByCurrent: 0, day: utcDay(now) };
  }

  private daysOf(usagePlanId: string, keyId: string, period: QuotaPeriod): Promise<DayOfUse[]> {
    const now = this.services.now();
    return this.services.getUsage(usagePlanId, keyId, firstDayOfInterest(period, now), utcDay(now));
  }
}
