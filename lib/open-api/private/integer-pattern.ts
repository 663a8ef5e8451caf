/** Whole numbers above this are not all exact in a double. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * Writes a regular expression for the whole numbers from `low` to `high` in decimal, without sign or leading zeros where there are none.
 *
 * @returns the expression, or undefined where a bound is too large to count exactly
 */
export function integerRangePattern(low: number, high: number): string | undefined {
  if (low > high || Math.abs(low) > LARGEST || Math.abs(high) > LARGEST) {
    return undefined;
  }
  const parts: string[] = [];
  if (low < 0) {
    parts.push(...natural(Math.max(1, -high), -low).map((part) => `-${part}`));
  }
  if (high >= 0) {
    parts.push(...natural(Math.max(0, low), high));
  }
  return parts.length === 1 ? parts[0] : `(?:${parts.join('|')})`;
}

/** Splits a range of natural numbers at powers of ten, so that each part has one length and its digits vary apart from each other. */
function natural(low: number, high: number): string[] {
  const parts: string[] = [];
  for (let start = low; start <= high;) {
    const end = Math.min(high, 10 ** String(start).length - 1);
    parts.push(...sameLength(String(start), String(end)));
    start = end + 1;
  }
  return joinFullLengths(parts);
}

function sameLength(low: string, high: string): string[] {
  if (low === high) {
    return [low];
  }
  if (/^0*$/.test(low) && /^9*$/.test(high)) {
    return [digits(low.length)];
  }
  if (low[0] === high[0]) {
    return sameLength(low.slice(1), high.slice(1)).map((part) => low[0] + part);
  }
  const rest = low.length - 1;
  const parts: string[] = [];
  let first = Number(low[0]);
  let last = Number(high[0]);
  if (rest > 0 && !/^0*$/.test(low.slice(1))) {
    parts.push(...sameLength(low.slice(1), '9'.repeat(rest)).map((part) => low[0] + part));
    first++;
  }
  const upper: string[] = [];
  if (rest > 0 && !/^9*$/.test(high.slice(1))) {
    upper.push(...sameLength('0'.repeat(rest), high.slice(1)).map((part) => high[0] + part));
    last--;
  }
  if (first <= last) {
    parts.push((first === last ? String(first) : `[${first}-${last}]`) + (rest > 0 ? digits(rest) : ''));
  }
  return [...parts, ...upper];
}

function digits(count: number): string {
  return count === 0 ? '' : count === 1 ? '[0-9]' : `[0-9]{${count}}`;
}

/** `[1-9]`, `[1-9][0-9]`, `[1-9][0-9]{2}` become `[1-9][0-9]{0,2}`. */
function joinFullLengths(parts: string[]): string[] {
  const full = (part: string): number | undefined => {
    const found = /^\[1-9\](\[0-9\](?:\{(\d+)\})?)?$/.exec(part);
    return found ? (found[1] === undefined ? 0 : Number(found[2] ?? 1)) : undefined;
  };
  const lengths = parts.map(full);
  const first = lengths.findIndex((length) => length !== undefined);
  let last = first;
  while (first >= 0 && last + 1 < parts.length && lengths[last + 1] === (lengths[last] ?? 0) + 1) {
    last++;
  }
  if (first < 0 || last === first) {
    return parts;
  }
  return [...parts.slice(0, first), `[1-9][0-9]{${lengths[first]},${lengths[last]}}`, ...parts.slice(last + 1)];
}
