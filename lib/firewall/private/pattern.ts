import { shown } from '../../shared/literals';
import { CharSet, DIGIT, LINE_END, SPACE, WORD } from './char-set';

/** A regular expression of the kind that both AWS WAF and the authorizer understand, as a tree. */
export type Pattern =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly items: Pattern[] }
  | { readonly kind: 'choice'; readonly items: Pattern[] }
  | { readonly kind: 'repeat'; readonly item: Pattern; readonly min: number; readonly max: number };

/**
 * Reads a pattern. `^` and `$` at its ends are taken for granted: a parameter's pattern always means the whole value.
 *
 * @throws where the pattern uses what AWS WAF lacks or reads differently than JavaScript does
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-regex-pattern-support.html
 */
export function parsePattern(source: string): Pattern {
  return new Parser(source).parse();
}

/** The pattern that takes exactly these characters. */
export function literal(text: string): Pattern {
  return sequence([...text].map((character) => ({ kind: 'set', set: CharSet.of(character) })));
}

/** The pattern that takes any of the texts. */
export function anyOf(texts: string[]): Pattern {
  return { kind: 'choice', items: texts.map(literal) };
}

/** Fewest and most characters of what the pattern takes; the most may be `Infinity`. */
export function lengthRange(pattern: Pattern): { readonly min: number; readonly max: number } {
  switch (pattern.kind) {
    case 'set': return { min: 1, max: 1 };
    case 'sequence': {
      const parts = pattern.items.map(lengthRange);
      return { min: total(parts.map(({ min }) => min)), max: total(parts.map(({ max }) => max)) };
    }
    case 'choice': {
      const parts = pattern.items.map(lengthRange);
      return { min: Math.min(...parts.map(({ min }) => min)), max: Math.max(...parts.map(({ max }) => max)) };
    }
    case 'repeat': {
      const part = lengthRange(pattern.item);
      return { min: part.min * pattern.min, max: part.max === 0 || pattern.max === 0 ? 0 : part.max * pattern.max };
    }
  }
}

/** Every character that may occur in what the pattern takes. */
export function alphabet(pattern: Pattern): CharSet {
  switch (pattern.kind) {
    case 'set': return pattern.set;
    case 'repeat': return alphabet(pattern.item);
    default: return pattern.items.reduce((set, item) => set.union(alphabet(item)), CharSet.EMPTY);
  }
}

/** A run of characters of one set. */
export interface Run {
  readonly set: CharSet;
  readonly min: number;
  readonly max: number;
}

