import { html, Html, Part } from './html';

/** A cell; `sort` is what it is sorted by, where that is not its text. */
export interface Cell {
  readonly content: Part;
  readonly sort?: string | number;
}

interface Row {
  readonly cells: readonly (Cell | string | number)[];
  /** What the level filter looks at. */
  readonly level?: string;
}

interface TableOptions {
  readonly id: string;
  readonly caption: string;
  readonly headings: readonly string[];
  readonly rows: readonly Row[];
  /** Headings of columns with numbers. */
  readonly numbers?: readonly string[];
}

/**
 * A table that is a list of cards on a phone. The roles are said a second time, since a browser forgets them where the style makes blocks of
 * rows and cells.
 */
export function table({ id, caption, headings, rows, numbers = [] }: TableOptions): Html {
  const cell = (value: Cell | string | number, column: number): Html => {
    const { content, sort } = typeof value === 'object' ? value : { content: value, sort: undefined };
    const sorted = sort === undefined ? '' : html` data-sort="${sort}"`;
    const heading = headings[column];
    return column === 0
      ? html`<th scope="row" role="rowheader"${sorted}>${content}</th>`
      : html`<td role="cell" data-label="${heading}"${numbers.includes(heading) ? html` class="number"` : ''}${sorted}>${content}</td>`;
  };
  return html`<table id="${id}" role="table" class="plain-head"${rows.length > 1 ? html` data-sortable` : ''}>
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${headings.map((heading) => html`<th scope="col" role="columnheader">${heading}</th>`)}</tr></thead>
<tbody role="rowgroup">
${rows.map(({ cells, level }) => html`<tr role="row"${level === undefined ? '' : html` data-level="${level}"`}>${cells.map(cell)}</tr>
`)}</tbody>
</table>`;
}

/** Several texts as a list, one as itself. */
export function list(texts: readonly Part[]): Html {
  return texts.length === 1 ? html`${texts[0]}` : texts.length === 0 ? html`` : html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
