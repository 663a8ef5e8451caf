import { Duration, Token } from 'aws-cdk-lib';
import { checkReason } from '../../shared/check-reason';
import { checkTypes, DURATION, listOf, memberOf, NUMBER, OBJECT, optional, Shape } from '../../shared/check-types';
import { shown } from '../../shared/literals';
import { MonitoringAlarm } from '../monitoring-alarm';
import { MonitoringOptions } from '../monitoring-options';

/** API Gateway's own limit for an integration, unless AWS raised it. */
const LONGEST_ANSWER = Duration.seconds(29);

const SHAPE: Shape = {
  bandWidth: optional(NUMBER),
  refusalFloor: optional(NUMBER),
  trafficFloor: optional(NUMBER),
  latencyFloor: optional(DURATION),
  serverErrorPercent: optional(NUMBER),
  authorizerConcurrency: optional(NUMBER),
  quotaUsedPercent: optional(NUMBER),
  withoutAlarms: optional(listOf(OBJECT)),
};

/** @throws where a threshold is out of range, or an alarm is left out twice or without a reason */
export function checkMonitoring(options: MonitoringOptions): void {
  checkTypes('monitoring', options, SHAPE, 'monitoring.');
  checkRange('bandWidth', options.bandWidth, 1, 10, '3');
  checkCount('refusalFloor', options.refusalFloor, '50');
  checkCount('trafficFloor', options.trafficFloor, '500');
  checkCount('authorizerConcurrency', options.authorizerConcurrency, '500');
  if (options.serverErrorPercent !== undefined && !Token.isUnresolved(options.serverErrorPercent)
    && !(options.serverErrorPercent > 0 && options.serverErrorPercent < 100)) {
    throw new Error(`\`monitoring.serverErrorPercent\` must be more than 0 and less than 100, got ${shown(options.serverErrorPercent)}; right would be 1`);
  }
  if (options.quotaUsedPercent !== undefined && !Token.isUnresolved(options.quotaUsedPercent)
    && !(options.quotaUsedPercent > 0 && options.quotaUsedPercent <= 100)) {
    throw new Error(`\`monitoring.quotaUsedPercent\` must be more than 0 and at most 100, got ${shown(options.quotaUsedPercent)}; right would be 80`);
  }
  checkLatency(options.latencyFloor);
  checkExceptions(options);
}

function checkLatency(floor?: Duration): void {
  if (floor === undefined || floor.isUnresolved()) {
    return;
  }
  const milliseconds = floor.toMilliseconds({ integral: false });
  if (milliseconds <= 0 || milliseconds > LONGEST_ANSWER.toMilliseconds()) {
    throw new Error(`\`monitoring.latencyFloor\` must be more than nothing and at most 29 seconds, got ${floor.toHumanString()}; right would be Duration.seconds(1)`);
  }
}

function checkExceptions({ withoutAlarms = [] }: MonitoringOptions): void {
  withoutAlarms.forEach((exception, index) => {
    const name = `monitoring.withoutAlarms[${index}]`;
    checkTypes(name, exception, { alarm: memberOf('MonitoringAlarm', MonitoringAlarm) }, `${name}.`);
    checkReason(`${name}.reason`, exception.reason);
    if (withoutAlarms.findIndex(({ alarm }) => alarm === exception.alarm) !== index) {
      throw new Error(`\`${name}.alarm\` must be named once, got ${shown(exception.alarm)} twice`);
    }
  });
}

function checkCount(name: string, value: number | undefined, right: string): void {
  if (value !== undefined && !Token.isUnresolved(value) && !(Number.isInteger(value) && value >= 1)) {
    throw new Error(`\`monitoring.${name}\` must be a whole number of at least 1, got ${shown(value)}; right would be ${right}`);
  }
}

function checkRange(name: string, value: number | undefined, least: number, most: number, right: string): void {
  if (value !== undefined && !Token.isUnresolved(value) && !(value >= least && value <= most)) {
    throw new Error(`\`monitoring.${name}\` must be from ${least} to ${most}, got ${shown(value)}; right would be ${right}`);
  }
}
