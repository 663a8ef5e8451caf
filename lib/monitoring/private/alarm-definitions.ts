import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { OVERDUE_PERCENT } from '../../contracts/rotation';
import { MonitoringAlarm } from '../monitoring-alarm';
import { MonitoringOptions } from '../monitoring-options';
import { ApiMetrics, PERIOD } from './api-metrics';

/** A page of docs/runbooks. */
export type Runbook =
  'cost' | 'everybody-gets-401' | 'everybody-gets-403' | 'flood' | 'issuer-compromised' | 'login-attack' | 'rotation-stuck' | 'server-errors';

/** An alarm, before it is one. */
export interface AlarmDefinition {
  readonly alarm: MonitoringAlarm;
  /** What happened, and what it may mean. */
  readonly meaning: string;
  readonly runbook: Runbook;
  readonly metric: cloudwatch.IMetric;
  readonly condition: Condition;
}

/** When it goes off: above a figure, above what is usual, or above a figure that must be there. */
export type Condition =
  | { readonly kind: 'above'; readonly threshold: number; readonly periods: number }
  | { readonly kind: 'unusual'; readonly deviations: number; readonly periods: number }
  | { readonly kind: 'stale'; readonly threshold: number; readonly periods: number };

/** What the options and the firewall say about alarms. */
export interface AlarmSettings {
  readonly options: MonitoringOptions;
  /** The web ACL's rules on guessing of credentials; none without `loginPaths` and `signUpPaths`. */
  readonly loginRules: string[];
  readonly authorizerTimeout: Duration;
  /** Whether there is an origin secret. */
  readonly edge: boolean;
}

const DEFAULT_BAND_WIDTH = 3;
const DEFAULT_REFUSAL_FLOOR = 50;
const DEFAULT_TRAFFIC_FLOOR = 500;
const DEFAULT_LATENCY_FLOOR = Duration.seconds(1);
const DEFAULT_SERVER_ERROR_PERCENT = 1;
/** Half of the 1,000 that an account has. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
const DEFAULT_CONCURRENCY = 500;
/** Share of the time limit from which on the authorizer is slow. */
const SLOW = 0.8;
const DEFAULT_QUOTA_USED_PERCENT = 80;

/** All alarms of an API, in the order of a request's way. */
export function alarmDefinitions(metrics: ApiMetrics, settings: AlarmSettings): AlarmDefinition[] {
  return [firewallAlarms, gatewayAlarms, authorizerAlarms, rotationAlarms].flatMap((alarmsOf) => alarmsOf(metrics, settings));
}

function firewallAlarms(metrics: ApiMetrics, { options, loginRules }: AlarmSettings): AlarmDefinition[] {
  const logins: AlarmDefinition[] = loginRules.length > 0 ? [{
    alarm: MonitoringAlarm.LOGIN_RATE,
    meaning: 'Somebody tries credentials: the rate rule on the login or sign-up paths refuses an address.',
    runbook: 'login-attack',
    metric: sum(loginRules.map((rule) => metrics.refusedByFirewall(rule)), 'Refused by the login rate rules'),
    condition: { kind: 'above', threshold: 0, periods: 1 },
  }] : [];
  return [
    {
      alarm: MonitoringAlarm.FIREWALL_REFUSALS,
      meaning: 'The firewall refuses more than is usual at this hour: an attack, or a rule too strict for a new client.',
      runbook: 'flood',
      metric: above(options.refusalFloor ?? DEFAULT_REFUSAL_FLOOR, metrics.refusedByFirewall(), 'Refused by the firewall', metrics.requests),
      condition: unusual(options, 3),
    },
    ...logins,
  ];
}

