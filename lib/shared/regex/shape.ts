import { CharSet } from 'refa';
import { NO_CHARACTER } from './char-set';
import { Pattern, PatternElement, PatternPart } from './pattern';

/** Fewest and most characters of what a pattern takes; the most may be `Infinity`. */
export interface LengthRange {
  readonly min: number;
  readonly max: number;
}

export function lengthRange({ alternatives }: Pick<Pattern, 'alternatives'>): LengthRange {
  const ranges = alternatives.map(partLength);
  return { min: Math.min(...ranges.map(({ min }) => min)), max: Math.max(...ranges.map(({ max }) => max)) };
}

function partLength({ elements }: PatternPart): LengthRange {
  const ranges = elements.map(elementLength);
  return { min: total(ranges.map(({ min }) => min)), max: total(ranges.map(({ max }) => max)) };
}

export function elementLength(element: PatternElement): LengthRange {
  switch (element.type) {
    case 'Alternation': return lengthRange(element);
    case 'Quantifier': {
      const once = lengthRange(element);
      return { min: once.min * element.min, max: once.max === 0 || element.max === 0 ? 0 : once.max * element.max };
    }
    default: return { min: 1, max: 1 };
  }
}

/** Every character that may occur in what the pattern takes. */
export function alphabet({ alternatives }: Pick<Pattern, 'alternatives'>): CharSet {
  return NO_CHARACTER.union(...alternatives.flatMap(({ elements }) => elements.map((element) => {
    switch (element.type) {
      case 'CharacterClass': return element.characters;
      case 'Alternation':
      case 'Quantifier': return alphabet(element);
      default: return NO_CHARACTER;
    }
  })));
}

/** A run of characters of one set. */
export interface Run extends LengthRange {
  readonly set: CharSet;
}

/** The pattern as runs one after the other, or undefined where it has choices or repeated groups. */
export function asRuns({ alternatives }: Pick<Pattern, 'alternatives'>): Run[] | undefined {
  if (alternatives.length !== 1) {
    return undefined;
  }
  const runs = alternatives[0].elements.map((element): Run[] | undefined => {
    switch (element.type) {
      case 'CharacterClass': return [{ set: element.characters, min: 1, max: 1 }];
      case 'Alternation': return asRuns(element);
      case 'Quantifier': {
        const inner = asRuns(element);
        const isOne = inner?.length === 1 && inner[0].min === 1 && inner[0].max === 1;
        return isOne ? [{ set: inner[0].set, min: element.min, max: element.max }] : undefined;
      }
      default: return undefined;
    }
  });
  return runs.every((run) => run !== undefined) ? runs.flat() : undefined;
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
