/**
 * What a JSON schema's `pattern` may use: the regular expressions of ECMA 262 as draft 4 knew them (JSON schema validation, 3.3), which
 * is what a validator of that draft takes. Newer or foreign syntax would be refused at deployment, or read as something else:
 * `\p{L}` as the letters "p{L}".
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
  // The gateway's engine (Rhino's, in java-json-tools) reads UTF-16: `^🐲*$` repeats only the second half of the dragon.
  [/[\u{10000}-\u{10ffff}]/u, 'character outside of the basic plane'],
  [/\\u[dD][89a-fA-F][0-9a-fA-F]{2}/, 'character outside of the basic plane'],
];

/** Says why a regular expression can't stand in a model of API Gateway, or undefined where it can. */
export function foreignToDraft4(pattern: string): string | undefined {
  const plain = pattern.replace(/\\\\/g, '');
  const found = FOREIGN_SYNTAX.find(([syntax]) => syntax.test(plain));
  if (found) {
    return found[1];
  }
  try {
    return new RegExp(pattern) && undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether a pattern is one of the usual ones that fit every text. */
export function matchesEverything(pattern: string): boolean {
  return ['', '^', '$', '.*', '^.*', '.*$', '.*?', '[\\s\\S]*', '^[\\s\\S]*$'].includes(pattern);
}

/** Says whether a pattern bounds the length of what it matches: anchored at both ends, and nothing in it repeats without end. */
export function boundsLength(pattern: string): boolean {
  const plain = pattern.replace(/\\./g, 'x').replace(/\[\^?\]?[^\]]*\]/g, 'x');
  // An alternation outside of a group takes the anchors apart: `^a|b$` is open on both sides.
  return plain.startsWith('^') && plain.endsWith('$') && !/[*+]|\{\d+,\}/.test(plain) && !topLevelAlternation(plain);
}

function topLevelAlternation(plain: string): boolean {
  let depth = 0;
  for (const character of plain) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === '|' && depth === 0) {
      return true;
    }
  }
  return false;
}
