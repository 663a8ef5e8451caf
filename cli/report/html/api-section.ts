import { ApiReport, FactReport, FirewallReport, Maturity, RouteReport } from '../model';
import { billSentence, layerCosts, quantityText, rulePrice, usd, webAclPrice } from '../prices';
import { levelSentence, levelText, NO_BILL, NO_BILL_WITHOUT_POSTURE, origin, permissionLines, withoutRole } from '../words';
import { html, Html, Part } from './html';
import { list, table } from './table';
import { tools } from './tools';

/** Everything about one API. */
export function apiSection(api: ApiReport, index: number): Html {
  const id = `api-${index}`;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${api.name}</h2>
<p>${badge(api.maturity)} ${levelSentence(api)}</p>
<dl class="facts">${origin(api).map(([name, fact]) => html`<dt>${name}</dt><dd>${fact}</dd>`)}</dl>
<h3>Routes</h3>
${api.routes.length === 0 ? html`<p>None that could be looked at.</p>` : html`${api.routes.length > 1 ? tools(`${id}-routes`, `Routes of API ${index + 1}, ${api.name}`) : ''}${routeTable(api, id)}`}
<h3>Layers</h3>
${facts(api.layers)}
${api.firewalls.map((firewall, place) => firewallPart(firewall, `${id}-firewall-${place}`))}
${api.issuers.length > 0 ? html`<h3>Issuers</h3>${facts(api.issuers)}` : ''}
<h3>Consumers</h3>
${api.consumers.length === 0 ? html`<p>None.</p>` : facts(api.consumers)}
<h3>Exceptions</h3>
${api.exceptions.length === 0 ? html`<p>None.</p>` : table({
  id: `${id}-exceptions`,
  caption: 'Where the default is stricter, and why it was left',
  headings: ['Place', 'Exception', 'Reason'],
  rows: api.exceptions.map(({ place, kind, reason }) => ({ cells: [code(place), code(kind), reason] })),
})}
<h3>Not enforced</h3>
${table({
  id: `${id}-unenforced`,
  caption: 'What nobody enforces, or what is wider than it may look',
  headings: ['Place', 'What', 'Detail'],
  rows: api.unenforced.map(({ place, what, detail }) => ({ cells: [code(place), what, detail] })),
})}
<h3>The worst bill</h3>
${billPart(api, id)}
</section>`;
}

/** A level with its name, never by its colour alone. */
export function badge(maturity: Maturity): Html {
  return html`<span class="level level-${maturity.level ?? 'unknown'}">${levelText(maturity)}</span>`;
}

function code(text: string): { readonly content: Html; readonly sort: string } {
  return { content: html`<code>${text}</code>`, sort: text };
}

function facts(rows: readonly FactReport[]): Html {
  return html`<dl class="facts">${rows.map(({ name, facts: said }) => html`<dt>${name}</dt><dd>${said.join(' · ')}</dd>`)}</dl>`;
}

function routeTable({ routes, preflights }: ApiReport, id: string): Html {
  return table({
    id: `${id}-routes`,
    caption: preflights > 0 ? `Beside ${preflights} preflights of CORS, which browsers send without key and token` : 'Every route',
    headings: ['Route', 'Who may call', 'Key', 'Level', 'Validation', 'Throttle', 'Target', 'Its role may'],
    rows: routes.map((route) => ({
      level: String(route.maturity.level ?? 'unknown'),
      cells: [
        { content: routeName(route), sort: `${route.path} ${route.method}` },
        route.access,
        route.key,
        { content: html`${badge(route.maturity)} <span class="faint">${route.maturity.why}</span>`, sort: levelText(route.maturity) },
        { content: list(route.validation) },
        route.throttle,
        route.target,
        { content: roleCell(route) },
      ],
    })),
  });
}

function routeName({ method, path, operationId, alsoServes, exceptions }: RouteReport): Part {
  return [
    html`<code>${method} ${path}</code>`,
    operationId !== undefined && html`<br><span class="faint">${operationId}</span>`,
    alsoServes.length > 0 && html`<br>also answers <code>${alsoServes.join(', ')}</code>`,
    exceptions.length > 0 && html`<br><span class="faint">${exceptions.length === 1 ? '1 exception' : `${exceptions.length} exceptions`}</span>`,
  ];
}

function roleCell(route: RouteReport): Part {
  return route.role === undefined ? withoutRole(route) : [html`<span class="faint">${route.role.name}</span> `, list(permissionLines(route.role))];
}

function firewallPart(firewall: FirewallReport, id: string): Html {
  const { place, rules, wcu, budget, note } = firewall;
  const units = wcu === undefined ? '' : ` They cost ${wcu}${budget === undefined ? '' : ` of ${budget}`} WCU.`;
  return html`<h3>Firewall ${place}</h3>
${note === undefined ? html`<p>${rules.length} rules.${units} ${webAclPrice(firewall)}</p>` : html`<p>${note}</p>`}
${rules.length === 0 ? '' : table({
  id,
  caption: 'The rules in the order of their evaluation',
  headings: ['Rule', 'Order', 'Action', 'WCU', 'Price a month', 'What for'],
  numbers: ['Order', 'WCU', 'Price a month'],
  rows: rules.map((rule) => ({
    cells: [code(rule.name), rule.priority, rule.action, rule.wcu ?? 'unknown', { content: usd(rulePrice(rule)), sort: rulePrice(rule) }, rule.purpose],
  })),
})}`;
}

function billPart({ worstBill, posture }: ApiReport, id: string): Html {
  if (worstBill === undefined) {
    return html`<p>${posture ? NO_BILL : NO_BILL_WITHOUT_POSTURE}</p>`;
  }
  const { items, notIncluded, assumptions, tokens } = worstBill;
  return html`<p>${billSentence(worstBill)}</p>
${facts(layerCosts(worstBill).map(([name, cost]) => ({ name, facts: [usd(cost)] })))}
${table({
  id: `${id}-bill`,
  caption: 'What it is made of',
  headings: ['What', 'Layer', 'Quantity', 'USD a month', 'Lowered by'],
  numbers: ['Quantity', 'USD a month'],
  rows: items.map((item) => ({
    cells: [
      item.what,
      item.layer,
      { content: quantityText(item), sort: item.quantity },
      { content: usd(item.usdPerMonth), sort: item.usdPerMonth },
      item.loweredBy,
    ],
  })),
})}
${tokens.length > 0 ? html`<p>Limits that only the deployment knows, for which the account's stand: ${tokens.join(', ')}.</p>` : ''}
${assumptions.length > 0 ? html`<p>Supposed:</p>${bullets(assumptions)}` : ''}
${notIncluded.length > 0 ? html`<p>Not included:</p>${bullets(notIncluded)}` : ''}`;
}

function bullets(texts: readonly string[]): Html {
  return html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
