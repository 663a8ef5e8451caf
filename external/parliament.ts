import * as path from 'path';
import { templates } from './apps/apps';
import { resolvedApp } from './apps/resolved-roles';
import { pythonCommands, run } from './fetched';

/** Reads policies, a line each, and writes what parliament says of each. */
const PROGRAM = `
import json, sys
from parliament import analyze_policy_string
for line in sys.stdin:
    print(json.dumps([[finding.issue, str(finding.detail)] for finding in analyze_policy_string(line).findings]))
`;

/** The CDK's own role for copying the website's pages. */
const NOT_OURS = /^CustomCDK/;

/** Every action, resource and condition key of every policy exists, and fits together, as another reader of AWS's reference sees it. */
function main(): void {
  const all = templates();
  const policies = [...new Set(all.map(({ app }) => app))].flatMap((name) => resolvedApp(name, all).roles
    .filter(({ logicalId }) => !NOT_OURS.test(logicalId))
    .flatMap((role) => role.policies.map((policy) => ({ name: `${name} ${role.logicalId}`, policy }))));
  const python = path.join(pythonCommands({ name: 'parliament', version: '1.6.4' }), 'python');
  const answers = run(python, ['-c', PROGRAM], { input: policies.map(({ policy }) => JSON.stringify(policy)).join('\n') }).trim().split('\n');
  const findings = answers.flatMap((line, index) =>
    (JSON.parse(line) as Array<[string, string]>).map(([issue, detail]) => ({ name: policies[index].name, issue, detail })));
  findings.forEach(({ name, issue, detail }) => console.log(`  ${name}: ${issue} ${detail}`));
  console.log(`parliament: ${policies.length} policies, ${findings.length} findings`);
  process.exitCode = findings.length === 0 && answers.length === policies.length ? 0 : 1;
}

main();
