import { LocalResource, LocalStack } from '../assembly';
import { mapOf } from '../template-values';

/** What a process needs to run one Lambda function. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Logical id in its template. */
  readonly logicalId: string;
  readonly region: string;
  readonly runtime: string;
  /** Folder with the code. */
  readonly directory: string;
  /** Module and export, such as `index.handler`. */
  readonly handler: string;
  readonly environment: { readonly [name: string]: string };
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** As many at once as the template reserves. */
  readonly reservedConcurrency?: number;
}

/** ARN of a function. */
export function functionArn({ region, account }: LocalStack, { ref }: LocalResource): string {
  return `arn:aws:lambda:${region}:${account}:function:${ref}`;
}

export function functionDefinition(stack: LocalStack, resource: LocalResource, directory: string): FunctionDefinition {
  const { ref, logicalId, properties } = resource;
  const variables = mapOf(mapOf(properties.Environment).Variables);
  return {
    name: ref,
    arn: functionArn(stack, resource),
    logicalId,
    region: stack.region,
    runtime: String(properties.Runtime),
    directory,
    handler: String(properties.Handler),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    // "default 3 seconds", "default 128 MB": https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    timeoutSeconds: Number(properties.Timeout ?? 3),
    memoryMegabytes: Number(properties.MemorySize ?? 128),
    ...(properties.ReservedConcurrentExecutions !== undefined && { reservedConcurrency: Number(properties.ReservedConcurrentExecutions) }),
  };
}
