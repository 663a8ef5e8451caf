/**
 * Syntax of regular expressions that the dialects of JavaScript and of JSON schema lack, or that older engines of them read as something
 * else: `\p{L}` as the letters "p{L}".
 */
const FOREIGN_SYNTAX: ReadonlyArray<readonly [RegExp, string]> = [
  [/\(\?<[=!]/, 'look-behind'],
  [/\(\?P?<[A-Za-z_]/, 'named group'],
  [/\(\?[a-zA-Z-]+[:)]/, 'inline flags'],
  [/\(\?>/, 'atomic group'],
  [/\(\?#/, 'comment'],
  [/\\[pP][{A-Z]/, 'unicode property'],
  [/\\u\{/, 'code point escape'],
  [/\\x\{/, 'code point escape'],
  [/\\[AzZGhHRXQE]/, 'escape that ECMA 262 lacks'],
  [/\\k</, 'named back reference'],
  [/\[\[:[a-z]+:\]/, 'POSIX class'],
  [/(?<!\\)(?:[*+?]|\{\d+(?:,\d*)?\})\+/, 'possessive quantifier'],
];

/** Foreign syntax in a pattern. */
export interface ForeignSyntax {
  /** In words. */
  readonly reason: string;
  /** As the pattern has it. */
  readonly text: string;
  readonly index: number;
}

/** What of the pattern is foreign; undefined where nothing is. */
export function foreignSyntax(pattern: string): ForeignSyntax | undefined {
  // A backslash that is escaped itself escapes nothing.
  const plain = pattern.replace(/\\\\/g, '  ');
  for (const [syntax, reason] of FOREIGN_SYNTAX) {
    const match = syntax.exec(plain);
    if (match) {
      return { reason, text: match[0], index: match.index };
    }
  }
  return undefined;
}
