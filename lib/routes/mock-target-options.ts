/**
 * A constant answer.
 */
export interface MockTargetOptions {
  /** Status code of the answer. */
  readonly statusCode: number;

  /**
   * JSON body of the answer.
   *
   * @default - an empty body
   */
  readonly body?: string;
}
