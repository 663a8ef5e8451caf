import { ReportOptions } from '../commands/report';
import { CliError, ExitCode } from '../private/errors';
import { writeResult } from '../private/output';
import { withProgress } from '../private/progress';
import { htmlPage } from './html/page';
import { markdownPage } from './markdown/page';
import { readApis } from './read/apis';

/** Writes what the assemblies' and templates' APIs are. The process ends with `FINDINGS` where one is below `--fail-below`. */
export async function report(inputs: string[], { format, output, failBelow }: ReportOptions): Promise<void> {
  const written = await withProgress('Reading the APIs', async () => {
    const apis = readApis(inputs);
    if (apis.length === 0) {
      throw new CliError(`${inputs.join(', ')} must have an API, got templates without one`);
    }
    const below = failBelow === undefined ? [] : apis.filter(({ maturity: { level = -1 } }) => level < failBelow);
    return Promise.resolve({ text: format === 'html' ? htmlPage(apis) : markdownPage(apis), below });
  });
  writeResult(output, written.text);
  for (const { name, maturity } of written.below) {
    process.stderr.write(`${JSON.stringify(name)} is below level ${failBelow}: ${maturity.level ?? 'unknown'}, ${JSON.stringify(maturity.why)}\n`);
  }
  process.exitCode = written.below.length > 0 ? ExitCode.FINDINGS : ExitCode.DONE;
}
