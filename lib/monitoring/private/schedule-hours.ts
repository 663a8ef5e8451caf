/** Where only some days count, two rotations may be a month apart or more. */
const UNKNOWN = undefined;

/**
 * Hours between two rotations at most, as far as the expression tells: of `rate`, and of a `cron` for every day. Otherwise nothing.
 *
 * @param expression as Secrets Manager takes it, https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function scheduleHours(expression: string): number | undefined {
  const rate = /^rate\((\d+) (hours|days?)\)$/.exec(expression);
  if (rate) {
    return Number(rate[1]) * (rate[2] === 'hours' ? 1 : 24);
  }
  const daily = /^cron\(0 \S+ (?:\* \* \?|\? \* \*) \*\)$/.test(expression);
  return daily ? 24 : UNKNOWN;
}
