import { Finding, findingsIn, resourcesOf, UNKNOWN as UNKNOWN_RULE } from '../../check/findings';
import { ReadTemplate } from '../../check/read-templates';
import { mapOf } from '../../check/resolve';
import { apiMaturity } from '../../report/maturity';
import { apisOf } from '../../report/read/apis';
import { ReportInput } from '../../report/read/inputs';
import { shownText } from '../../report/read/values';
import { InventoryApi, InventoryFinding, InventoryStage } from '../model';
import { inventoryRoute } from '../routes';
import { ownerOf, stagesOf } from '../tags';
import { Match, matchOf, StackNames, stackOf } from './match';
import { dateOf, LiveApi, LiveRegion, LiveStage, textOf } from './read-region';
import { API, domainsOf, LiveTemplate, templatesOf } from './to-templates';

/** The rules that look at what the service tells; the others are about what only a template has, or another service. docs/inventory.md */
export const LIVE_RULES: readonly string[] = [
  'SRA1', 'SRA2', 'SRA3', 'SRA4', 'SRA5', 'SRA6', 'SRA7', 'SRA8', 'SRA9', 'SRA10', 'SRA11', 'SRA13', 'SRA18', 'SRA19', 'SRA20', 'SRA24', 'SRA29', 'SRA30',
];
/** Without a document nobody tells which validator a method has, and what it makes of it. */
const NEED_DOCUMENT = ['SRA3', 'SRA10', 'SRA13'];

/** The deployed APIs of a region, each with whether a template names it, and with what the pack finds. */
export function apisOfRegion(region: LiveRegion, inputs: readonly ReportInput[], stackNames: StackNames, ownerTag: string): InventoryApi[] {
  return region.apis.map((api) => apiOf(api, region, matchOf(api, inputs, stackNames), ownerTag));
}

function apiOf(api: LiveApi, region: LiveRegion, match: Match, ownerTag: string): InventoryApi {
  const read = templatesOf(api, region).map((template) => readAs(api, template, match));
  const reports = read.map(({ input }) => apisOf(input)[0].report);
  const routes = [...new Map(reports.flatMap((report) => report.routes).map((route) => {
    const { method, path, access, key, target } = route;
    return [JSON.stringify([method, path, access, key, target]), inventoryRoute(route)] as const;
  })).values()];
  const { findings, failures } = findingsOf(read, api);
  const { stack, logicalId } = stackOf(api);
  const owner = ownerOf(ownerTag, [api.tags, ...api.stages.map(tagsOfStage)]);
  const unknown = [...unknownOf(api, region), ...failures];
  const { template: _, ...standing } = match;
  return {
    name: api.name,
    kind: reports[0].kind,
    ...(stack !== undefined && { stack }),
    ...(logicalId !== undefined && { logicalId }),
    posture: false,
    ...(owner !== undefined && { owner }),
    tags: api.tags,
    maturity: routesKnown(api) || routes.some(({ maturity }) => maturity.level === 0) ? apiMaturity(routes) : { why: 'what its stages serve could not be read' },
    stages: api.stages.map((stage): InventoryStage => ({
      name: stage.name,
      webAcl: api.version === 2 ? 'not possible' : textOf(stage.answer.webAclArn) === '' ? 'none' : 'associated',
      lastDeployment: stage.lastDeployment,
      accessLog: textOf(mapOf(stage.answer.accessLogSettings ?? stage.answer.AccessLogSettings)[api.version === 1 ? 'destinationArn' : 'DestinationArn']) !== '',
      tags: tagsOfStage(stage),
    })),
    routes,
    routesComplete: routesKnown(api),
    unknown,
    deployed: {
      region: api.region,
      id: api.id,
      standing,
      created: dateOf(api.answer.createdDate ?? api.answer.CreatedDate),
      executeApi: (api.answer.disableExecuteApiEndpoint ?? api.answer.DisableExecuteApiEndpoint) === true ? 'disabled' : 'open',
      domains: domainsOf(api, region.domains).flatMap(({ name, mappings }) => mappings
        .filter((mapping) => mapping.api === api.id).map(({ path }) => (path === '' ? name : `${name}/${path}`))),
      authorizers: api.authorizers.map((authorizer) => textOf(authorizer.name ?? authorizer.Name)),
      findings,
    },
  };
}

function tagsOfStage({ answer }: LiveStage): { readonly [key: string]: string } {
  return mapOf(answer.tags ?? answer.Tags) as { readonly [key: string]: string };
}

interface ReadAs {
  readonly input: ReportInput;
  readonly hasDocument: boolean;
}

