import { CharSet } from './char-set';
import { Pattern } from './pattern';
import { classOf, group, notIn } from './regex-text';
import { ValueSyntax } from './value-syntax';

/** More characters of a pattern than this make no short expression. */
const MOST_POSITIONS = 120;

const BYTES = CharSet.ranges([[0, 0xff]]);

/** A pattern as the characters that may begin it, end it and follow each other (Glushkov's construction). */
interface Positions {
  readonly nullable: boolean;
  readonly first: number[];
  readonly last: number[];
}

/**
 * An expression for what begins like a value but is none of the pattern: a value that goes wrong at some character, ends too
 * early, or goes on too long. Undefined where it is longer than `room`, or where the pattern loops over more than one character.
 * An empty value is never matched.
 */
export function complement(pattern: Pattern, syntax: Pick<ValueSyntax, 'terminators'>, room: number): string | undefined {
  const sets: CharSet[] = [];
  const follow: Array<Set<number>> = [];
  const whole = read(pattern);
  if (!whole) {
    return undefined;
  }
  const last = new Set(whole.last);
  const perState = emitted(0);
  // Ends before the least length are found by the length, where that is shorter to say than at each character. Where characters
  // repeat, the place in the pattern says nothing of the length.
  const least = leastLength();
  const byLength = least > 1 ? emitted(least) : undefined;
  const lengthForm = byLength && `${byLength.slice(0, -1)}|${anyBut(syntax.terminators)}{1,${least - 1}}${syntax.terminators.isEmpty ? '$' : '(?:&|$)'})`;
  return [perState, lengthForm]
    .filter((text) => text !== undefined && text.length <= room)
    .sort((left, right) => left!.length - right!.length)[0];

  /** Reads the pattern into positions; undefined where there are too many. */
  function read(node: Pattern): Positions | undefined {
    switch (node.kind) {
      case 'set': {
        if (sets.length >= MOST_POSITIONS) {
          return undefined;
        }
        sets.push(node.set);
        follow.push(new Set());
        return { nullable: false, first: [sets.length - 1], last: [sets.length - 1] };
      }
      case 'sequence': return inSequence(node.items.map((item) => () => read(item)));
      case 'choice': {
        const parts = node.items.map(read);
        return parts.every((part) => part !== undefined)
          ? { nullable: parts.some((part) => part.nullable), first: parts.flatMap((part) => part.first), last: parts.flatMap((part) => part.last) }
          : undefined;
      }
      case 'repeat': {
        const once = (): Positions | undefined => read(node.item);
        const optional = (): Positions | undefined => {
          const part = once();
          return part && { ...part, nullable: true };
        };
        if (node.max !== Infinity) {
          return node.max > MOST_POSITIONS
            ? undefined
            : inSequence(Array.from({ length: node.max }, (_, index) => index < node.min ? once : optional));
        }
        const loop = (): Positions | undefined => {
          const part = once();
          part?.last.forEach((from) => part.first.forEach((to) => follow[from].add(to)));
          return part && { ...part, nullable: part.nullable || node.min === 0 };
        };
        return node.min > MOST_POSITIONS ? undefined : inSequence([...Array.from({ length: Math.max(0, node.min - 1) }, () => once), loop]);
      }
    }
  }

  function inSequence(readers: Array<() => Positions | undefined>): Positions | undefined {
    let result: Positions = { nullable: true, first: [], last: [] };
    for (const reader of readers) {
      const part = reader();
      if (!part) {
        return undefined;
      }
      result.last.forEach((from) => part.first.forEach((to) => follow[from].add(to)));
      result = {
        nullable: result.nullable && part.nullable,
        first: result.nullable ? [...result.first, ...part.first] : result.first,
        last: part.nullable ? [...result.last, ...part.last] : part.last,
      };
    }
    return result;
  }

  function leastLength(): number {
    let reached = new Set(whole!.first);
    for (let length = 1; reached.size > 0 && length <= MOST_POSITIONS; length++) {
      if ([...reached].some((position) => last.has(position))) {
        return whole!.nullable ? 0 : length;
      }
      reached = new Set([...reached].flatMap((position) => [...follow[position]]));
    }
    return 0;
  }

  /** The expression; ends of fewer than `from` characters are left to others. */
  function emitted(from: number): string | undefined {
    let spent = 0;
    const text = emit(whole!.first, whole!.nullable, 0, false, []);
    return text === undefined ? undefined : `(?:${text.join('|')})`;

    /** Violations where one of `next` may follow, or after a loop one more of its characters. */
    function emit(
      next: number[], accepting: boolean, length: number, looped: boolean, above: string[], loop = CharSet.EMPTY,
    ): string[] | undefined {
      const key = [...new Set(next)].sort((left, right) => left - right).join(' ');
      if (above.includes(key)) {
        return undefined;
      }
      const known = setOf(next).union(loop);
      const alternatives = wrong(accepting ? known.union(syntax.terminators) : known);
      if (!accepting && length > 0 && (looped || length >= from)) {
        alternatives.push('$');
      }
      for (const { set, targets } of branches(next)) {
        const after = [...new Set(targets.flatMap((position) => [...follow[position]]))];
        const accepted = targets.some((position) => last.has(position));
        const { own, others } = selfLoop(after, targets);
        spent += 10;
        const rest = spent > room
          ? undefined
          : emit(others, accepted, length + 1, looped || !own.isEmpty, [...above, key], own);
        if (!rest) {
          return undefined;
        }
        // Where nothing can go wrong any more, there is nothing to say.
        if (rest.length > 0) {
          alternatives.push(classOf(set) + (own.isEmpty ? '' : `${classOf(own)}*`) + group(rest));
        }
      }
      return alternatives;
    }
  }

  /** Characters after which the same positions are reached, told apart. */
  function branches(next: number[]): Array<{ set: CharSet; targets: number[] }> {
    let parts: Array<{ set: CharSet; targets: number[] }> = [];
    for (const position of new Set(next)) {
      const split: typeof parts = [];
      let rest = sets[position];
      for (const part of parts) {
        const both = part.set.intersect(rest);
        const only = part.set.minus(rest);
        if (!both.isEmpty) {
          split.push({ set: both, targets: [...part.targets, position] });
        }
        if (!only.isEmpty) {
          split.push({ set: only, targets: part.targets });
        }
        rest = rest.minus(part.set);
      }
      if (!rest.isEmpty) {
        split.push({ set: rest, targets: [position] });
      }
      parts = split;
    }
    return joined(parts);
  }

  /** Branches that lead to the same continuation are one. */
  function joined(parts: Array<{ set: CharSet; targets: number[] }>): Array<{ set: CharSet; targets: number[] }> {
    const byRest = new Map<string, { set: CharSet; targets: number[] }>();
    for (const part of parts) {
      const key = JSON.stringify([
        [...new Set(part.targets.flatMap((position) => [...follow[position]]))].sort((left, right) => left - right),
        part.targets.some((position) => last.has(position)),
      ]);
      const known = byRest.get(key);
      byRest.set(key, known ? { set: known.set.union(part.set), targets: known.targets } : part);
    }
    return [...byRest.values()];
  }

  /** The characters after which a single position follows itself, where nothing else shares them. */
  function selfLoop(after: number[], targets: number[]): { own: CharSet; others: number[] } {
    const [only] = targets;
    if (targets.length === 1 && follow[only].has(only)) {
      const others = after.filter((position) => position !== only);
      if (sets[only].disjoint(setOf(others))) {
        return { own: sets[only], others };
      }
    }
    return { own: CharSet.EMPTY, others: after };
  }

  function setOf(positions: number[]): CharSet {
    return positions.reduce((union, position) => union.union(sets[position]), CharSet.EMPTY);
  }
}

/** One byte that is none of those, if there is any. */
function wrong(fine: CharSet): string[] {
  return BYTES.isWithin(fine) ? [] : [anyBut(fine)];
}

/** Any byte but those; neither a query string nor a header holds a line break as such. */
export function anyBut(set: CharSet): string {
  return set.isEmpty ? '.' : notIn(set);
}
