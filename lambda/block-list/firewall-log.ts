import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CodedError } from '../shared/errors';
import { ReadLog } from './refusals';

/** CloudWatch Logs did not answer as it should. */
export class LogUnreadableError extends CodedError {
  public constructor(what: string) {
    super('log_unreadable', `CloudWatch Logs could not be read: ${what}`);
  }
}

/** Only what the web ACL refused; what it counted has lines too. */
const REFUSED = '{ $.action = "BLOCK" }';

/**
 * Reads the web ACL's log page by page.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function firewallLog(client: CloudWatchLogsClient, logGroupName: string): ReadLog {
  return async (startTime, endTime, nextToken) => {
    const { events, nextToken: next } = await client.send(new FilterLogEventsCommand({
      logGroupName, startTime, endTime, filterPattern: REFUSED, nextToken,
    })).catch((error: unknown) => {
      // By its kind only: the message repeats what was asked for.
      throw new LogUnreadableError((error as Error).name);
    });
    if (events === undefined) {
      throw new LogUnreadableError('no events in the answer');
    }
    const lines = events.flatMap(({ message }) => message === undefined ? [] : [message]);
    return { lines, ...(next !== undefined && { nextToken: next }) };
  };
}
