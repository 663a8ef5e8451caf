/** A failure of the function itself: it threw, ran out of time or ended. The message is what Lambda would hand to the caller. */
export class FunctionError extends Error {
  public constructor(message: string, public readonly errorType: string) {
    super(message);
  }
}