function gatewayAlarms(metrics: ApiMetrics, { options }: AlarmSettings): AlarmDefinition[] {
  const refusals = options.refusalFloor ?? DEFAULT_REFUSAL_FLOOR;
  const traffic = options.trafficFloor ?? DEFAULT_TRAFFIC_FLOOR;
  const latency = (options.latencyFloor ?? DEFAULT_LATENCY_FLOOR).toMilliseconds();
  return [
    {
      alarm: MonitoringAlarm.TRAFFIC,
      meaning: 'More requests than are usual at this hour: a flood below the limits, or a bill in the making.',
      runbook: 'cost',
      metric: above(traffic, metrics.requests, 'Requests'),
      condition: unusual(options, 3),
    },
    {
      alarm: MonitoringAlarm.UNAUTHORIZED,
      meaning: 'More 401 than is usual at this hour: tokens that expired or were forged, or an issuer that changed its keys.',
      runbook: 'everybody-gets-401',
      metric: above(refusals, metrics.unauthorized, '401', metrics.requests),
      condition: unusual(options, 3),
    },
    {
      alarm: MonitoringAlarm.FORBIDDEN,
      meaning: 'More 403 than is usual at this hour: callers without a key that works, or without the role, scope or claim that a route asks for.',
      runbook: 'everybody-gets-403',
      metric: above(refusals, metrics.forbidden, '403', metrics.requests),
      condition: unusual(options, 3),
    },
    {
      alarm: MonitoringAlarm.THROTTLED,
      meaning: 'More 429 than is usual at this hour: a throttle of the stage, of a route or of a consumer is met.',
      runbook: 'flood',
      metric: above(refusals, metrics.throttled, '429', metrics.requests),
      condition: unusual(options, 3),
    },
    {
      alarm: MonitoringAlarm.QUOTA_NEAR,
      meaning: 'A consumer used most of its quota, and is refused once it is used up; the rotation\'s log names the consumer.',
      runbook: 'cost',
      metric: metrics.quotaUsed,
      condition: { kind: 'above', threshold: options.quotaUsedPercent ?? DEFAULT_QUOTA_USED_PERCENT, periods: 1 },
    },
    {
      alarm: MonitoringAlarm.QUOTA_EXCEEDED,
      meaning: 'A consumer used its quota up, and is refused until the period ends.',
      runbook: 'cost',
      metric: metrics.quotaExceeded,
      condition: { kind: 'above', threshold: 0, periods: 1 },
    },
    {
      alarm: MonitoringAlarm.SERVER_ERRORS,
      meaning: 'A share of the answers is 5xx: a target, an integration role or the authorizer fails.',
      runbook: 'server-errors',
      metric: expression(`IF(requests > ${traffic}, 100 * errors / requests, IF(errors > ${Math.ceil(traffic / 20)}, 100, 0))`,
        { requests: metrics.requests, errors: metrics.serverErrors }, '5xx, percent'),
      condition: { kind: 'above', threshold: options.serverErrorPercent ?? DEFAULT_SERVER_ERROR_PERCENT, periods: 2 },
    },
    {
      alarm: MonitoringAlarm.LATENCY,
      meaning: 'The slowest hundredth of the answers takes longer than is usual at this hour.',
      runbook: 'server-errors',
      metric: expression(`IF(requests > ${traffic} AND answer > ${latency}, answer, ${latency})`,
        { requests: metrics.requests, answer: metrics.latency }, 'Answer, p99'),
      condition: unusual(options, 3),
    },
  ];
}

