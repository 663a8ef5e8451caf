import type { PatternAutomaton } from '../../lib/contracts/authorizer';

/**
 * A pattern, ready for values. Each character costs one look-up or, where the automaton may be in several states at once, as many as it has
 * ways at most, so that time is linear in the value whatever the pattern. A regular expression of JavaScript would take 44 seconds for
 * `([a-z0-9]+-?)+` and 28 letters and a "!" (ReDoS), on input of anyone.
 */
export class Automaton {
  readonly #its: PatternAutomaton;
  readonly #width: number;
  /** Classes of ASCII. */
  readonly #ascii: readonly number[];

  /** @throws where it is not one that the construct writes: half an automaton may take anything */
  public constructor(its: PatternAutomaton) {
    const { firsts, classes, ends, table, targets } = its;
    this.#its = its;
    this.#width = table.length / ends.length;
    const isBelow = (limit: number) => (value: number) => Number.isInteger(value) && value >= 0 && value < limit;
    // State 0 is the end of all hope, and has no way out.
    if (!Number.isInteger(this.#width) || ends.length < 2 || firsts.length !== classes.length || firsts[0] !== 0
      || !firsts.every((first, index) => index === 0 || first > firsts[index - 1]) || !classes.every(isBelow(this.#width)) || !ends.every(isBelow(2))
      || ends[0] !== 0 || !table.slice(0, this.#width).every(isBelow(1)) || !table.every(isBelow(targets ? targets.length : ends.length))
      || !(targets ?? []).every(isBelow(ends.length))) {
      throw new Error('automaton not understood');
    }
    this.#ascii = Array.from({ length: 128 }, (_, codePoint) => this.#classOf(codePoint));
  }

  /** Whether the pattern takes the whole value. */
  public takes(value: string): boolean {
    const { ends, table, targets } = this.#its;
    if (targets) {
      return this.#takesInSeveralStates(value, targets);
    }
    let state = 1;
    for (let index = 0; index < value.length; index++) {
      let codePoint = value.charCodeAt(index);
      if (codePoint >= 0xd800 && codePoint < 0xdc00) {
        codePoint = value.codePointAt(index)!;
        index += codePoint > 0xffff ? 1 : 0;
      }
      state = table[state * this.#width + (codePoint < 128 ? this.#ascii[codePoint] : this.#classOf(codePoint))];
    }
    return ends[state] === 1;
  }

  #takesInSeveralStates(value: string, targets: readonly number[]): boolean {
    const { ends, table } = this.#its;
    let states = [1];
    /** By state, the number of characters after which the value was last in it. */
    const reached = new Uint32Array(ends.length);
    let count = 0;
    for (const character of value) {
      count++;
      const column = this.#classOf(character.codePointAt(0)!);
      const next: number[] = [];
      for (const state of states) {
        for (let place = table[state * this.#width + column]; targets[place] > 0; place++) {
          if (reached[targets[place]] !== count) {
            reached[targets[place]] = count;
            next.push(targets[place]);
          }
        }
      }
      states = next;
    }
    return states.some((state) => ends[state] === 1);
  }

  /** By halving: in at most eleven steps, since Unicode has a thousand ranges of letters. */
  #classOf(codePoint: number): number {
    const { firsts, classes } = this.#its;
    let low = 0;
    let high = firsts.length;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (firsts[middle] <= codePoint) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return classes[low];
  }
}
