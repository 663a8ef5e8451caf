/** Prints rows under headings, each column as wide as its widest cell. */
export function table(headings: string[], rows: string[][]): void {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column].length)));
  const line = (cells: string[]) => console.log(cells.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
  line(headings);
  line(widths.map((width) => '-'.repeat(width)));
  rows.forEach(line);
}
