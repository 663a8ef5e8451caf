import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  METRIC_DECISION_TIME, METRIC_DENIED, METRIC_DENIED_API, METRIC_DENIED_NAMESPACE, METRIC_DENIED_REASON, METRIC_KEY_SET_AGE,
} from '../../contracts/authorizer';
import {
  METRIC_DIMENSION, METRIC_KEY_AGE, METRIC_KEY_AGE_PERCENT, METRIC_KEY_PROMOTED, METRIC_NAMESPACE, METRIC_ORIGIN_AGE_PERCENT,
  METRIC_QUOTA_CARRIED, METRIC_QUOTA_USED,
} from '../../contracts/rotation';

export const PERIOD = Duration.minutes(5);

/** Where the figures of one API come from. */
export interface MetricSources {
  readonly stage: apigateway.Stage;
  readonly accessLog: logs.ILogGroup;
  /** The name by which AWS WAF's metrics know the web ACL. */
  readonly webAclMetricName: string;
  readonly authorizer: lambda.IFunction;
}

/**
 * The figures of one API, in five minutes each.
 *
 * API Gateway counts all 4xx together. What kind of refusal it was stands in the access log only, so a filter there counts it. A refusal of
 * the firewall is in that log too, and is AWS WAF's own figure: the filters leave it out. No dimension holds anything that a client can choose.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export class ApiMetrics {
  public readonly requests: cloudwatch.Metric;
  public readonly serverErrors: cloudwatch.Metric;
  public readonly latency: cloudwatch.Metric;
  public readonly integrationLatency: cloudwatch.Metric;
  public readonly unauthorized: cloudwatch.Metric;
  public readonly forbidden: cloudwatch.Metric;
  public readonly throttled: cloudwatch.Metric;
  public readonly quotaExceeded: cloudwatch.Metric;
  public readonly invalid: cloudwatch.Metric;
  public readonly keysPromoted: cloudwatch.Metric;
  public readonly quotaCarried: cloudwatch.Metric;
  /** Of the consumers' current keys the oldest: since the last rotation that succeeded. */
  public readonly keyAge: cloudwatch.Metric;
  /** The same, in parts of its schedule. */
  public readonly keyAgePercent: cloudwatch.Metric;
  /** Age of the origin secret, in parts of its schedule; nothing counts it without an Edge. */
  public readonly originAgePercent: cloudwatch.Metric;
  /** Of the consumers the one that used most of its quota. */
  public readonly quotaUsed: cloudwatch.Metric;
  public readonly decisionTime: cloudwatch.Metric;
  public readonly keySetAge: cloudwatch.Metric;

  private readonly sources: MetricSources;
  private readonly region: string;

  public constructor(scope: Construct, sources: MetricSources) {
    this.sources = sources;
    this.region = Stack.of(scope).region;
    const { stage } = sources;
    this.requests = stage.metricCount({ period: PERIOD, statistic: 'Sum', label: 'Requests' });
    this.serverErrors = stage.metricServerError({ period: PERIOD, statistic: 'Sum', label: '5xx' });
    this.latency = stage.metricLatency({ period: PERIOD, statistic: 'p99', label: 'Answer, p99' });
    this.integrationLatency = stage.metricIntegrationLatency({ period: PERIOD, statistic: 'p99', label: 'Target, p99' });
    this.unauthorized = this.logged(scope, 'Unauthorized', '401', '{ $.status = "401" && $.wafResponse != "WAF_BLOCK" }');
    this.forbidden = this.logged(scope, 'Forbidden', '403', '{ $.status = "403" && $.wafResponse != "WAF_BLOCK" }');
    this.throttled = this.logged(scope, 'Throttled', '429', '{ $.status = "429" && $.wafResponse != "WAF_BLOCK" && $.responseType != "QUOTA_EXCEEDED" }');
    this.quotaExceeded = this.logged(scope, 'QuotaExceeded', 'Quota used up', '{ $.responseType = "QUOTA_EXCEEDED" }');
    this.invalid = this.logged(scope, 'Invalid', 'Invalid parameters or body', '{ $.responseType = "BAD_REQUEST_BODY" || $.responseType = "BAD_REQUEST_PARAMETERS" }');
    this.keysPromoted = this.own(METRIC_KEY_PROMOTED, 'API keys replaced');
    this.quotaCarried = this.own(METRIC_QUOTA_CARRIED, 'Quota carried over');
    const hourly = { period: Duration.hours(1), statistic: 'Maximum' };
    this.keyAge = this.own(METRIC_KEY_AGE, 'Age of the oldest key').with(hourly);
    this.keyAgePercent = this.own(METRIC_KEY_AGE_PERCENT, 'Age of the oldest key, percent of its schedule').with(hourly);
    this.originAgePercent = this.own(METRIC_ORIGIN_AGE_PERCENT, 'Age of the origin secret, percent of its schedule').with(hourly);
    this.quotaUsed = this.own(METRIC_QUOTA_USED, 'Quota used by the consumer that used most').with(hourly);
    this.decisionTime = this.authorizers(METRIC_DECISION_TIME).with({ statistic: 'p99', label: 'Decision, p99' });
    this.keySetAge = this.authorizers(METRIC_KEY_SET_AGE).with({ statistic: 'Maximum', label: 'Age of the issuers\' key sets' });
  }

  /** Requests that a rule of the web ACL refused; all rules together without one. */
  public refusedByFirewall(rule = 'ALL'): cloudwatch.Metric {
    // https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html
    return new cloudwatch.Metric({
      namespace: 'AWS/WAFV2',
      metricName: 'BlockedRequests',
      dimensionsMap: { WebACL: this.sources.webAclMetricName, Region: this.region, Rule: rule },
      period: PERIOD,
      statistic: 'Sum',
      label: rule === 'ALL' ? 'Refused by the firewall' : rule,
    });
  }

  /** Requests that the authorizer refused, for one reason or for any. */
  public denied(reason?: string): cloudwatch.Metric {
    return this.authorizers(METRIC_DENIED, reason).with({ statistic: 'Sum', label: reason ?? 'Refused by the authorizer' });
  }

  /** One figure for each rule that refused somebody: rules come and go with the routes, so they are searched for. */
  public refusalsByRule(): cloudwatch.MathExpression {
    return this.search(`SEARCH('{AWS/WAFV2,Region,Rule,WebACL} MetricName="BlockedRequests" WebACL="${this.sources.webAclMetricName}" NOT Rule="ALL"', 'Sum', ${PERIOD.toSeconds()})`);
  }

  /** One figure for each reason for which the authorizer refused somebody. */
  public denialsByReason(): cloudwatch.MathExpression {
    const dimensions = [METRIC_DENIED_NAMESPACE, METRIC_DENIED_API, METRIC_DENIED_REASON].join(',');
    return this.search(`SEARCH('{${dimensions}} MetricName="${METRIC_DENIED}" ${METRIC_DENIED_API}="${this.sources.stage.restApi.restApiId}"', 'Sum', ${PERIOD.toSeconds()})`);
  }

  public get authorizer(): lambda.IFunction {
    return this.sources.authorizer;
  }

  private authorizers(metricName: string, reason?: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_DENIED_NAMESPACE,
      metricName,
      dimensionsMap: { [METRIC_DENIED_API]: this.sources.stage.restApi.restApiId, ...(reason !== undefined && { [METRIC_DENIED_REASON]: reason }) },
      period: PERIOD,
    });
  }

  private search(expression: string): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({ expression, usingMetrics: {}, label: '', period: PERIOD });
  }

  private own(metricName: string, label: string): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { [METRIC_DIMENSION]: this.sources.stage.restApi.restApiId },
      period: PERIOD,
      statistic: 'Sum',
      label,
    });
  }

  private logged(scope: Construct, metricName: string, label: string, pattern: string): cloudwatch.Metric {
    new logs.MetricFilter(scope, `${metricName}Count`, {
      logGroup: this.sources.accessLog,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: METRIC_NAMESPACE,
      metricName,
      metricValue: '1',
      dimensions: { [METRIC_DIMENSION]: '$.apiId' },
      unit: cloudwatch.Unit.COUNT,
    });
    return this.own(metricName, label);
  }
}
