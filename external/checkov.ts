import * as path from 'path';
import { ACCEPTED } from './apps/accepted-findings';
import { templates } from './apps/apps';
import { pythonCommands, run } from './fetched';

interface Finding {
  readonly check_id: string;
  readonly check_name: string;
  readonly resource: string;
  readonly file_path: string;
}

interface Report {
  readonly results: { readonly failed_checks: Finding[] };
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
}

/** Another scanner's view of our templates: each of its findings is mended, or accepted with a reason; and each acceptance is needed. */
function main(): void {
  const files = templates().map(({ file }) => file);
  const checkov = path.join(pythonCommands({ name: 'checkov', version: '3.3.30' }), 'checkov');
  const reports = [JSON.parse(run(checkov, [
    '--framework', 'cloudformation', '--compact', '--quiet', '--output', 'json', '--skip-download', ...files.flatMap((file) => ['--file', file]),
  ], { ends: [0, 1] })) as Report | Report[]].flat();
  const failed = reports.flatMap(({ results }) => results.failed_checks);
  const unread = reports.reduce((total, { summary }) => total + summary.parsing_errors, 0);
  const used = new Set<object>();
  const open = failed.filter(({ check_id, resource, file_path }) => {
    const acceptance = ACCEPTED.find(({ check, of }) => check === check_id && of.test(`${path.basename(file_path)} ${resource}`));
    used.add(acceptance ?? {});
    return acceptance === undefined;
  });
  open.forEach(({ check_id, check_name, resource, file_path }) => console.log(`  ${path.basename(file_path)} ${resource}: ${check_id} ${check_name}`));
  const unused = ACCEPTED.filter((acceptance) => !used.has(acceptance));
  unused.forEach(({ check, of }) => console.log(`  accepted, but found nowhere: ${check} of ${of.source}`));
  const passed = reports.reduce((total, { summary }) => total + summary.passed, 0);
  console.log(`checkov: ${files.length} templates, ${passed} checks passed, ${failed.length - open.length} findings accepted, ${open.length} open, ${unread} unread`);
  process.exitCode = open.length + unused.length + unread === 0 && passed > 0 ? 0 : 1;
}

main();
