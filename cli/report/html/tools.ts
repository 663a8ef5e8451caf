import { html, Html } from './html';

/**
 * What filters a table's rows by words and level: hidden until the script can serve it.
 *
 * @param what the rows are, where they are no routes
 */
export function tools(table: string, label: string, what?: string): Html {
  return html`<form class="tools" role="search" aria-label="${label}" data-table="${table}"${what === undefined ? '' : html` data-what="${what}"`} hidden>
<label>Filter by words <input type="search" autocomplete="off"></label>
<label>Level <select><option value="">all</option>${['0', '1', '2', '3', 'unknown'].map((level) => html`<option value="${level}">${level}</option>`)}</select></label>
<button type="reset">Show all</button>
<output class="faint"></output>
</form>`;
}
