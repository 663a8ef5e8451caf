import { packageVersion } from '../../private/library';
import { badge } from '../../report/html/api-section';
import { html, Html } from '../../report/html/html';
import { list, table } from '../../report/html/table';
import { tools } from '../../report/html/tools';
import { wholePage } from '../../report/html/whole-page';
import { levelText } from '../../report/words';
import { BlindSpot, Inventory, InventoryApi, Live } from '../model';
import { deployedTable, findingTable, liveSection } from './live';
import { counted, where } from './words';

const TITLE = 'API inventory';
/** Tables of many columns: a short word stays whole. */
const STYLE = '@media screen and (min-width:60.01rem){tbody td{min-width:5.5rem}}';

/** The inventory as one page, in the manner of the report. */
export function inventoryPage({ ownerTag, templates, apis, blindSpots, live }: Inventory): string {
  const routes = apis.reduce((sum, api) => sum + api.routes.length, 0);
  const inTemplates = apis.filter(({ deployed }) => deployed === undefined);
  const places = [...templates > 0 ? [counted(templates, 'template')] : [], ...live ? [live.regions.join(', ')] : []];
  return wholePage(TITLE, [], html`<header>
<h1>${TITLE}</h1>
<p class="faint">Made by secure-rest-api ${packageVersion()}: ${counted(apis.length, 'API')} with ${counted(routes, 'route')} in ${places.join(' and in ')}.</p>
</header>
<main>
${live === undefined ? '' : liveParts(live, apis, ownerTag)}
${live !== undefined && templates === 0 ? '' : html`<section aria-labelledby="apis-title"><h2 id="apis-title">APIs in templates</h2>
${inTemplates.length === 0 ? html`<p>None in what was read.</p>` : html`${inTemplates.length > 1 ? tools('apis', 'APIs in templates', 'APIs') : ''}${apiTable(inTemplates, ownerTag, live)}`}
</section>`}
${blindSpots.length === 0 ? '' : blindSpotSection(blindSpots)}
<section aria-labelledby="stages-title"><h2 id="stages-title">Stages</h2>
${stageTable(apis, live)}
</section>
<section aria-labelledby="routes-title"><h2 id="routes-title">Routes</h2>
${routes === 0 ? html`<p>None that could be looked at.</p>` : html`${routes > 1 ? tools('routes', 'Routes of all APIs') : ''}${routeTable(apis)}`}
</section>
</main>
<footer><p class="faint">${live === undefined ? 'What is listed is what was synthesized; whether it is deployed is not looked at.'
  : 'What is deployed is as the service told it when this was made. Other accounts and regions were not read.'}</p></footer>`, STYLE);
}

function liveParts(live: Live, apis: readonly InventoryApi[], ownerTag: string): Html {
  const deployed = apis.filter((api) => api.deployed !== undefined);
  return html`${liveSection(live)}
<section aria-labelledby="deployed-title"><h2 id="deployed-title">Deployed APIs</h2>
${deployed.length === 0 ? html`<p>None that could be read.</p>` : html`${deployed.length > 1 ? tools('deployed', 'Deployed APIs', 'APIs') : ''}${deployedTable(deployed, ownerTag)}`}
</section>
<section aria-labelledby="findings-title"><h2 id="findings-title">Findings at what is deployed</h2>
${findingTable(deployed)}
</section>`;
}

function apiTable(apis: readonly InventoryApi[], ownerTag: string, live: Live | undefined): Html {
  return table({
    id: 'apis',
    caption: `Owners by the tag ${ownerTag}`,
    headings: ['API', 'Kind', 'Where', 'Owner', 'Stages', 'Routes', 'Level', 'Told by', ...live ? ['Deployed'] : [], 'Unknown'],
    numbers: ['Routes'],
    rows: apis.map((api) => ({
      level: String(api.maturity.level ?? 'unknown'),
      cells: [
        api.name,
        api.kind,
        where(api),
        api.owner ?? 'no such tag in the template',
        api.stages.map(({ name }) => name).join(', ') || 'none in the template',
        { content: api.routesComplete ? api.routes.length : `${api.routes.length}, maybe more`, sort: api.routes.length },
        { content: html`${badge(api.maturity)} <span class="faint">${api.maturity.why}</span>`, sort: levelText(api.maturity) },
        api.posture ? 'posture file and template' : 'template alone',
        ...live ? [{ content: api.deployedAs?.length ? list(api.deployedAs) : 'not found' }] : [],
        { content: list(api.unknown) },
      ],
    })),
  });
}

function blindSpotSection(blindSpots: readonly BlindSpot[]): Html {
  return html`<section aria-labelledby="unseen-title"><h2 id="unseen-title">Not looked into</h2>
<p>There may be APIs that this list does not have:</p>
${table({ id: 'unseen', caption: 'Where, and why', headings: ['Where', 'What'], rows: blindSpots.map(({ place, what }) => ({ cells: [place, what] })) })}
</section>`;
}

function stageTable(apis: readonly InventoryApi[], live: Live | undefined): Html {
  const rows = apis.flatMap((api) => api.stages.map(({ name, webAcl, lastDeployment, accessLog }) => ({
    cells: [
      name, api.name, where(api), webAcl,
      ...live ? [lastDeployment ?? '', accessLog === undefined ? '' : accessLog ? 'yes' : 'no'] : [],
    ],
  })));
  const headings = ['Stage', 'API', 'Where', 'Web ACL', ...live ? ['Last deployment', 'Access log'] : []];
  return rows.length === 0 ? html`<p>None.</p>` : table({ id: 'stages', caption: 'Every stage', headings, rows });
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
