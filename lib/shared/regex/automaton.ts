import { DFA, NFA, TooManyNodesError } from 'refa';
import { LAST_CODE_POINT } from './char-set';
import { Pattern } from './pattern';

/**
 * The smallest deterministic automaton for a pattern: one look-up decides on a character, whatever the pattern.
 *
 * @param mostStates of the automaton, and of the one that it is made from
 * @returns undefined where it would have more states
 */
export function automatonOf(pattern: Pattern, mostStates: number): DFA | undefined {
  try {
    const branching = NFA.fromRegex(pattern, { maxCharacter: LAST_CODE_POINT }, {}, new NFA.LimitedNodeFactory(mostStates));
    const automaton = DFA.fromFA(branching, new DFA.LimitedNodeFactory(mostStates));
    automaton.minimize();
    return automaton;
  } catch (error) {
    if (error instanceof TooManyNodesError) {
      return undefined;
    }
    throw error;
  }
}
