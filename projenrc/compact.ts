import { transformSync } from 'esbuild';

/** Errors show the line that they come from: no line may be a whole file. */
const LONGEST_LINE = 160;

/**
 * The same JavaScript, short.
 *
 * @param lineLimit 0 for one line: a line ends inside of a text too, and Node.js finds the names that a CommonJS module hands on by the texts of its
 * `require`s, as they stand there (cjs-module-lexer)
 */
export function minified(javascript: string, lineLimit = LONGEST_LINE): string {
  return transformSync(javascript, { minify: true, target: 'node22', lineLimit, legalComments: 'inline', charset: 'utf8' }).code;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Decoders of what `compactTables` writes, as they stand in the file. A list of ranges is the distances from the end before to each beginning and
 * from there to the end; a map of characters is the groups of those that are one but for their case, or whatever else its lists are.
 */
const DECODERS = `
const $ranges = (text) => {
  let end = 0;
  return text.split(" ").map((range) => {
    const [from, length] = range.split("-");
    const min = end + parseInt(from, 36);
    end = min + (length ? parseInt(length, 36) : 0);
    return { min, max: end };
  });
};
const $groups = (text) => Object.fromEntries(text.split(" ").flatMap((group) => {
  const members = group.split("-").map((member) => parseInt(member, 36));
  return members.map((member) => [member, members.slice()]);
}));
`;

/**
 * refa's Unicode tables, 0.6 MB of JSON in its one file, written as distances: half of what they take in a tarball. What has another form than is
 * known here stays as it is.
 */
export function compactTables(javascript: string): string {
  const compacted = javascript.replace(/\bJSON\.parse\('([^'\\]*)'\)/g, (call, json: string) => {
    const table: unknown = JSON.parse(json);
    return areRanges(table) ? `$ranges("${rangesText(table)}")` : areGroups(table) ? `$groups("${groupsText(table)}")` : call;
  });
  if (compacted === javascript) {
    throw new Error('no table was found that could be written shorter: refa has changed, and so must this');
  }
  return compacted.replace(/^("use strict";)?/, (strict) => `${strict}${DECODERS}`);
}

function rangesText(ranges: readonly Range[]): string {
  return ranges.map(({ min, max }, index) => {
    const distance = (min - (ranges[index - 1]?.max ?? 0)).toString(36);
    return max === min ? distance : `${distance}-${(max - min).toString(36)}`;
  }).join(' ');
}

function areRanges(table: unknown): table is Range[] {
  const isNext = ({ min, max, ...rest }: Partial<Range>, index: number, ranges: Partial<Range>[]): boolean =>
    Number.isInteger(min) && Number.isInteger(max) && min! >= (ranges[index - 1]?.max ?? 0) && max! >= min! && Object.keys(rest).length === 0;
  return Array.isArray(table) && table.length > 0 && (table as Partial<Range>[]).every(isNext);
}

function groupsText(groups: { readonly [member: string]: number[] }): string {
  return [...new Set(Object.values(groups).map((group) => group.map((member) => member.toString(36)).join('-')))].join(' ');
}

/** Each list stands under each of its members, and nowhere else. */
function areGroups(table: unknown): table is { readonly [member: string]: number[] } {
  if (table === null || typeof table !== 'object' || Array.isArray(table)) {
    return false;
  }
  const groups = table as { readonly [member: string]: unknown };
  return Object.entries(groups).every(([member, group]) => Array.isArray(group) && group.every(Number.isInteger) && group.includes(Number(member))
    && group.every((other: number) => JSON.stringify(groups[other]) === JSON.stringify(group)));
}
