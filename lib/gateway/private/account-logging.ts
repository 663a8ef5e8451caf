import { ArnFormat, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards } from '../../shared/acknowledge';
import { writeLog } from '../../shared/log-group';
import { HandlerCode } from '../../shared/staged-code';

/** What `AccountLogging` is called in the user's stack; one for all APIs of the stack. */
const ID = 'SecureRestApiAccountLogging';

/**
 * Sees to it that API Gateway may write logs in this account and region.
 *
 * `AWS::ApiGateway::Account` is one setting for the whole region: the last stack to write it wins, and deleting it breaks all other APIs.
 * So a custom resource sets a role only where none is set, or the one that is set was deleted, and never overwrites or deletes one that is there.
 */
export class AccountLogging extends Construct {
  /** The one of the scope's stack. */
  public static of(scope: Construct): AccountLogging {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as AccountLogging | undefined ?? new AccountLogging(stack, ID);
  }

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = Stack.of(this);
    const logsRole = new iam.Role(this, 'LogsRole', {
      description: 'API Gateway writes the logs of all APIs of this region with it',
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    // Other stacks may depend on it by the time this one is deleted.
    logsRole.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(logsRole, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'The policy that API Gateway asks for: it writes the logs of all APIs of the region, also of those that do not exist yet',
    });

    const log = new logs.LogGroup(this, 'Log', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    const anyRole = stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: '*' });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        SetRoleWhereNoneIs: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['apigateway:GET', 'apigateway:PATCH'],
              resources: [stack.formatArn({ service: 'apigateway', account: '', resource: '/account', arnFormat: ArnFormat.NO_RESOURCE_NAME })],
            }),
            new iam.PolicyStatement({ actions: ['iam:GetRole'], resources: [anyRole] }),
            new iam.PolicyStatement({
              actions: ['iam:PassRole'],
              resources: [logsRole.roleArn],
              conditions: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
            }),
          ],
        }),
        WriteLog: writeLog(log),
      },
    });
    acknowledgeWildcards(role, [anyRole], 'Whose role is set for the region, nobody knows before: the function asks whether it is there (iam:GetRole), reads nothing else of it and changes none');
    const handler = new lambda.Function(this, 'Function', {
      description: 'Gives API Gateway a role for its logs, where it has none',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: new HandlerCode('account-logging'),
      role,
      logGroup: log,
      // A new role takes a while until API Gateway can assume it.
      timeout: Duration.minutes(4),
      memorySize: 256,
    });
    acknowledge(handler, {
      'Serverless-LambdaDLQ': 'CloudFormation waits for its answer and tries again: there is no event that could be lost',
      'Serverless-LambdaTracing': 'Runs at deployments only, and makes a few calls',
    });
    new CustomResource(this, 'Default', {
      resourceType: 'Custom::ApiGatewayAccountLogging',
      serviceToken: handler.functionArn,
      // Without it, a function that can't answer holds the deployment for an hour.
      serviceTimeout: Duration.minutes(5),
      properties: { RoleArn: logsRole.roleArn },
    });
  }
}
