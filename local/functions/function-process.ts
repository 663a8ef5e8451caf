import { ChildProcess, spawn } from 'child_process';
import { Json, JsonMap } from '../assembly';

/** What a process needs to run one Lambda function. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Folder with the code. */
  readonly directory: string;
  /** Module and export, such as `index.handler`. */
  readonly handler: string;
  readonly environment: { readonly [name: string]: string };
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
}

/** Told of every line that a function writes. */
export type LogSink = (functionName: string, line: string) => void;

/** A failure that the function itself reported: the message of what it threw. */
export class FunctionError extends Error {
}

interface Invocation {
  readonly resolve: (result: Json) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * What runs inside of the process: the handler of the asset, one invocation at a time. It is code as text, since the gateway itself is bundled
 * into one file and the process must not load that.
 */
const BOOTSTRAP = `
const [file, name] = process.argv.slice(1);
const loaded = Promise.resolve().then(() => require(file)).then((module) => {
  if (typeof module[name] !== 'function') throw new Error('the module exports no function ' + name);
  return module[name];
});
loaded.catch(() => {});
process.on('message', ({ id, event, context }) => {
  const deadline = Date.now() + context.remaining;
  loaded
    .then((handler) => handler(event, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() }))
    .then((result) => process.send({ id, result: result === undefined ? null : result }), (error) => process.send({ id, error: String(error && error.message || error) }));
});
process.on('disconnect', () => process.exit());
`;

/** One execution environment of a function. A request that runs over the time limit takes the environment with it, as in AWS Lambda. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly running = new Map<number, Invocation>();
  private invocations = 0;
  private gone = false;

  public constructor(private readonly definition: FunctionDefinition, environment: { readonly [name: string]: string }, log: LogSink) {
    const [module, name] = splitHandler(definition.handler);
    this.child = spawn(process.execPath, [`--max-old-space-size=${definition.memoryMegabytes}`, '-e', BOOTSTRAP, `${definition.directory}/${module}`, name], {
      cwd: definition.directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      env: {
        PATH: process.env.PATH ?? '',
        TZ: 'UTC',
        AWS_LAMBDA_FUNCTION_NAME: definition.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
        LAMBDA_TASK_ROOT: definition.directory,
        ...environment,
        ...definition.environment,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => text.split('\n').filter((line) => line !== '').forEach((line) => log(definition.name, line)));
    }
    this.child.on('message', (message) => this.answered(message as { id: number; result?: Json; error?: string }));
    this.child.on('exit', () => this.end(new Error(`the process of ${definition.name} ended`)));
    this.child.on('error', (error) => this.end(error));
  }

  public get isIdle(): boolean {
    return !this.gone && this.running.size === 0;
  }

  public get isGone(): boolean {
    return this.gone;
  }

  /** @throws `FunctionError` with what the function threw, or an error where it ran out of time or died */
  public async invoke(event: JsonMap, requestId: string): Promise<Json> {
    const id = ++this.invocations;
    const remaining = this.definition.timeoutSeconds * 1_000;
    return new Promise<Json>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.end(new Error(`${this.definition.name} ran longer than ${this.definition.timeoutSeconds} s`));
        this.child.kill('SIGKILL');
      }, remaining);
      this.running.set(id, { resolve, reject, timer });
      const { name, arn } = this.definition;
      this.child.send({ id, event, context: { awsRequestId: requestId, functionName: name, invokedFunctionArn: arn, remaining } });
    });
  }

  public stop(): void {
    this.end(new Error(`${this.definition.name} was stopped`));
    this.child.kill();
  }

  private answered({ id, result, error }: { id: number; result?: Json; error?: string }): void {
    const invocation = this.running.get(id);
    this.running.delete(id);
    clearTimeout(invocation?.timer);
    if (error === undefined) {
      invocation?.resolve(result ?? null);
    } else {
      invocation?.reject(new FunctionError(error));
    }
  }

  private end(error: Error): void {
    this.gone = true;
    for (const { reject, timer } of this.running.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.running.clear();
  }
}

function splitHandler(handler: string): [module: string, name: string] {
  const dot = handler.lastIndexOf('.');
  return [handler.slice(0, dot), handler.slice(dot + 1)];
}
