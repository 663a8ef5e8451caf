import type { IncomingMessage } from 'node:http';
import { request, RequestOptions } from 'node:https';
import { parseStrictJson } from './strict-json';

/** How documents of an issuer are fetched. */
export interface FetchLimits {
  /** From start to last byte, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** For tests: further options of the TLS connection, such as `ca`. */
  readonly tls?: Pick<RequestOptions, 'ca'>;
}

export const FETCH_LIMITS: FetchLimits = { timeoutMs: 3_000, maxBytes: 256 * 1_024 };

/** Fetches JSON. The signature is that of `fetchJson`, so that tests can put another in its place. */
export type JsonFetcher = (url: string) => Promise<unknown>;

/** An https URL without credentials, or undefined. */
export function httpsUrl(url: unknown): URL | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) {
    return undefined;
  }
  const parsed = new URL(url);
  return parsed.protocol === 'https:' && parsed.username === '' && parsed.password === '' ? parsed : undefined;
}

/**
 * GET over https, by node:https: the global `fetch` loads undici, 12 to 20 ms at a cold start. Nothing but a 200 counts, so no redirect
 * is followed: it would move the root of trust to another host. No connection is kept, since Lambda freezes the process between requests.
 */
export async function fetchJson(url: string, limits: FetchLimits = FETCH_LIMITS): Promise<unknown> {
  const target = httpsUrl(url);
  if (!target) {
    throw new Error('not an https URL');
  }
  const call = request(target, {
    ...limits.tls,
    agent: false,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
    headers: { accept: 'application/json' },
  });
  // One clock for the whole exchange: an idle timeout alone lets a slow server hold the request for ever.
  const timer = setTimeout(() => call.destroy(new Error(`no answer in ${limits.timeoutMs} ms`)), limits.timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      call.on('response', resolve).on('error', reject).end();
    });
    if (response.statusCode !== 200) {
      throw new Error(`status ${response.statusCode}`);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.maxBytes) {
        throw new Error(`more than ${limits.maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
    return parseStrictJson(Buffer.concat(chunks).toString());
  } finally {
    clearTimeout(timer);
    call.destroy();
  }
}
