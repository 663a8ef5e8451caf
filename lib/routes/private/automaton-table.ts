import { CharBase, CharSet, DFA, NFA } from 'refa';
import { PatternAutomaton } from '../../contracts/authorizer';

type State = DFA.ReadonlyNode | NFA.ReadonlyNode;

/** Writes an automaton as the authorizer reads it. The same automaton gives the same numbers. */
export function automatonTable(automaton: DFA | NFA): PatternAutomaton {
  const getOut = automaton.transitionIterator().getOut as (state: State) => ReadonlyMap<State, CharSet>;
  const isEnd = new Set<State>(automaton.finals);
  const sets = [...new CharBase([...automaton.nodes()].flatMap((state) => [...getOut(state).values()])).sets]
    .sort((left, right) => left.ranges[0].min - right.ranges[0].min);
  const numbers = new Map<State, number>([[automaton.initial, 1]]);
  const ends = [0];
  const ways: number[][] = Array.from({ length: sets.length + 1 }, () => []);
  // A map gives its entries in the order in which they were added, those that are added meanwhile too.
  for (const [state] of numbers) {
    const out = [...getOut(state)];
    ends.push(isEnd.has(state) ? 1 : 0);
    ways.push([], ...sets.map((set) => out.filter(([, via]) => via.isSupersetOf(set)).map(([target]) => numberOf(target))));
  }
  return { ...classesOf(sets), ends, ...(ways.some(({ length }) => length > 1) ? withTargets(ways) : { table: ways.map(([next]) => next ?? 0) }) };

  function numberOf(state: State): number {
    const number = numbers.get(state) ?? numbers.size + 1;
    numbers.set(state, number);
    return number;
  }
}

/** Class 0 is for characters that occur nowhere. */
function classesOf(sets: CharSet[]): Pick<PatternAutomaton, 'firsts' | 'classes'> {
  const runs = new Map([[0, 0]]);
  const ranges = sets
    .flatMap((set, index) => set.ranges.map(({ min, max }) => ({ min, max, number: index + 1 })))
    .sort((left, right) => left.min - right.min);
  for (const { min, max, number } of ranges) {
    runs.set(min, number);
    runs.set(max + 1, 0);
  }
  return { firsts: [...runs.keys()], classes: [...runs.values()] };
}

/** Equal lists stand once. */
function withTargets(ways: number[][]): Pick<PatternAutomaton, 'table' | 'targets'> {
  const targets = [0];
  const places = new Map([['', 0]]);
  const table = ways.map((next) => {
    const key = next.join(' ');
    const place = places.get(key) ?? targets.length;
    if (!places.has(key)) {
      places.set(key, place);
      targets.push(...next, 0);
    }
    return place;
  });
  return { table, targets };
}
