import { visible } from '../visible';

/**
 * A name, a path, a pattern: as a code span, in which nothing is markup. The fence is longer than any run of backticks inside, and a pipe,
 * which would end a table's cell even there, is escaped. https://github.github.com/gfm/#code-spans
 */
export function code(text: string): string {
  // A pipe behind a backslash can't be written in a span of a cell: it stands beside it.
  return oneLine(text).split(/(?<=\\)\|/).map(span).join('<code>&#124;</code>');
}

function span(text: string): string {
  if (text === '') {
    return '';
  }
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^[` ]|[` ]$/.test(text) && text.trim() !== '' ? ' ' : '';
  return `${fence}${padding}${text.replaceAll('|', '\\|')}${padding}${fence}`;
}

/**
 * A sentence, with all escaped that Markdown or HTML would read. What a renderer makes links or mentions of although it is escaped stands as code.
 * For places inside of a line: what is markup at its beginning only is left.
 */
export function prose(text: string): string {
  const plain = oneLine(text);
  if (/@|:\/\/|www\.|mailto:|xmpp:|#\d/i.test(plain)) {
    return code(text);
  }
  return plain.replace(/[&<>]/g, (character) => ENTITIES[character]).replace(/[\\`*_[\]|~$]|:(?=[\w+-]+:)/g, '\\$&');
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Rows under headings; the cells are Markdown already. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
