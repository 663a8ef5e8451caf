import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ApiMetrics } from './api-metrics';

/** What a dashboard shows. */
export interface DashboardSources {
  readonly title: string;
  readonly url: string;
  readonly metrics: ApiMetrics;
  readonly alarms: cloudwatch.IAlarm[];
  readonly accessLog: logs.ILogGroup;
  /** Figures that other stations of the API have of themselves. */
  readonly quotaGain: cloudwatch.IMetric;
  /** Present with an Edge. */
  readonly originSecret?: object;
}

const WIDTH = 24;
const HALF = WIDTH / 2;
const THIRD = WIDTH / 3;
const QUARTER = WIDTH / 4;
const HEIGHT = 6;

/**
 * One page in the order of a request's way: what is wrong on top, then who was let through and who was refused where.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 */
export function dashboard(scope: Construct, id: string, sources: DashboardSources): cloudwatch.Dashboard {
  const { metrics } = sources;
  return new cloudwatch.Dashboard(scope, id, {
    periodOverride: cloudwatch.PeriodOverride.AUTO,
    widgets: [
      [new cloudwatch.TextWidget({
        markdown: `# ${sources.title}\n${sources.url}`,
        width: WIDTH,
        height: 2,
        background: cloudwatch.TextWidgetBackground.TRANSPARENT,
      })],
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: sources.alarms, width: WIDTH, height: alarmRows(sources.alarms.length) })],
      [
        graph('Traffic and refusals, by layer', HALF, [
          metrics.requests, metrics.refusedByFirewall(), metrics.denied(), metrics.forbidden, metrics.throttled, metrics.invalid,
          metrics.serverErrors,
        ]),
        graph('How long answers take', HALF, [
          metrics.latency, metrics.integrationLatency, metrics.authorizer.metricDuration({ statistic: 'p99', label: 'Authorizer, p99' }),
          metrics.decisionTime,
        ]),
      ],
      [
        // A rule has a figure only once it refused somebody.
        new cloudwatch.GraphWidget({
          title: 'Firewall: rules that refused most',
          width: THIRD,
          height: HEIGHT,
          left: [metrics.refusalsByRule()],
          view: cloudwatch.GraphWidgetView.BAR,
        }),
        graph('Authorizer: refusals by reason', THIRD, [metrics.denialsByReason()]),
        graph('Gateway: 401, 403, 429, invalid', THIRD, [metrics.unauthorized, metrics.forbidden, metrics.throttled, metrics.quotaExceeded, metrics.invalid]),
      ],
      [
        new cloudwatch.LogQueryWidget({
          title: 'Consumers, by requests and refusals',
          width: HALF,
          height: HEIGHT,
          logGroupNames: [sources.accessLog.logGroupName],
          view: cloudwatch.LogQueryVisualizationType.TABLE,
          queryLines: [
            'filter apiKeyId != "-"',
            'stats count(*) as requests, sum(status = "429") as throttled, sum(responseType = "QUOTA_EXCEEDED") as overQuota by apiKeyId',
            'sort requests desc',
            'limit 20',
          ],
        }),
        graph('Consumers: quota used, percent', QUARTER, [metrics.quotaUsed]),
        graph(`API keys${sources.originSecret ? ', origin secret' : ''}: age, percent of the schedule`, QUARTER,
          [metrics.keyAgePercent, ...(sources.originSecret ? [metrics.originAgePercent] : [])]),
      ],
      [
        graph('API keys: replaced, and quota gained', THIRD, [metrics.keysPromoted, metrics.quotaCarried, sources.quotaGain]),
        graph('API keys: since the last rotation, seconds', THIRD, [metrics.keyAge]),
        graph('Authorizer: age of key sets, seconds', THIRD, [metrics.keySetAge]),
      ],
    ],
  });
}

function graph(title: string, width: number, left: cloudwatch.IMetric[]): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, width, height: HEIGHT, left, leftYAxis: { min: 0 }, legendPosition: cloudwatch.LegendPosition.BOTTOM });
}

/** Eight alarms have room in a row. */
function alarmRows(alarms: number): number {
  return 1 + Math.ceil(alarms / 8);
}
