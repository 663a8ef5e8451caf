import type { Logger } from '@aws-lambda-powertools/logger';
import {
  METRIC_DIMENSION, METRIC_KEY_AGE, METRIC_KEY_AGE_PERCENT, METRIC_KEY_PROMOTED, METRIC_NAMESPACE, METRIC_QUOTA_CARRIED, METRIC_QUOTA_GAIN,
  METRIC_QUOTA_USED,
} from '../../lib/contracts/rotation';
import { embeddedMetrics, writeMetrics } from '../shared/embedded-metrics';
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

/** The one dimension is the API's: a consumer more costs nothing more. */
function write(restApiId: string, figures: { readonly [metric: string]: Figure }): void {
  const parts = Object.entries(figures);
  const units = Object.fromEntries(parts.map(([name, [unit]]) => [name, unit]));
  const values = Object.fromEntries(parts.map(([name, [, value]]) => [name, value]));
  writeMetrics(embeddedMetrics(METRIC_NAMESPACE, [[METRIC_DIMENSION]], units, { [METRIC_DIMENSION]: restApiId, ...values }));
}