function authorizerAlarms(metrics: ApiMetrics, { options, authorizerTimeout }: AlarmSettings): AlarmDefinition[] {
  const { authorizer } = metrics;
  return [
    {
      alarm: MonitoringAlarm.AUTHORIZER_ERRORS,
      meaning: 'The authorizer failed: its requests were answered with 500, and nobody was let in.',
      runbook: 'server-errors',
      metric: authorizer.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      condition: { kind: 'above', threshold: 0, periods: 1 },
    },
    {
      alarm: MonitoringAlarm.AUTHORIZER_DURATION,
      meaning: 'The authorizer comes near its time limit, beyond which requests are answered with 500: an issuer answers slowly.',
      runbook: 'issuer-compromised',
      metric: authorizer.metricDuration({ period: PERIOD, statistic: 'p99' }),
      condition: { kind: 'above', threshold: SLOW * authorizerTimeout.toMilliseconds(), periods: 3 },
    },
    {
      alarm: MonitoringAlarm.AUTHORIZER_THROTTLES,
      meaning: 'Lambda had no room for the authorizer: its requests were answered with 500.',
      runbook: 'flood',
      metric: authorizer.metricThrottles({ period: PERIOD, statistic: 'Sum' }),
      condition: { kind: 'above', threshold: 0, periods: 1 },
    },
    {
      alarm: MonitoringAlarm.AUTHORIZER_CONCURRENCY,
      meaning: 'The authorizer runs so often at once that the account\'s other functions may find no room.',
      runbook: 'flood',
      metric: authorizer.metric('ConcurrentExecutions', { period: PERIOD, statistic: 'Maximum' }),
      condition: { kind: 'above', threshold: options.authorizerConcurrency ?? DEFAULT_CONCURRENCY, periods: 2 },
    },
    {
      alarm: MonitoringAlarm.KEYS_UNAVAILABLE,
      meaning: 'An issuer\'s keys can\'t be fetched, and none are left to go on with: its tokens are refused with 500.',
      runbook: 'everybody-gets-401',
      metric: metrics.denied('keys_unavailable'),
      condition: { kind: 'above', threshold: 0, periods: 1 },
    },
    {
      alarm: MonitoringAlarm.CONFIGURATION_INVALID,
      meaning: 'The authorizer can\'t read its configuration and refuses everybody: go back to the deployment before.',
      runbook: 'everybody-gets-403',
      metric: metrics.denied('configuration_invalid'),
      condition: { kind: 'above', threshold: 0, periods: 1 },
    },
  ];
}

function rotationAlarms(metrics: ApiMetrics, { edge }: AlarmSettings): AlarmDefinition[] {
  const originSecret: AlarmDefinition[] = edge ? [{
    alarm: MonitoringAlarm.ORIGIN_ROTATION_OVERDUE,
    meaning: 'The secret by which the API knows the Edge was not replaced for twice its schedule, or nobody reports how old it is: it lives longer than intended.',
    runbook: 'rotation-stuck',
    metric: metrics.originAgePercent,
    condition: { kind: 'stale', threshold: OVERDUE_PERCENT, periods: 3 },
  }] : [];
  return [{
    alarm: MonitoringAlarm.ROTATION_OVERDUE,
    meaning: 'A consumer\'s API key was not replaced for twice its schedule, or nobody reports how old the keys are: they live longer than intended.',
    runbook: 'rotation-stuck',
    metric: metrics.keyAgePercent,
    // In percent of the schedule: an alarm looks back for seven days at most, by the hour, and a schedule may be longer.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    condition: { kind: 'stale', threshold: OVERDUE_PERCENT, periods: 3 },
  }, ...originSecret];
}

function unusual(options: MonitoringOptions, periods: number): Condition {
  return { kind: 'unusual', deviations: options.bandWidth ?? DEFAULT_BAND_WIDTH, periods };
}

/**
 * The figure, and the floor where the figure is below: so what is usual is never less than the floor, and a quiet API has no other value.
 *
 * A count of refusals has no figure where nothing was refused, and where there never was one CloudWatch has nothing to learn from: the first
 * flood would be compared with nothing. So the requests stand in, as nothing of them: they have a figure whenever the API is in use.
 */
function above(floor: number, metric: cloudwatch.IMetric, label: string, requests?: cloudwatch.IMetric): cloudwatch.MathExpression {
  return requests === undefined
    ? expression(`IF(figure > ${floor}, figure, ${floor})`, { figure: metric }, label)
    : expression(`IF(SUM([figure, 0 * requests]) > ${floor}, figure, ${floor})`, { figure: metric, requests }, label);
}

function sum(metrics: cloudwatch.Metric[], label: string): cloudwatch.IMetric {
  const named = Object.fromEntries(metrics.map((metric, index) => [`rule${index + 1}`, metric]));
  return expression(`SUM([${Object.keys(named).join(', ')}])`, named, label);
}

function expression(text: string, usingMetrics: { [name: string]: cloudwatch.IMetric }, label: string): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({ expression: text, usingMetrics, label, period: PERIOD });
}
