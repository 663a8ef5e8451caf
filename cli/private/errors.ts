/** How the command ends, the same for every subcommand; `--help` shows it. */
export enum ExitCode {
  /** Done, and nothing was found. */
  DONE = 0,
  /** Done, and what was looked at does not hold: findings, an attack that got through. */
  FINDINGS = 1,
  /** Wrong arguments, or an input that can't be read. */
  USAGE = 2,
  /** The command itself failed. */
  FAILED = 3,
}

/** What a person can put right: its message is one sentence with what was given and what would be right. */
export class CliError extends Error {
  public constructor(message: string, public readonly exitCode: ExitCode = ExitCode.USAGE) {
    super(message);
  }
}

/** The codes as `--help` shows them. */
export function describeExitCodes(): string {
  return `
Exit codes:
  ${ExitCode.DONE}  done, nothing found
  ${ExitCode.FINDINGS}  done, with findings
  ${ExitCode.USAGE}  wrong arguments, or an input that can't be read
  ${ExitCode.FAILED}  the command itself failed (SECURE_REST_API_DEBUG=1 shows where)`;
}

export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof CliError ? error.exitCode : ExitCode.FAILED;
}

/** One line for a person; where in the code an unexpected error arose only whoever asks is shown. */
export function explainError(error: unknown): string {
  if (error instanceof Error && process.env.SECURE_REST_API_DEBUG) {
    return error.stack ?? error.message;
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, ' ').trim();
}
