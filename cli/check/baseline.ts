import * as fs from 'fs';
import { CliError } from '../private/errors';
import { Finding } from './findings';

/** What was found before: ids by stack and resource, which stay the same where lines and files move. */
type Baseline = ReadonlySet<string>;

interface BaselineFile {
  readonly version: 1;
  readonly findings: string[];
}

/** @throws where the file is none that `--write-baseline` wrote */
export function readBaseline(file: string): Baseline {
  let parsed: unknown;
  try {
    parsed = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(`--baseline must be a file that --write-baseline wrote, got ${file}: ${(error as Error).message}`);
  }
  const { version, findings } = (parsed ?? {}) as Partial<BaselineFile>;
  if (version !== 1 || !Array.isArray(findings) || !findings.every((finding) => typeof finding === 'string')) {
    throw new CliError(`--baseline must be a file that --write-baseline wrote, got another in ${file}`);
  }
  return new Set(findings);
}

export function writeBaseline(file: string, findings: readonly Finding[]): void {
  const keys = findings.filter(({ acknowledged }) => acknowledged === undefined).map(keyOf).sort();
  const content: BaselineFile = { version: 1, findings: [...new Set(keys)] };
  fs.writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

export function isKnown(baseline: Baseline, finding: Finding): boolean {
  return baseline.has(keyOf(finding));
}

function keyOf({ stack, logicalId, id }: Finding): string {
  return `${stack}/${logicalId} ${id}`;
}
