import { ChildProcess, execFileSync, spawn, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { ExitCode } from '../../cli/private/errors';
import { synthesizeApp } from '../local/support/session-app';

// Processes that start on a machine that may be busy.
jest.setTimeout(120_000);

const MAIN = path.join(__dirname, '..', '..', 'assets', 'cli', 'main.js');

test.each(['SIGINT', 'SIGKILL'] as const)('an end by %s while it starts leaves nothing behind, at the latest when it is started again', async (signal) => {
  const folder = synthesizeApp();
  const temporary = path.join(folder, 'temporary');
  fs.mkdirSync(temporary);
  // Beside Node.js's cache of compiled code.
  const leftBehind = (): string[] => fs.readdirSync(temporary).filter((name) => name.startsWith('secure-rest-api-'));
  const start = (): ChildProcess => spawn(process.execPath, [MAIN, 'serve', folder, '--port', '0', '--quiet'], {
    stdio: 'ignore', env: { ...process.env, TMPDIR: temporary, TEMP: temporary },
  });
  const end = async (serve: ChildProcess, by: NodeJS.Signals): Promise<number | null> => {
    const ended = new Promise<number | null>((resolve) => serve.once('exit', resolve));
    serve.kill(by);
    return ended;
  };
  try {
    const first = start();
    await until(() => leftBehind().length > 0);
    const code = await end(first, signal);
    const [left] = leftBehind();
    if (signal === 'SIGINT') {
      expect([code, left]).toEqual([ExitCode.DONE, undefined]);
    } else {
      const next = start();
      await until(() => !fs.existsSync(path.join(temporary, left)));
      expect(await end(next, 'SIGINT')).toBe(ExitCode.DONE);
      expect(leftBehind()).toEqual([]);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

describe('serve, token and key', () => {
  let folder: string;
  let serve: ChildProcess;
  let output = '';
  let url: string;

  beforeAll(async () => {
    folder = synthesizeApp();
    serve = spawn(process.execPath, [MAIN, 'serve', folder, '--port', '0', '--explain', '--access-log', path.join(folder, 'access.log')]);
    serve.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
    await until(() => output.includes('Ctrl-C ends it.'));
    url = /http:\/\/localhost:\d+\/prod/.exec(output)![0];
  });

  afterAll(() => {
    serve.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): string => execFileSync(process.execPath, [MAIN, ...args, '--url', url], { encoding: 'utf8' }).trim();
  const curl = (...args: string[]): string => execFileSync('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...args], { encoding: 'utf8' });

  test('the first call is there to be copied, and works', () => {
    expect(output).toMatch(/curl -H "authorization: Bearer \$\(npx secure-rest-api token\)" -H "x-api-key: \$\(npx secure-rest-api key Partner\)" 'http:/);
    const headers = ['-H', `authorization: Bearer ${run('token', '--scope', 'orders/read')}`, '-H', `x-api-key: ${run('key', 'Partner')}`];
    expect(curl(...headers, `${url}/orders`)).toBe('200');
    expect(curl(`${url}/orders`)).toBe('403');
  });

  test('each decision and the access log are shown, and no token or key is', async () => {
    const [token, key] = [run('token', '--scope', 'orders/read'), run('key')];
    curl('-H', `authorization: Bearer ${token}`, '-H', `x-api-key: ${key}`, `${url}/orders?x=1`);
    await until(() => /web ACL: refused, the rule \S+ answers 40\d/.test(output));
    await until(() => fs.readFileSync(path.join(folder, 'access.log'), 'utf8').includes('"responseType":"WAF_FILTERED"'));
    expect(output).not.toContain(token);
    expect(output).not.toContain(key);
  });

  test('a key can be replaced by hand, and the one before goes on working', () => {
    const before = run('key');
    const after = run('key', '--rotate');
    expect(after).not.toBe(before);
    const token = run('token', '--scope', 'orders/read');
    expect([before, after].map((key) => curl('-H', `authorization: Bearer ${token}`, '-H', `x-api-key: ${key}`, `${url}/orders`))).toEqual(['200', '200']);
  });

  test.each([
    ['a consumer that there is not', ['key', 'Nobody'], /a consumer must be one of Partner, got "Nobody"/],
    ['an issuer that nobody trusts', ['token', '--issuer', 'evil'], /`--issuer` must be part of one of https:\/\/id\.example\.com\/, got "evil"/],
    ['a claim without a value', ['token', '--claim', 'x'], /must be name=value/],
  ])('refuses %s in one line', (_what, args, message) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [MAIN, ...args, '--url', url], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: ExitCode.USAGE, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('takes a new synthesis by itself', async () => {
    synthesizeApp(undefined, folder);
    await until(() => output.includes('Took the new synthesis'));
  });

  test('Ctrl-C ends it, and leaves nothing behind', async () => {
    const authority = /Trust +(\S+),/.exec(output)![1];
    const ended = new Promise<number | null>((resolve) => serve.once('exit', resolve));
    serve.kill('SIGINT');
    expect(await ended).toBe(ExitCode.DONE);
    expect(fs.existsSync(path.dirname(authority))).toBe(false);
    expect(spawnSync(process.execPath, [MAIN, 'key', '--url', url], { encoding: 'utf8' }).stderr).toMatch(/`--url` must be one of/);
  });
});

test.each([
  ['a folder that is no assembly', [__dirname], /`assembly` must be the output folder of `cdk synth`, such as cdk\.out, got /],
  ['a port that is none', ['cdk.out', '--port', '70000'], /whole number from 0 to 65535/],
  ['a time without a unit', ['cdk.out', '--rotate-every', '30'], /such as 30s, 5m or 1h/],
])('serve refuses %s in one line', (_what, args, message) => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'serve', ...args], { encoding: 'utf8' });
  expect(status).toBe(ExitCode.USAGE);
  expect(stderr).toMatch(message);
});

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !holds();) {
    if (Date.now() > deadline) {
      throw new Error('it never came');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
