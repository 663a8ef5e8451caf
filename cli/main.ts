#!/usr/bin/env node
import { enableCompileCache } from 'module';
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands';
import { describeExitCodes, ExitCode, exitCodeOf, explainError } from './private/errors';
import { packageVersion } from './private/library';

// Compiling this file is most of what `--help` takes; absent before Node.js 22.8.
enableCompileCache?.();

const program = new Command('secure-rest-api')
  .description('Checks, reports on, serves and attacks REST APIs on AWS: what is synthesized, and what is deployed.')
  .version(packageVersion())
  .showHelpAfterError('(`--help` shows what there is)')
  .configureHelp({ sortSubcommands: true, showGlobalOptions: true })
  .addHelpText('after', describeExitCodes);

for (const makeCommand of COMMANDS) {
  program.addCommand(makeCommand());
}
// Set here, so that no command forgets it: commander itself would end the process with 1, which means findings here.
[program, ...program.commands].forEach((command) => command.exitOverride());

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // It has written its own message.
    process.exitCode = error.exitCode === 0 ? ExitCode.DONE : ExitCode.USAGE;
    return;
  }
  process.stderr.write(`secure-rest-api: ${explainError(error)}\n`);
  process.exitCode = exitCodeOf(error);
});
