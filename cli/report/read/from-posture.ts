import { Posture, PostureEdge, PostureRoute } from '../../../lib/posture/posture';
import { apiMaturity, maturityOf } from '../maturity';
import { ApiReport, ExceptionReport, FactReport, FirewallReport, RouteReport, UnenforcedReport } from '../model';
import { ReportInput } from './inputs';
import { restRoutes, TemplateRoute } from './rest-routes';

const QUERY_NAMES: { readonly [held: string]: string } = { 'per API': 'also the query names of other routes', 'free': 'any query name' };

/** What an API's posture says, and what the roles of its routes may do by the template. */
export function fromPosture(posture: Posture, { read, resources }: ReportInput): ApiReport {
  const { routes: inTemplate } = restRoutes(posture.restApi, resources);
  const byName = new Map(inTemplate.map((route) => [nameOf(route), route]));
  const routes = posture.routes.map((route) => routeReport(route, posture, byName.get(nameOf(route))));
  return {
    name: posture.api,
    kind: 'REST',
    file: read.file,
    stack: read.stackName,
    stages: [posture.stage],
    posture: true,
    maturity: apiMaturity(routes),
    routes,
    preflights: inTemplate.filter(({ preflight, method, path }) => preflight && !posture.routes.some((route) => nameOf(route) === `${method} ${path}`)).length,
    layers: layersOf(posture),
    firewalls: firewallsOf(posture),
    issuers: posture.issuers.map(({ name, audience, grants }) => ({
      name,
      facts: [`audience ${audience.join(', ')}`, grants ? `may grant ${[...grants.roles, ...grants.scopes].join(', ') || 'nothing'}` : 'may grant any role, scope and claim'],
    })),
    consumers: posture.consumers.map(({ id, throttle, quota }) => ({ name: id, facts: [`throttle ${throttle}`, `quota ${quota}`] })),
    exceptions: [
      ...posture.exceptions.map(({ kind, reason }) => ({ place: 'all routes', kind, reason })),
      ...posture.edge?.exceptions.map(({ kind, reason }) => ({ place: 'Edge', kind, reason })) ?? [],
      ...posture.issuers.flatMap(({ name, exceptions }) => exceptions.map(({ kind, reason }) => ({ place: `issuer ${name}`, kind, reason }))),
      ...routes.flatMap(({ exceptions }) => exceptions),
    ],
    unenforced: unenforcedOf(posture),
    worstBill: posture.worstBill,
  };
}