/** The template of a deployed API, with what somebody acknowledged on the constructs of the template that names it. */
function readAs(api: LiveApi, { resources, stages }: LiveTemplate, { template: named }: Match): ReadAs {
  const paths = new Map<string, string>();
  let metadata: unknown;
  if (named !== undefined) {
    const { input, logicalId } = named;
    metadata = mapOf(input.resources[logicalId]).Metadata;
    const own = input.read.paths.get(logicalId);
    const ofStages = stagesOf(logicalId, input.resources);
    for (const id of Object.keys(resources)) {
      const [stageId] = ofStages.find(([, stage]) => stages.has(id) && shownText(mapOf(mapOf(stage).Properties).StageName) === stages.get(id)) ?? [];
      const place = stageId === undefined ? own : input.read.paths.get(stageId);
      if (place !== undefined) {
        paths.set(id, place);
      }
    }
  }
  const template = { Resources: { ...resources, ...(metadata !== undefined && { [API]: { ...mapOf(resources[API]), Metadata: metadata } }) } };
  const read: ReadTemplate = { file: api.region, stackName: api.id, template, paths, acknowledged: named?.input.read.acknowledged ?? new Map() };
  const hasDocument = mapOf(mapOf(resources[API]).Properties).Body !== undefined;
  return { input: { read, resources: resourcesOf(read), postures: new Map() }, hasDocument };
}

function findingsOf(read: readonly ReadAs[], api: LiveApi): { readonly findings: InventoryFinding[]; readonly failures: string[] } {
  const found = new Map<string, InventoryFinding>();
  const failures: string[] = [];
  for (const { input, hasDocument } of read) {
    const inEffect = LIVE_RULES.filter((rule) => api.version === 2 || hasDocument || !NEED_DOCUMENT.includes(rule));
    try {
      for (const finding of findingsIn([input.read]).filter((one) => inEffect.includes(ruleOf(one)) && isTold(one, api))) {
        const { id, level, message, help, acknowledged } = finding;
        found.set(`${id} ${message}`, { id, level, message, help, ...(acknowledged !== undefined && { acknowledged }) });
      }
    } catch (error) {
      // A document of whatever form: its API is said to be unknown, and the others are read on.
      failures.push(`The rules could not look at it: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 200)}.`);
    }
  }
  return { findings: [...found.values()], failures };
}

/** `SRA2`, of what could not be looked into too. */
function ruleOf({ rule, id }: Finding): string {
  return rule === UNKNOWN_RULE ? /\[(\w+)\]$/.exec(id)?.[1] ?? '' : rule.replace(/^SecureRestApi-/, '');
}

/** What a client of an older version leaves out is no finding: it is unknown. */
function isTold({ rule, id }: Finding, { answer, version }: LiveApi): boolean {
  if (!rule.endsWith('-SRA6') || version === 2) {
    return true;
  }
  return !(id.endsWith('[policy]') && answer.securityPolicy === undefined) && !(id.includes('access') && answer.endpointAccessMode === undefined);
}

/**
 * Whether the routes are those that are served. What is configured need not be: a stage goes on serving an open route that somebody removed and
 * never deployed.
 */
function routesKnown({ version, stages, problems }: LiveApi): boolean {
  const isRead = !problems.some(({ call }) => ['GetStages', 'GetResources', 'GetApiStages', 'GetRoutes'].includes(call));
  return version === 1
    ? stages.length > 0 ? stages.every(({ document }) => document !== undefined) : isRead
    : isRead && stages.every(isUpToDate);
}

/** Of an HTTP or WebSocket API: the message of a deployment that went well begins so. */
function isUpToDate({ answer: { AutoDeploy, LastDeploymentStatusMessage: message } }: LiveStage): boolean {
  return AutoDeploy === true && (textOf(message) === '' || textOf(message).startsWith('Successfully'));
}

function unknownOf(api: LiveApi, region: LiveRegion): string[] {
  const { problems, stages, version, answer } = api;
  const withoutDocument = stages.filter(({ document }) => document === undefined).map(({ name }) => name);
  const unread = stages.filter(({ answer: { webAclArn } }) => textOf(webAclArn) !== '' && !region.webAcls.has(textOf(webAclArn))).map(({ name }) => name);
  return [
    ...problems.map(({ call, error }) => `${call} gave nothing: ${error}.`),
    ...(version === 1 && withoutDocument.length > 0
      ? [`The document of ${withoutDocument.join(', ')} could not be had: the routes are those that are configured, it may serve others, and nobody tells how they are validated.`] : []),
    ...(unread.length > 0 ? [`The rules of the web ACL before ${unread.join(', ')} could not be read.`] : []),
    ...(version === 1 && stages.length === 0 && !problems.some(({ call }) => call === 'GetStages') ? ['It has no stage: it answers nobody.'] : []),
    ...(version === 1 && answer.securityPolicy === undefined ? ['Its TLS policy is not told.'] : []),
    ...(version === 1 && answer.endpointAccessMode === undefined ? ['Its endpoint access mode is not told.'] : []),
    ...(version === 2 ? ['Whether a distribution with a web ACL stands in front is not read.'] : []),
    ...(version === 2 && !stages.every(isUpToDate)
      ? ['A stage does not deploy by itself, or could not: the routes are those that are configured, and it may serve others.'] : []),
  ];
}
