import { randomUUID } from 'crypto';
import { Json } from '../assembly';
import { FunctionDefinition } from './function-definition';
import { FunctionProcess, LogSink } from './function-process';

/** As many environments of one function at once, each a process of some 50 MB; further events wait. */
const MOST_ENVIRONMENTS = 4;

interface Waiting {
  readonly take: (environment: FunctionProcess) => void;
  readonly fail: (error: Error) => void;
}

/** The environments of one function: started when they are needed, used again, and replaced where they end. */
export class FunctionPool {
  private readonly environments = new Set<FunctionProcess>();
  private readonly idle: FunctionProcess[] = [];
  private readonly waiting: Waiting[] = [];
  private stopped = false;

  public constructor(
    public readonly definition: FunctionDefinition,
    private readonly runtime: string,
    private readonly environment: { readonly [name: string]: string },
    private readonly log: LogSink,
  ) {
  }

  /** Starts an environment, so that the first request does not wait for it. */
  public warm(): void {
    if (this.environments.size === 0 && !this.stopped) {
      this.idle.push(this.start());
    }
  }

  /** @throws `FunctionError` */
  public async invoke(event: Json): Promise<Json> {
    const environment = await this.acquire();
    try {
      return await environment.invoke(event, randomUUID());
    } finally {
      this.release(environment);
    }
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    this.waiting.splice(0).forEach(({ fail }) => fail(new Error(STOPPED)));
    await Promise.all([...this.environments].map((environment) => environment.stop()));
  }

  private async acquire(): Promise<FunctionProcess> {
    if (this.stopped) {
      throw new Error(STOPPED);
    }
    for (let idle = this.idle.pop(); idle; idle = this.idle.pop()) {
      if (!idle.isGone) {
        return idle;
      }
      this.environments.delete(idle);
    }
    if (this.environments.size < Math.min(MOST_ENVIRONMENTS, this.definition.reservedConcurrency ?? MOST_ENVIRONMENTS)) {
      return this.start();
    }
    return new Promise((take, fail) => this.waiting.push({ take, fail }));
  }

  private release(environment: FunctionProcess): void {
    if (this.stopped) {
      return;
    }
    if (environment.isGone) {
      this.environments.delete(environment);
    }
    const next = this.waiting.shift();
    if (next) {
      next.take(environment.isGone ? this.start() : environment);
    } else if (!environment.isGone) {
      this.idle.push(environment);
    }
  }

  private start(): FunctionProcess {
    const fresh = new FunctionProcess(this.definition, this.runtime, this.environment, this.log);
    this.environments.add(fresh);
    return fresh;
  }
}

const STOPPED = 'the local gateway stopped';
