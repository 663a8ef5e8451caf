import { spawnSync } from 'child_process';
import * as path from 'path';
import { missingForGo, missingForPython } from './fetched';
import { missingForJava } from './java-tool';

/** A check by somebody else's program. */
interface ExternalCheck {
  readonly name: string;
  /** Script beside this file; its exit code says how the check went. */
  readonly script: string;
  readonly minutes: number;
  /** What this machine lacks for it. */
  readonly missing: () => string | undefined;
}

const CHECKS: ExternalCheck[] = [
  { name: 'policies by a simulator of IAM', script: 'policies.ts', minutes: 5, missing: () => undefined },
  { name: 'policies by parliament', script: 'parliament.ts', minutes: 5, missing: missingForPython },
  { name: 'templates by cfn-lint', script: 'cfn-lint.ts', minutes: 8, missing: missingForPython },
  { name: 'templates by checkov', script: 'checkov.ts', minutes: 10, missing: missingForPython },
  { name: 'documents by openapi-spec-validator', script: 'openapi-spec-validator.ts', minutes: 5, missing: missingForPython },
  { name: 'the served example app by schemathesis', script: 'schemathesis.ts', minutes: 8, missing: missingForPython },
  { name: 'workflows by zizmor', script: 'zizmor.ts', minutes: 5, missing: missingForPython },
  { name: 'workflows by actionlint', script: 'actionlint.ts', minutes: 5, missing: missingForGo },
  { name: 'bodies through the parser of the import', script: 'bodies.ts', minutes: 12, missing: missingForJava },
  { name: 'JSON-Schema-Test-Suite through the parser of the import', script: 'json-schema-suite.ts', minutes: 12, missing: missingForJava },
  { name: 'random schemas through the parser of the import', script: 'random-schemas.ts', minutes: 8, missing: missingForJava },
];

/** `npm run check:external`: third-party judgement of what we synthesize, each check in a process of its own, with an end. */
function main(): void {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, script, minutes, missing } of CHECKS) {
    const reason = missing();
    if (reason !== undefined) {
      counts.skipped++;
      console.log(`${name}: skipped, ${reason}`);
      continue;
    }
    const { status, error } = spawnSync(process.execPath, [
      require.resolve('ts-node/dist/bin'), '--transpile-only', '--project', path.join(__dirname, '..', 'tsconfig.dev.json'), path.join(__dirname, script),
    ], { stdio: 'inherit', timeout: minutes * 60_000, killSignal: 'SIGKILL' });
    counts[status === 0 ? 'passed' : 'failed']++;
    console.log(`${name}: ${status === 0 ? 'passed' : error ? `FAILED, no end after ${minutes} minutes` : 'FAILED'}`);
  }
  console.log(`check:external: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

main();
