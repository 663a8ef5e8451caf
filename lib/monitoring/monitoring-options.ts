import { Duration } from 'aws-cdk-lib';
import { AlarmException } from './alarm-exception';

/**
 * Where the alarms of an API begin. All of them are there without it.
 *
 * Most alarms compare the last minutes with what is usual at that hour of that weekday, which CloudWatch learns from two weeks of data, and
 * have a floor below which nothing is unusual: so a quiet API is left alone.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
export interface MonitoringOptions {
  /**
   * How far from usual is unusual, in standard deviations: from 1 to 10.
   *
   * @default 3
   */
  readonly bandWidth?: number;

  /**
   * Refusals in five minutes below which nothing is unusual, of each kind: 401, 403, 429, and what the firewall refuses. At least 1.
   *
   * @default 50
   */
  readonly refusalFloor?: number;

  /**
   * Requests in five minutes below which neither traffic nor latency nor the share of errors says anything. At least 1.
   *
   * @default 500
   */
  readonly trafficFloor?: number;

  /**
   * Time below which the slowest hundredth of the answers is never too slow: up to 29 seconds.
   *
   * @default Duration.seconds(1)
   */
  readonly latencyFloor?: Duration;

  /**
   * Percentage of all answers that may be 5xx: more than 0, less than 100.
   *
   * @default 1
   */
  readonly serverErrorPercent?: number;

  /**
   * How often the authorizer may run at once. Each run takes a place that the account's other functions can't have. At least 1.
   *
   * @default - 500: half of what an account has unless AWS raised it
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  readonly authorizerConcurrency?: number;

  /**
   * Percentage of its quota that a consumer may use before somebody is told: more than 0, at most 100. It is looked at every hour.
   *
   * @default 80
   */
  readonly quotaUsedPercent?: number;

  /**
   * Alarms that this API does without, each with the reason.
   *
   * @default - none: all alarms
   */
  readonly withoutAlarms?: AlarmException[];
}
