import { hash } from 'node:crypto';

/** 64 bits tell principals apart in a log, where their names have no place. */
const LENGTH = 16;

/** The principal as the logs have it: the decision log, and by way of the context the access log. Hexadecimal, so it needs no escaping. */
export function principalDigest(principal: string): string {
  return hash('sha256', principal).slice(0, LENGTH);
}
