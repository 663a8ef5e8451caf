/**
 * Hours between two rotations at most, as far as the expression tells: exactly of `rate` and of a `cron` for every day, and the most that a
 * calendar leaves between two of the days that another `cron` names.
 *
 * @param expression as Secrets Manager takes it, https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function scheduleHours(expression: string): number {
  const rate = /^rate\((\d+) (hours?|days?)\)$/.exec(expression);
  if (rate) {
    return Number(rate[1]) * (rate[2].startsWith('h') ? 1 : DAY);
  }
  const [, days, months, weekDays] = /^cron\(\S+ \S+ (\S+) (\S+) (\S+) \S+\)$/.exec(expression) ?? [];
  if (months !== '*') {
    return LEAP_YEAR;
  }
  if (days === '*' || weekDays === '*') {
    return DAY;
  }
  // A day of the week, or one of them in a month (`SUN#1`, `SUNL`): five weeks from one to the next.
  if (days === '?') {
    return /[#L]/.test(weekDays) ? 5 * WEEK : WEEK;
  }
  // The 31st is in every other month; the last day (`L`) in each.
  return /^(?:29|30|31)$/.test(days) ? 2 * MONTH : MONTH;
}

const DAY = 24;
const WEEK = 7 * DAY;
const MONTH = 31 * DAY;
const LEAP_YEAR = 366 * DAY;
