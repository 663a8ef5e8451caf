import { randomBytes, randomUUID } from 'crypto';
import { Json, JsonMap, LocalAssembly, LocalResource, LocalStack } from './assembly';
import { mapOf } from './template-values';
import { GatewayRequest, GatewayResponse } from './types';

/** What a custom resource answered, and what it was made with. */
interface Made {
  readonly ref: string;
  readonly attributes: { readonly [name: string]: string };
  readonly properties: JsonMap;
  readonly serviceToken: string;
  readonly stackId: string;
  readonly type: string;
}

/** How a function answers, as CloudFormation reads it. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
interface Answer {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly Data?: { readonly [name: string]: Json };
}

/** Path that answers are sent to. */
const RESPONSE_PATH = '/cloudformation/';
/** "default is 3600": https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
const DEFAULT_TIMEOUT_SECONDS = 3_600;

/** What is needed to run custom resources. */
export interface CustomResourcesOptions {
  /** Reads the assembly again, with what was made so far. */
  readonly read: (made: ReadonlyMap<string, Made>) => LocalAssembly;
  readonly invoke: (arn: string, event: JsonMap) => Promise<Json>;
  /** Whether a function is run here; resources of others are left out. */
  readonly canInvoke: (arn: string) => boolean;
  /** Where answers are sent, such as `http://127.0.0.1:4000`. */
  readonly address: string;
}

/**
 * The custom resources of an assembly as CloudFormation runs them: in the order of what they need, those that need nothing of one another at
 * once; created at first, updated where their properties changed, deleted where they are gone.
 */
export class CustomResources {
  /** By `<stack>.<logical id>`; templates resolve `Ref` and `Fn::GetAtt` with it. */
  private readonly made = new Map<string, Made>();
  /** What an update put another in the place of, and what nobody has any more: deleted when all else is done, the newest first. */
  private readonly replaced: Array<readonly [name: string, made: Made]> = [];
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  /** Takes the answers that functions upload; the server of the control plane hands them in. */
  public receive(request: GatewayRequest): GatewayResponse | undefined {
    if (!request.rawPath.startsWith(RESPONSE_PATH)) {
      return undefined;
    }
    const token = request.rawPath.slice(RESPONSE_PATH.length);
    const answer = this.waiting.get(token);
    if (request.method !== 'PUT' || !answer) {
      return { status: 403, headers: [], body: Buffer.alloc(0) };
    }
    this.waiting.delete(token);
    answer(JSON.parse(request.body.toString('utf8')) as Answer);
    return { status: 200, headers: [], body: Buffer.alloc(0) };
  }

  /**
   * @returns the assembly with all that the resources gave
   * @throws where a resource fails, in the words of its function
   */
  public async run(options: CustomResourcesOptions): Promise<LocalAssembly> {
    const done = new Set<string>();
    for (;;) {
      const assembly = options.read(this.made);
      const open = assembly.stacks.flatMap((stack) => [...stack.resources.values()]
        .filter((resource) => isCustom(resource) && options.canInvoke(String(resource.properties.ServiceToken)) && !done.has(nameOf(resource)))
        .map((resource) => ({ stack, resource })));
      if (open.length === 0) {
        await this.removeOthers(done, options);
        return options.read(this.made);
      }
      const names = new Set(open.map(({ resource }) => nameOf(resource)));
      const ready = open.filter(({ stack, resource }) => ![...neededBy(stack, resource)].some((id) => names.has(`${stack.name}.${id}`)));
      if (ready.length === 0) {
        throw new Error(`custom resources must not need one another in a circle, got ${[...names].join(', ')}`);
      }
      await Promise.all(ready.map(({ stack, resource }) => this.make(stack, resource, options)));
      ready.forEach(({ resource }) => done.add(nameOf(resource)));
    }
  }

