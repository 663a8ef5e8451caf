import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, Condition } from './alarm-definitions';

const RUNBOOKS = 'https://github.com/cdk-secure-rest-api/cdk-secure-rest-api/blob/main/docs/runbooks';

/** Makes an alarm of a definition: who is called at night reads in it what happened and what to do. */
export function raiseAlarm(scope: Construct, definition: AlarmDefinition, actions: cloudwatch.IAlarmAction[]): cloudwatch.Alarm {
  const alarmDescription = `${definition.meaning} What to do: ${RUNBOOKS}/${definition.runbook}.md`;
  const alarm = alarmOf(scope, definition.alarm, { metric: definition.metric, alarmDescription }, definition.condition);
  alarm.addAlarmAction(...actions);
  return alarm;
}

function alarmOf(
  scope: Construct, id: string, about: { readonly metric: cloudwatch.IMetric; readonly alarmDescription: string }, condition: Condition,
): cloudwatch.Alarm {
  switch (condition.kind) {
    case 'above':
      return new cloudwatch.Alarm(scope, id, {
        ...about,
        threshold: condition.threshold,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: condition.periods,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    case 'unusual':
      return new cloudwatch.AnomalyDetectionAlarm(scope, id, {
        ...about,
        stdDevs: condition.deviations,
        // Fewer than usual is no alarm here: a quiet night is not, and an outage has others.
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
        evaluationPeriods: condition.periods,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    case 'stale':
      return new cloudwatch.Alarm(scope, id, {
        ...about,
        threshold: condition.threshold,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: condition.periods,
        // What is not reported may be anything.
        treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      });
  }
}
