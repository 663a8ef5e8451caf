import { AST, RegExpParser, RegExpSyntaxError, visitRegExpAST } from '@eslint-community/regexpp';
import { CharSet, Concatenation, Element, Expression, JS, NoParent, TooManyNodesError } from 'refa';
import { shown } from '../literals';
import { charSet } from './char-set';
import { foreignSyntax } from './foreign-syntax';
import { withPlainEscapes } from './plain-escapes';

/**
 * A regular expression as a tree of characters, choices and repeats: what it takes as a whole value, as JavaScript reads it with the
 * flag `u`. The authorizer, the web ACL and the import of documents all begin with this tree, so that `.`, `\s` and the others mean
 * the same to all of them.
 */
export type Pattern = NoParent<Expression>;
export type PatternPart = NoParent<Concatenation>;
export type PatternElement = NoParent<Element>;

/** More parts than this are no pattern of a parameter. */
const MOST_PARTS = 10_000;

/** A pattern that can't be held as written. */
export class PatternError extends Error {
  /**
   * @param reason what can't be held, in words, such as `look-ahead`
   * @param construct its text in the pattern
   * @param position of its first character in the pattern, from 1 on
   * @param isSyntax whether it is no regular expression at all
   */
  public constructor(
    public readonly reason: string,
    public readonly construct: string,
    public readonly position: number,
    source: string,
    public readonly isSyntax = false,
  ) {
    super(`\`pattern\` must keep to what AWS WAF checks (characters, classes, groups, choices and repeats), got ${shown(construct)} (${reason}) ` +
      `at character ${position} of ${shown(source)}; spell it out, such as '[A-Za-z]' for letters`);
  }
}

export interface PatternOptions {
  /**
   * Whether it may have Unicode properties such as `\p{L}`.
   *
   * @default true
   */
  readonly properties?: boolean;
}

/**
 * Reads a pattern. A parameter's pattern always means the whole value, so `^` and `$` at its ends say nothing new, and are dropped.
 *
 * @throws PatternError for what is no regular expression, or none of characters, classes, groups, choices and repeats
 */
export function parsePattern(source: string, { properties = true }: PatternOptions = {}): Pattern {
  const plain = withPlainEscapes(source);
  const refused: Refused = (reason, start, end, isSyntax) =>
    new PatternError(reason, source.slice(plain.origins[start], plain.origins[end]), plain.origins[start] + 1, source, isSyntax);
  const ast = parsed();
  refuseWhatNoAutomatonHolds(ast.pattern, refused);
  if (!properties) {
    visitRegExpAST(ast.pattern, {
      onCharacterSetEnter(node) {
        if (node.kind === 'property') {
          throw refused('unicode property', node.start, node.start + 2);
        }
      },
    });
  }
  try {
    // Only anchors at the ends are left of all assertions.
    const { expression } = JS.Parser.fromAst(ast).parse({ assertions: 'ignore', maxNodes: MOST_PARTS });
    if (expression.alternatives.length === 0) {
      throw refused('takes no value', 0, plain.source.length);
    }
    return expression;
  } catch (error) {
    throw error instanceof TooManyNodesError ? refused('too many parts', 0, plain.source.length) : error;
  }

  function parsed(): JS.RegexppAst {
    const parser = new RegExpParser({ ecmaVersion: 2024 });
    try {
      return { pattern: parser.parsePattern(plain.source, 0, plain.source.length, { unicode: true }), flags: parser.parseFlags('u') };
    } catch (error) {
      if (!(error instanceof RegExpSyntaxError)) {
        throw error;
      }
      const foreign = foreignSyntax(source);
      if (foreign) {
        throw new PatternError(foreign.reason, foreign.text, foreign.index + 1, source);
      }
      const place = Math.max(0, Math.min(error.index, plain.source.length) - 1);
      // "Invalid regular expression: /…/u: Nothing to repeat"
      throw refused(error.message.replace(/^.*: /, '').toLowerCase(), place, Math.min(place + 2, plain.source.length), true);
    }
  }
}

/** The pattern that takes any of the texts. */
export function anyOf(texts: string[]): Pattern {
  return {
    type: 'Expression',
    alternatives: texts.map((text) => ({
      type: 'Concatenation',
      elements: [...text].map((character) => ({ type: 'CharacterClass', characters: charSet(character) })),
    })),
  };
}

/** The same pattern with other characters. */
export function mapCharacters({ alternatives }: Pattern, change: (set: CharSet) => CharSet): Pattern {
  return { type: 'Expression', alternatives: changed(alternatives) };

  function changed(parts: PatternPart[]): PatternPart[] {
    return parts.map(({ elements }) => ({
      type: 'Concatenation',
      elements: elements.map((element): PatternElement => {
        switch (element.type) {
          case 'CharacterClass': return { ...element, characters: change(element.characters) };
          case 'Alternation':
          case 'Quantifier': return { ...element, alternatives: changed(element.alternatives) };
          default: return element;
        }
      }),
    }));
  }
}

type Refused = (reason: string, start: number, end: number, isSyntax?: boolean) => PatternError;

function refuseWhatNoAutomatonHolds(pattern: AST.Pattern, refused: Refused): void {
  alternatives(pattern.alternatives, true, true);

  function alternatives(all: AST.Alternative[], atStart: boolean, atEnd: boolean): void {
    for (const { elements } of all) {
      elements.forEach((node, index) => element(node,
        atStart && elements.slice(0, index).every((before) => before.type === 'Assertion'),
        atEnd && elements.slice(index + 1).every((after) => after.type === 'Assertion')));
    }
  }

  /** @throws unless what stands there can be said of a value as characters one after the other */
  function element(node: AST.Element, atStart: boolean, atEnd: boolean): void {
    switch (node.type) {
      case 'Assertion': return assertion(node, atStart, atEnd);
      case 'Backreference': throw refused('back reference', node.start, node.end);
      case 'CapturingGroup':
        if (node.name !== null) {
          throw refused('named group', node.start, node.start + 3);
        }
        return alternatives(node.alternatives, atStart, atEnd);
      case 'Group': return alternatives(node.alternatives, atStart, atEnd);
      // Of what is repeated, only one can be the first or the last.
      case 'Quantifier': return element(node.element, atStart && node.max === 1, atEnd && node.max === 1);
      default: return;
    }
  }

  function assertion(node: AST.Assertion, atStart: boolean, atEnd: boolean): void {
    switch (node.kind) {
      case 'start':
      case 'end':
        if (!(node.kind === 'start' ? atStart : atEnd)) {
          throw refused('anchor within', node.start, node.end);
        }
        return;
      case 'word': throw refused('word boundary', node.start, node.end);
      case 'lookahead': throw refused('look-ahead', node.start, node.start + 3);
      case 'lookbehind': throw refused('look-behind', node.start, node.start + 4);
    }
  }
}
