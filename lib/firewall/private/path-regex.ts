import { PathPart, partsOf } from '../../routes/private/route-choice';
import { escapeText } from '../../shared/regex/escape-text';
import { group, MAX_REGEX_LENGTH } from './regex-text';

/** A part of a path, as a regular expression. */
const ONE = '[^/]+';
const REST = '.+';

/**
 * Regular expressions for the paths of requests that fit one of the resources' paths: such a path matches **all** expressions of one of the
 * lists. There are as few as the limit of their length allows. They match nothing else, so they can stand in an exemption as well as in a
 * rule: what is too long for one expression takes several, each of which holds a piece of it.
 *
 * A slash may follow, which API Gateway takes for nothing (recorded: event-trailing-slash).
 *
 * @param prefix with what every path begins, such as `/prod`; empty where it begins with the resource's own
 */
export function pathRegexes(paths: string[], prefix: string): string[][] {
  const sorted = [...new Set(paths)].sort().map((path) => [...partsOf(prefix), ...partsOf(path)]);
  const regexes: string[][] = [];
  for (let start = 0; start < sorted.length;) {
    const count = mostThatFit(sorted.length - start, (number) => regexOf(sorted.slice(start, start + number)).length <= MAX_REGEX_LENGTH);
    const text = regexOf(sorted.slice(start, start + count));
    regexes.push(text.length <= MAX_REGEX_LENGTH ? [text] : pieces(sorted[start]));
    start += count;
  }
  return regexes;
}

/**
 * The same as one expression, for a place that takes no more.
 *
 * @throws where the path is too long for that
 */
export function pathRegex(path: string, prefix: string): string {
  const text = regexOf([[...partsOf(prefix), ...partsOf(path)]]);
  if (text.length > MAX_REGEX_LENGTH) {
    throw new Error(`\`path\` must fit the ${MAX_REGEX_LENGTH} characters of a regular expression in AWS WAF together with "${prefix}", got ${JSON.stringify(path)}, ` +
      `which takes ${text.length}; right would be a shorter one`);
  }
  return text;
}

/** The most of `available`, at least one, that fit: doubled until they don't, then halved. */
function mostThatFit(available: number, fits: (count: number) => boolean): number {
  let good = 1;
  while (good * 2 <= available && fits(good * 2)) {
    good *= 2;
  }
  let bad = Math.min(good * 2, available + 1);
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(middle)) {
      good = middle;
    } else {
      bad = middle;
    }
  }
  return good;
}

interface Node {
  readonly children: Map<string, Node>;
  ends: boolean;
}

/** One expression for all of the paths, which share their beginnings and their ends. */
function regexOf(paths: PathPart[][]): string {
  const root: Node = { children: new Map(), ends: false };
  for (const parts of paths) {
    let node = root;
    for (const part of parts) {
      const text = textOf(part);
      let child = node.children.get(text);
      if (!child) {
        child = { children: new Map(), ends: false };
        node.children.set(text, child);
      }
      node = child;
    }
    node.ends = true;
  }
  if (!root.ends) {
    return `^${tailOf(root)}/?$`;
  }
  // The root path is a slash alone.
  const rest = tailOf({ ...root, ends: false }).slice(1);
  return `^/${rest && `(?:${rest}/?)?`}$`;
}

/** All that may follow a node, beginning with a slash; children with the same rest share it. */
function tailOf(node: Node): string {
  const byRest = new Map<string, string[]>();
  for (const [text, child] of node.children) {
    const rest = tailOf(child);
    byRest.set(rest, [...byRest.get(rest) ?? [], text]);
  }
  const alternatives = [...byRest].map(([rest, texts]) => group(texts) + rest);
  if (alternatives.length === 0) {
    return '';
  }
  const continued = `/${group(alternatives)}`;
  return node.ends ? `(?:${continued})?` : continued;
}

function textOf(part: PathPart): string {
  return 'literal' in part ? escapeText(part.literal) : part.takes === 'one' ? ONE : REST;
}

/**
 * Expressions that together say what one would be too long for. Each has some of the literal text and counts the parts, and the characters of
 * a part that it cuts, before and behind: so all of them hold the same places, and what matches all of them is the path and no other one.
 */
function pieces(parts: PathPart[]): string[] {
  // The places where a piece may end: behind every character of a literal part, and behind a variable one.
  const places = parts.flatMap((part, index) => 'literal' in part
    ? [...part.literal].map((_, character) => ({ index, character: character + 1 }))
    : [{ index, character: 1 }]);
  const regexes: string[] = [];
  for (let start = 0; start < places.length;) {
    const from = start === 0 ? { index: 0, character: 0 } : places[start - 1];
    const count = mostThatFit(places.length - start, (number) => piece(parts, from, places[start + number - 1]).length <= MAX_REGEX_LENGTH);
    regexes.push(piece(parts, from, places[start + count - 1]));
    start += count;
  }
  return regexes;
}

interface Place {
  readonly index: number;
  /** Characters of the part before the place; one for all of a variable part. */
  readonly character: number;
}

function piece(parts: PathPart[], from: Place, to: Place): string {
  const inside = parts.slice(from.index, to.index + 1).map((part, offset) => {
    if (!('literal' in part)) {
      return textOf(part);
    }
    const index = from.index + offset;
    const start = index === from.index ? from.character : 0;
    const end = index === to.index ? to.character : part.literal.length;
    return anyCharacters(start) + escapeText(part.literal.slice(start, end)) + anyCharacters(part.literal.length - end);
  });
  const after = parts.slice(to.index + 1);
  const greedy = after.some((part) => 'takes' in part && part.takes === 'rest');
  return `^${anyParts(from.index)}/${inside.join('/')}${anyParts(after.length - Number(greedy))}${greedy ? `/${REST}` : ''}/?$`;
}

function anyCharacters(count: number): string {
  return count === 0 ? '' : `[^/]{${count}}`;
}

function anyParts(count: number): string {
  return count === 0 ? '' : `(?:/${ONE}){${count}}`;
}
