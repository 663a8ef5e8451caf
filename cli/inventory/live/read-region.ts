import { listOf, objectOf, TemplateObject } from '../../../lib/checks/private/values';
import { UNKNOWN } from '../../report/model';
import { Answer, Aws, awsError } from './aws';
import { OperationName } from './operations';

/** Something that could not be read. */
export interface Problem {
  readonly region: string;
  /** The API's id, or its domain name; absent where it is about the region. */
  readonly of?: string;
  readonly call: string;
  readonly error: string;
  /** Whether AWS refused, so that something may be missing; else it has nothing to give there, which is said of the API. */
  readonly refused: boolean;
}

export interface Domain {
  readonly name: string;
  readonly version: 1 | 2;
  readonly properties: TemplateObject;
  /** What the domain name leads to; `routing rules` may lead elsewhere. */
  readonly mappings: ReadonlyArray<{ readonly api: string; readonly stage?: string; readonly path: string }>;
}

/** A stage as it was read. */
export interface LiveStage {
  readonly name: string;
  readonly answer: TemplateObject;
  readonly lastDeployment: string;
  /** The OpenAPI document that is deployed there, where it could be had. */
  readonly document?: TemplateObject;
}

/** A deployed API as it was read, of either version of API Gateway. */
export interface LiveApi {
  readonly region: string;
  readonly id: string;
  readonly version: 1 | 2;
  readonly name: string;
  readonly answer: TemplateObject;
  readonly tags: { readonly [key: string]: string };
  readonly stages: LiveStage[];
  readonly authorizers: TemplateObject[];
  /** Of REST APIs whose document could not be had: what GetResources has. */
  readonly resources?: TemplateObject[];
  readonly routes: TemplateObject[];
  readonly integrations: TemplateObject[];
  readonly problems: Problem[];
}

export interface LiveRegion {
  readonly region: string;
  readonly apis: LiveApi[];
  readonly domains: Domain[];
  readonly usagePlans: TemplateObject[];
  /** Rules of web ACLs by ARN; absent where they could not be read. */
  readonly webAcls: ReadonlyMap<string, unknown[]>;
  /** Also those of its APIs. */
  readonly problems: Problem[];
}

/** More would be a service that goes round in circles. */
const MOST_PAGES = 2_000;
const PAGE = 500;
/** Larger documents than API Gateway imports (6 MB) grow by its own words only so far. */
const LARGEST_DOCUMENT_BYTES = 32 * 1024 * 1024;

/** Reads all of a region, and goes on where a part of it is refused. */
export async function readRegion(region: string, aws: Aws, progress: (done: number, all: number) => void = () => undefined): Promise<LiveRegion> {
  const problems: Problem[] = [];
  const reader = new Reader(region, aws, problems);
  const rest = await reader.all('GetRestApis', { limit: PAGE }, 'position');
  const http = await reader.all('GetApis', { MaxResults: String(PAGE) }, 'NextToken');
  const all = [...rest.map((answer) => ({ version: 1 as const, answer })), ...http.map((answer) => ({ version: 2 as const, answer }))];
  const apis: LiveApi[] = [];
  progress(0, all.length);
  for (const { version, answer } of all) {
    const own: Problem[] = [];
    const ofApi = new Reader(region, aws, own, textOf(version === 1 ? answer.id : answer.ApiId));
    apis.push(version === 1 ? await readRestApi(answer, ofApi) : await readHttpApi(answer, ofApi));
    problems.push(...own);
    progress(apis.length, all.length);
  }
  const usagePlans = rest.length > 0 ? await reader.all('GetUsagePlans', { limit: PAGE }, 'position') : [];
  const domains = all.length > 0 ? await readDomains(reader) : [];
  const webAcls = await readWebAcls(apis, reader);
  return { region, apis, domains, usagePlans, webAcls, problems };
}

/** Calls AWS, and notes what it refuses. */
class Reader {
  public constructor(
    public readonly region: string, private readonly aws: Aws, public readonly problems: Problem[], public readonly of?: string,
  ) {}

