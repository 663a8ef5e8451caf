import { DayOfUse, QuotaPeriod } from './services';

/**
 * Quota is counted for each key, so every new key would come with the whole quota of the period. What the consumer has spent in the
 * period is kept as a note on its newest key, and is taken from the next key's remaining quota.
 *
 * The note says what all keys before this one have spent, and how much of that the key before it accounts for; both keys go on
 * counting for themselves, so the total at any time is
 *
 *     spent before + used by this key + (used by the key before it now − used by it then)
 *
 * Nothing is ever written to the counter of a key that is in use: between reading and writing, requests would be lost or given away.
 */
export interface QuotaNote {
  /** UTC day on which the note was written. */
  readonly day: string;
  /** Spent in the period by all keys but this one, when the note was written. */
  readonly spentBefore: number;
  /** Used in the period by the key before this one, when the note was written; part of `spentBefore`. */
  readonly usedByPrevious: number;
}

/** One key's use. */
export interface KeyUsage {
  /** Days from the first asked for to today. */
  readonly days: DayOfUse[];
  readonly note?: QuotaNote;
}

/** UTC day of a time, `YYYY-MM-DD`. */
export function utcDay(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

const DAY_MILLISECONDS = 86_400_000;

/** First day to ask for: periods of a day and a month begin with the calendar's (UTC), and a week's first day is at most six days ago. */
export function firstDayOfInterest(period: QuotaPeriod, now: number): string {
  switch (period) {
    case 'DAY': return utcDay(now);
    case 'WEEK': return utcDay(now - 6 * DAY_MILLISECONDS);
    case 'MONTH': return `${utcDay(now).slice(0, 8)}01`;
  }
}

/**
 * First day of the current period. AWS does not say on which day a week begins, so it is read off the use itself: in a period the
 * remaining quota falls by what is used, and only a new period lets it rise.
 */
export function periodStart(period: QuotaPeriod, now: number, usages: KeyUsage[]): string {
  if (period !== 'WEEK') {
    return firstDayOfInterest(period, now);
  }
  let newest = 0;
  for (const { days } of usages) {
    for (let index = 1; index < days.length; index += 1) {
      if (days[index].remaining > days[index - 1].remaining - days[index].used) {
        newest = Math.max(newest, index + 7 - days.length);
      }
    }
  }
  return utcDay(now - (6 - newest) * DAY_MILLISECONDS);
}

/** What a key has used in the period that began on `start`. `days` ends today. */
export function usedSince(days: DayOfUse[], start: string, now: number): number {
  const count = Math.round((Date.parse(utcDay(now)) - Date.parse(start)) / DAY_MILLISECONDS) + 1;
  return days.slice(-count).reduce((sum, day) => sum + day.used, 0);
}

/** What a consumer has spent in a period. */
export interface Spent {
  /** With the current key and all before it. */
  readonly total: number;
  readonly usedByCurrent: number;
  /** First day of the period. */
  readonly start: string;
}

/** What a consumer has spent in the current period with all of its keys. */
export function spentInPeriod(period: QuotaPeriod, now: number, current: KeyUsage, previous?: KeyUsage): Spent {
  const start = periodStart(period, now, previous ? [current, previous] : [current]);
  const usedByCurrent = usedSince(current.days, start, now);
  const usedByPrevious = previous ? usedSince(previous.days, start, now) : 0;
  const note = current.note !== undefined && current.note.day >= start ? current.note : { spentBefore: 0, usedByPrevious: 0 };
  return { total: note.spentBefore + usedByCurrent + Math.max(0, usedByPrevious - note.usedByPrevious), usedByCurrent, start };
}

const NOTE = /^Quota spent before this key: (\d+), of which by the previous key: (\d+), on (\d{4}-\d{2}-\d{2}) UTC\.$/;

/** The note as it stands in the key's description, where an operator may read it. */
export function noteText(note: QuotaNote): string {
  return `Quota spent before this key: ${note.spentBefore}, of which by the previous key: ${note.usedByPrevious}, on ${note.day} UTC.`;
}

export function parseNote(description: string | undefined): QuotaNote | undefined {
  const match = NOTE.exec(description ?? '');
  return match === null ? undefined : { spentBefore: Number(match[1]), usedByPrevious: Number(match[2]), day: match[3] };
}
