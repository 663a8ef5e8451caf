import { CheckOptions } from '../commands/check';
import { ExitCode } from '../private/errors';
import { packageVersion } from '../private/library';
import { writeResult } from '../private/output';
import { withProgress } from '../private/progress';
import { painter } from '../private/style';
import { isKnown, readBaseline, writeBaseline } from './baseline';
import { Finding, findingsIn, Level } from './findings';
import { formatSarif } from './format-sarif';
import { formatText } from './format-text';
import { readTemplates } from './read-templates';

const FATAL: { readonly [failOn in CheckOptions['failOn']]: readonly Level[] } = {
  error: ['error'], warning: ['error', 'warning'], unknown: ['error', 'warning', 'unknown'], never: [],
};

/** Runs the pack and writes what it found. The process ends with `FINDINGS` where something is new, open and as grave as `--fail-on` says. */
export async function check(inputs: string[], options: CheckOptions): Promise<void> {
  const baseline = options.baseline === undefined ? new Set<string>() : readBaseline(options.baseline);
  const templates = readTemplates(inputs);
  const findings = await withProgress(`Checking ${templates.length} templates`, async () => Promise.resolve(findingsIn(templates)));
  if (options.writeBaseline !== undefined) {
    writeBaseline(options.writeBaseline, findings);
  }
  const known = (finding: Finding): boolean => isKnown(baseline, finding);
  const written = format(options, findings, known);
  writeResult(options.output, written);
  const open = findings.filter((finding) => finding.acknowledged === undefined && !known(finding) && FATAL[options.failOn].includes(finding.level));
  process.exitCode = open.length > 0 && options.writeBaseline === undefined ? ExitCode.FINDINGS : ExitCode.DONE;
}

function format({ format: wanted, output }: CheckOptions, findings: readonly Finding[], known: (finding: Finding) => boolean): string {
  switch (wanted) {
    case 'sarif': return formatSarif(findings, known);
    case 'json': {
      const all = findings.map((finding) => ({ ...finding, new: finding.acknowledged === undefined && !known(finding) }));
      return `${JSON.stringify({ version: packageVersion(), findings: all }, undefined, 2)}\n`;
    }
    case 'text': return formatText(findings, known, painter(output === undefined ? process.stdout : {}));
  }
}
