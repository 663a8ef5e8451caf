import { InvalidArgumentError } from 'commander';

/** Takes an option that may stand several times. */
export function collect(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** Takes `name=value`, several times. */
export function collectPairs(value: string, previous: { readonly [name: string]: string } = {}): { readonly [name: string]: string } {
  const equals = value.indexOf('=');
  if (equals < 1) {
    throw new InvalidArgumentError('It must be name=value.');
  }
  return { ...previous, [value.slice(0, equals)]: value.slice(equals + 1) };
}

/** Takes a whole number in bounds. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

const UNITS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000 };

/** Takes a length of time such as `30s`, `5m` or `1h`, in milliseconds. */
export function duration(value: string): number {
  const [, amount, unit] = /^(\d+)(s|m|h)$/.exec(value) ?? [];
  if (unit === undefined || Number(amount) === 0) {
    throw new InvalidArgumentError('It must be a length of time such as 30s, 5m or 1h.');
  }
  return Number(amount) * UNITS[unit];
}
