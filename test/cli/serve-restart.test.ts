import { ChildProcess, execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { isAlive } from '../../local/session/is-alive';
import { send } from '../local/support/http-client';
import { synthesizeApp } from '../local/support/session-app';

// Many processes that start on a machine that may be busy.
jest.setTimeout(600_000);

const MAIN = path.join(__dirname, '..', '..', 'assets', 'cli', 'main.js');
/** Where `serve` is killed: before a step of the rotation, while it runs, or behind it. */
const MOMENTS = [
  'before createSecret', 'behind createSecret', 'during setSecret', 'behind testSecret', 'during finishSecret', 'behind finishSecret',
];

/** The rotation's function as packed, in one that kills the `serve` that it runs under at a moment which a file names. */
const KILLING = `
const fs = require('fs');
const path = require('path');
const { handler } = require('./packed.js');
const at = (moment) => {
  const file = path.join(__dirname, 'moment');
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === moment) {
    fs.rmSync(file);
    fs.writeFileSync(path.join(__dirname, 'pid'), String(process.pid));
    process.kill(process.ppid, 'SIGKILL');
  }
};
exports.handler = async (event, context) => {
  at('before ' + event.Step);
  const timer = setTimeout(at, 2, 'during ' + event.Step);
  const result = await handler(event, context);
  clearTimeout(timer);
  at('during ' + event.Step);
  at('behind ' + event.Step);
  return result;
};
`;

describe('serve, killed in the middle of a rotation and started again', () => {
  let folder: string;
  let asset: string;
  let serve: ChildProcess | undefined;
  let port = '0';
  let url = '';

  beforeAll(() => {
    folder = synthesizeApp();
    asset = fs.readdirSync(folder).map((name) => path.join(folder, name))
      .find((place) => fs.existsSync(path.join(place, 'index.js')) && fs.readFileSync(path.join(place, 'index.js'), 'utf8').includes('createSecret'))!;
    fs.renameSync(path.join(asset, 'index.js'), path.join(asset, 'packed.js'));
    fs.writeFileSync(path.join(asset, 'index.js'), KILLING);
  });

  afterAll(() => {
    serve?.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    let output = '';
    serve = spawn(process.execPath, [MAIN, 'serve', folder, '--port', port, '--quiet']);
    for (const stream of [serve.stdout!, serve.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    for (const deadline = Date.now() + 120_000; !output.includes('Ctrl-C ends it.');) {
      if (Date.now() > deadline || serve.exitCode !== null) {
        throw new Error(`it is not ready: ${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    [url, port] = /http:\/\/localhost:(\d+)\/prod/.exec(output)!;
  }

  const run = (...args: string[]): string => execFileSync(process.execPath, [MAIN, ...args, '--url', url], { encoding: 'utf8', stdio: 'pipe' }).trim();

  async function called(token: string, key: string): Promise<number> {
    return (await send(`${url}/orders`, { headers: { 'authorization': `Bearer ${token}`, 'x-api-key': key } })).status;
  }

  test.each(MOMENTS)('%s: a client that reads the secret is not refused, and the next rotation succeeds', async (moment) => {
    await start();
    fs.writeFileSync(path.join(asset, 'moment'), moment);
    const killed = new Promise<string | null>((resolve) => serve!.once('exit', (_code, signal) => resolve(signal)));
    expect(() => run('key', 'Partner', '--rotate')).toThrow(/does not answer/);
    expect(await killed).toBe('SIGKILL');
    await gone(Number(fs.readFileSync(path.join(asset, 'pid'), 'utf8')));

    await start();
    const token = run('token', '--scope', 'orders/read');
    const before = run('key', 'Partner');
    expect(await called(token, before)).toBe(200);
    let rotating = true;
    const statuses = new Set<number>();
    const client = (async (): Promise<void> => {
      while (rotating) {
        statuses.add(await called(token, before));
      }
    })();
    await new Promise<void>((resolve, reject) => {
      spawn(process.execPath, [MAIN, 'key', 'Partner', '--rotate', '--url', url], { stdio: 'ignore' })
        .once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the rotation ended with ${code}`))));
    });
    rotating = false;
    await client;
    const after = run('key', 'Partner');
    expect(after).not.toBe(before);
    expect([...statuses, await called(token, before), await called(token, after)].filter((status) => status !== 200)).toEqual([]);
    const ended = new Promise((resolve) => serve!.once('exit', resolve));
    serve!.kill('SIGINT');
    await ended;
  });
});

/** A function must not outlive the `serve` that started it. */
async function gone(pid: number): Promise<void> {
  for (const deadline = Date.now() + 30_000; isAlive(pid);) {
    if (Date.now() > deadline) {
      throw new Error(`the function's process ${pid} is still there`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
