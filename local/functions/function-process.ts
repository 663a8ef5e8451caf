import { ChildProcess, spawn } from 'child_process';
import { randomUUID } from 'crypto';
import { Json } from '../assembly';
import { FunctionDefinition } from './function-definition';
import { FunctionError } from './function-error';
import { FunctionCall, FunctionReply } from './protocol';

/** Told of every line that a function writes. */
export type LogSink = (logicalId: string, line: string) => void;

/** As long a process may live that takes no events any more. */
const DEAF_MILLISECONDS = 1_000;

interface Invocation {
  readonly id: number;
  readonly resolve: (result: Json) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One execution environment of a function: a process with the function's own environment and nothing of ours, which takes one event at a time. An
 * invocation that runs over the time limit takes the environment with it, as in AWS Lambda.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private running?: Invocation;
  private invocations = 0;
  private gone = false;
  private readonly ended: Promise<void>;

  /** @param environment what every function gets besides its own variables */
  public constructor(
    private readonly definition: FunctionDefinition, runtime: string, environment: { readonly [name: string]: string }, log: LogSink,
  ) {
    const { name, logicalId, directory, handler, memoryMegabytes, region } = definition;
    this.child = spawn(process.execPath, [`--max-old-space-size=${memoryMegabytes}`, runtime, handler], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      env: {
        ...SYSTEM_ENVIRONMENT,
        TZ: 'UTC',
        LANG: 'en_US.UTF-8',
        _HANDLER: handler,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        LAMBDA_TASK_ROOT: directory,
        ...environment,
        ...definition.environment,
      },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      forEachLine(stream, (line) => log(logicalId, line));
    }
    this.child.on('message', (message) => this.answered(message as FunctionReply));
    this.child.on('error', (error) => this.end(new FunctionError(error.message, 'Runtime.ExitError')));
    this.ended = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.child.on('exit', (code, signal) => this.endedBy(code, signal));
    // Mostly it ends by itself then, and with a code of its own.
    this.child.on('disconnect', () => setTimeout(() => this.child.kill('SIGKILL'), DEAF_MILLISECONDS).unref());
  }

  public get isIdle(): boolean {
    return !this.gone && this.running === undefined;
  }

  public get isGone(): boolean {
    return this.gone;
  }

  /** @throws `FunctionError` with what the function threw, or that it ran out of time or ended */
  public async invoke(event: Json, requestId: string): Promise<Json> {
    const id = ++this.invocations;
    const { name, arn, timeoutSeconds, memoryMegabytes } = this.definition;
    return new Promise<Json>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        this.end(new FunctionError(`${new Date().toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`, 'Sandbox.Timedout'));
      }, timeoutSeconds * 1_000);
      this.running = { id, resolve, reject, timer };
      const call: FunctionCall = {
        id,
        event,
        remaining: timeoutSeconds * 1_000,
        context: {
          awsRequestId: requestId,
          functionName: name,
          functionVersion: '$LATEST',
          invokedFunctionArn: arn,
          memoryLimitInMB: String(memoryMegabytes),
          logGroupName: `/aws/lambda/${name}`,
          logStreamName: 'local',
        },
      };
      this.child.send(call, (error) => {
        // While it is about to end, how it ends says more than that nobody takes an event.
        if (error && this.gone) {
          this.endedBy(this.child.exitCode, this.child.signalCode);
        }
      });
    });
  }

  /** Ends the process and waits until it is gone. */
  public async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    this.end(new FunctionError('the local gateway stopped', 'Runtime.ExitError'));
    await this.ended;
  }

  private answered({ id, result, error, errorType }: FunctionReply): void {
    const invocation = this.running;
    if (invocation?.id !== id) {
      return;
    }
    this.running = undefined;
    clearTimeout(invocation.timer);
    if (error === undefined) {
      invocation.resolve(result ?? null);
    } else {
      invocation.reject(new FunctionError(error, errorType ?? 'Error'));
    }
  }

  /** The words of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
  private endedBy(code: number | null, signal: string | null): void {
    const how = signal === null ? `exit status ${String(code)}` : `signal: ${signal}`;
    this.end(new FunctionError(`RequestId: ${randomUUID()} Error: Runtime exited with error: ${how}`, 'Runtime.ExitError'));
  }

  private end(error: FunctionError): void {
    this.gone = true;
    const invocation = this.running;
    this.running = undefined;
    clearTimeout(invocation?.timer);
    invocation?.reject(error);
  }
}

/** Without it no program finds its libraries on Windows; elsewhere nothing of ours is handed on. */
const SYSTEM_ENVIRONMENT: { readonly [name: string]: string } = process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot };

/** Longest line that is kept together: a function that writes without an end must not fill our memory. */
const LONGEST_LINE = 64 * 1024;

function forEachLine(stream: NodeJS.ReadableStream | null, take: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      lines.push(rest);
      rest = '';
    }
    lines.filter((line) => line !== '').forEach(take);
  });
  stream?.on('end', () => rest !== '' && take(rest));
}
