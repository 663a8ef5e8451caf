import { CodedError } from './errors';

/** The step is not one that this secret may take now: nothing was changed, and trying again with the same token does not help. */
export class RefusedError extends CodedError {}

/** Something is not there yet, or a call failed: trying again with the same token goes on where this attempt ended. */
export class RetryableError extends CodedError {}
