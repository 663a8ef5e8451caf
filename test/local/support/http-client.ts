import * as http from 'http';
import * as https from 'https';

/** An answer as a client sees it. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

/** What a test sends. */
export interface HttpRequest {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly ca?: string;
  /** The client's own certificate, for mutual TLS. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly agent?: http.Agent;
}

/** Sends a request; for https, the certificate must be one of the given authority. */
export function send(url: string, { method = 'GET', headers = {}, body, ca, certificate, agent }: HttpRequest = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const isTls = url.startsWith('https:');
    // A connection of its own, which nothing outlives.
    const options = { method, headers: { 'user-agent': 'test', ...headers }, agent: agent ?? false, ...(ca !== undefined && { ca }), ...certificate };
    const call = (isTls ? https : http).request(url, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({
        status: answer.statusCode ?? 0, headers: answer.headers, rawHeaders: answer.rawHeaders, text: Buffer.concat(chunks).toString(),
      }));
    });
    call.on('error', reject);
    call.end(body);
  });
}