  public async one(call: OperationName, input: object, of = this.of): Promise<Answer | undefined> {
    try {
      return await this.aws.call(call, input);
    } catch (error) {
      // An export of an API whose payloads are no JSON is a BadRequestException, whoever asks.
      const isImpossible = call === 'GetExport' && ['BadRequestException', 'NotFoundException'].includes((error as Error).name);
      this.note(call, awsError(error), of, !isImpossible);
      return undefined;
    }
  }

  public note(call: string, error: string, of = this.of, refused = false): void {
    this.problems.push({ region: this.region, ...(of !== undefined && { of }), call, error, refused });
  }

  /** All pages of a list; of one that breaks off those that came. */
  public async all(call: OperationName, input: object, token: 'position' | 'NextToken', of = this.of): Promise<TemplateObject[]> {
    const found: TemplateObject[] = [];
    const seen = new Set<unknown>();
    let next: unknown;
    do {
      const answer = await this.one(call, { ...input, ...(next !== undefined && { [token]: next }) }, of);
      if (answer === undefined) {
        return found;
      }
      found.push(...listOf(answer.items ?? answer.Items).map(objectOf));
      next = answer[token] === '' || answer[token] === null ? undefined : answer[token];
      if (next !== undefined && (seen.has(next) || seen.size >= MOST_PAGES)) {
        this.note(call, 'the list has no end', of, true);
        return found;
      }
      seen.add(next);
    } while (next !== undefined);
    return found;
  }
}

async function readRestApi(answer: TemplateObject, reader: Reader): Promise<LiveApi> {
  const restApiId = textOf(answer.id);
  const { item: items } = await reader.one('GetStages', { restApiId }) ?? {};
  const stages: LiveStage[] = [];
  const deployed = new Map<string, string>();
  for (const stage of listOf(items).map(objectOf)) {
    const deploymentId = textOf(stage.deploymentId);
    if (deploymentId !== '' && !deployed.has(deploymentId)) {
      deployed.set(deploymentId, dateOf((await reader.one('GetDeployment', { restApiId, deploymentId }))?.createdDate));
    }
    const name = textOf(stage.stageName);
    const document = await readDocument(restApiId, name, reader);
    stages.push({ name, answer: stage, lastDeployment: deployed.get(deploymentId) ?? UNKNOWN, ...(document && { document }) });
  }
  const authorizers = await reader.all('GetAuthorizers', { restApiId, limit: PAGE }, 'position');
  const lacksDocument = stages.length === 0 || stages.some(({ document }) => document === undefined);
  const resources = lacksDocument ? await reader.all('GetResources', { restApiId, embed: ['methods'], limit: PAGE }, 'position') : undefined;
  return {
    region: reader.region,
    id: restApiId,
    version: 1,
    name: textOf(answer.name),
    answer,
    tags: tagsOf(answer.tags),
    stages,
    authorizers,
    ...(resources && { resources }),
    routes: [],
    integrations: [],
    problems: reader.problems,
  };
}

/** What is deployed to a stage. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html */
async function readDocument(restApiId: string, stageName: string, reader: Reader): Promise<TemplateObject | undefined> {
  const answer = await reader.one('GetExport', { restApiId, stageName, exportType: 'oas30', parameters: { extensions: 'apigateway' }, accepts: 'application/json' });
  if (answer === undefined) {
    return undefined;
  }
  const { body } = answer;
  if (!(body instanceof Uint8Array) || body.length > LARGEST_DOCUMENT_BYTES) {
    reader.note('GetExport', `the document of the stage ${stageName} is ${body instanceof Uint8Array ? `too large (${body.length} bytes)` : 'not there'}`);
    return undefined;
  }
  try {
    const document: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof objectOf(document).paths === 'object') {
      return objectOf(document);
    }
  } catch {
    // Told below: what came is no document either way.
  }
  reader.note('GetExport', `the document of the stage ${stageName} is no OpenAPI in JSON`);
  return undefined;
}

