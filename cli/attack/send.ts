import * as http from 'http';
import * as https from 'https';
import { AttackRequest } from './attacks';

/** What came back. */
export interface AttackAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Lines of the header by which a local gateway says which layer decided what. */
  readonly explained: readonly string[];
}

/** Where requests go. */
export interface AttackTarget {
  readonly url: URL;
  /** Certificates of the authorities to trust beside the usual ones, as PEM. */
  readonly authorities?: string;
  /** Whether the target may say which layer decided: only a local gateway does. */
  readonly asksForLayers: boolean;
  readonly timeoutMillis: number;
}

/** Sends one request as it is. @throws where there is no answer at all */
export async function send({ url, authorities, asksForLayers, timeoutMillis }: AttackTarget, request: AttackRequest): Promise<AttackAnswer> {
  const headers: { [name: string]: string | string[] } = { 'User-Agent': 'secure-rest-api attack' };
  for (const [name, value] of request.headers) {
    headers[name] = Object.hasOwn(headers, name) ? [headers[name], value].flat() : value;
  }
  if (asksForLayers) {
    headers['X-Explain'] = '1';
  }
  if (request.body !== undefined) {
    headers['Content-Length'] = String(Buffer.byteLength(request.body));
  }
  return new Promise((resolve, reject) => {
    const call = (url.protocol === 'http:' ? http : https).request({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      method: request.method,
      path: `${url.pathname.replace(/\/$/, '')}${request.target}`,
      headers,
      timeout: timeoutMillis,
      agent: false,
      ...(authorities !== undefined && { ca: authorities }),
    }, (answer) => {
      const done = (): void => resolve({
        status: answer.statusCode ?? 0, headers: answer.headers, explained: answer.headersDistinct['x-explain'] ?? [],
      });
      answer.resume();
      answer.on('end', done);
      // What was refused before its body came is an answer all the same.
      answer.on('error', done);
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${timeoutMillis / 1_000} s`)));
    call.on('error', reject);
    call.end(request.body);
  });
}
