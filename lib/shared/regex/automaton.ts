import { DFA, NFA, TooManyNodesError } from 'refa';
import { LAST_CODE_POINT } from './char-set';
import { Pattern, PatternElement, PatternPart } from './pattern';
import { elementLength, lengthRange } from './shape';

/**
 * The smallest deterministic automaton for a pattern: one look-up decides on a character, whatever the pattern.
 *
 * @param mostStates of the automaton, and of those that it is made from
 * @returns undefined where it would have more states
 */
export function automatonOf(pattern: Pattern, mostStates: number): DFA | undefined {
  const branching = branchingAutomatonOf(pattern, mostStates);
  return branching && deterministic(branching, mostStates);
}

/**
 * An automaton that may be in several states at once: about one for each character of the pattern, where a deterministic one may have a
 * state for each of their combinations.
 *
 * @returns undefined where it would have more states
 */
export function branchingAutomatonOf(pattern: Pattern, mostStates: number): NFA | undefined {
  return unlessTooMany(() => NFA.fromRegex(pattern, { maxCharacter: LAST_CODE_POINT }, {}, new NFA.LimitedNodeFactory(mostStates)));
}

export function deterministic(branching: NFA, mostStates: number): DFA | undefined {
  return unlessTooMany(() => {
    const automaton = DFA.fromFA(branching, new DFA.LimitedNodeFactory(mostStates));
    automaton.minimize();
    return automaton;
  });
}

function unlessTooMany<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof TooManyNodesError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The pattern without upper bounds that no value of at most so many characters can reach: `[a-z]{1,1000}` is `[a-z]+` for values of 256
 * characters, with two states for a thousand. The length has to be checked besides.
 */
export function withoutIdleBounds(pattern: Pattern, longest: number): Pattern {
  return { type: 'Expression', alternatives: pattern.alternatives.map((part) => partWithout(part, longest)) };
}

function partWithout({ elements }: PatternPart, longest: number): PatternPart {
  const least = elements.map((element) => elementLength(element).min);
  const all = least.reduce((sum, length) => sum + length, 0);
  return { type: 'Concatenation', elements: elements.map((element, index) => elementWithout(element, longest - all + least[index])) };
}

function elementWithout(element: PatternElement, longest: number): PatternElement {
  if (element.type !== 'Alternation' && element.type !== 'Quantifier') {
    return element;
  }
  const once = lengthRange(element).min;
  const times = element.type === 'Quantifier' ? Math.max(1, element.min) : 1;
  const alternatives = element.alternatives.map((part) => partWithout(part, longest - (times - 1) * once));
  if (element.type === 'Alternation') {
    return { ...element, alternatives };
  }
  // What may be empty is repeated by its values that are not.
  const reached = (element.max + 1) * Math.max(1, once) <= longest;
  return { ...element, alternatives, max: reached ? element.max : Infinity };
}
