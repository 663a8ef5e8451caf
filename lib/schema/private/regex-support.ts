import { AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { foreignSyntax } from '../../shared/regex/foreign-syntax';

/** What JSON schema's draft 4 refers to (validation, 3.3): ECMA 262 as it was then. */
const PARSER = new RegExpParser({ ecmaVersion: 5 });

/** The gateway's engine (Rhino's, in java-json-tools) reads UTF-16: `^🐲*$` repeats only the second half of the dragon. */
const OUTSIDE_OF_BASIC_PLANE = /[\u{10000}-\u{10ffff}]|\\u[dD][89a-fA-F][0-9a-fA-F]{2}/u;

/**
 * Says why a regular expression can't stand in a model of API Gateway, or undefined where it can. A validator of draft 4 would refuse newer
 * or foreign syntax at deployment, or read it as something else.
 */
export function foreignToDraft4(pattern: string): string | undefined {
  const foreign = foreignSyntax(pattern)?.reason ?? (OUTSIDE_OF_BASIC_PLANE.test(pattern) ? 'character outside of the basic plane' : undefined);
  try {
    PARSER.parsePattern(pattern);
    return foreign;
  } catch (error) {
    return foreign ?? (error as Error).message;
  }
}

/**
 * Writes a pattern that `foreignToDraft4` lets pass so that the gateway's engine reads it too. Rhino refuses, or reads otherwise, what
 * ECMA 262 allows for the sake of old pages only: `[.-\\w]` for three elements, a brace without its like, `\\x` for an x (tried, in
 * `npm run check:external`).
 */
export function strictPattern(pattern: string): string {
  const replaced = new Map<number, AST.Node & { readonly by: string }>();
  const replace = (node: AST.Node, by: string) => replaced.set(node.start, { ...node, by });
  visitRegExpAST(PARSER.parsePattern(pattern), {
    onCharacterEnter: (character) => {
      const { raw, parent } = character;
      if (parent.type === 'CharacterClass' && raw === '-' && parent.elements.indexOf(character) > 0 && parent.elements.at(-1) !== character) {
        replace(character, '\\-');
      } else if (parent.type === 'Alternative' && raw === '{') {
        replace(character, '\\{');
      } else if (/^\\[xu89]$/.test(raw)) {
        replace(character, raw.slice(1));
      }
    },
  });
  let written = '';
  for (let at = 0; at < pattern.length;) {
    const node = replaced.get(at);
    written += node ? node.by : pattern[at];
    at = node ? node.end : at + 1;
  }
  return written;
}

/** Whether a pattern is one of the usual ones that fit every text. */
export function matchesEverything(pattern: string): boolean {
  return ['', '^', '$', '.*', '^.*', '.*$', '.*?', '[\\s\\S]*', '^[\\s\\S]*$'].includes(pattern);
}

/**
 * Says whether a pattern that `foreignToDraft4` lets pass bounds the length of what it matches: anchored at both ends, and nothing in it
 * repeats without end.
 */
export function boundsLength(pattern: string): boolean {
  const { alternatives } = PARSER.parsePattern(pattern);
  return alternatives.every(({ elements }) => isAnchor(elements[0], 'start') && isAnchor(elements[elements.length - 1], 'end')) && !repeatsWithoutEnd(alternatives);
}

function isAnchor(element: AST.Element | undefined, kind: 'start' | 'end'): boolean {
  return element?.type === 'Assertion' && element.kind === kind;
}

function repeatsWithoutEnd(alternatives: AST.Alternative[]): boolean {
  let found = false;
  alternatives.forEach((alternative) => visitRegExpAST(alternative, {
    onQuantifierEnter: ({ max }) => {
      found ||= max === Infinity;
    },
  }));
  return found;
}
