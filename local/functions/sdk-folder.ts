import * as fs from 'fs';
import * as path from 'path';

/** Clients that assets/local/functions/sdk.js stands for. */
export const SDK_CLIENTS = ['@aws-sdk/client-api-gateway', '@aws-sdk/client-iam', '@aws-sdk/client-secrets-manager', '@aws-sdk/client-wafv2'];

/**
 * Writes packages in the place of the SDK's clients into a folder, for `NODE_PATH`: Node.js looks there only for what no `node_modules` above the
 * function has. https://nodejs.org/api/modules.html#loading-from-the-global-folders
 */
export function writeSdkFolder(folder: string, bundle: string): void {
  for (const name of SDK_CLIENTS) {
    const place = path.join(folder, name);
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(path.join(place, 'index.js'), `module.exports = require(${JSON.stringify(bundle)});\n`);
  }
}
