import type { Logger } from '@aws-lambda-powertools/logger';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRIC_QUOTA_GAIN } from '../../lib/contracts/rotation';
import { Report } from './services';

/** Writes what happened to the log, and counts a gain of quota. */
export function reporter(logger: Pick<Logger, 'info' | 'warn'>, restApiId: string): (event: Report) => void {
  return (event) => {
    const { kind, ...details } = event;
    if (event.kind !== 'quota_gain') {
      logger.info(kind, details);
      return;
    }
    logger.warn(kind, details);
    // CloudWatch's embedded metric format: a metric without a call to a service. Past the console, which Lambda would put words in front of.
    process.stdout.write(`${JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: [{ Name: METRIC_QUOTA_GAIN, Unit: 'Count' }] }],
      },
      [METRIC_DIMENSION]: restApiId,
      [METRIC_QUOTA_GAIN]: event.gain,
    })}\n`);
  };
}
