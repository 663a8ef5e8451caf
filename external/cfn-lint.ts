import * as path from 'path';
import { templates } from './apps/apps';
import { pythonCommands, run } from './fetched';

interface Match {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path?: Array<string | number> };
}

/** Bits of cfn-lint's exit code: errors 2, warnings 4, informational 8. */
const ENDS = Array.from({ length: 8 }, (_, bits) => bits * 2);

/** AWS's own linter of templates: no error in any of our apps. Its warnings are advice on style, such as dependencies that are said twice. */
function main(): void {
  const files = templates().map(({ file }) => file);
  const found = JSON.parse(run(path.join(pythonCommands({ name: 'cfn-lint', version: '1.58.0' }), 'cfn-lint'), ['--format', 'json', '--', ...files], { ends: ENDS })) as Match[];
  const errors = found.filter(({ Level }) => Level === 'Error');
  errors.forEach(({ Filename, Rule, Message, Location }) => {
    console.log(`  ${path.basename(Filename)} ${(Location.Path ?? []).join('/')}: ${Rule.Id} ${Message}`);
  });
  console.log(`cfn-lint: ${files.length} templates, ${errors.length} errors, ${found.length - errors.length} warnings`);
  process.exitCode = errors.length === 0 ? 0 : 1;
}

main();
