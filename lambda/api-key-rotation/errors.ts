import { CodedError } from '../shared/errors';

/**
 * A call to AWS failed. Holds the operation, the error's name and the request id only: the message and the fields of an SDK error can
 * repeat what was sent, and what is sent here are key values.
 */
export class AwsCallError extends CodedError {
  public constructor(public readonly operation: string, public readonly errorName: string, requestId?: string) {
    super('aws_call_failed', `${operation} failed with ${errorName}${requestId === undefined ? '' : ` (request ${requestId})`}`);
  }
}
