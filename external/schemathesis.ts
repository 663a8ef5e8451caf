import { spawn } from 'child_process';
import { once } from 'events';
import * as fs from 'fs';
import * as path from 'path';
import { pythonCommands } from './fetched';
import { serveExample, ServedExample } from './served-example';

const FOLDER = path.join(__dirname, '..', '.external');

/**
 * A method that no route has is 405 by the firewall, and one that another route has is 404, as API Gateway itself tells a path without the
 * method (docs/firewall.md); a method that CloudFront does not know is its own 403. So of those that schemathesis tries, this is asked for:
 */
const UNKNOWN_METHODS = ['PUT'];

interface Run {
  readonly name: string;
  readonly headers: { readonly [name: string]: string };
  readonly options: readonly string[];
}

/**
 * Asks the served example app what its client document promises, and whatever that forbids. The partner may do all but remove an order; the
 * administrator comes without a key, as the shop's own pages do, since the Edge adds the website's.
 */
function runs({ partnerToken, partnerKey, adminToken }: ServedExample): Run[] {
  return [
    { name: 'a partner', headers: { 'authorization': `Bearer ${partnerToken}`, 'x-api-key': partnerKey }, options: [] },
    {
      name: 'an administrator',
      headers: { authorization: `Bearer ${adminToken}` },
      // Whether a key is there is what the partner's run asks.
      options: ['--include-operation-id', 'deleteOrder', '--exclude-checks', 'missing_required_header,ignored_auth'],
    },
  ];
}

async function main(): Promise<void> {
  const st = path.join(pythonCommands({ name: 'schemathesis', version: '4.32.5' }), 'st');
  const example = await serveExample(true);
  const folder = fs.mkdtempSync(path.join(FOLDER, 'schemathesis-run-'));
  let failed = 0;
  try {
    fs.writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(example.document));
    fs.writeFileSync(path.join(folder, 'schemathesis.toml'), `[phases.coverage]\nunexpected-methods = ${JSON.stringify(UNKNOWN_METHODS)}\n`);
    for (const { name, headers, options } of runs(example)) {
      const arguments_ = [
        '--config-file', 'schemathesis.toml', '--no-color', 'run', 'openapi.json', '--url', example.url, '--checks', 'all', '--max-examples', '25', '--seed', '1',
        // The partner's plan takes 20 requests in a second.
        '--rate-limit', '15/s', '--request-timeout', '20', '--generation-database', 'none', ...options,
        ...Object.entries(headers).flatMap(([header, value]) => ['--header', `${header}: ${value}`]),
      ];
      // The server is in this process: it has to go on while its client runs.
      const run = spawn(st, arguments_, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      [run.stdout, run.stderr].forEach((stream) => stream.setEncoding('utf8').on('data', (text: string) => (output += text)));
      const [status] = await once(run, 'close') as [number | null];
      const cases = Number(/(\d+) generated/.exec(output)?.[1] ?? 0);
      console.log(`schemathesis as ${name}: ${cases} requests, ${status === 0 ? 'no finding' : 'FINDINGS'}`);
      if (status !== 0 || cases === 0) {
        console.log(output);
        failed++;
      }
    }
    example.failures.forEach((failure) => console.log(`  ${failure}`));
  } finally {
    await example.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = failed === 0 && example.failures.length === 0 ? 0 : 1;
}

void main();
