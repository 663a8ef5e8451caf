import { request as httpRequest } from 'http';
import { request as httpsRequest } from 'https';
import { PROBE_STATUS, QUOTA_EXCEEDED_MESSAGE } from '../../lib/contracts/rotation';
import { ProbeOutcome } from './services';

const TIMEOUT_MILLISECONDS = 10_000;
const LONGEST_ANSWER = 4_096;

/**
 * Whether the API accepts a key, told by its answer to one request on a connection of its own. Follows no redirect: the key goes nowhere but
 * to this address.
 */
export function probe(address: string, value: string, timeoutMilliseconds = TIMEOUT_MILLISECONDS): Promise<ProbeOutcome> {
  const url = new URL(address);
  const request = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve) => {
    const outgoing = request(url, {
      agent: false,
      headers: { 'x-api-key': value, 'user-agent': 'api-key-rotation', 'accept': 'application/json' },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text = (text + chunk).slice(0, LONGEST_ANSWER)));
      response.on('error', () => resolve('no answer'));
      response.on('end', () => resolve(outcomeOf(response.statusCode ?? 0, text)));
    });
    outgoing.on('error', () => resolve('no answer'));
    outgoing.end();
  });
}

/**
 * The route answers nothing but this status itself. A used-up quota is told by the gateway only of a key that it knows; every other refusal
 * may come from the web ACL, which looks at no key.
 */
function outcomeOf(status: number, text: string): ProbeOutcome {
  return status === PROBE_STATUS || status === 429 && messageIn(text) === QUOTA_EXCEEDED_MESSAGE ? 'accepted' : `status ${status}`;
}

function messageIn(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : undefined;
  } catch {
    return undefined;
  }
}
