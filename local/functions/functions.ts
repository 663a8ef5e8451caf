import * as fs from 'fs';
import * as http from 'http';
import * as path from 'path';
import { resourcesOf } from '../api';
import { Json, LocalAssembly, LocalResource, LocalStack } from '../assembly';
import { mapOf, shortHash } from '../template-values';
import { functionArn, FunctionDefinition, functionDefinition } from './function-definition';
import { FunctionError } from './function-error';
import { FunctionPool } from './function-pool';
import { LogSink } from './function-process';
import { writeSdkFolder } from './sdk-folder';

/** What the functions of an assembly need. */
export interface FunctionsOptions {
  /** Folder with `runtime.js` and `sdk.js`, which the package ships. */
  readonly bundles: string;
  /** For files that are needed while functions run; whoever made it removes it. */
  readonly temporary: string;
  /** What every function gets besides its own variables, such as the address of the control plane. */
  readonly environment: { readonly [name: string]: string };
  /** Addresses that take the events of functions which can't be run here, by logical id. They answer as AWS's Runtime Interface Emulator does. */
  readonly stubs: { readonly [logicalId: string]: string };
  /** Changes a definition before it is used: other variables, or a copy of the code. */
  readonly adapt: (definition: FunctionDefinition) => FunctionDefinition;
  readonly log: LogSink;
}

/** Every function of an assembly, by its ARN: Node.js ones in processes of their own, others by a stub that the user names. */
export class Functions {
  private readonly pools = new Map<string, FunctionPool>();
  private readonly stubs = new Map<string, string>();
  private readonly others = new Map<string, string>();
  private readonly sdk: string;

  public constructor(private readonly options: FunctionsOptions) {
    this.sdk = path.join(options.temporary, 'sdk');
    writeSdkFolder(this.sdk, path.join(options.bundles, 'sdk.js'));
  }

  /** Takes the functions of an assembly. What is the same as before goes on running. */
  public async update(assembly: LocalAssembly): Promise<void> {
    const former = new Map(this.pools);
    [this.pools, this.stubs, this.others].forEach((functions) => functions.clear());
    for (const stack of assembly.stacks) {
      for (const resource of resourcesOf(stack, 'AWS::Lambda::Function')) {
        this.add(assembly, stack, resource, former);
      }
    }
    await Promise.all([...former.values()].filter((pool) => !this.has(pool)).map((pool) => pool.stop()));
  }

  /** Why a function can't be run here, or nothing where it can. */
  public unservedReason(arn: string): string | undefined {
    return this.pools.has(arn) || this.stubs.has(arn) ? undefined : this.others.get(arn) ?? `${arn} is no function of this assembly`;
  }

  /** How people know a function: its logical id in the template. */
  public nameOf(arn: string): string {
    return this.pools.get(arn)?.definition.logicalId ?? arn.slice(arn.lastIndexOf(':') + 1);
  }

  /** ARN of a function of the assembly, by its ARN or its name. */
  public arnOf(name: string): string | undefined {
    return [...this.pools.keys(), ...this.stubs.keys()].find((arn) => arn === name || arn.endsWith(`:function:${name}`));
  }

  /** Starts an environment ahead of the first event. */
  public warm(arn: string): void {
    this.pools.get(arn)?.warm();
  }

  /** @throws `FunctionError` with what the function threw, or an error where it can't be run here */
  public async invoke(arn: string, event: Json): Promise<Json> {
    const pool = this.pools.get(arn);
    if (pool) {
      return pool.invoke(event);
    }
    const stub = this.stubs.get(arn);
    if (stub === undefined) {
      throw new Error(this.unservedReason(arn));
    }
    return callStub(stub, event);
  }

  public async stop(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.stop()));
  }

  private has(pool: FunctionPool): boolean {
    return this.pools.get(pool.definition.arn) === pool;
  }

  private add(assembly: LocalAssembly, stack: LocalStack, resource: LocalResource, former: ReadonlyMap<string, FunctionPool>): void {
    const { bundles, environment, stubs, adapt, log } = this.options;
    const { logicalId, properties } = resource;
    const arn = functionArn(stack, resource);
    const stub = stubs[logicalId] as string | undefined;
    const directory = stub === undefined ? this.codeOf(resource, assembly) : undefined;
    if (stub !== undefined) {
      this.stubs.set(arn, stub);
    } else if (directory !== undefined && String(properties.Runtime).startsWith('nodejs')) {
      const definition = adapt(functionDefinition(stack, resource, directory));
      const known = former.get(arn);
      const isSame = known !== undefined && JSON.stringify(known.definition) === JSON.stringify(definition);
      this.pools.set(arn, isSame ? known : new FunctionPool(definition, path.join(bundles, 'runtime.js'), { ...environment, NODE_PATH: this.sdk }, log));
    } else {
      this.others.set(arn, `${logicalId} runs on ${String(properties.Runtime ?? 'an image')}; name an address that takes its events: --function ${logicalId}=http://…`);
    }
  }

  private codeOf({ stack, logicalId, properties }: LocalResource, assembly: LocalAssembly): string | undefined {
    const { S3Key, ZipFile } = mapOf(properties.Code);
    if (typeof ZipFile === 'string') {
      const directory = path.join(this.options.temporary, `inline-${shortHash(`${stack}.${logicalId}`)}`);
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(path.join(directory, 'index.js'), ZipFile);
      return directory;
    }
    const place = typeof S3Key === 'string' ? assembly.assetPath(S3Key) : undefined;
    return place !== undefined && fs.existsSync(place) && fs.statSync(place).isDirectory() ? place : undefined;
  }
}

/** Longest that a function may take: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_MILLISECONDS = 900_000;

function callStub(address: string, event: Json): Promise<Json> {
  return new Promise((resolve, reject) => {
    const call = http.request(address, { method: 'POST', headers: { 'content-type': 'application/json' }, timeout: LONGEST_MILLISECONDS }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        try {
          const result = JSON.parse(Buffer.concat(chunks).toString() || 'null') as Json;
          const { errorMessage, errorType } = mapOf(result);
          if (typeof errorMessage === 'string') {
            reject(new FunctionError(errorMessage, String(errorType ?? 'Error')));
          } else {
            resolve(result);
          }
        } catch {
          reject(new FunctionError(`${address} must answer JSON`, 'Runtime.InvalidResponse'));
        }
      });
    });
    call.on('timeout', () => call.destroy(new Error(`${address} did not answer`)));
    call.on('error', (error) => reject(new FunctionError(error.message, 'Runtime.ExitError')));
    call.end(JSON.stringify(event));
  });
}
