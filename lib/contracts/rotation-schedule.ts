const DAY_HOURS = 24;
const DAY_MILLIS = 86_400_000;
const YEAR_HOURS = 366 * DAY_HOURS;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEK_DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** After 28 years each day of the year has the same day of the week again, as long as every fourth year is a leap year: until 2100. */
const CALENDAR = { begin: Date.UTC(2000, 0, 1) / DAY_MILLIS, days: 28 * 365.25 };

/**
 * Most hours between two rotations of a schedule; Infinity where there is no next one, or where the expression can't be read.
 *
 * @param expression as Secrets Manager takes it, https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function scheduleHours(expression: string): number {
  const rate = rateHours(expression);
  if (rate !== undefined) {
    return rate;
  }
  const { hours, days } = timesOf(expression);
  if (hours.length === 0 || days.length === 0) {
    return Infinity;
  }
  const within = hours.slice(1).map((hour, index) => hour - hours[index]);
  const overnight = days.map((day, index) => ((days[index + 1] ?? days[0] + CALENDAR.days) - day) * DAY_HOURS + hours[0] - (hours.at(-1) ?? 0));
  return [...within, ...overnight].reduce((most, gap) => Math.max(most, gap), 0);
}

/** The same, held to a year: what has no next rotation is overdue some day too. */
export function scheduleHoursWithinYear(expression: string): number {
  return Math.min(scheduleHours(expression), YEAR_HOURS);
}

/** Most rotations of a schedule within so many days. */
export function mostRotations(expression: string, span: number): number {
  const rate = rateHours(expression);
  if (rate !== undefined) {
    return Math.ceil(span * DAY_HOURS / rate);
  }
  const { hours, days } = timesOf(expression);
  const again = [...days, ...days.map((day) => day + CALENDAR.days)];
  let end = 0;
  return hours.length * days.reduce((most, day, begin) => {
    while (again[end] < day + span) {
      end += 1;
    }
    return Math.max(most, end - begin);
  }, 0);
}

function rateHours(expression: string): number | undefined {
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(expression);
  return rate ? Number(rate[1]) * (rate[2] === 'day' ? DAY_HOURS : 1) : undefined;
}

/** The hours and the days of a `cron`, ascending; the days are counted from the calendar's first. */
interface Times {
  readonly hours: readonly number[];
  readonly days: readonly number[];
}

/** Of the last expression: all consumers of an API have the same one. */
let latest: { readonly expression: string; readonly times: Times } | undefined;

function timesOf(expression: string): Times {
  if (latest?.expression !== expression) {
    latest = { expression, times: readTimes(expression) };
  }
  return latest.times;
}

function readTimes(expression: string): Times {
  const [, hour, day, month, weekDay] = /^cron\(\S+ (\S+) (\S+) (\S+) (\S+) \*\)$/.exec(expression) ?? [];
  if (weekDay === undefined) {
    return { hours: [], days: [] };
  }
  const months = numbers(month, 1, 12, MONTHS);
  const isNamedDay = dayOfMonth(day);
  const isNamedWeekDay = dayOfWeek(weekDay);
  const days = Array.from({ length: CALENDAR.days }, (_, index) => index).filter((index) => {
    const date = new Date((CALENDAR.begin + index) * DAY_MILLIS);
    const of = { day: date.getUTCDate(), weekDay: date.getUTCDay() + 1, left: daysInMonth(date) - date.getUTCDate() };
    return months.has(date.getUTCMonth() + 1) && isNamedDay(of) && isNamedWeekDay(of);
  });
  return { hours: [...numbers(hour, 0, 23)].sort((one, other) => one - other), days };
}

/** A day of its month: the first is 1, Sunday is 1, and the last one has none left. */
interface DayOfMonth {
  readonly day: number;
  readonly weekDay: number;
  readonly left: number;
}

type Named = (day: DayOfMonth) => boolean;

function dayOfMonth(field: string): Named {
  const days = numbers(field, 1, 31);
  return ({ day, left }) => days.has(day) || (field === 'L' && left === 0);
}

/** `SUN`, `SUN#1` (the first of the month) and `SUNL` (the last), also by number. */
function dayOfWeek(field: string): Named {
  const days = numbers(field === 'L' ? 'SAT' : field, 1, 7, WEEK_DAYS);
  const [, name, ordinal] = /^(\w+?)(?:#(\d)|L)$/.exec(field) ?? [];
  if (name === undefined) {
    return ({ weekDay }) => days.has(weekDay);
  }
  const [only] = numbers(name, 1, 7, WEEK_DAYS);
  return ({ weekDay, day, left }) => weekDay === only && (ordinal === undefined ? left < 7 : Math.ceil(day / 7) === Number(ordinal));
}

/** What a field names, such as `1,15`, `MON-FRI`, `1/3` or `*`; nothing where it can't be read. */
function numbers(field: string, first: number, last: number, names: readonly string[] = []): Set<number> {
  const number = (text: string) => names.includes(text.toUpperCase()) ? names.indexOf(text.toUpperCase()) + first : /^\d+$/.test(text) ? Number(text) : NaN;
  return new Set(field.split(',').flatMap((part) => {
    const [range, step = '1'] = part.split('/');
    const [from, to] = /^[*?]?$/.test(range) ? [first, last] : range.split('-').map(number);
    const end = to ?? (part.includes('/') ? last : from);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
      .filter((value) => value >= from && value <= end && (value - from) % Number(step) === 0);
  }));
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
