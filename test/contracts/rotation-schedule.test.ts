import { mostRotations, scheduleHours, scheduleHoursWithinYear } from '../../lib/contracts/rotation-schedule';

const DAY = 24;

// Counted with a calendar.
test.each<[string, number]>([
  ['rate(4 hours)', 4],
  ['rate(1 day)', DAY],
  ['rate(30 days)', 30 * DAY],
  ['cron(0 3 * * ? *)', DAY],
  ['cron(0 3 ? * * *)', DAY],
  ['cron(0 0/8 ? * * *)', 8],
  ['cron(0 1/8 * * ? *)', 8],
  ['cron(0 0/12 1 * ? *)', 31 * DAY - 12],
  ['cron(0 3 ? * SUN *)', 7 * DAY],
  ['cron(0 3 ? * 1 *)', 7 * DAY],
  ['cron(0 3 ? * MON-FRI *)', 3 * DAY],
  ['cron(0 3 ? * TUE,THU *)', 5 * DAY],
  ['cron(0 3 ? * SUN#1 *)', 35 * DAY],
  ['cron(0 3 ? * 2#1 *)', 35 * DAY],
  ['cron(0 3 ? * SUNL *)', 35 * DAY],
  ['cron(0 3 ? * SUN#5 *)', 17 * 7 * DAY], // 31 January to 29 May 2016
  ['cron(0 3 ? * L *)', 7 * DAY], // Saturdays
  ['cron(0 3 1 * ? *)', 31 * DAY],
  ['cron(0 3 1,15 * ? *)', 17 * DAY],
  ['cron(0 3 1-3 * ? *)', 29 * DAY],
  ['cron(0 3 1/7 * ? *)', 7 * DAY],
  ['cron(0 3 30 * ? *)', 60 * DAY], // January to March of a leap year
  ['cron(0 3 31 * ? *)', 61 * DAY], // August to October,
  ['cron(0 3 L * ? *)', 31 * DAY],
  ['cron(0 3 29 2 ? *)', (4 * 365 + 1) * DAY],
  ['cron(0 3 1 1/3 ? *)', 92 * DAY],
  ['cron(0 8 1 JAN,JUL ? *)', 184 * DAY],
  ['cron(0 8 1 1 ? *)', 366 * DAY],
  ['cron(0 8 ? MAR-OCT SUN *)', 19 * 7 * DAY], // 25 October 2020 to 7 March 2021
  ['cron(0 8 30 FEB ? *)', Infinity],
  ['cron(0 8 * * ? 2027)', Infinity],
  ['cron(0 8 * * ?)', Infinity],
  ['cron(0 8 whenever * ? *)', Infinity],
  ['cron(0 25 * * ? *)', Infinity],
  ['', Infinity],
])('%s leaves %d hours between two rotations at most', (expression, hours) => {
  expect(scheduleHours(expression)).toBe(hours);
});

test('what has no next rotation is held to a year', () => {
  expect(['cron(0 8 30 FEB ? *)', 'cron(0 3 29 2 ? *)', 'rate(999 days)', 'rate(1 day)'].map(scheduleHoursWithinYear)).toEqual([8_784, 8_784, 8_784, 24]);
});

test.each<[string, number]>([
  ['rate(4 hours)', 186],
  ['rate(5 hours)', 149],
  ['rate(1 day)', 31],
  ['rate(90 days)', 1],
  ['cron(0 3 * * ? *)', 31],
  ['cron(0 0/4 * * ? *)', 186],
  ['cron(0 0/8 1 * ? *)', 6], // from the first to the first: 28 days in February
  ['cron(0 3 ? * SUN *)', 5],
  ['cron(0 3 15 * ? *)', 2],
  ['cron(0 3 1 JAN,JUL ? *)', 1],
  ['whenever', 0],
])('%s has at most %d rotations in 31 days', (expression, rotations) => {
  expect(mostRotations(expression, 31)).toBe(rotations);
});
