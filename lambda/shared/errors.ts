/**
 * An error with a stable code, which is part of the functions' interface: alarms and runbooks refer to it, the message is for people.
 * Neither may ever hold a secret (a token, a key's value), since both are logged.
 */
export abstract class CodedError extends Error {
  public constructor(public readonly code: string, message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The function was deployed with a configuration that it can't work with. */
export class ConfigurationError extends CodedError {
  public constructor(message: string) {
    super('configuration_invalid', message);
  }
}
