import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MonitoringAlarm } from './monitoring-alarm';
import { MonitoringOptions } from './monitoring-options';
import { AlarmDefinition, alarmDefinitions } from './private/alarm-definitions';
import { ApiMetrics } from './private/api-metrics';
import { dashboard } from './private/dashboard';
import { saveQueries } from './private/queries';
import { raiseAlarm } from './private/raise-alarm';
import { OriginSecretRotation, reportHourly } from './private/report-hourly';

/** What is watched. */
interface Watched {
  readonly title: string;
  readonly url: string;
  readonly options: MonitoringOptions;
  readonly stage: apigateway.Stage;
  readonly accessLog: logs.ILogGroup;
  readonly webAclMetricName: string;
  /** The web ACL's rules on guessing of credentials. */
  readonly loginRules: string[];
  readonly authorizer: lambda.Function;
  readonly rotation: lambda.IFunction;
  /** The Edge's; absent without one. */
  readonly originSecret?: OriginSecretRotation;
  readonly quotaGain: cloudwatch.IMetric;
  /** Alarms that stand elsewhere, shown with the others. */
  readonly otherAlarms: cloudwatch.IAlarm[];
  readonly alarmActions: cloudwatch.IAlarmAction[];
}

/**
 * Alarms, a dashboard and saved queries of one API: made by `SecureRestApi`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-monitor.html
 */
export class Monitoring extends Construct {
  /** @internal */
  public static _create(scope: Construct, id: string, watched: Watched): Monitoring {
    return new Monitoring(scope, id, watched);
  }

  /** One page in the order of a request's way. */
  public readonly dashboard: cloudwatch.Dashboard;
  /** All alarms of the API, in the order of a request's way. */
  public readonly alarms: cloudwatch.IAlarm[];
  private readonly byName = new Map<MonitoringAlarm, cloudwatch.Alarm>();

  private constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    const metrics = new ApiMetrics(this, watched);
    for (const definition of wanted(metrics, watched)) {
      this.byName.set(definition.alarm, raiseAlarm(this, definition, watched.alarmActions));
    }
    this.alarms = [...this.byName.values(), ...watched.otherAlarms];
    this.dashboard = dashboard(this, 'Dashboard', { ...watched, metrics, alarms: this.alarms });
    saveQueries(this, watched.accessLog);
    reportHourly(this, watched.rotation, watched.originSecret);
  }

  /**
   * One of the alarms, to add an action of its own; nothing where `withoutAlarms` names it or where the API has nothing that it would watch.
   */
  public alarm(alarm: MonitoringAlarm): cloudwatch.Alarm | undefined {
    return this.byName.get(alarm);
  }
}

function wanted(metrics: ApiMetrics, { options, loginRules, authorizer, originSecret }: Watched): AlarmDefinition[] {
  const without = new Set(options.withoutAlarms?.map(({ alarm }) => alarm));
  const authorizerTimeout = authorizer.timeout ?? Duration.seconds(3);
  return alarmDefinitions(metrics, { options, loginRules, authorizerTimeout, edge: originSecret !== undefined })
    .filter(({ alarm }) => !without.has(alarm));
}
