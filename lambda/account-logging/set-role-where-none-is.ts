import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { IAMClient } from '@aws-sdk/client-iam';
import { presenceOf } from './role-presence';

/** What was found or done. */
export type AccountLoggingOutcome = 'already set' | 'set' | 'set in place of a role that is gone';

/**
 * A new role takes a while until API Gateway can assume it, and the function's own role until it may call (AccessDenied); UpdateAccount takes one call
 * in 20 seconds.
 */
const ATTEMPTS = 6;
const PAUSE_MILLISECONDS = 21_000;

/**
 * Gives API Gateway a role for CloudWatch Logs in this account and region, where it has none.
 *
 * The setting is one for all APIs of the region: a role that is there stays, whoever set it, and is never taken away again,
 * since other stacks depend on it. One that was deleted writes nobody's logs, and counts as none: where IAM says twice that it is gone, since
 * IAM may not know yet of what another stack has just made
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency). Where IAM twice does not say
 * (an organization denies the question, it is throttled), the role counts as set: a deployment must not fail for asking.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export async function setRoleWhereNoneIs(
  client: APIGatewayClient,
  iam: IAMClient,
  roleArn: string,
  pause: (milliseconds: number) => Promise<void>,
): Promise<AccountLoggingOutcome> {
  let before: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Asked again before each try: another stack may have set a role in the meantime.
      const { cloudwatchRoleArn } = await client.send(new GetAccountCommand({}));
      if (cloudwatchRoleArn) {
        const presence = await presenceOf(iam, cloudwatchRoleArn, roleArn);
        const now = `${presence} ${cloudwatchRoleArn}`;
        if (presence === 'there' || (now === before && presence === 'unanswered')) {
          return 'already set';
        }
        if (now !== before) {
          if (attempt === ATTEMPTS) {
            return 'already set';
          }
          before = now;
          await pause(PAUSE_MILLISECONDS);
          continue;
        }
      }
      await client.send(new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: roleArn }] }));
      return cloudwatchRoleArn ? 'set in place of a role that is gone' : 'set';
    } catch (error) {
      const retryable = ['AccessDeniedException', 'BadRequestException', 'ConflictException', 'TooManyRequestsException'].includes((error as Error).name);
      if (!retryable || attempt === ATTEMPTS) {
        throw error;
      }
      await pause(PAUSE_MILLISECONDS);
    }
  }
}
