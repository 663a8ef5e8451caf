import type { Logger } from '@aws-lambda-powertools/logger';
import {
  METRIC_DECISION_TIME, METRIC_DENIED, METRIC_DENIED_API, METRIC_DENIED_NAMESPACE, METRIC_DENIED_REASON, METRIC_KEY_SET_AGE,
} from '../../lib/contracts/authorizer';
import { embeddedMetrics, writeMetrics } from '../shared/embedded-metrics';
import { principalDigest } from './principal-digest';
import { AccessReason, OutageReason, TokenReason } from './reasons';

/**
 * A decision, as it is logged. Only what the deployment knows and what was verified: nothing here is a client's own text, but for the request's
 * id, which a client may choose among UUIDs.
 */
export interface Decision {
  readonly requestId?: unknown;
  /** The id that no client can choose. */
  readonly extendedRequestId?: unknown;
  readonly apiId?: unknown;
  /** A route of the rules file. */
  readonly route?: string;
  readonly issuer?: string;
  /** The principal; only a hash of it is logged. */
  readonly subject?: string;
}

export type Reason = TokenReason | AccessReason | OutageReason;

/** What of the logger is used. */
export type DecisionLogger = Pick<Logger, 'debug' | 'warn' | 'error' | 'level'>;

/** Thresholds of Powertools (docs.aws.amazon.com/powertools/typescript/latest/features/logger). */
const DEBUG = 8;
const WARN = 16;
/** Values of one metric in a line (Embedded Metric Format, "Metric values"). */
const MOST_VALUES = 100;
const LINE_EVERY = 60_000;

/**
 * One line per decision. Allowed requests are in the API's access log already, so they are written at `DEBUG` only (a line costs more than
 * verifying a token that was seen before); denials at `WARN`. `POWERTOOLS_LOG_LEVEL` sets the level.
 */
export class DecisionLog {
  readonly #logger: DecisionLogger;
  #times: number[] = [];
  #next = 0;
  /** Whether allowed requests have a line. Asked once: the logger looks its level up in the invocation's context each time. */
  public readonly writesAllowed: boolean;

  public constructor(logger: DecisionLogger) {
    this.#logger = logger;
    this.writesAllowed = logger.level <= DEBUG;
  }

  public allowed(decision: Decision): void {
    this.#logger.debug('allowed', { ...fields(decision), reason: 'allowed', status: 200 });
  }

  /**
   * A denial is counted by the line itself: CloudWatch makes a metric of it (Embedded Metric Format), with no call to any service
   * (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
   */
  public denied(decision: Decision, reason: Reason, status: 401 | 403 | 500): void {
    const metric = metricOf(decision.apiId, [[METRIC_DENIED_API, METRIC_DENIED_REASON], [METRIC_DENIED_API]], { [METRIC_DENIED]: 'Count' }, {
      [METRIC_DENIED_REASON]: reason,
      [METRIC_DENIED]: 1,
    });
    if (this.#logger.level > WARN) {
      writeMetrics(metric); // a quieter log must not silence the alarms
      return;
    }
    this.#logger.warn('denied', { ...fields(decision), reason, status, ...metric });
  }

  /**
   * Counts how long a decision took. Not a line for each, which would cost more than the decision: the first one of a process has its own, then
   * one a minute has all, or one for as many as a metric takes in a line.
   *
   * @param keySetAge in seconds, asked for when a line is written
   */
  public took(milliseconds: number, keySetAge: () => number, apiId: unknown): void {
    const now = Date.now();
    // To the microsecond: what comes after is noise, and most of the line's length.
    if (this.#times.push(Math.round(milliseconds * 1_000) / 1_000) < MOST_VALUES && now < this.#next) {
      return;
    }
    writeMetrics(metricOf(apiId, [[METRIC_DENIED_API]], { [METRIC_DECISION_TIME]: 'Milliseconds', [METRIC_KEY_SET_AGE]: 'Seconds' }, {
      [METRIC_DECISION_TIME]: this.#times,
      [METRIC_KEY_SET_AGE]: keySetAge(),
    }));
    this.#times = [];
    this.#next = now + LINE_EVERY;
  }

  /** Something that a person should look at. `error` must hold nothing that came from a client. */
  public failed(message: string, error: Error): void {
    this.#logger.error(message, error);
  }
}

function fields({ requestId, extendedRequestId, route, issuer, subject }: Decision): { [name: string]: unknown } {
  return {
    correlation_id: requestId,
    extended_request_id: extendedRequestId,
    route: route ?? 'unknown',
    issuer,
    subject: subject === undefined ? undefined : principalDigest(subject),
  };
}

/**
 * The API as a dimension, and the reason beside it, both with few values: a dimension that a client could choose would let him run up the bill,
 * a metric for each value.
 */
function metricOf(apiId: unknown, dimensions: string[][], units: { readonly [name: string]: string }, figures: object): { [name: string]: unknown } {
  return embeddedMetrics(METRIC_DENIED_NAMESPACE, dimensions, units, { [METRIC_DENIED_API]: apiId ?? 'unknown', ...figures });
}
