import { CharSet } from 'refa';
import { NO_CHARACTER } from '../../shared/regex/char-set';
import { anyOf, parsePattern, Pattern } from '../../shared/regex/pattern';
import { alphabet, asRuns, lengthRange, Run } from '../../shared/regex/shape';
import { anyBut, complement } from './automaton';
import { classOf, group, MAX_REGEX_LENGTH, notIn, repeated } from './regex-text';
import { spelled, ValueSyntax } from './value-syntax';
import { gapsOf, withGapsClosed, withNarrowSpace } from './wide-characters';

/** What a parameter's value must look like. */
export interface ValueConstraint {
  readonly pattern?: string;
  readonly allowedValues?: string[];
  readonly minLength: number;
  readonly maxLength: number;
}

/** How a rule finds a value that breaks its constraint. */
export interface ConstraintCheck {
  /**
   * Regular expressions, each for a value from its first character on: where one matches, the value is refused. None matches an
   * empty value.
   */
  readonly violations: string[];
  /** Regular expressions for the whole value, of which one must match. Only where violations can't be spelled in so many characters. */
  readonly required?: string[];
  /** Whether an empty value is refused. */
  readonly refusesEmpty: boolean;
}

/** Above this a repeat of multi-byte characters may be too large for AWS WAF to compile: longer limits count what was sent, byte by byte. */
const LONGEST_COUNTED = 1024;
/** A constraint in more pieces than this costs more than to look for what is right. */
const MOST_PIECES = 3;
/** Room that a regular expression leaves for the parameter's name and the delimiters around it. */
const ROOM_FOR_VALUE = 150;

/**
 * Turns a constraint round. A rule that looks for what is wrong needs one statement for many parameters, is true for any of
 * several values of the same name, and says nothing of a parameter that is absent; to look for what is right needs two
 * statements a parameter and another against duplicates. So that is used only where the first can't be written.
 *
 * @throws where the pattern is not one that AWS WAF can check, or too long for it
 */
export function constraintCheck(constraint: ValueConstraint, syntax: ValueSyntax): ConstraintCheck {
  const { pattern, allowedValues, minLength, maxLength } = constraint;
  // The letters of all scripts are hundreds of ranges, too many for any expression of 200 characters.
  const shape = allowedValues ? anyOf(allowedValues) : pattern !== undefined ? parsePattern(pattern, { properties: false }) : undefined;
  if (!shape) {
    return { violations: lengthViolations(minLength, maxLength, syntax), refusesEmpty: minLength > 0 };
  }
  const narrow = withNarrowSpace(shape);
  const check = shapeCheck(shape, constraint, syntax) ?? (narrow && shapeCheck(narrow, constraint, syntax));
  if (!check) {
    throw new Error(`\`pattern\` must fit the ${MAX_REGEX_LENGTH} characters of a regular expression in AWS WAF once every character stands as it is sent, ` +
      `got ${JSON.stringify(pattern ?? allowedValues!.join('|'))}, which takes ${spelled(shape, syntax).length}; right would be a shorter one, or a limit of length alone`);
  }
  return check;
}

/** Undefined where the shape is too long to say. */
function shapeCheck(shape: Pattern, constraint: ValueConstraint, syntax: ValueSyntax): ConstraintCheck | undefined {
  const gaps = gapsOf(shape);
  const gap = gaps.isEmpty ? undefined : syntax.containing(gaps);
  if (gap === undefined || gap.length > ROOM_FOR_VALUE) {
    return checkWithoutGaps(shape, constraint, syntax);
  }
  const check = checkWithoutGaps(withGapsClosed(shape, gaps), constraint, syntax);
  return check && { ...check, violations: [gap, ...check.violations] };
}

function checkWithoutGaps(shape: Pattern, { minLength, maxLength }: ValueConstraint, syntax: ValueSyntax): ConstraintCheck | undefined {
  const runs = asRuns(shape);
  const length = lengthRange(shape);
  if (runs?.length === 1) {
    const [run] = runs;
    const clamped: Run = { set: run.set, min: Math.max(run.min, minLength), max: Math.min(run.max, maxLength) };
    const found = runsViolations([clamped], syntax);
    if (found) {
      return { violations: found, refusesEmpty: clamped.min > 0 };
    }
    const foreign = syntax.foreign(run.set);
    if (foreign !== undefined && foreign.length <= ROOM_FOR_VALUE) {
      return { violations: [foreign, ...lengthViolations(clamped.min, clamped.max, syntax)], refusesEmpty: clamped.min > 0 };
    }
  }
  const refusesEmpty = minLength > 0 || length.min > 0;
  const violations = lengthViolations(length.min < minLength ? minLength : 0, length.max > maxLength ? maxLength : Infinity, syntax);
  const found = shapeViolations(shape, syntax);
  if (found) {
    return { violations: [...found, ...violations], refusesEmpty };
  }
  const required = requiredForms(shape, syntax);
  return required && { violations, required, refusesEmpty };
}

