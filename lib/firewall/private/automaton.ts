import { CharSet, DFA } from 'refa';
import { automatonOf } from '../../shared/regex/automaton';
import { NO_CHARACTER } from '../../shared/regex/char-set';
import { Pattern } from '../../shared/regex/pattern';
import { lengthRange } from '../../shared/regex/shape';
import { classOf, group, notIn } from './regex-text';
import { ValueSyntax } from './value-syntax';

/** More characters of a pattern than this make no short expression. */
const MOST_STATES = 120;

type State = DFA.ReadonlyNode;

/** Where the automaton goes from a state: to itself, and to others. */
interface Ways {
  readonly loop: CharSet;
  readonly others: ReadonlyArray<readonly [State, CharSet]>;
  readonly all: CharSet;
}

/**
 * An expression for what begins like a value but is none of the pattern: a value that goes wrong at some character, ends too
 * early, or goes on too long. Undefined where it is longer than `room`, or where the pattern loops over more than one character.
 * An empty value is never matched.
 *
 * @param pattern of characters that are one byte each (`isPlain`): so at each place there is a byte that is wrong
 */
export function complement(pattern: Pattern, syntax: Pick<ValueSyntax, 'terminators'>, room: number): string | undefined {
  const automaton = automatonOf(pattern, MOST_STATES);
  if (!automaton) {
    return undefined;
  }
  const { getOut } = automaton.transitionIterator();
  const rank = ranking(pattern);
  const perState = emitted(0);
  // Ends before the least length are found by the length, where that is shorter to say than at each character. Where characters
  // repeat, the place in the pattern says nothing of the length.
  const least = lengthRange(pattern).min;
  const byLength = least > 1 ? emitted(least) : undefined;
  const lengthForm = byLength && `${byLength.slice(0, -1)}|${anyBut(syntax.terminators)}{1,${least - 1}}${syntax.terminators.isEmpty ? '$' : '(?:&|$)'})`;
  return [perState, lengthForm]
    .filter((text) => text !== undefined && text.length <= room)
    .sort((left, right) => left!.length - right!.length)[0];

  /** The expression; ends of fewer than `from` characters are left to others. */
  function emitted(from: number): string | undefined {
    let spent = 0;
    const { loop } = ways(automaton!.initial);
    const rest = emit(automaton!.initial, 0, !loop.isEmpty, []);
    if (!rest) {
      return undefined;
    }
    if (loop.isEmpty) {
      return `(?:${rest.join('|')})`;
    }
    // What repeats at the start may be absent; but a value of nothing else that ends too early has one of them.
    const character = classOf(loop);
    const ends = automaton!.finals.has(automaton!.initial) ? [] : [`${character}+$`];
    return `(?:${[`${character}*${group(rest)}`, ...ends].join('|')})`;

    /** Violations from a state on, in which its loop is said already. */
    function emit(state: State, length: number, looped: boolean, above: State[]): string[] | undefined {
      if (above.includes(state)) {
        return undefined;
      }
      const { all, others } = ways(state);
      const accepting = automaton!.finals.has(state as DFA.Node);
      const alternatives = [anyBut(accepting ? all.union(syntax.terminators) : all)];
      if (!accepting && length > 0 && (looped || length >= from)) {
        alternatives.push('$');
      }
      for (const [target, set] of others) {
        const { loop: own } = ways(target);
        spent += 10;
        const after = spent > room ? undefined : emit(target, length + 1, looped || !own.isEmpty, [...above, state]);
        if (!after) {
          return undefined;
        }
        alternatives.push(`${run(set, own)}${group(after)}`);
      }
      return alternatives;
    }
  }

  function ways(state: State): Ways {
    const out = [...getOut(state)];
    return {
      loop: out.find(([target]) => target === state)?.[1] ?? NO_CHARACTER,
      others: out.filter(([target]) => target !== state).sort(([, left], [, right]) => rank(left) - rank(right)),
      all: NO_CHARACTER.union(...out.map(([, set]) => set)),
    };
  }
}

/** One character of a set, and any of a loop after it. */
function run(set: CharSet, loop: CharSet): string {
  if (loop.isEmpty) {
    return classOf(set);
  }
  return set.equals(loop) ? `${classOf(set)}+` : `${classOf(set)}${classOf(loop)}*`;
}

/** Orders sets as their characters stand in the pattern. */
function ranking(pattern: Pattern): (set: CharSet) => number {
  const classes: CharSet[] = [];
  collect(pattern);
  return (set) => classes.findIndex((other) => !other.isDisjointWith(set));

  function collect({ alternatives }: Pick<Pattern, 'alternatives'>): void {
    for (const element of alternatives.flatMap(({ elements }) => elements)) {
      if (element.type === 'CharacterClass') {
        classes.push(element.characters);
      } else if (element.type === 'Alternation' || element.type === 'Quantifier') {
        collect(element);
      }
    }
  }
}

/** Any byte but those; neither a query string nor a header holds a line break as such. */
export function anyBut(set: CharSet): string {
  return set.isEmpty ? '.' : notIn(set);
}
