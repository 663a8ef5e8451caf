import { packageVersion } from '../../private/library';
import { badge } from '../../report/html/api-section';
import { html, Html } from '../../report/html/html';
import { list, table } from '../../report/html/table';
import { tools } from '../../report/html/tools';
import { wholePage } from '../../report/html/whole-page';
import { levelText } from '../../report/words';
import { BlindSpot, Inventory, InventoryApi } from '../model';

const TITLE = 'API inventory';

/** The inventory as one page, in the manner of the report. */
export function inventoryPage({ ownerTag, templates, apis, blindSpots }: Inventory): string {
  const routes = apis.reduce((sum, api) => sum + api.routes.length, 0);
  return wholePage(TITLE, [], html`<header>
<h1>${TITLE}</h1>
<p class="faint">Made by secure-rest-api ${packageVersion()}: ${counted(apis.length, 'API')} with ${counted(routes, 'route')} in ${counted(templates, 'template')}.</p>
</header>
<main>
<section aria-labelledby="apis-title"><h2 id="apis-title">APIs</h2>
${apis.length === 0 ? html`<p>None in what was read.</p>` : html`${apis.length > 1 ? tools('apis', 'APIs', 'APIs') : ''}${apiTable(apis, ownerTag)}`}
</section>
${blindSpots.length === 0 ? '' : blindSpotSection(blindSpots)}
<section aria-labelledby="stages-title"><h2 id="stages-title">Stages</h2>
${stageTable(apis)}
</section>
<section aria-labelledby="routes-title"><h2 id="routes-title">Routes</h2>
${routes === 0 ? html`<p>None that could be looked at.</p>` : html`${routes > 1 ? tools('routes', 'Routes of all APIs') : ''}${routeTable(apis)}`}
</section>
</main>
<footer><p class="faint">What is listed is what was synthesized; whether it is deployed is not looked at.</p></footer>`);
}

function apiTable(apis: readonly InventoryApi[], ownerTag: string): Html {
  return table({
    id: 'apis',
    caption: `Owners by the tag ${ownerTag}`,
    headings: ['API', 'Kind', 'Where', 'Owner', 'Stages', 'Routes', 'Level', 'Told by', 'Unknown'],
    numbers: ['Routes'],
    rows: apis.map((api) => ({
      level: String(api.maturity.level ?? 'unknown'),
      cells: [
        api.name,
        api.kind,
        where(api),
        api.owner ?? 'no such tag in the template',
        api.stages.map(({ name }) => name).join(', ') || 'none in the template',
        { content: api.unknown.length > 0 ? `${api.routes.length}, maybe more` : api.routes.length, sort: api.routes.length },
        { content: html`${badge(api.maturity)} <span class="faint">${api.maturity.why}</span>`, sort: levelText(api.maturity) },
        api.posture ? 'posture file and template' : 'template alone',
        { content: list(api.unknown) },
      ],
    })),
  });
}

function where({ stack, file }: InventoryApi): { readonly content: Html; readonly sort: string } {
  return { content: html`${stack}<br><span class="faint">${file}</span>`, sort: `${stack} ${file}` };
}

function blindSpotSection(blindSpots: readonly BlindSpot[]): Html {
  return html`<section aria-labelledby="unseen-title"><h2 id="unseen-title">Not looked into</h2>
<p>There may be APIs that this list does not have:</p>
${table({ id: 'unseen', caption: 'Where, and why', headings: ['Where', 'What'], rows: blindSpots.map(({ place, what }) => ({ cells: [place, what] })) })}
</section>`;
}

function stageTable(apis: readonly InventoryApi[]): Html {
  const rows = apis.flatMap((api) => api.stages.map(({ name, webAcl }) => ({ cells: [name, api.name, where(api), webAcl] })));
  return rows.length === 0 ? html`<p>None.</p>` : table({ id: 'stages', caption: 'Every stage', headings: ['Stage', 'API', 'Where', 'Web ACL'], rows });
}

function routeTable(apis: readonly InventoryApi[]): Html {
  return table({
    id: 'routes',
    caption: 'Every route, but preflights of CORS',
    headings: ['Route', 'API', 'Where', 'Who may call', 'Key', 'Level', 'Target'],
    rows: apis.flatMap((api) => api.routes.map((route) => ({
      level: String(route.maturity.level ?? 'unknown'),
      cells: [
        { content: html`<code>${route.method} ${route.path}</code>`, sort: `${route.path} ${route.method}` },
        api.name,
        where(api),
        route.access,
        route.key,
        { content: badge(route.maturity), sort: levelText(route.maturity) },
        route.target,
      ],
    }))),
  });
}

function counted(count: number, what: string): string {
  return `${count === 1 ? 'one' : count} ${what}${count === 1 ? '' : 's'}`;
}
