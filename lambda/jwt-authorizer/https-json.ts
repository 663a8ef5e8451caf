import { request, RequestOptions } from 'node:https';

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
  const body = await new Promise<Buffer>((resolve, reject) => {
    const options: RequestOptions = {
      ...limits.tls,
      agent: false,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
      headers: { accept: 'application/json, application/jwk-set+json' },
    };
    const call = request(target, options, (response) => {
      if (response.statusCode !== 200) {
        fail(new Error(`status ${response.statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > limits.maxBytes) {
          fail(new Error(`more than ${limits.maxBytes} bytes`));
          return;
        }
        chunks.push(chunk);
      });
      response.on('end', () => {
        clearTimeout(timer);
        resolve(Buffer.concat(chunks));
      });
      response.on('error', fail);
      response.on('aborted', () => fail(new Error('connection closed')));
    });
    // one clock for the whole exchange: an idle timeout alone lets a slow server hold the request for ever
    const timer = setTimeout(() => fail(new Error(`no answer in ${limits.timeoutMs} ms`)), limits.timeoutMs);
    function fail(error: Error): void {
      clearTimeout(timer);
      reject(error);
      call.destroy();
    }
    call.on('error', fail);
    call.end();
  });
  return JSON.parse(body.toString('utf8')) as unknown;
}
