import * as http from 'http';
import * as https from 'https';

/** An answer as a client of the shop sees it. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** What each layer decided, where the call asked for it. */
  readonly explained: readonly string[];
}

/** What a client sends. */
export interface Call {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: object;
}

/** A client who trusts the session's own authority, and nobody else's. */
export class DemoClient {
  private readonly agent: http.Agent | https.Agent;

  public constructor(private readonly url: string, authority: string) {
    this.agent = url.startsWith('https:') ? new https.Agent({ ca: authority, keepAlive: true }) : new http.Agent({ keepAlive: true });
  }

  /** @throws where there is no answer */
  public call(path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
    const text = body && JSON.stringify(body);
    const content = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    return new Promise((resolve, reject) => {
      const request = (this.url.startsWith('https:') ? https : http).request(`${this.url}${path}`, {
        method, agent: this.agent, headers: { 'user-agent': 'shop', ...content, ...headers },
      }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => resolve({
          status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString(), explained: answer.headersDistinct['x-explain'] ?? [],
        }));
      });
      request.on('error', reject);
      request.end(text);
    });
  }

  public close(): void {
    this.agent.destroy();
  }
}
