import type { Logger } from '@aws-lambda-powertools/logger';
import {
  METRIC_DIMENSION, METRIC_KEY_AGE, METRIC_KEY_AGE_PERCENT, METRIC_KEY_PROMOTED, METRIC_NAMESPACE, METRIC_QUOTA_CARRIED, METRIC_QUOTA_GAIN,
  METRIC_QUOTA_USED,
} from '../../lib/contracts/rotation';
import { Report } from './services';

/** A metric's unit and value. */
type Figure = readonly ['Count' | 'Percent' | 'Seconds', number];

const WARNINGS: readonly Report['kind'][] = ['quota_gain', 'quota_near', 'rotation_overdue'];

/** Writes what happened to the log, and counts what the monitoring watches. */
export function reporter(logger: Pick<Logger, 'info' | 'warn'>, restApiId: string): (event: Report) => void {
  return (event) => {
    const { kind, ...details } = event;
    if (WARNINGS.includes(kind)) {
      logger.warn(kind, details);
    } else {
      logger.info(kind, details);
    }
    const figures = figuresOf(event);
    if (figures) {
      write(restApiId, figures);
    }
  };
}

function figuresOf(event: Report): { readonly [metric: string]: Figure } | undefined {
  switch (event.kind) {
    // Its age too: a deployment's first key is known before the first hour is over.
    case 'key_promoted': return { [METRIC_KEY_PROMOTED]: ['Count', 1], [METRIC_KEY_AGE_PERCENT]: ['Percent', 0] };
    case 'quota_gain': return { [METRIC_QUOTA_GAIN]: ['Count', event.gain] };
    case 'quota_carried': return { [METRIC_QUOTA_CARRIED]: ['Count', event.spent] };
    case 'keys_reported': return {
      [METRIC_KEY_AGE]: ['Seconds', event.ageSeconds],
      [METRIC_KEY_AGE_PERCENT]: ['Percent', event.agePercent],
      [METRIC_QUOTA_USED]: ['Percent', event.quotaUsedPercent],
    };
    default: return undefined;
  }
}

/**
 * CloudWatch's embedded metric format: a metric without a call to a service. Past the console, which Lambda would put words in front of. The one
 * dimension is the API's: a consumer more costs nothing more.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function write(restApiId: string, figures: { readonly [metric: string]: Figure }): void {
  process.stdout.write(`${JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{
        Namespace: METRIC_NAMESPACE,
        Dimensions: [[METRIC_DIMENSION]],
        Metrics: Object.entries(figures).map(([Name, [Unit]]) => ({ Name, Unit })),
      }],
    },
    [METRIC_DIMENSION]: restApiId,
    ...Object.fromEntries(Object.entries(figures).map(([name, [, value]]) => [name, value])),
  })}\n`);
}
