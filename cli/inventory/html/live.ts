import { badge } from '../../report/html/api-section';
import { html, Html } from '../../report/html/html';
import { list, table } from '../../report/html/table';
import { levelText } from '../../report/words';
import { InventoryApi, Live } from '../model';
import { counted, where } from './words';

/** What was read, and what was refused. */
export function liveSection({ regions, problems }: Live): Html {
  const refused = problems.filter((problem) => problem.refused).length;
  return html`<section aria-labelledby="read-title"><h2 id="read-title">What was read</h2>
<p>${regions.join(', ')}. ${refused === 0 ? 'Nothing was refused: the list of deployed APIs is complete.'
  : `The list is incomplete: ${counted(refused, 'call')} refused.`}</p>
${problems.length === 0 ? '' : table({
  id: 'problems',
  caption: 'What could not be read',
  headings: ['Region', 'Of', 'Call', 'Why', 'Refused'],
  rows: problems.map(({ region, of, call, error, refused: isRefused }) => ({ cells: [region, of ?? 'the region', call, error, isRefused ? 'yes' : 'no'] })),
})}
</section>`;
}

/** Every deployed API, and whether a template names it. */
export function deployedTable(apis: readonly InventoryApi[], ownerTag: string): Html {
  return table({
    id: 'deployed',
    caption: `Owners by the tag ${ownerTag}`,
    headings: ['API', 'Where', 'In a template', 'Owner', 'Stages', 'Routes', 'Level', 'Findings', 'Doors', 'Unknown'],
    numbers: ['Routes', 'Findings'],
    rows: apis.flatMap((api) => {
      const { deployed } = api;
      return deployed === undefined ? [] : [{
        level: String(api.maturity.level ?? 'unknown'),
        cells: [
          { content: html`${api.name === '' ? 'without a name' : api.name}<br><span class="faint">${api.kind}</span>`, sort: api.name },
          where(api),
          { content: standing(deployed.standing.status, deployed.standing.why), sort: deployed.standing.status },
          api.owner ?? 'no such tag',
          { content: stagesAndAuthorizers(api, deployed.authorizers) },
          { content: api.routesComplete ? api.routes.length : `${api.routes.length}, maybe more`, sort: api.routes.length },
          { content: html`${badge(api.maturity)} <span class="faint">${api.maturity.why}</span>`, sort: levelText(api.maturity) },
          deployed.findings.filter(({ acknowledged }) => acknowledged === undefined).length,
          { content: list([`execute-api ${deployed.executeApi}`, ...deployed.domains]) },
          { content: list(api.unknown) },
        ],
      }];
    }),
  });
}

function stagesAndAuthorizers({ stages }: InventoryApi, authorizers: readonly string[]): Html {
  const said = authorizers.length > 0 ? html`<br><span class="faint">authorizers: ${authorizers.join(', ')}</span>` : '';
  return html`${stages.map(({ name }) => name).join(', ') || 'none'}${said}`;
}

/** In the look of a level: what nobody reviewed in that of the weakest. */
function standing(status: string, why: string): Html {
  const shown = status === 'unknown' ? 'in no template' : status === 'known' ? 'known' : status;
  const look = status === 'unknown' ? '0' : status === 'known' ? '3' : 'unknown';
  return html`<span class="level level-${look}">${shown}</span> <span class="faint">${why}</span>`;
}

/** What the pack finds, an API after the other. */
export function findingTable(apis: readonly InventoryApi[]): Html {
  const rows = apis.flatMap((api) => (api.deployed?.findings ?? []).map(({ id, level, message, help, acknowledged }) => ({
    cells: [
      id.replace(/^SecureRestApi-/, ''), api.name, where(api), acknowledged === undefined ? level : 'acknowledged',
      { content: html`${message} <span class="faint">${acknowledged ?? help}</span>` },
    ],
  })));
  return rows.length === 0 ? html`<p>None, as far as the service tells.</p>` : table({
    id: 'findings', caption: 'As far as the service tells', headings: ['Rule', 'API', 'Where', 'Level', 'What, and what to do'], rows,
  });
}
