import { Token } from 'aws-cdk-lib';

/** How many addresses a list lets in; nothing without a list, or where a part of it is not known at synth time. */
export function allowedAddresses(ranges: string[] | undefined): number | undefined {
  if (ranges === undefined || ranges.length === 0 || Token.isUnresolved(ranges) || ranges.some((range) => Token.isUnresolved(range))) {
    return undefined;
  }
  return ranges.reduce((total, range) => total + 2 ** ((range.includes(':') ? 128 : 32) - Number(range.split('/')[1])), 0);
}
