import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Invocations of a function that failed, in five minutes. */
export function failures(of: lambda.IFunction): cloudwatch.Metric {
  return of.metricErrors({ period: Duration.minutes(5), statistic: 'Sum' });
}

/** An alarm that one occurrence raises. Nothing measured is nothing wrong. */
export function alarmAtOnce(
  scope: Construct, id: string, metric: cloudwatch.IMetric, actions: cloudwatch.IAlarmAction[], description: string,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    metric,
    alarmDescription: description,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(...actions);
  return alarm;
}
