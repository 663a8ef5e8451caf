import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';

/**
 * `npx projen compat`: compares the compiled API with the last release's, which is kept here, so that it needs no registry; what breaks users
 * fails, unless `.compatignore` names it. `npx projen compat:keep` keeps the present one, at each release. `npx projen compat --against FILE`
 * takes another one that was kept.
 */
const ROOT = path.join(__dirname, '..');
const ASSEMBLY = path.join(ROOT, '.jsii');
const KEPT = path.join(ROOT, '.release', 'jsii.gz');
const { values: { keep, against } } = parseArgs({ options: { keep: { type: 'boolean' }, against: { type: 'string', default: KEPT } } });

if (keep) {
  fs.mkdirSync(path.dirname(KEPT), { recursive: true });
  fs.writeFileSync(KEPT, gzipSync(fs.readFileSync(ASSEMBLY), { level: 9 }));
} else {
  // In the project's folder, from where the assemblies of the peers are found.
  const folder = fs.mkdtempSync(path.join(ROOT, '.package-compat-'));
  try {
    fs.writeFileSync(path.join(folder, '.jsii'), gunzipSync(fs.readFileSync(against)));
    fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
    const { status } = spawnSync('npx', ['jsii-diff', folder, ROOT, '--keys', '--ignore-file', path.join(ROOT, '.compatignore')], { cwd: ROOT, stdio: 'inherit' });
    process.exitCode = status ?? 1;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