/** By runs, which repeat many characters in little room, or character by character: whichever is shorter. */
function shapeViolations(shape: Pattern, syntax: ValueSyntax): string[] | undefined {
  if (!syntax.isPlain(alphabet(shape))) {
    return undefined;
  }
  const runs = asRuns(shape);
  const byRuns = runs && runsViolations(runs, syntax);
  const byCharacter = complement(shape, syntax, ROOM_FOR_VALUE);
  if (byRuns && (byCharacter === undefined || byRuns.join('|').length <= byCharacter.length)) {
    return byRuns;
  }
  return byCharacter === undefined ? undefined : [byCharacter];
}

function lengthViolations(minLength: number, maxLength: number, syntax: ValueSyntax): string[] {
  const violations: string[] = [];
  if (maxLength !== Infinity) {
    violations.push(maxLength <= LONGEST_COUNTED
      ? repeated(`(?:${syntax.anyCharacter})`, maxLength + 1, maxLength + 1)
      : `${anyBut(syntax.terminators)}{${maxLength + 1}}`);
  }
  // An empty value is found by other means, see `refusesEmpty`.
  if (minLength > 1) {
    violations.push(repeated(`(?:${syntax.anyCharacter})`, 1, minLength - 1) + syntax.end);
  }
  return violations;
}

/**
 * What does not match runs of characters, where each run can be told from the next by its characters alone and each character
 * has but one spelling; undefined where that is not so, or where it would be too long. Where one expression can't hold it, each
 * looks at some of the runs, after those before it.
 */
function runsViolations(runs: Run[], syntax: ValueSyntax): string[] | undefined {
  if (!runs.every(({ set }) => syntax.isPlain(set)) || !isDeterministic(runs)) {
    return undefined;
  }
  const violations: string[] = [];
  // Behind a run that may be absent the next piece could begin in the middle of the run before it, and take what is right for wrong.
  const fits = (piece: string, end: number): boolean => piece.length <= ROOM_FOR_VALUE && (end > runs.length || runs[end - 1].min > 0);
  for (let start = 0; violations.length < MOST_PIECES;) {
    let end = runs.length + 1;
    let piece = violationsBetween(start, end);
    while (!fits(piece, end) && end > start + 1) {
      end--;
      piece = violationsBetween(start, end);
    }
    if (!fits(piece, end)) {
      return undefined;
    }
    violations.push(piece);
    start = end;
    if (start > runs.length) {
      return violations;
    }
  }
  return undefined;

  /** Violations at one of the runs from `start` to before `end`; the end of the value counts as a run of its own. */
  function violationsBetween(start: number, end: number): string {
    const before = runs.slice(0, start).map(({ set, min, max }) => repeated(classOf(set), min, max)).join('');
    const previous = runs[start - 1];
    return before + group(after(start, end, previous && isFlexible(previous) ? previous.set : NO_CHARACTER, start === 0));
  }

  /** Violations from run `index` on, where a character of `continuing` would still belong to what went before. */
  function after(index: number, end: number, continuing: CharSet, atStart = false): string[] {
    if (index === runs.length) {
      return [anyBut(continuing.union(syntax.terminators))];
    }
    const run = runs[index];
    const { set, min, max } = run;
    const overflow = isFlexible(run) && max !== Infinity ? [repeated(classOf(set), max + 1, max + 1)] : [];
    const rest = index + 1 < end
      ? [repeated(classOf(set), Math.max(min, 1), max) + group(after(index + 1, end, isFlexible(run) ? set : NO_CHARACTER))]
      : [];
    if (min === 0) {
      return [...after(index + 1, end, continuing.union(set), atStart), ...rest, ...overflow];
    }
    return [
      anyBut(set.union(continuing)),
      ...(atStart ? [] : ['$']),
      ...(min > 1 ? [`${repeated(classOf(set), 1, min - 1)}(?:${notIn(set)}|$)`] : []),
      ...rest,
      ...overflow,
    ];
  }
}

function isFlexible({ min, max }: Run): boolean {
  return max > Math.max(min, 1);
}

/** A run of flexible length must share no character with what may follow it, or the place where it ends is open. */
function isDeterministic(runs: Run[]): boolean {
  return runs.every((run, index) => {
    if (run.max === run.min) {
      return true;
    }
    for (const next of runs.slice(index + 1)) {
      if (!run.set.isDisjointWith(next.set)) {
        return false;
      }
      if (next.min > 0) {
        break;
      }
    }
    return true;
  });
}

/** The whole value, as one expression or, where the pattern is a choice, as several; undefined where one would be too long. */
function requiredForms(shape: Pattern, syntax: ValueSyntax): string[] | undefined {
  const forms: string[] = [];
  for (const part of shape.alternatives) {
    const alternative = spelled({ alternatives: [part] }, syntax);
    if (alternative.length > ROOM_FOR_VALUE) {
      return undefined;
    }
    const last = forms[forms.length - 1];
    if (last !== undefined && last.length + alternative.length + 1 <= ROOM_FOR_VALUE) {
      forms[forms.length - 1] = `${last}|${alternative}`;
    } else {
      forms.push(alternative);
    }
  }
  return forms;
}