  private async make(stack: LocalStack, resource: LocalResource, options: CustomResourcesOptions): Promise<void> {
    const name = nameOf(resource);
    const properties = texts(resource.properties) as JsonMap;
    const known = this.made.get(name);
    if (known && JSON.stringify(known.properties) === JSON.stringify(properties)) {
      return;
    }
    const serviceToken = String(properties.ServiceToken);
    const stackId = `arn:aws:cloudformation:${stack.region}:${stack.account}:stack/${stack.name}/local`;
    const answer = await this.call(options, {
      RequestType: known ? 'Update' : 'Create',
      ServiceToken: serviceToken,
      StackId: stackId,
      LogicalResourceId: resource.logicalId,
      ResourceType: resource.type,
      ResourceProperties: properties,
      ...(known && { PhysicalResourceId: known.ref, OldResourceProperties: known.properties }),
    });
    const ref = answer.PhysicalResourceId ?? known?.ref ?? resource.logicalId;
    // "If the returned value is different than the original value, the update is treated as a replacement":
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-update.html
    if (known && known.ref !== ref) {
      this.replaced.push([name, known]);
    }
    this.made.set(name, {
      ref,
      attributes: Object.fromEntries(Object.entries(answer.Data ?? {}).map(([attribute, value]) => [attribute, String(value)])),
      properties,
      serviceToken,
      stackId,
      type: resource.type,
    });
  }

  private async removeOthers(done: ReadonlySet<string>, options: CustomResourcesOptions): Promise<void> {
    const gone = [...this.made].filter(([name]) => !done.has(name));
    gone.forEach(([name]) => this.made.delete(name));
    this.replaced.push(...gone);
    for (let next = this.replaced.pop(); next !== undefined; next = this.replaced.pop()) {
      const [name, { ref, properties, serviceToken, stackId, type }] = next;
      if (options.canInvoke(serviceToken)) {
        await this.call(options, {
          RequestType: 'Delete',
          ServiceToken: serviceToken,
          StackId: stackId,
          LogicalResourceId: name.slice(name.indexOf('.') + 1),
          ResourceType: type,
          ResourceProperties: properties,
          PhysicalResourceId: ref,
        });
      }
    }
  }

  private async call({ invoke, address }: CustomResourcesOptions, event: JsonMap): Promise<Answer> {
    const token = randomBytes(16).toString('hex');
    const { LogicalResourceId, ResourceType, ServiceToken } = event;
    const seconds = Number(mapOf(event.ResourceProperties).ServiceTimeout ?? DEFAULT_TIMEOUT_SECONDS);
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        this.waiting.set(token, resolve);
        timer = setTimeout(() => reject(new Error(`it did not answer within ${seconds} s`)), seconds * 1_000);
        // A function that ends without an answer leaves CloudFormation waiting; here its error is what there is to say.
        invoke(String(ServiceToken), { ...event, RequestId: randomUUID(), ResponseURL: `${address}${RESPONSE_PATH}${token}` }).catch(reject);
      });
      if (answer.Status !== 'SUCCESS') {
        throw new Error(answer.Reason ?? 'it gave no reason');
      }
      return answer;
    } catch (error) {
      throw new Error(`the custom resource ${String(LogicalResourceId)} (${String(ResourceType)}) failed: ${(error as Error).message}`);
    } finally {
      clearTimeout(timer);
      this.waiting.delete(token);
    }
  }
}

/** ARNs of the functions behind custom resources. */
export function serviceTokensOf({ stacks }: LocalAssembly): string[] {
  return stacks.flatMap(({ resources }) => [...resources.values()].filter(isCustom).map(({ properties }) => String(properties.ServiceToken)));
}

function isCustom({ type, properties }: LocalResource): boolean {
  return (type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource') && typeof properties.ServiceToken === 'string';
}

function nameOf({ stack, logicalId }: LocalResource): string {
  return `${stack}.${logicalId}`;
}

/** Logical ids of all that must be there before a resource, through others too. */
function neededBy({ resources }: LocalStack, resource: LocalResource, found = new Set<string>()): Set<string> {
  for (const id of resource.dependsOn) {
    const needed = resources.get(id);
    if (needed && !found.has(id)) {
      found.add(id);
      neededBy({ resources } as LocalStack, needed, found);
    }
  }
  return found;
}

/** CloudFormation hands every scalar on as text. */
function texts(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(texts);
  }
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, texts(item)])) : String(value);
}
