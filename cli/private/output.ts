import * as fs from 'fs';
import { CliError } from './errors';

/** Writes a command's result into the file of its option `--output`, or to the terminal. @throws where the file can't be written */
export function writeResult(output: string | undefined, text: string): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.writeFileSync(output, text);
  } catch (error) {
    throw new CliError(`--output must be a file that can be written, got ${output}: ${(error as Error).message}`);
  }
}
