/** An error as a service of AWS answers it. */
export class ServiceError extends Error {
  public constructor(public readonly code: string, message: string, public readonly status = 400) {
    super(message);
  }
}
