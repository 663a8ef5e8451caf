import { isSurelyTrue, listOf, objectOf } from '../../../lib/checks/private/values';
import { ReadTemplate } from '../../check/read-templates';
import { apiMaturity } from '../maturity';
import { ApiReport, ExceptionReport, FactReport, RouteReport, UnenforcedReport, UNKNOWN } from '../model';
import { httpRoutes, httpStages } from './http-routes';
import { ReportInput } from './inputs';
import { restRoutes, restStages, TemplateRoute } from './rest-routes';
import { referencedId, resourcesOfType, shownText, shownThrottle } from './values';
import { webAclsOf } from './web-acls';

/** What a template tells of an API that no construct of ours made. */
export function fromTemplate(logicalId: string, input: ReportInput): ApiReport {
  const { read, resources } = input;
  const resource = objectOf(resources[logicalId]);
  const isRest = resource.Type === 'AWS::ApiGateway::RestApi';
  const protocol = objectOf(resource.Properties).ProtocolType;
  const { routes: all, opaque } = isRest ? restRoutes(logicalId, resources) : httpRoutes(logicalId, resources);
  const stages = isRest ? restStages(logicalId, resources) : httpStages(logicalId, resources);
  const firewalls = webAclsOf(logicalId, resources);
  const routes = all.filter(({ preflight }) => !preflight).map((route): RouteReport => {
    const { preflight: _, ...rest } = route;
    return { ...rest, alsoServes: [], exceptions: [], throttle: throttleOf(route, logicalId, input, isRest) };
  });
  const consumers = consumersOf(logicalId, input);
  return {
    name: read.paths.get(logicalId)?.replace(/\/(?:Resource|Default)$/, '') ?? logicalId,
    kind: isRest ? 'REST' : protocol === 'WEBSOCKET' ? 'WebSocket' : 'HTTP',
    file: read.file,
    stack: read.stackName,
    stages: stages.map(({ name }) => name),
    posture: false,
    maturity: opaque && routes.every(({ maturity }) => maturity.level !== 0) ? { why: 'its document stands elsewhere' } : apiMaturity(routes),
    routes,
    preflights: all.length - routes.length,
    layers: [
      { name: 'Web ACL', facts: [webAclFact(isRest, firewalls.length)] },
      { name: 'API key', facts: [consumers.length > 0 ? `${consumers.length} usage plans` : 'no usage plan in the template'] },
    ],
    firewalls,
    issuers: [],
    consumers,
    exceptions: acknowledged(read, [logicalId, ...ownResources(logicalId, input)]),
    unenforced: unenforcedOf(logicalId, input, routes, opaque),
  };
}

function webAclFact(isRest: boolean, count: number): string {
  if (count > 0) {
    return 'named in the template';
  }
  return isRest ? 'none in the template' : 'AWS WAF can\'t stand before this kind of API';
}

function throttleOf({ method, path }: TemplateRoute, logicalId: string, { resources }: ReportInput, isRest: boolean): string {
  if (!isRest) {
    return httpStages(logicalId, resources).map(({ throttle }) => throttle ?? 'the account\'s').join('; ') || UNKNOWN;
  }
  const each = restStages(logicalId, resources).map(({ settings }) => {
    // A slash inside of the path is `~1` there.
    const own = settings.find(({ HttpMethod: verb, ResourcePath: resourcePath }) =>
      (verb === method || verb === '*') && shownText(resourcePath).replace(/^\/(?=~1)/, '').replaceAll('~1', '/') === path);
    const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = own ?? settings.find(({ HttpMethod: verb, ResourcePath: resourcePath }) => verb === '*' && resourcePath === '/*') ?? {};
    return shownThrottle(rate, burst) ?? 'the account\'s';
  });
  return [...new Set(each)].join('; ') || UNKNOWN;
}

function consumersOf(logicalId: string, { resources }: ReportInput): FactReport[] {
  return resourcesOfType(resources, 'AWS::ApiGateway::UsagePlan')
    .filter(([, { ApiStages: stages }]) => listOf(stages).some((stage) => referencedId(objectOf(stage).ApiId) === logicalId))
    .map(([id, { UsagePlanName: name, Throttle: throttle, Quota: quota }]) => {
      const { RateLimit: rate, BurstLimit: burst } = objectOf(throttle);
      const { Limit: limit, Period: period } = objectOf(quota);
      return {
        name: name === undefined ? id : shownText(name),
        facts: [`throttle ${shownThrottle(rate, burst) ?? 'none'}`, `quota ${limit === undefined ? 'none' : `${shownText(limit)} a ${shownText(period).toLowerCase()}`}`],
      };
    });
}

function ownResources(logicalId: string, { resources }: ReportInput): string[] {
  return Object.entries(resources).filter(([, resource]) => {
    const { RestApiId: rest, ApiId: http } = objectOf(objectOf(resource).Properties);
    return referencedId(rest) === logicalId || referencedId(http) === logicalId;
  }).map(([id]) => id);
}

/** What somebody acknowledged on the API's resources or around them, as cdk-nag and the CDK write it. */
function acknowledged({ template, paths, acknowledged: reasons }: ReadTemplate, logicalIds: readonly string[]): ExceptionReport[] {
  const found = logicalIds.flatMap((logicalId): ExceptionReport[] => {
    const rules = listOf(objectOf(objectOf(objectOf(objectOf(template.Resources)[logicalId]).Metadata).cdk_nag).rules_to_suppress).map(objectOf);
    const parts = paths.get(logicalId)?.split('/') ?? [];
    const around = parts.map((_, index) => parts.slice(0, index + 1).join('/')).flatMap((place) =>
      Object.entries(reasons.get(place) ?? {}).map(([kind, reason]) => ({ place, kind, reason })));
    return [...rules.map(({ id, reason }) => ({ place: logicalId, kind: shownText(id), reason: shownText(reason) })), ...around];
  });
  return [...new Map(found.map((exception) => [JSON.stringify(exception), exception])).values()];
}

function unenforcedOf(logicalId: string, { resources }: ReportInput, routes: readonly RouteReport[], opaque: boolean): UnenforcedReport[] {
  const { Type: type, Properties: properties } = objectOf(resources[logicalId]);
  const { Body: body, FailOnWarnings: strict } = objectOf(properties);
  return [
    ...(opaque ? [{ place: logicalId, what: UNKNOWN, detail: 'the API\'s document, or a part of it, stands elsewhere: none of its routes is in this report' }] : []),
    ...(type === 'AWS::ApiGateway::RestApi' && body !== undefined && !isSurelyTrue(strict)
      ? [{ place: logicalId, what: 'what the import drops', detail: '`FailOnWarnings` is not set: keywords that API Gateway ignores are ignored in silence' }] : []),
    ...routes.filter(({ validation }) => validation.includes('nothing is validated')).map((route) => ({
      place: `${route.method} ${route.path}`, what: 'no validation', detail: 'neither parameters nor body are validated before the target',
    })),
    ...routes.filter(({ maturity }) => maturity.level === undefined).map((route) => ({ place: `${route.method} ${route.path}`, what: UNKNOWN, detail: route.maturity.why })),
    { place: 'all routes', what: 'answers', detail: 'what a target answers is not validated' },
  ];
}
