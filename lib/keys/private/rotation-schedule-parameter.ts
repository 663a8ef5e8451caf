import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RotationSchedule } from '../rotation-schedule';
import { ROTATION_EXPRESSION_PATTERN, ROTATION_EXPRESSION_RULE } from './rotation-expression';

/** Name of the CloudFormation parameter: settled, since people pass it at deployments. */
export const ROTATION_SCHEDULE_PARAMETER = 'ApiKeyRotationSchedule';
const DEFAULT_EXPRESSION = 'rate(1 day)';

/**
 * The CloudFormation parameter `ApiKeyRotationSchedule`: one a stack, however many APIs the stack holds.
 *
 * An API that names no schedule follows the one that another API of the stack names, whichever is made first;
 * two APIs that name different ones can't both have their way.
 */
export class RotationScheduleParameter extends CfnParameter {
  /** The stack's parameter, made where there is none. */
  public static of(scope: Construct, schedule?: RotationSchedule): RotationScheduleParameter {
    // `--parameters` reaches the top stack only; CDK hands the parameter on to nested ones.
    let stack = Stack.of(scope);
    while (stack.nestedStackParent) {
      stack = stack.nestedStackParent;
    }
    const existing = stack.node.tryFindChild(ROTATION_SCHEDULE_PARAMETER);
    if (existing !== undefined && !(existing instanceof RotationScheduleParameter)) {
      throw new Error(`the stack must leave the id ${ROTATION_SCHEDULE_PARAMETER} to the schedule's parameter, ` +
        `got a construct of that id at ${existing.node.path}; right would be another id for it`);
    }
    const parameter = existing ?? new RotationScheduleParameter(stack);
    parameter.use(scope, schedule);
    return parameter;
  }

  private chosenBy?: { readonly expression: string; readonly path: string };

  private constructor(stack: Stack) {
    super(stack, ROTATION_SCHEDULE_PARAMETER, {
      type: 'String',
      default: DEFAULT_EXPRESSION,
      description: `How often the API keys of this stack's consumers are replaced: ${ROTATION_EXPRESSION_RULE}`,
      // Refused before anything is deployed, not by Secrets Manager in the middle of it.
      allowedPattern: ROTATION_EXPRESSION_PATTERN,
      constraintDescription: `must be ${ROTATION_EXPRESSION_RULE}`,
    });
  }

  private use(scope: Construct, schedule?: RotationSchedule): void {
    if (schedule === undefined) {
      return;
    }
    const chosen = this.chosenBy ??= { expression: schedule.expressionString, path: scope.node.path };
    if (chosen.expression !== schedule.expressionString) {
      throw new Error(`\`apiKeyRotationSchedule\` must be the same for every API of a stack, which has one parameter ${ROTATION_SCHEDULE_PARAMETER}, ` +
        `got ${schedule.expressionString} for ${scope.node.path} and ${chosen.expression} for ${chosen.path}; ` +
        'right would be one of them for both, or the APIs in two stacks');
    }
    this.default = chosen.expression;
  }
}
