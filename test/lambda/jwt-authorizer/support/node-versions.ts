import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MODULES = resolve(__dirname, '../../../../node_modules');

/**
 * A Node.js of this major version: the one that runs the tests, or one that npm's package `node` put beside them (`node_modules/node24`, say).
 * Undefined where there is none.
 */
export function nodeOfVersion(major: number): string | undefined {
  const installed = existsSync(MODULES) ? readdirSync(MODULES).filter((name) => /^node\d*$/.test(name)).map((name) => join(MODULES, name, 'bin/node')) : [];
  return [process.execPath, ...installed.filter((path) => existsSync(path))].find((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return stdout?.startsWith(`v${major}.`);
  });
}
