import { packageVersion } from '../../private/library';
import { LEVELS } from '../maturity';
import { ApiReport } from '../model';
import { requestWay } from '../request-way';
import { levelText, TITLE } from '../words';
import { apiSection, badge } from './api-section';
import { html, Html } from './html';
import { table } from './table';
import { wholePage } from './whole-page';

/** One page with everything in it: it asks nobody for anything, and its policy would not let it. */
export function htmlPage(apis: readonly ApiReport[]): string {
  const way = requestWay();
  return wholePage(TITLE, [way.style], html`<header>
<h1>${TITLE}</h1>
<p class="faint">Made by secure-rest-api ${packageVersion()} from ${apis.length === 1 ? 'one API' : `${apis.length} APIs`} in ${[...new Set(apis.map(({ file }) => file))].join(', ')}.</p>
${apis.length > 1 ? overview(apis) : ''}
</header>
<main>
<section aria-labelledby="levels"><h2 id="levels">Levels</h2>
<p>How far an API is on the way from keys to claims. A route's level is that of the weakest way into it, an API's that of its weakest route.</p>
<dl class="facts">${LEVELS.map(({ rule }, level) => html`<dt>${badge({ level: level as 0 | 1 | 2 | 3, why: '' })}</dt><dd>${rule}</dd>`)}
<dt>${badge({ why: '' })}</dt><dd>Neither posture nor template tells: it may be any.</dd></dl></section>
<section aria-labelledby="way"><h2 id="way">The way of a request</h2>
<figure>${new Html(way.svg)}</figure></section>
${apis.map(apiSection)}
</main>
<footer><p class="faint">What is reported is what was synthesized; whether it is deployed is not looked at.</p></footer>`);
}

function overview(apis: readonly ApiReport[]): Html {
  return html`<nav aria-label="APIs">${table({
    id: 'apis',
    caption: 'All APIs of this report',
    headings: ['API', 'Kind', 'Stack', 'Routes', 'Level'],
    numbers: ['Routes'],
    rows: apis.map(({ name, kind, stack, routes, maturity }, index) => ({
      cells: [{ content: html`<a href="#api-${index}">${name}</a>` }, kind, stack, routes.length, { content: badge(maturity), sort: levelText(maturity) }],
    })),
  })}</nav>`;
}
