/**
 * Which schedule expressions Secrets Manager takes, as a regular expression that CloudFormation can check too.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 * - `rate(N hours)` from 4 hours on, `rate(N days)` up to 999 days;
 * - `cron(0 hours day-of-month month day-of-week *)`: minutes are 0 and the year is `*`, at most every four hours, and the increments
 *   of the hours start again every day. Increments that divide the day are the only ones that never come closer than four hours at
 *   midnight; lists of hours, of which a regular expression can't tell the distance, are left out.
 */
const RATE = 'rate\\((?:(?:[4-9]|1[0-9]|2[0-3]) hours|1 day|(?:[2-9]|[1-9][0-9]{1,2}) days)\\)';
const HOUR = '(?:1?[0-9]|2[0-3])(?:/(?:4|6|8|12))?';
const DAY = '(?:[12]?[1-9]|[123]0|31)';
const DAYS = `(?:\\*|L|${DAY}(?:[-/]${DAY})?(?:,${DAY}(?:-${DAY})?)*)`;
const MONTH = '(?:[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
const MONTHS = `(?:\\*|${MONTH}(?:[-/]${MONTH})?(?:,${MONTH}(?:-${MONTH})?)*)`;
const WEEK_DAY = '(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)';
const WEEK_DAYS = `(?:\\*|L|${WEEK_DAY}(?:L|#[1-5]|-${WEEK_DAY})?(?:,${WEEK_DAY}(?:-${WEEK_DAY})?)*)`;

/** Pattern for the whole expression; means the same to JavaScript and to CloudFormation (Java). */
export const ROTATION_EXPRESSION_PATTERN =
  `^(?:${RATE}|cron\\(0 ${HOUR} (?:${DAYS} ${MONTHS} \\?|\\? ${MONTHS} ${WEEK_DAYS}) \\*\\))$`;

/** The same in words, for errors and for the parameter's description. */
export const ROTATION_EXPRESSION_RULE =
  'rate(4 hours) to rate(23 hours), rate(1 day) to rate(999 days), or cron(0 hours day-of-month month day-of-week *) at most every four hours';

/** Whether Secrets Manager takes the expression. */
export function isRotationExpression(expression: string): boolean {
  return new RegExp(ROTATION_EXPRESSION_PATTERN).test(expression);
}
