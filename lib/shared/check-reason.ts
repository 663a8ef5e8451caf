import { Token } from 'aws-cdk-lib';
import { shown } from './literals';

/** Fewer words than this say nothing to the one who reads the report in a year. */
const MINIMUM_WORDS = 3;

/**
 * Checks that an exception to a protection is explained: the reason stands in the posture report, where a reviewer reads it.
 *
 * @throws where the reason is empty, a token (a report can't show it) or shorter than a sentence.
 */
export function checkReason(property: string, reason: string): string {
  if (Token.isUnresolved(reason)) {
    throw new Error(`\`${property}\` must be a literal sentence that the report can show, got a token`);
  }
  const trimmed = typeof reason === 'string' ? reason.trim() : '';
  if (trimmed.split(/\s+/).length < MINIMUM_WORDS) {
    throw new Error(`\`${property}\` must be a sentence of at least ${MINIMUM_WORDS} words that says why, got ${shown(reason)}; ` +
      'right would be "Health probe of the load balancer, answers a constant"');
  }
  return trimmed;
}
