import { Template } from 'aws-cdk-lib/assertions';
import { HttpMethod, RouteAccess } from '../../lib';
import { SAMPLE_EDGE, sampleApi } from '../support/sample-api';
import { AlarmResource, goesOff, Series, STEPS_A_DAY, STEPS_A_WEEK } from './support/alarm-clock';

/** Three weeks: two to learn from, and one to watch. */
const WATCHED = 2 * STEPS_A_WEEK;
const MONDAY_NOON = WATCHED + STEPS_A_DAY / 2;
const MONDAY_MIDNIGHT = WATCHED;

const { stack, api, target } = sampleApi({ firewall: { loginPaths: ['/login'] } });
api.addRoute({ method: HttpMethod.GET, path: '/login', target, access: RouteAccess.public('Whoever logs in has no token yet') });
const alarms = Object.entries(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))
  .map(([id, { Properties }]) => [id, Properties as AlarmResource] as const);

/** What rings, of all alarms of the API. */
function ringing(changes: { readonly [metric: string]: (usual: number, step: number) => number | undefined } = {}): string[] {
  const figures = (metric: string, usual: (step: number) => number | undefined): Series =>
    Array.from({ length: 3 * STEPS_A_WEEK }, (_, step) => {
      const value = usual(step);
      return changes[metric] ? changes[metric](value ?? 0, step) || undefined : value;
    });
  const series = {
    'Count': figures('Count', (step) => traffic(step)),
    '5XXError': figures('5XXError', (step) => Math.round(traffic(step) / 1_000)),
    'Latency': figures('Latency', (step) => 180 + noise(step, 40)),
    'Unauthorized': figures('Unauthorized', (step) => Math.round(traffic(step) / 200)),
    'Forbidden': figures('Forbidden', (step) => Math.round(traffic(step) / 400)),
    // What comes from a filter or an embedded metric has no figure where nothing happened.
    'Throttled': figures('Throttled', () => undefined),
    'QuotaExceeded': figures('QuotaExceeded', () => undefined),
    'BlockedRequests ALL': figures('BlockedRequests ALL', () => undefined),
    'BlockedRequests LoginRatePerAddress': figures('BlockedRequests LoginRatePerAddress', () => undefined),
    'BlockedRequests LoginRatePerNetwork': figures('BlockedRequests LoginRatePerNetwork', () => undefined),
    'Errors JwtAuthorizer': figures('Errors JwtAuthorizer', () => 0),
    'Errors ApiKeyRotation': figures('Errors ApiKeyRotation', () => undefined),
    'Throttles JwtAuthorizer': figures('Throttles JwtAuthorizer', () => 0),
    'Duration JwtAuthorizer': figures('Duration JwtAuthorizer', (step) => 4 + noise(step, 3)),
    'ConcurrentExecutions JwtAuthorizer': figures('ConcurrentExecutions JwtAuthorizer', (step) => 1 + Math.round(traffic(step) / 2_000)),
    'Denied keys_unavailable': figures('Denied keys_unavailable', () => undefined),
    'Denied configuration_invalid': figures('Denied configuration_invalid', () => undefined),
    'ApiKeyQuotaGain': figures('ApiKeyQuotaGain', () => undefined),
    // Reported every hour: replaced each night, and a quota of a day that is used by half in its last hour.
    'ApiKeyAgePercent': figures('ApiKeyAgePercent', (step) => hourly(step, 100 * (step % STEPS_A_DAY) / STEPS_A_DAY)),
    'ApiKeyQuotaUsed': figures('ApiKeyQuotaUsed', (step) => hourly(step, 50 * (step % STEPS_A_DAY) / STEPS_A_DAY)),
  };
  return alarms.filter(([, alarm]) => goesOff(alarm, series, fromOf(alarm))).map(([id]) => id.replace(/^Orders(Monitoring)?|[0-9A-F]{8}$/g, ''));
}

/** The first two weeks are there to learn from; alarms by the hour have a twelfth of the steps. */
function fromOf({ Period, Metrics }: AlarmResource): number {
  const seconds = Period ?? Metrics!.find(({ MetricStat }) => MetricStat)!.MetricStat!.Period;
  return WATCHED / (seconds / 300);
}

/** A figure in one of the twelve steps of an hour. */
function hourly(step: number, value: number): number | undefined {
  return step % 12 === 5 ? Math.round(value) : undefined;
}

/** Quiet at night, busy by day, and busiest on Mondays. */
function traffic(step: number): number {
  const day = Math.floor(step / STEPS_A_DAY) % 7;
  const time = (step % STEPS_A_DAY) / STEPS_A_DAY;
  const peak = day === 0 ? 6_000 : day >= 5 ? 1_000 : 3_000;
  return Math.max(Math.round(peak * Math.sin(Math.PI * time) ** 2 * (1 + noise(step, 0.06))), 3);
}

/** The same in each run, and another for each step. */
function noise(step: number, size: number): number {
  return (((step * 7_919) % 101) / 100 - 0.5) * size;
}

/** From Monday noon of the third week on. */
const then = (change: (usual: number, step: number) => number | undefined) => (usual: number, step: number): number | undefined =>
  step < MONDAY_NOON ? usual : change(usual, step);

test('a quiet night and a busy Monday, as always, ring nothing', () => {
  expect(ringing()).toEqual([]);
});

test('a night with a few refusals more than usual rings nothing', () => {
  const night = WATCHED + STEPS_A_DAY;
  const few = (usual: number, step: number): number => step >= night && step < night + 24 ? usual + 30 : usual;
  expect(ringing({ 'Unauthorized': few, 'Forbidden': few, 'Throttled': few, 'BlockedRequests ALL': few })).toEqual([]);
});

