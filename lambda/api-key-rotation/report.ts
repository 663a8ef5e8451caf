import type { Logger } from '@aws-lambda-powertools/logger';
import { METRIC_DIMENSION, METRIC_KEY_PROMOTED, METRIC_NAMESPACE, METRIC_QUOTA_GAIN } from '../../lib/contracts/rotation';
import { Report } from './services';

/** Writes what happened to the log, and counts what the monitoring watches. */
export function reporter(logger: Pick<Logger, 'info' | 'warn'>, restApiId: string): (event: Report) => void {
  return (event) => {
    const { kind, ...details } = event;
    if (event.kind === 'quota_gain') {
      logger.warn(kind, details);
      count(restApiId, METRIC_QUOTA_GAIN, event.gain);
      return;
    }
    logger.info(kind, details);
    if (event.kind === 'key_promoted') {
      count(restApiId, METRIC_KEY_PROMOTED, 1);
    }
  };
}

/**
 * CloudWatch's embedded metric format: a metric without a call to a service. Past the console, which Lambda would put words in front of. The one
 * dimension is the API's: a consumer more costs nothing more.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function count(restApiId: string, metric: string, value: number): void {
  process.stdout.write(`${JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: [{ Name: metric, Unit: 'Count' }] }],
    },
    [METRIC_DIMENSION]: restApiId,
    [metric]: value,
  })}\n`);
}