/** The pattern as runs one after the other, or undefined where it has choices or repeated groups. */
export function asRuns(pattern: Pattern): Run[] | undefined {
  switch (pattern.kind) {
    case 'set': return [{ set: pattern.set, min: 1, max: 1 }];
    case 'sequence': {
      const runs = pattern.items.map(asRuns);
      return runs.every((run) => run !== undefined) ? runs.flat() : undefined;
    }
    case 'choice': return pattern.items.length === 1 ? asRuns(pattern.items[0]) : undefined;
    case 'repeat': {
      const inner = asRuns(pattern.item);
      if (inner?.length !== 1 || inner[0].min !== 1 || inner[0].max !== 1) {
        return undefined;
      }
      return [{ set: inner[0].set, min: pattern.min, max: pattern.max }];
    }
  }
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function sequence(items: Pattern[]): Pattern {
  return items.length === 1 ? items[0] : { kind: 'sequence', items };
}

const CONTROL_ESCAPES: { readonly [letter: string]: string } = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' };
const CLASS_ESCAPES: { readonly [letter: string]: CharSet } = {
  d: DIGIT,
  D: DIGIT.complement(),
  w: WORD,
  W: WORD.complement(),
  s: SPACE,
  S: SPACE.complement(),
};

class Parser {
  private position = 0;
  private readonly characters: string[];

  constructor(private readonly source: string) {
    this.characters = [...source];
  }

  public parse(): Pattern {
    const pattern = this.choice();
    if (this.position < this.characters.length) {
      throw this.refused(this.characters[this.position]);
    }
    return pattern;
  }

  private choice(): Pattern {
    const items = [this.items()];
    while (this.take('|')) {
      items.push(this.items());
    }
    return items.length === 1 ? items[0] : { kind: 'choice', items };
  }

  private items(): Pattern {
    const items: Pattern[] = [];
    while (this.position < this.characters.length && this.peek() !== '|' && this.peek() !== ')') {
      if (this.peek() === '^' && this.position === 0) {
        this.position++;
      } else if (this.peek() === '$' && this.position === this.characters.length - 1) {
        this.position++;
      } else {
        items.push(this.quantified(this.atom()));
      }
    }
    return items.length === 1 ? items[0] : { kind: 'sequence', items };
  }

  private atom(): Pattern {
    const character = this.next();
    switch (character) {
      case '(': {
        if (this.take('?') && !this.take(':')) {
          throw this.refused(`(?${this.peek() ?? ''}`);
        }
        const inner = this.choice();
        if (!this.take(')')) {
          throw this.refused('(');
        }
        return inner;
      }
      case '[': return { kind: 'set', set: this.characterClass() };
      case '.': return { kind: 'set', set: LINE_END.complement() };
      case '\\': return { kind: 'set', set: this.escape(false) };
      case '^': case '$': case '*': case '+': case '?': case '{': case '}': case ']':
        throw this.refused(character);
      default: return { kind: 'set', set: CharSet.of(character) };
    }
  }

  private quantified(item: Pattern): Pattern {
    const bounds = this.quantifier();
    if (!bounds) {
      return item;
    }
    // Whether a quantifier is lazy changes what is found first, never whether the whole value matches.
    this.take('?');
    const repeated: Pattern = { kind: 'repeat', item, min: bounds[0], max: bounds[1] };
    if (this.peek() === '*' || this.peek() === '+') {
      throw this.refused(this.peek()!);
    }
    return repeated;
  }

  private quantifier(): [number, number] | undefined {
    if (this.take('*')) {
      return [0, Infinity];
    }
    if (this.take('+')) {
      return [1, Infinity];
    }
    if (this.take('?')) {
      return [0, 1];
    }
    if (this.peek() !== '{') {
      return undefined;
    }
    const text = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(this.characters.slice(this.position).join(''));
    if (!text) {
      throw this.refused('{');
    }
    this.position += text[0].length;
    const min = Number(text[1]);
    const max = text[2] === undefined ? min : text[3] === undefined ? Infinity : Number(text[3]);
    if (max < min) {
      throw this.refused(text[0]);
    }
    return [min, max];
  }

  private characterClass(): CharSet {
    const negated = this.take('^');
    let set = CharSet.EMPTY;
    while (!this.take(']')) {
      const first = this.classMember();
      if (this.peek() === '-' && this.characters[this.position + 1] !== ']' && this.characters[this.position + 1] !== undefined) {
        this.position++;
        const last = this.classMember();
        if (only(first) > only(last)) {
          throw this.refused('a range that runs backwards');
        }
        set = set.union(CharSet.ranges([[only(first), only(last)]]));
      } else {
        set = set.union(first);
      }
    }
    return negated ? set.complement() : set;
  }

  private classMember(): CharSet {
    const character = this.next();
    return character === '\\' ? this.escape(true) : CharSet.of(character);
  }

  private escape(inClass: boolean): CharSet {
    const character = this.next();
    if (character in CLASS_ESCAPES) {
      return CLASS_ESCAPES[character];
    }
    if (character in CONTROL_ESCAPES) {
      return CharSet.of(CONTROL_ESCAPES[character]);
    }
    if (character === 'b' && inClass) {
      return CharSet.of('\b');
    }
    if (character === 'x' || character === 'u') {
      const text = /^(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/.exec(this.characters.slice(this.position).join(''));
      const short = /^[0-9a-fA-F]{2}/.exec(this.characters.slice(this.position).join(''));
      const digits = character === 'x' ? short?.[0] : text?.[1] ?? text?.[2];
      if (digits === undefined) {
        throw this.refused(`\\${character}`);
      }
      this.position += character === 'x' ? 2 : text![0].length;
      return CharSet.ranges([[parseInt(digits, 16), parseInt(digits, 16)]]);
    }
    if (/[A-Za-z0-9]/.test(character)) {
      throw this.refused(`\\${character}`);
    }
    return CharSet.of(character);
  }

  private peek(): string | undefined {
    return this.characters[this.position];
  }

  private next(): string {
    const character = this.characters[this.position++];
    if (character === undefined) {
      throw this.refused('the end');
    }
    return character;
  }

  private take(character: string): boolean {
    if (this.peek() !== character) {
      return false;
    }
    this.position++;
    return true;
  }

  private refused(what: string): Error {
    return new Error(`\`pattern\` must keep to what AWS WAF checks (characters, classes, groups, choices and repeats), got ${shown(what)} ` +
      `at character ${Math.max(this.position, 1)} of ${shown(this.source)}; spell it out, such as '[A-Za-z]' for letters`);
  }
}

function only(set: CharSet): number {
  return set.ranges[0][0];
}
