import { CodedError } from '../shared/errors';

/** The step is not one that the secret may take now: nothing was changed, and trying again with the same token does not help. */
export class RefusedError extends CodedError {}

/** Something is not there yet: trying again with the same token goes on where this attempt ended. */
export class RetryableError extends CodedError {}
