import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { OriginSecretReportEvent } from '../../contracts/origin-secret';
import { KeyReportEvent } from '../../contracts/rotation';
import { acknowledge } from '../../shared/acknowledge';

/** The Edge's secret, and the function that replaces it. */
export interface OriginSecretRotation {
  readonly arn: string;
  readonly rotation: lambda.IFunction;
}

/** Who is asked what, and the id of the permission for it. */
interface Question {
  readonly of: lambda.IFunction;
  readonly event: KeyReportEvent | OriginSecretReportEvent;
  readonly permission: string;
}

/**
 * Has the rotation functions say every hour how old the keys and the origin secret are and what is used of the quotas, of which AWS has no
 * metric. One rule asks both.
 */
export function reportHourly(scope: Construct, rotation: lambda.IFunction, originSecret?: OriginSecretRotation): void {
  const questions = [aboutKeys(scope, rotation), ...(originSecret ? [aboutOriginSecret(originSecret)] : [])];
  const rule = new events.Rule(scope, 'KeyReport', {
    description: `Asks how old the API keys are, ${originSecret ? 'how old the origin secret is, ' : ''}and what is used of the quotas`,
    schedule: events.Schedule.rate(Duration.hours(1)),
    targets: questions.map(({ of, event }) => ({ bind: () => ({ arn: of.functionArn, input: events.RuleTargetInput.fromObject(event) }) })),
  });
  acknowledge(rule, { 'Serverless-EventBusDLQ': 'The next hour asks again, and an alarm on what is overdue goes off where nobody answers for three' });
  questions.forEach(({ of, permission }) => new lambda.CfnPermission(scope, permission, {
    action: 'lambda:InvokeFunction',
    functionName: of.functionArn,
    principal: 'events.amazonaws.com',
    sourceArn: rule.ruleArn,
  }));
}

function aboutKeys(scope: Construct, of: lambda.IFunction): Question {
  const SecretArnPrefix = Stack.of(scope).formatArn({
    service: 'secretsmanager', resource: 'secret', resourceName: '', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { of, event: { Action: 'ReportKeys', SecretArnPrefix }, permission: 'KeyReportPermission' };
}

function aboutOriginSecret({ arn, rotation }: OriginSecretRotation): Question {
  return { of: rotation, event: { Action: 'ReportOriginSecret', SecretArn: arn }, permission: 'OriginSecretReportPermission' };
}
