/** A set of Unicode code points, as sorted ranges that neither touch nor overlap. */
export class CharSet {
  public static readonly ALL = new CharSet([[0, 0x10ffff]]);
  public static readonly EMPTY = new CharSet([]);

  public static of(...characters: string[]): CharSet {
    return CharSet.ranges(characters.map((character) => [character.codePointAt(0)!, character.codePointAt(0)!]));
  }

  public static range(first: string, last: string): CharSet {
    return CharSet.ranges([[first.codePointAt(0)!, last.codePointAt(0)!]]);
  }

  public static ranges(ranges: Array<readonly [number, number]>): CharSet {
    const merged: Array<[number, number]> = [];
    for (const [first, last] of [...ranges].sort((left, right) => left[0] - right[0])) {
      const previous = merged[merged.length - 1];
      if (previous && first <= previous[1] + 1) {
        previous[1] = Math.max(previous[1], last);
      } else {
        merged.push([first, last]);
      }
    }
    return new CharSet(merged);
  }

  private constructor(public readonly ranges: ReadonlyArray<readonly [number, number]>) {}

  public get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  public has(codePoint: number): boolean {
    return this.ranges.some(([first, last]) => first <= codePoint && codePoint <= last);
  }

  public union(other: CharSet): CharSet {
    return CharSet.ranges([...this.ranges, ...other.ranges]);
  }

  public complement(): CharSet {
    const gaps: Array<[number, number]> = [];
    let next = 0;
    for (const [first, last] of this.ranges) {
      if (first > next) {
        gaps.push([next, first - 1]);
      }
      next = last + 1;
    }
    if (next <= 0x10ffff) {
      gaps.push([next, 0x10ffff]);
    }
    return new CharSet(gaps);
  }

  public intersect(other: CharSet): CharSet {
    return this.complement().union(other.complement()).complement();
  }

  public minus(other: CharSet): CharSet {
    return this.intersect(other.complement());
  }

  public isWithin(other: CharSet): boolean {
    return this.minus(other).isEmpty;
  }

  public disjoint(other: CharSet): boolean {
    return this.intersect(other).isEmpty;
  }

  /** The members, for sets known to be small. */
  public codePoints(): number[] {
    return this.ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
  }
}

export const ASCII = CharSet.ranges([[0, 0x7f]]);
export const DIGIT = CharSet.range('0', '9');
export const WORD = CharSet.ranges([[0x30, 0x39], [0x41, 0x5a], [0x61, 0x7a], [0x5f, 0x5f]]);
/** What `\s` means to both JavaScript and PCRE; JavaScript has more beyond ASCII, which no expression of 200 characters could list. */
export const SPACE = CharSet.ranges([[0x09, 0x0d], [0x20, 0x20]]);
/** What `.` does not mean to JavaScript, within ASCII. */
export const LINE_END = CharSet.of('\n', '\r');
