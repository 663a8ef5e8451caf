import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { checkType, having } from '../../shared/check-types';
import { invocationUri } from '../../shared/invocation-uri';
import { executionRole } from './execution-role';
import { checkFunction, checkSameEnvironment } from './lambda-arn';
import { Target, TargetContext, TargetIntegration, TargetRoute } from './target-integration';

/** A Lambda function, by proxy integration. */
export class LambdaTarget implements Target {
  public constructor(private readonly handler: lambda.IFunction) {
    checkType('handler', handler, having('a Lambda function such as new lambda.Function(…)', 'functionArn'));
    checkFunction(handler);
  }

  public check(route: TargetRoute, stack: Stack): void {
    checkSameEnvironment(this.handler, stack, `${route.method} ${route.path}`);
  }

  public equals(other: Target): boolean {
    return other instanceof LambdaTarget && other.handler === this.handler;
  }

  public bind(context: TargetContext): TargetIntegration {
    // The function's place in the tree identifies it: one function has one role, however many routes and targets name it.
    const id = `${this.handler.node.id}${this.handler.node.addr.slice(-8)}`;
    const role = context.scope.node.tryFindChild(id) as iam.Role | undefined
      ?? executionRole(context.scope, id, 'lambda:InvokeFunction', [this.handler.functionArn]);
    return {
      integration: {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: invocationUri(context.scope, this.handler.functionArn),
        credentials: role.roleArn,
      },
      role: role.node.id,
      description: `lambda ${this.handler.node.id}`,
    };
  }
}
