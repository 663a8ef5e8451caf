import { Duration } from 'aws-cdk-lib';
import { shown } from './literals';

/** @throws unless it is a known time of whole seconds in these bounds */
export function wholeSeconds(property: string, duration: Duration, least: number, most: number): number {
  const bounds = most === Infinity ? 'at least one second' : `whole seconds from ${least} to ${most}`;
  if (!(duration instanceof Duration) || duration.isUnresolved()) {
    throw new Error(`\`${property}\` must be a Duration that is known at synth time, of ${bounds}, got ${duration instanceof Duration ? 'a token' : shown(duration)}`);
  }
  const seconds = duration.toMilliseconds() / 1_000;
  if (seconds < least || seconds > most || !Number.isInteger(seconds)) {
    throw new Error(`\`${property}\` must be ${bounds}, got ${seconds} seconds`);
  }
  return seconds;
}