test('a flood that the firewall refuses rings the firewall\'s alarm', () => {
  expect(ringing({ 'BlockedRequests ALL': then(() => 40_000) })).toEqual(['FirewallRefusals']);
});

test('a few guesses of credentials ring at once', () => {
  expect(ringing({ 'BlockedRequests ALL': then(() => 3), 'BlockedRequests LoginRatePerAddress': then(() => 3) })).toEqual(['LoginRate']);
});

test('a flood below the limits rings as traffic', () => {
  expect(ringing({ Count: then((usual) => usual * 2) })).toEqual(['Traffic']);
});

test('a slow leak of credentials, a few more 401 each hour, rings within the day', () => {
  expect(ringing({ Unauthorized: then((usual, step) => usual + (step - MONDAY_NOON)) })).toEqual(['Unauthorized']);
});

test.each([
  ['403 of keys that no longer work', { Forbidden: then(() => 900) }, ['Forbidden']],
  ['429 of a consumer gone wild', { Throttled: then(() => 900) }, ['Throttled']],
  ['a quota used up', { QuotaExceeded: then(() => 1) }, ['QuotaExceeded']],
  ['5xx of a target', { '5XXError': then((usual) => usual + 200) }, ['ServerErrors']],
  ['answers that take longer', { Latency: then(() => 4_000) }, ['Latency']],
  ['an authorizer that fails', { 'Errors JwtAuthorizer': then(() => 1) }, ['AuthorizerErrors']],
  ['an authorizer near its time limit', { 'Duration JwtAuthorizer': then(() => 9_000) }, ['AuthorizerDuration']],
  ['no room for the authorizer', { 'Throttles JwtAuthorizer': then(() => 1) }, ['AuthorizerThrottles']],
  ['an authorizer that takes the account\'s room', { 'ConcurrentExecutions JwtAuthorizer': then(() => 700) }, ['AuthorizerConcurrency']],
  ['an issuer whose keys can\'t be fetched', { 'Denied keys_unavailable': then(() => 1) }, ['KeysUnavailable']],
  ['a configuration that can\'t be read', { 'Denied configuration_invalid': then(() => 1) }, ['ConfigurationInvalid']],
  ['a rotation that failed', { 'Errors ApiKeyRotation': then(() => 1) }, ['ApiKeyRotationFailureAlarm']],
  ['a gain of quota', { ApiKeyQuotaGain: then(() => 5) }, ['ApiKeyRotationQuotaGainAlarm']],
  ['rotations that stopped', { ApiKeyAgePercent: (_usual: number, step: number) => hourly(step, ageSince(step, Math.min(step, MONDAY_MIDNIGHT))) }, ['RotationOverdue']],
  ['a report of the keys that nobody makes any more', { ApiKeyAgePercent: then(() => undefined), ApiKeyQuotaUsed: then(() => undefined) }, ['RotationOverdue']],
  ['a consumer with most of its quota used', { ApiKeyQuotaUsed: then((_usual, step) => hourly(step, 85)) }, ['QuotaNear']],
])('%s rings the one alarm for it', (_, changes, expected) => {
  expect(ringing(changes)).toEqual(expected);
});

test('one rotation that was missed rings nothing yet', () => {
  const missed = Math.floor(MONDAY_NOON / STEPS_A_DAY) + 1;
  const age = (step: number): number => 100 * (step % STEPS_A_DAY) / STEPS_A_DAY + (Math.floor(step / STEPS_A_DAY) === missed ? 100 : 0);
  expect(ringing({ ApiKeyAgePercent: (_usual, step) => hourly(step, age(step)) })).toEqual([]);
});

test('two hours without a report, and a quota that is used up to 80 percent, ring nothing', () => {
  const hour = MONDAY_NOON + 12;
  expect(ringing({
    ApiKeyAgePercent: (usual, step) => step >= hour && step < hour + 24 ? undefined : usual,
    ApiKeyQuotaUsed: then((_usual, step) => hourly(step, 80)),
  })).toEqual([]);
});

/** Percent of a day since the last rotation, which is each midnight's until they stop. */
function ageSince(step: number, stopped: number): number {
  return 100 * (step - stopped + stopped % STEPS_A_DAY) / STEPS_A_DAY;
}

describe('the origin secret of an Edge', () => {
  const { stack: withEdge } = sampleApi({ edge: SAMPLE_EDGE });
  const [[, { Properties }]] = Object.entries(Template.fromStack(withEdge).findResources('AWS::CloudWatch::Alarm'))
    .filter(([id]) => id.includes('OriginRotationOverdue'));
  const alarm = Properties as AlarmResource;
  const rings = (age: (step: number) => number | undefined): boolean =>
    goesOff(alarm, { OriginSecretAgePercent: Array.from({ length: 3 * STEPS_A_WEEK }, (_, step) => age(step)) }, fromOf(alarm));

  test.each<[string, boolean, (step: number) => number | undefined]>([
    ['replaced each night', false, (step) => hourly(step, ageSince(step, step))],
    ['of which one rotation was missed', false, (step) => hourly(step, ageSince(step, step) + (Math.floor(step / STEPS_A_DAY) === 15 ? 100 : 0))],
    ['whose rotations stopped', true, (step) => hourly(step, ageSince(step, Math.min(step, MONDAY_MIDNIGHT)))],
    ['of which nobody says how old it is', true, (step) => step < MONDAY_NOON ? hourly(step, 50) : undefined],
    ['of which nobody said so for two hours', false, (step) => step >= MONDAY_NOON + 12 && step < MONDAY_NOON + 36 ? undefined : hourly(step, 50)],
  ])('%s: %s', (_, expected, age) => {
    expect(rings(age)).toBe(expected);
  });
});
