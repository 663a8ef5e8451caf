import { ChildProcess, execFileSync, spawn, spawnSync } from 'child_process';
import { once } from 'events';
import * as os from 'os';
import * as path from 'path';
import { buildSync } from 'esbuild';

const ROOT = path.join(__dirname, '..');
const MAIN = path.join(ROOT, 'assets', 'cli', 'main.js');
const HOOK = path.join(ROOT, 'node_modules', '.cache', 'bench', 'usage-hook.js');

/** What the server's own process used since it was started. */
export interface Usage {
  readonly cpuMilliseconds: number;
  readonly memoryMegabytes: number;
}

/** A `serve` as users run it, on the first core where the system can bind it to one. Its access log is written, to where no disk is measured. */
export class ServedProcess {
  public static async start(assembly: string): Promise<ServedProcess> {
    buildSync({ entryPoints: [path.join(__dirname, 'usage-hook.ts')], outfile: HOOK, platform: 'node', format: 'cjs' });
    const started = performance.now();
    const command = [process.execPath, '-r', HOOK, MAIN, 'serve', assembly, '--port', '0', '--quiet', '--access-log', os.devNull];
    const [program, ...args] = onCore(0, command);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    let output = '';
    for await (const text of child.stdout!.setEncoding('utf8')) {
      output += String(text);
      if (output.includes('Ctrl-C ends it.')) {
        break;
      }
    }
    const url = /http:\/\/localhost:\d+\/\S+/.exec(output)?.[0];
    if (url === undefined) {
      throw new Error(`serve must be ready, got ${output}`);
    }
    return new ServedProcess(child, url.replace('localhost', '127.0.0.1'), url, performance.now() - started);
  }

  private constructor(
    private readonly child: ChildProcess, public readonly url: string, private readonly name: string, public readonly readyMilliseconds: number,
  ) {
  }

  /** What `secure-rest-api token` or `key` prints. */
  public ask(...args: string[]): string {
    return execFileSync(process.execPath, [MAIN, ...args, '--url', this.name], { encoding: 'utf8' }).trim();
  }

  public async usage(): Promise<Usage> {
    const answer = once(this.child, 'message');
    this.child.send('usage');
    const [{ cpu, memory }] = await answer as [{ cpu: NodeJS.CpuUsage; memory: number }];
    return { cpuMilliseconds: (cpu.user + cpu.system) / 1_000, memoryMegabytes: memory / 1024 / 1024 };
  }

  public async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    await ended;
  }
}

/** Binds this process to the other core, so that what asks takes no time of what answers. */
export function moveToOtherCore(): void {
  if (canBind()) {
    spawnSync('taskset', ['-a', '-cp', '1', String(process.pid)]);
  }
}

function onCore(core: number, command: string[]): string[] {
  return canBind() ? ['taskset', '-c', String(core), ...command] : command;
}

function canBind(): boolean {
  return process.platform === 'linux' && spawnSync('taskset', ['-c', '1', 'true']).status === 0;
}