async function readHttpApi(answer: TemplateObject, reader: Reader): Promise<LiveApi> {
  const ApiId = textOf(answer.ApiId);
  const list = async (call: OperationName): Promise<TemplateObject[]> => reader.all(call, { ApiId, MaxResults: String(PAGE) }, 'NextToken');
  const stages: LiveStage[] = [];
  for (const stage of await list('GetApiStages')) {
    const DeploymentId = textOf(stage.DeploymentId);
    const deployment = DeploymentId === '' ? undefined : await reader.one('GetApiDeployment', { ApiId, DeploymentId });
    stages.push({ name: textOf(stage.StageName), answer: stage, lastDeployment: dateOf(deployment?.CreatedDate) });
  }
  return {
    region: reader.region,
    id: ApiId,
    version: 2,
    name: textOf(answer.Name),
    answer,
    tags: tagsOf(answer.Tags),
    stages,
    authorizers: await list('GetApiAuthorizers'),
    routes: await list('GetRoutes'),
    integrations: await list('GetIntegrations'),
    problems: reader.problems,
  };
}

/**
 * The domain names, and what they lead to. Mappings of several parts are seen by version 2 only, edge-optimized and private domain names by
 * version 1 only. https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
 */
async function readDomains(reader: Reader): Promise<Domain[]> {
  const second = await reader.all('GetApiDomainNames', { MaxResults: String(PAGE) }, 'NextToken');
  const names = new Set(second.map(({ DomainName }) => textOf(DomainName)));
  const first = (await reader.all('GetDomainNames', { limit: PAGE }, 'position')).filter(({ domainName }) => !names.has(textOf(domainName)));
  const domains: Domain[] = [];
  const add = (name: string, version: 1 | 2, properties: TemplateObject, mappings: Domain['mappings']): void => {
    domains.push({ name, version, properties, mappings });
    const mode = properties.RoutingMode ?? properties.routingMode;
    if (mode !== undefined && mode !== 'API_MAPPING_ONLY') {
      reader.note('GetApiMappings', 'the domain name has routing rules, which are not read: it may lead to other APIs too', name);
    }
  };
  for (const properties of second) {
    const DomainName = textOf(properties.DomainName);
    const mappings = await reader.all('GetApiMappings', { DomainName, MaxResults: String(PAGE) }, 'NextToken', DomainName);
    add(DomainName, 2, properties, mappings.map(({ ApiId, Stage, ApiMappingKey }) => (
      { api: textOf(ApiId), stage: textOf(Stage), path: textOf(ApiMappingKey) }
    )));
  }
  for (const properties of first) {
    const { domainName, domainNameId } = properties;
    const input = { domainName, ...(domainNameId !== undefined && { domainNameId }), limit: PAGE };
    const mappings = await reader.all('GetBasePathMappings', input, 'position', textOf(domainName));
    add(textOf(domainName), 1, properties, mappings.map(({ restApiId, stage, basePath }) => (
      { api: textOf(restApiId), stage: textOf(stage), path: basePath === '(none)' ? '' : textOf(basePath) }
    )));
  }
  return domains;
}

/** The rules of every web ACL that a stage names, each read once. */
async function readWebAcls(apis: readonly LiveApi[], reader: Reader): Promise<Map<string, unknown[]>> {
  const arns = new Set(apis.flatMap(({ stages }) => stages.map(({ answer }) => textOf(answer.webAclArn))).filter((arn) => arn !== ''));
  const found = new Map<string, unknown[]>();
  for (const arn of arns) {
    const [, Name, Id] = /^arn:[^:]+:wafv2:[^:]+:\d*:regional\/webacl\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
    if (Id === undefined) {
      reader.note('GetWebACL', 'the web ACL is one of AWS WAF Classic, whose rules are not read', arn);
      continue;
    }
    const answer = await reader.one('GetWebACL', { Name, Id, Scope: 'REGIONAL' }, arn);
    if (answer !== undefined) {
      found.set(arn, listOf(objectOf(answer.WebACL).Rules));
    }
  }
  return found;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export function dateOf(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : UNKNOWN;
}

function tagsOf(value: unknown): { readonly [key: string]: string } {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, tag]) => [key, textOf(tag)]));
}
