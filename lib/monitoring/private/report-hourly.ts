import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { KeyReportEvent } from '../../contracts/rotation';
import { acknowledge } from '../../shared/acknowledge';

/** Has the rotation function say every hour how old the keys are and what is used of the quotas, of which AWS has no metric. */
export function reportKeysHourly(scope: Construct, rotation: lambda.IFunction): void {
  const stack = Stack.of(scope);
  const event: KeyReportEvent = {
    Action: 'ReportKeys',
    SecretArnPrefix: stack.formatArn({ service: 'secretsmanager', resource: 'secret', resourceName: '', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
  };
  const rule = new events.Rule(scope, 'KeyReport', {
    description: 'Asks how old the API keys are, and what is used of the quotas',
    schedule: events.Schedule.rate(Duration.hours(1)),
    targets: [{ bind: () => ({ arn: rotation.functionArn, input: events.RuleTargetInput.fromObject(event) }) }],
  });
  acknowledge(rule, { 'Serverless-EventBusDLQ': 'The next hour asks again, and the alarm RotationOverdue goes off where nobody answers for three' });
  new lambda.CfnPermission(scope, 'KeyReportPermission', {
    action: 'lambda:InvokeFunction',
    functionName: rotation.functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.ruleArn,
  });
}
