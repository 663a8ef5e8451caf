/**
 * What the page does by itself: sorts by its headings, and filters rows. Without it everything is shown. In the browser's own words, since a
 * page without requests can load nothing; it reads what the page has, and writes no markup.
 */
export const SCRIPT = `
'use strict';
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
for (const table of document.querySelectorAll('table[data-sortable]')) {
  const headings = [...table.tHead.rows[0].cells];
  table.classList.remove('plain-head');
  headings.forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener('click', () => {
      const descending = heading.getAttribute('aria-sort') === 'ascending';
      headings.forEach((other) => other.removeAttribute('aria-sort'));
      heading.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const body = table.tBodies[0];
      const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent;
      const sorted = [...body.rows].sort((one, other) => collator.compare(value(one), value(other)) * (descending ? -1 : 1));
      body.append(...sorted);
    });
  });
}
for (const tools of document.querySelectorAll('form.tools')) {
  const rows = [...document.getElementById(tools.dataset.table).tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const [words, level, status] = [tools.querySelector('input'), tools.querySelector('select'), tools.querySelector('output')];
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
    rows.forEach((row, index) => {
      row.hidden = !(wanted.every((word) => texts[index].includes(word)) && (level.value === '' || row.dataset.level === level.value));
    });
    const shown = rows.filter((row) => !row.hidden).length;
    const what = ' ' + (tools.dataset.what ?? 'routes');
    status.textContent = shown === rows.length ? rows.length + what : shown + ' of ' + rows.length + what;
  };
  tools.addEventListener('input', filter);
  tools.addEventListener('submit', (event) => event.preventDefault());
  tools.addEventListener('reset', () => setTimeout(filter));
  tools.hidden = false;
  filter();
}
`;
