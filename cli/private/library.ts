import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';

/** This package's folder: the command is bundled into assets/cli/, and lies in cli/ before that. */
export function packageFolder(): string {
  let folder = __dirname;
  while (!fs.existsSync(path.join(folder, 'package.json'))) {
    folder = path.dirname(folder);
  }
  return folder;
}

/** Read when asked: a release sets the version after the command was bundled. */
export function packageVersion(): string {
  return (JSON.parse(fs.readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')) as { version: string }).version;
}

/**
 * The compiled library, which needs the CDK. It is not in the command's bundle, so that the command and the app share one copy of it.
 *
 * @throws where aws-cdk-lib or constructs is not installed
 */
export function loadLibrary(): typeof import('../../lib') {
  return fromPackage('./build') as typeof import('../../lib');
}

/** The rules of the pack, which the library's own index does not show. */
export function loadRules(): typeof import('../../lib/checks/private/rules').RULES {
  return (fromPackage('./build/checks/private/rules') as typeof import('../../lib/checks/private/rules')).RULES;
}

/** The CDK that the compiled library uses: constructs of another copy would be none to it. */
export function loadCdk(): typeof import('aws-cdk-lib') {
  return fromPackage('aws-cdk-lib') as typeof import('aws-cdk-lib');
}

function fromPackage(module: string): unknown {
  return createRequire(path.join(packageFolder(), 'package.json'))(module) as unknown;
}
