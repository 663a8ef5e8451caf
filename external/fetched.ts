import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const TOOLS = path.join(__dirname, '..', '.external');

/** A program of somebody else's, from its registry, at the version that its findings were reviewed at. */
export interface Package {
  readonly name: string;
  readonly version: string;
}

/** Says what is missing to run Python programs, or undefined. */
export function missingForPython(): string | undefined {
  return spawnSync('python3', ['-m', 'venv', '--help'], { stdio: 'ignore' }).status === 0 ? undefined : 'needs Python 3 with venv, and there is none here';
}

/** Says what is missing to build Go programs, or undefined. */
export function missingForGo(): string | undefined {
  return spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0 ? undefined : 'needs Go, and there is none here';
}

/** Folder with the command of a Go module, named by its package; fetched once. */
export function goCommand({ name, version }: Package): string {
  const folder = path.join(TOOLS, `${path.basename(name)}-${version}`);
  fetchOnce(folder, () => run('go', ['install', `${name}@v${version}`], { environment: { GOBIN: folder } }));
  return folder;
}

/** Folder with the commands of a Python package, which has an environment of its own; fetched once. */
export function pythonCommands({ name, version }: Package): string {
  const environment = path.join(TOOLS, `${name}-${version}`);
  fetchOnce(environment, () => {
    run('python3', ['-m', 'venv', environment]);
    run(path.join(environment, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `${name}==${version}`]);
  });
  return path.join(environment, 'bin');
}

/** Folder of an npm package, which no `package.json` of ours names; fetched once. */
export function nodePackage({ name, version }: Package): string {
  const folder = path.join(TOOLS, `${path.basename(name)}-${version}`);
  fetchOnce(folder, () => {
    run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--no-package-lock', `${name}@${version}`]);
  });
  return path.join(folder, 'node_modules', name);
}

function fetchOnce(folder: string, fetch: () => void): void {
  const complete = path.join(folder, '.complete');
  if (fs.existsSync(complete)) {
    return;
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fetch();
  fs.writeFileSync(complete, '');
}

interface RunOptions {
  /** Exit codes that are answers, and no failures. */
  readonly ends?: number[];
  readonly input?: string;
  /** Variables beside those of this process. */
  readonly environment?: { readonly [variable: string]: string };
}

/** Runs a command to its end, and gives what it wrote. */
export function run(command: string, args: string[], options: RunOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8', input: options.input, maxBuffer: 2 ** 28, env: { ...process.env, ...options.environment },
  });
  if (error !== undefined || !(options.ends ?? [0]).includes(status ?? -1)) {
    throw new Error(`${path.basename(command)} must end well, got ${error?.message ?? `exit code ${status}`}: ${stderr.slice(-2_000)}${stdout.slice(-1_000)}`);
  }
  return stdout;
}
