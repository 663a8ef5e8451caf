import * as fs from 'fs';
import * as path from 'path';

/** Folder with the bundled handler of a Lambda function: shipped with the package, beside `build/` (and `lib/` in a checkout). */
export function handlerDirectory(name: string): string {
  const directory = path.join(__dirname, '..', '..', 'assets', 'lambda', name, 'handler');
  if (!fs.existsSync(path.join(directory, 'index.js'))) {
    throw new Error(`the bundled handler of ${name} is missing at ${directory}; in a checkout run \`npx projen bundle\` first`);
  }
  return directory;
}
