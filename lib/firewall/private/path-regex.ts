import { escapeText, group, MAX_REGEX_LENGTH } from './regex-text';

/** A part of a path between slashes: `undefined` stands for a parameter, `+` ends a greedy one. */
type Part = { readonly literal: string } | { readonly variable: 'one' | 'rest' };

/** How the path of a request begins before the route's own path. */
export interface PathPrefixes {
  /** Such as `/prod`: the stage's name on the execute-api endpoint, the base path under a domain of one's own. */
  readonly named: string[];
  /** Whether the path may begin with none although a route begins with a parameter, see `pathRegexes`. */
  readonly none: boolean;
}

/**
 * Regular expressions, as few as the limit of their length allows, of which one matches every path of a request that fits one
 * of the templates. A slash may follow: should API Gateway ever ignore it, the rules still hold.
 *
 * A prefix may be there or not, so that a domain of one's own needs no word from the user. But where a template begins with a
 * parameter, `/prod/orders` could be the parameter's value `prod`: there the prefix must be there, unless told otherwise.
 */
export function pathRegexes(templates: string[], prefixes: PathPrefixes): string[] {
  const ambiguous = (template: string): boolean => template.startsWith('/{') || prefixes.named.includes(`/${template.split('/')[1]}`);
  const sorted = [...new Set(templates)].sort();
  return [
    ...chunks(sorted.filter((template) => !ambiguous(template)), { named: prefixes.named, none: true }),
    ...chunks(sorted.filter(ambiguous), prefixes),
  ];
}

function chunks(sorted: string[], prefixes: PathPrefixes): string[] {
  const regexes: string[] = [];
  for (let start = 0; start < sorted.length;) {
    const count = mostThatFit(sorted.length - start, (number) => regexOf(sorted.slice(start, start + number), prefixes).length <= MAX_REGEX_LENGTH);
    regexes.push(shortened(sorted.slice(start, start + count), prefixes));
    start += count;
  }
  return regexes;
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

/** Whether a template takes precedence over another where a request fits both: API Gateway prefers the literal part, then the greedy parameter last. */
export function precedes(left: string, right: string): boolean {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (let index = 0; index < Math.max(leftParts.length, rightParts.length); index++) {
    const rank = rankOf(leftParts[index]) - rankOf(rightParts[index]);
    if (rank !== 0) {
      return rank < 0;
    }
  }
  return false;
}

/** Whether some path of a request fits both templates. */
export function overlap(left: string, right: string): boolean {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (let index = 0; ; index++) {
    const [one, other] = [leftParts[index], rightParts[index]];
    if (one === undefined || other === undefined) {
      return one === other;
    }
    if (isRest(one) || isRest(other)) {
      return true;
    }
    if ('literal' in one && 'literal' in other && one.literal !== other.literal) {
      return false;
    }
  }
}

function rankOf(part: Part | undefined): number {
  return part === undefined || 'literal' in part ? 0 : part.variable === 'one' ? 1 : 2;
}

function isRest(part: Part): boolean {
  return 'variable' in part && part.variable === 'rest';
}

function partsOf(template: string): Part[] {
  return template.split('/').slice(1).map((text): Part => {
    if (!text.startsWith('{')) {
      return { literal: text };
    }
    return { variable: text.endsWith('+}') ? 'rest' : 'one' };
  });
}

interface Node {
  readonly children: Map<string, Node>;
  ends: boolean;
}

function regexOf(templates: string[], prefixes: PathPrefixes): string {
  const root: Node = { children: new Map(), ends: false };
  for (const template of templates) {
    let node = root;
    // The root path is the empty rest after the prefix.
    for (const part of template === '/' ? [] : partsOf(template)) {
      const text = 'literal' in part ? escapeText(part.literal) : part.variable === 'one' ? '[^/]+' : '.+';
      let child = node.children.get(text);
      if (!child) {
        child = { children: new Map(), ends: false };
        node.children.set(text, child);
      }
      node = child;
    }
    node.ends = true;
  }
  const prefix = prefixes.named.length === 0 ? '' : group(prefixes.named.map(escapeText));
  const optional = prefix && prefixes.none ? `(?:${prefixes.named.map(escapeText).join('|')})?` : prefix;
  if (!root.ends) {
    return `^${optional}${tailOf(root)}/?$`;
  }
  const rest = tailOf({ ...root, ends: false }).slice(1);
  // The root path: a slash alone, or the prefix alone.
  return `^(?:${optional}/${rest && `(?:${rest}/?)?`}${prefix && `|${prefix}`})$`;
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

/** A template that alone is too long loses its last literal parts to wildcards: it then matches more, and the rules get stricter, not laxer. */
function shortened(templates: string[], prefixes: PathPrefixes): string {
  const text = regexOf(templates, prefixes);
  if (text.length <= MAX_REGEX_LENGTH) {
    return text;
  }
  const parts = templates[0].split('/');
  for (let index = parts.length - 1; index > 0; index--) {
    if (!parts[index].startsWith('{')) {
      parts[index] = '{any}';
      const shorter = regexOf([parts.join('/')], prefixes);
      if (shorter.length <= MAX_REGEX_LENGTH) {
        return shorter;
      }
    }
  }
  return regexOf(['/{any+}'], prefixes);
}
