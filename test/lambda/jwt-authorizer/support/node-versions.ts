import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** The Node.js of this major version that runs the tests, or that CI installed beside them (`.ci/run`); undefined where there is none. */
export function nodeOfVersion(major: number): string | undefined {
  const installed = resolve(__dirname, `../../../../.ci/node/${major}/node_modules/node/bin/node`);
  if (runningMajor() === major) {
    return process.execPath;
  }
  return existsSync(installed) ? installed : undefined;
}

export function runningMajor(): number {
  return Number(process.versions.node.split('.')[0]);
}
