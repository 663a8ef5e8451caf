import { CodedError } from '../shared/errors';

/** The step is not one that this secret may take now: nothing was changed, and trying again with the same token does not help. */
export class RefusedError extends CodedError {}

/** Something is not there yet, or a call failed: trying again with the same token goes on where this attempt ended. */
export class RetryableError extends CodedError {}

/**
 * A call to AWS failed. Holds the operation, the error's name and the request id only: the message and the fields of an SDK error can
 * repeat what was sent, and what is sent here are key values.
 */
export class AwsCallError extends CodedError {
  public constructor(public readonly operation: string, public readonly errorName: string, requestId?: string) {
    super('aws_call_failed', `${operation} failed with ${errorName}${requestId === undefined ? '' : ` (request ${requestId})`}`);
  }
}
