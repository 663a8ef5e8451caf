import { NFA } from 'refa';
import { LONGEST_PATH_VALUE, PatternAutomaton } from '../../contracts/authorizer';
import { shown } from '../../shared/literals';
import { branchingAutomatonOf, deterministic, withoutIdleBounds } from '../../shared/regex/automaton';
import { parsePattern } from '../../shared/regex/pattern';
import { automatonTable } from './automaton-table';
import { narrowedForPath, PathPlace } from './path-characters';

/** Of a deterministic automaton. What needs more, such as `(?:a|b)*a(?:a|b){13}` with one for each of 8,192 memories, keeps to several at once. */
const MOST_DETERMINISTIC_STATES = 2_048;
/** Of any other: they are all looked at for each character, in the worst case (`npm run bench`, `path_pattern_many_states`). */
const MOST_WAYS = 2_048;
/** Of what a deterministic one is made from. */
const MOST_STATES = 4_096;
/** Characters of one automaton in the rules file. */
const LONGEST_AUTOMATON = 100_000;

/** Making one takes milliseconds, and an API has the same few patterns on hundreds of routes. */
const known = new Map<string, PatternAutomaton>();

/**
 * The automaton of a path parameter's pattern, for values of at most so many characters.
 *
 * @param place where the parameter stands, which the pattern is narrowed to; without it, the pattern is taken as it is
 * @throws PatternError for what no automaton can hold, and an error that begins with "must make" where it would be too large, or with "must take"
 *   where nothing is left of it
 */
export function pathAutomaton(pattern: string, maxLength: number, place?: PathPlace): PatternAutomaton {
  const longest = Math.min(maxLength, LONGEST_PATH_VALUE);
  const key = `${place} ${longest} ${pattern}`;
  let automaton = known.get(key);
  if (!automaton) {
    automaton = madeOf(pattern, longest, place);
    known.set(key, automaton);
  }
  return automaton;
}

function madeOf(pattern: string, longest: number, place?: PathPlace): PatternAutomaton {
  const parsed = parsePattern(pattern);
  const branching = branchingAutomatonOf(withoutIdleBounds(place ? narrowedForPath(parsed, pattern, place) : parsed, longest), MOST_STATES);
  const automaton = branching && (deterministic(branching, MOST_DETERMINISTIC_STATES) ?? (waysOf(branching) <= MOST_WAYS ? branching : undefined));
  const table = automaton && automatonTable(automaton);
  if (place && table?.table.every((next) => next === 0)) {
    throw new Error(`must take a value that a path can have, got ${shown(pattern)}; no value has "\\", "?", "#", "%" or control characters, ` +
      `or ${place === 'part' ? '"/", which ends the part' : 'a part without a character'}; right would be '[A-Za-z0-9._-]+'`);
  }
  if (!table || JSON.stringify(table).length > LONGEST_AUTOMATON) {
    throw new Error(`must make an automaton of at most ${MOST_DETERMINISTIC_STATES} states, got ${shown(pattern)}, which needs more; ` +
      'right would be smaller counts, and none within another such as `(?:[a-z]{1,90}-?){1,90}`, where `(?:[a-z]+-?)+` and `maxLength` would do');
  }
  return table;
}

function waysOf(automaton: NFA): number {
  return [...automaton.nodes()].reduce((sum, { out }) => sum + out.size, 0);
}
