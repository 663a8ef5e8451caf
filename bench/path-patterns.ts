import { Automaton } from '../lambda/jwt-authorizer/automaton';
import { LONGEST_PATH_VALUE } from '../lib/contracts/authorizer';
import { pathAutomaton } from '../lib/routes/private/path-automaton';
import { median } from './median';

const ROUNDS = 9;
/** The longest value that there is, of what keeps each automaton busiest. */
const WORST: ReadonlyArray<readonly [name: string, pattern: string, character: string]> = [
  ['usual', '[0-9a-f]{1,512}', 'f'],
  // 44 seconds for 28 letters and a "!" as a regular expression of JavaScript.
  ['hostile', '([a-z0-9]+-?)+', 'a'],
  ['all_scripts', '(?:\\p{L}+-?)+', '漢'],
  // As many states at once as a pattern may have.
  ['many_states', '(?:[a-z]{1,26}-?){1,26}', 'a'],
];

/** Nanoseconds that the authorizer takes for a character of a path parameter, in the worst case. */
export function benchPathPatterns(): void {
  for (const [name, pattern, character] of WORST) {
    const automaton = new Automaton(pathAutomaton(pattern, LONGEST_PATH_VALUE));
    const value = `${character.repeat(LONGEST_PATH_VALUE - 1)}!`;
    const times = Array.from({ length: 2 * ROUNDS }, () => {
      const start = process.hrtime.bigint();
      let count = 0;
      // Ten milliseconds at least, so that the clock's own steps do not count.
      while (Number(process.hrtime.bigint() - start) < 1e7) {
        if (automaton.takes(value)) {
          throw new Error(`${pattern} must not take "!"`);
        }
        count++;
      }
      return Number(process.hrtime.bigint() - start) / count / LONGEST_PATH_VALUE;
    });
    console.log(`path_pattern_${name} ${median(times.slice(ROUNDS)).toFixed(1)} ns/character`);
  }
}
