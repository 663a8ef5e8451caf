import { packageVersion } from '../../private/library';
import { LEVELS } from '../maturity';
import { ApiReport, FactReport, FirewallReport, RouteReport } from '../model';
import { billSentence, layerCosts, quantityText, rulePrice, usd, webAclPrice } from '../prices';
import { levelSentence, levelText, NO_BILL, NO_BILL_WITHOUT_POSTURE, origin, permissionLines, TITLE, withoutRole } from '../words';
import { code, prose, table } from './markdown';

/** The same report as Markdown, such as for the summary of a workflow. */
export function markdownPage(apis: readonly ApiReport[]): string {
  return `${[
    `# ${TITLE}`,
    `Made by secure-rest-api ${prose(packageVersion())} from ${apis.length === 1 ? 'one API' : `${apis.length} APIs`}.`,
    ...(apis.length > 1 ? [table(['API', 'Kind', 'Stack', 'Routes', 'Level'], apis.map(({ name, kind, stack, routes, maturity }) => [
      code(name), kind, code(stack), String(routes.length), prose(levelText(maturity)),
    ]))] : []),
    '## Levels',
    'A route\'s level is that of the weakest way into it, an API\'s that of its weakest route.',
    table(['Level', 'What it asks for'], LEVELS.map(({ name, rule }, level) => [`${level} ${name}`, rule])),
    ...apis.flatMap(apiPart),
  ].join('\n\n')}\n`;
}

function apiPart(api: ApiReport): string[] {
  const { routes, layers, firewalls, issuers, consumers, exceptions, unenforced, preflights } = api;
  return [
    `## ${code(api.name)}`,
    `**Level ${levelText(api.maturity)}.** ${prose(levelSentence(api))}`,
    table(['What', ''], origin(api).map(([name, fact]) => [name, name === 'Kind' || name === 'Told by' ? prose(fact) : code(fact)])),
    '### Routes',
    routes.length === 0 ? 'None that could be looked at.' : table(
      ['Route', 'Who may call', 'Key', 'Level', 'Validation', 'Throttle', 'Target', 'Its role may'], routes.map(routeRow),
    ),
    ...(preflights > 0 ? [`Beside ${preflights} preflights of CORS, which browsers send without key and token.`] : []),
    '### Layers',
    factTable('Layer', layers, prose),
    ...firewalls.flatMap(firewallPart),
    ...(issuers.length > 0 ? ['### Issuers', factTable('Issuer', issuers)] : []),
    '### Consumers',
    consumers.length === 0 ? 'None.' : factTable('Consumer', consumers),
    '### Exceptions',
    exceptions.length === 0 ? 'None.' : table(['Place', 'Exception', 'Reason'], exceptions.map(({ place, kind, reason }) => [code(place), code(kind), prose(reason)])),
    '### Not enforced',
    table(['Place', 'What', 'Detail'], unenforced.map(({ place, what, detail }) => [code(place), prose(what), prose(detail)])),
    '### The worst bill',
    ...billPart(api),
  ];
}

function routeRow(route: RouteReport): string[] {
  const { method, path, operationId, alsoServes, access, key, maturity, validation, throttle, target, role } = route;
  return [
    [code(`${method} ${path}`), ...(operationId === undefined ? [] : [code(operationId)]), ...(alsoServes.length > 0 ? [`also answers ${code(alsoServes.join(', '))}`] : [])].join('<br>'),
    prose(access),
    key,
    `${levelText(maturity)}<br>${prose(maturity.why)}`,
    validation.map(code).join('<br>'),
    prose(throttle),
    code(target),
    role === undefined ? prose(withoutRole(route)) : [code(role.name), ...permissionLines(role).map(code)].join('<br>'),
  ];
}

function factTable(heading: string, rows: readonly FactReport[], shown = code): string {
  return table([heading, ''], rows.map(({ name, facts }) => [shown(name), facts.map(prose).join('<br>')]));
}

function firewallPart(firewall: FirewallReport): string[] {
  const { place, rules, wcu, budget, note } = firewall;
  if (note !== undefined) {
    return [`### Firewall ${place}`, prose(note)];
  }
  const units = wcu === undefined ? '' : ` They cost ${wcu}${budget === undefined ? '' : ` of ${budget}`} WCU.`;
  return [
    `### Firewall ${place}`,
    `${rules.length} rules.${units} ${prose(webAclPrice(firewall))}`,
    ...(rules.length > 0 ? [table(['Rule', 'Order', 'Action', 'WCU', 'Price a month', 'What for'], rules.map((rule) => [
      code(rule.name), String(rule.priority), prose(rule.action), String(rule.wcu ?? 'unknown'), usd(rulePrice(rule)), prose(rule.purpose),
    ]))] : []),
  ];
}

function billPart({ worstBill, posture }: ApiReport): string[] {
  if (worstBill === undefined) {
    return [posture ? NO_BILL : NO_BILL_WITHOUT_POSTURE];
  }
  const { items, notIncluded, assumptions, tokens } = worstBill;
  return [
    prose(billSentence(worstBill)),
    table(['Layer', 'USD a month'], layerCosts(worstBill).map(([layer, cost]) => [prose(layer), usd(cost)])),
    table(['What', 'Layer', 'Quantity', 'USD a month', 'Lowered by'], items.map((item) => [
      prose(item.what), prose(item.layer), prose(quantityText(item)), usd(item.usdPerMonth), prose(item.loweredBy),
    ])),
    ...(tokens.length > 0 ? [`Limits that only the deployment knows, for which the account's stand: ${tokens.map(code).join(', ')}.`] : []),
    ...(assumptions.length > 0 ? [table(['Supposed'], assumptions.map((text) => [prose(text)]))] : []),
    ...(notIncluded.length > 0 ? [table(['Not included'], notIncluded.map((text) => [prose(text)]))] : []),
  ];
}
