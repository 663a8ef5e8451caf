/** A pattern whose escapes are those that JavaScript takes with the flag `u`, and where its characters stood before. */
export interface PlainPattern {
  readonly source: string;
  /** Place in the pattern as the user wrote it, by the place in `source`; one more than there are characters. */
  readonly origins: readonly number[];
}

/** What JavaScript itself takes after a backslash with the flag `u`, beside letters and digits, which mean something. */
const TAKEN_OUTSIDE = /[A-Za-z0-9^$\\.*+?()[\]{}|/]/;
const TAKEN_IN_CLASS = /[A-Za-z0-9^$\\.*+?()[\]{}|/-]/;
const CLASS_ESCAPE = /^\\(?:[dDwWsS]|[pP]\{[^}]*\})/;

/**
 * Writes a pattern so that JavaScript takes it with the flag `u`. Documents are full of what only older dialects take, and all of them
 * alike: `\:`, `\_` and `\-` for the characters themselves, and `[\w-.]` for a class with a hyphen in it.
 */
export function withPlainEscapes(pattern: string): PlainPattern {
  let source = '';
  const origins: number[] = [];
  let inClass = false;
  /** Whether a class escape such as `\w` went just before, after which a hyphen begins no range. */
  let afterClassEscape = false;
  for (let index = 0; index < pattern.length;) {
    const [taken, text] = next(index);
    for (let copied = 0; copied < text.length; copied++) {
      origins.push(index);
    }
    source += text;
    index += taken;
  }
  return { source, origins: [...origins, pattern.length] };

  /** Characters that belong together from there on, and what is written for them. */
  function next(index: number): [taken: number, text: string] {
    const character = String.fromCodePoint(pattern.codePointAt(index)!);
    const wasClassEscape = afterClassEscape;
    afterClassEscape = false;
    if (character === '\\' && index + 1 < pattern.length) {
      const classEscape = CLASS_ESCAPE.exec(pattern.slice(index))?.[0];
      if (classEscape) {
        afterClassEscape = true;
        return [classEscape.length, classEscape];
      }
      const escaped = String.fromCodePoint(pattern.codePointAt(index + 1)!);
      return [1 + escaped.length, ((inClass ? TAKEN_IN_CLASS : TAKEN_OUTSIDE).test(escaped) ? '\\' : '') + escaped];
    }
    if (inClass && character === '-' && pattern[index + 1] !== ']' && (wasClassEscape || CLASS_ESCAPE.test(pattern.slice(index + 1)))) {
      return [1, '\\-'];
    }
    inClass = inClass ? character !== ']' : character === '[';
    return [character.length, character];
  }
}
