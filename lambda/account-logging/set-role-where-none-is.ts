import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';

/** What was found or done. */
export type AccountLoggingOutcome = 'already set' | 'set';

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
 * since other stacks depend on it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export async function setRoleWhereNoneIs(
  client: APIGatewayClient,
  roleArn: string,
  pause: (milliseconds: number) => Promise<void>,
): Promise<AccountLoggingOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Asked again before each try: another stack may have set a role in the meantime.
      const { cloudwatchRoleArn } = await client.send(new GetAccountCommand({}));
      if (cloudwatchRoleArn) {
        return 'already set';
      }
      await client.send(new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: roleArn }] }));
      return 'set';
    } catch (error) {
      const retryable = ['AccessDeniedException', 'BadRequestException', 'ConflictException', 'TooManyRequestsException'].includes((error as Error).name);
      if (!retryable || attempt === ATTEMPTS) {
        throw error;
      }
      await pause(PAUSE_MILLISECONDS);
    }
  }
}