function nameOf({ method, path }: Pick<PostureRoute | TemplateRoute, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function routeReport(route: PostureRoute, posture: Posture, inTemplate: TemplateRoute | undefined): RouteReport {
  const place = nameOf(route);
  return {
    method: route.method,
    path: route.path,
    operationId: route.operationId,
    alsoServes: route.alsoServes,
    access: route.access === 'public' ? 'anyone' : route.access,
    key: route.apiKey ? 'required' : 'no',
    validation: [...route.parameters, route.body, ...(QUERY_NAMES[route.queryNames] ? [QUERY_NAMES[route.queryNames]] : [])],
    throttle: route.throttle === 'stage' ? `${posture.throttle} (each method alone)` : route.throttle,
    target: route.target,
    role: route.role === '-' ? undefined : { name: route.role, may: inTemplate?.role?.may },
    maturity: maturityOf(route.requires, route.apiKey, posture.findings.some((finding) => finding.route === place)),
    exceptions: route.exceptions.filter(({ kind }) => !isNote(kind)).map(({ kind, reason }) => ({ place, kind, reason })),
  };
}

/** What an import says of a document is no exception of a person's. */
function isNote(kind: string): boolean {
  return kind === 'import';
}

function layersOf(posture: Posture): FactReport[] {
  const { edge, firewall, routes, consumers, issuers } = posture;
  const withSchema = routes.filter(({ body }) => body.startsWith('json schema')).length;
  const unchecked = routes.filter(({ body }) => body.includes('unchecked')).length;
  return [
    ...(edge ? [edgeLayer(edge)] : []),
    { name: 'Web ACL', facts: [`${firewall.rules.length} rules`, `${firewall.wcu} of ${firewall.budget} WCU`] },
    { name: 'Stage', facts: [`${posture.stage}, each method throttled to ${posture.throttle}, for all callers together`] },
    { name: 'Authorizer', facts: [`tokens of ${issuers.map(({ name }) => name).join(', ')}`, `an answer is kept for ${posture.authorizerCache}`] },
    { name: 'API key', facts: [`${consumers.length} consumers`, `keys are replaced ${posture.rotationSchedule}`] },
    { name: 'Validation', facts: [`${withSchema} routes with a closed body schema, ${unchecked} with an unchecked body, ${routes.length - withSchema - unchecked} without a body`] },
    { name: 'Target', facts: [`${new Set(routes.map(({ target }) => target)).size} targets by ${new Set(routes.map(({ role }) => role).filter((role) => role !== '-')).size} roles`] },
  ];
}

function edgeLayer({ domainNames, tls, origin, website, websiteTokens, webAcl }: PostureEdge): FactReport {
  return {
    name: 'Edge',
    facts: [
      domainNames.join(', '), `TLS ${tls}`, `known to the API by ${origin}`, `website: ${website}`, `web ACL: ${webAcl}`,
      ...websiteTokens.map((tokens) => `with the website's key: tokens of ${tokens}`),
    ],
  };
}

function firewallsOf({ firewall, edge }: Posture): FirewallReport[] {
  const atEdge: FirewallReport[] = edge === undefined ? [] : [{
    place: 'at the Edge',
    rules: edge.firewall,
    ...(edge.firewall.length > 0 && { wcu: edge.firewall.reduce((sum, { wcu }) => sum + wcu, 0) }),
    ...(edge.firewall.length === 0 && { note: `The web ACL at the Edge is ${edge.webAcl}: its rules stand elsewhere.` }),
  }];
  return [...atEdge, { place: 'before the stage', ...firewall }];
}

function unenforcedOf({ findings, routes, firewall, edge }: Posture): UnenforcedReport[] {
  const counting = [...firewall.rules, ...edge?.firewall ?? []].filter(({ action, purpose }) => action.includes('count') || / counts\b/.test(purpose));
  const notes = routes.flatMap((route): ExceptionReport[] => route.exceptions.map((exception) => ({ place: nameOf(route), ...exception })));
  return [
    ...findings.map(({ route, finding }) => ({ place: route, what: 'not bound to one issuer', detail: finding })),
    ...routes.flatMap((route) => route.openPlaces.map(({ kind, pointer }) => ({ place: nameOf(route), what: kind, detail: pointer }))),
    ...notes.filter(({ kind }) => kind === 'acceptUnenforced').map(({ place, reason }) => ({ place, what: 'left to the target', detail: reason })),
    // An import says each of its acceptances a second time, by itself.
    ...notes.filter(({ place, kind, reason }) => isNote(kind) &&
      !notes.some((other) => other.place === place && !isNote(other.kind) && other.reason.includes(reason)))
      .map(({ place, reason }) => ({ place, what: 'note of the import', detail: reason })),
    ...routes.filter(({ body }) => body.includes('unchecked')).map((route) => ({ place: nameOf(route), what: 'unchecked body', detail: route.body })),
    ...routes.filter(({ queryNames }) => QUERY_NAMES[queryNames]).map((route) => ({ place: nameOf(route), what: 'query names', detail: QUERY_NAMES[route.queryNames] })),
    ...routes.flatMap((route) => route.alsoServes.map((other) => ({ place: nameOf(route), what: 'answers elsewhere', detail: `${route.method} ${other} has no route of its own` }))),
    ...counting.map(({ name, action, purpose }) => ({
      place: `web ACL rule ${name}`, what: action.includes('count') ? 'counts only' : 'counts in part', detail: purpose,
    })),
    { place: 'all routes', what: 'answers', detail: 'what a target answers is not validated' },
  ];
}
