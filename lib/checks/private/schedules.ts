const HOURS_A_DAY = 24;
const LONGEST_MONTH = 31;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/**
 * Most days between two rotations of a schedule; Infinity where there is no next one, or where it can't be read.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function longestInterval(schedule: unknown): number {
  const text = String(schedule ?? '').trim();
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(text);
  if (rate) {
    return Number(rate[1]) / (rate[2] === 'hour' ? HOURS_A_DAY : 1);
  }
  const cron = /^cron\((.+)\)$/.exec(text)?.[1].trim().split(/\s+/);
  if (cron?.length !== 6 || cron[5] !== '*') {
    // A year that is named has an end.
    return Infinity;
  }
  const months = monthsOf(cron[3]);
  const isDaily = /^[*?]$/.test(cron[2]) && /^[*?]$/.test(cron[4]);
  const isWeekly = !/^[*?]$/.test(cron[4]) && !/[#L]/.test(cron[4]);
  if (months.length === 12 && (isDaily || isWeekly)) {
    return isDaily ? 1 : 7;
  }
  const gaps = months.map((month, index) => (months[(index + 1) % months.length] - month + 12) % 12 || 12);
  return Math.max(...gaps) * LONGEST_MONTH;
}

/** The months that a field names, such as `1/3`, `JAN-JUN` or `3,9`. */
function monthsOf(field: string): number[] {
  const found = field.split(',').flatMap((part) => {
    const [range, step = '1'] = part.split('/');
    const [first, last] = range === '*' ? [1, 12] : range.split('-').map(monthNumber);
    const end = last ?? (part.includes('/') ? 12 : first);
    return MONTHS.map((_, index) => index + 1).filter((month) => month >= first && month <= end && (month - first) % Number(step) === 0);
  });
  return [...new Set(found)].sort((one, other) => one - other);
}

function monthNumber(name: string): number {
  const index = MONTHS.indexOf(name.toUpperCase());
  return index < 0 ? Number(name) : index + 1;
}
