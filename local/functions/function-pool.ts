import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { resourcesOf } from '../api';
import { Json, JsonMap, LocalAssembly, LocalResource } from '../assembly';
import { mapOf } from '../template-values';
import { FunctionDefinition, FunctionProcess, LogSink } from './function-process';

/** As many environments of one function at once; more requests wait, as they would be throttled at the account's limit. */
const MOST_ENVIRONMENTS = 4;

interface Pool {
  readonly definition: FunctionDefinition;
  readonly processes: FunctionProcess[];
  readonly waiting: Array<() => void>;
}

/**
 * The Node.js functions of an assembly, each in processes of its own with its environment, time limit and memory.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class FunctionPool {
  private readonly pools = new Map<string, Pool>();
  private readonly temporary: string[] = [];

  /** @param environment what every function gets besides, such as the address of the control plane */
  public constructor(assembly: LocalAssembly, private readonly environment: { readonly [name: string]: string }, private readonly log: LogSink) {
    for (const stack of assembly.stacks) {
      for (const resource of resourcesOf(stack, 'AWS::Lambda::Function')) {
        const directory = this.codeOf(resource, assembly);
        if (directory !== undefined && String(resource.properties.Runtime).startsWith('nodejs')) {
          const arn = `arn:aws:lambda:${stack.region}:${stack.account}:function:${resource.ref}`;
          this.pools.set(arn, { definition: definitionOf(resource, arn, directory), processes: [], waiting: [] });
        }
      }
    }
  }

  /** Whether the function can be run here. */
  public has(arn: string): boolean {
    return this.pools.has(arn);
  }

  /** @throws what the function threw, or that it can't be run here */
  public async invoke(arn: string, event: JsonMap): Promise<Json> {
    const pool = this.pools.get(arn);
    if (!pool) {
      throw new Error(`${arn} must be a Node.js function of the assembly`);
    }
    const environment = await this.idle(pool);
    try {
      return await environment.invoke(event, randomUUID());
    } finally {
      pool.processes.filter(({ isGone }) => isGone).forEach((gone) => pool.processes.splice(pool.processes.indexOf(gone), 1));
      pool.waiting.shift()?.();
    }
  }

  public stop(): void {
    for (const { processes } of this.pools.values()) {
      processes.splice(0).forEach((environment) => environment.stop());
    }
    this.temporary.splice(0).forEach((directory) => fs.rmSync(directory, { recursive: true, force: true }));
  }

  private async idle(pool: Pool): Promise<FunctionProcess> {
    for (;;) {
      const idle = pool.processes.find(({ isIdle }) => isIdle);
      if (idle) {
        return idle;
      }
      if (pool.processes.length < MOST_ENVIRONMENTS) {
        const fresh = new FunctionProcess(pool.definition, this.environment, this.log);
        pool.processes.push(fresh);
        return fresh;
      }
      await new Promise<void>((resolve) => pool.waiting.push(resolve));
    }
  }

  private codeOf({ properties }: LocalResource, assembly: LocalAssembly): string | undefined {
    const { S3Key, ZipFile } = mapOf(properties.Code);
    if (typeof ZipFile === 'string') {
      const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'function-'));
      this.temporary.push(directory);
      fs.writeFileSync(path.join(directory, 'index.js'), ZipFile);
      return directory;
    }
    const place = typeof S3Key === 'string' ? assembly.assetPath(S3Key) : undefined;
    return place !== undefined && fs.existsSync(place) && fs.statSync(place).isDirectory() ? place : undefined;
  }
}

function definitionOf({ ref, properties }: LocalResource, arn: string, directory: string): FunctionDefinition {
  const variables = mapOf(mapOf(properties.Environment).Variables);
  return {
    name: ref,
    arn,
    directory,
    handler: String(properties.Handler),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    // "default 3 seconds", "default 128 MB": https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMegabytes: Number(properties.MemorySize ?? 128),
  };
}
