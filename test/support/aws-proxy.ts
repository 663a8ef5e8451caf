import { createServer, IncomingMessage, request, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';

/** A request to AWS as it went through. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly region: string;
  /** Of AWS's JSON protocol: the operation. */
  readonly target?: string;
}

export interface AwsProxyOptions {
  /** How many items a page has: moto gives every list whole. */
  readonly pageSize: number;
  /** Answers in moto's place; `undefined` lets the request through. */
  answer?(call: RecordedCall): { readonly status: number; readonly type?: string; readonly body: string } | undefined;
}

/** Stands before moto: records every request, cuts lists into pages as AWS does, and answers what moto can't. */
export class AwsProxy {
  public static async start(endpoint: string, options: AwsProxyOptions): Promise<AwsProxy> {
    const proxy = new AwsProxy(endpoint, options);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  public readonly calls: RecordedCall[] = [];
  private readonly server: Server;

  private constructor(private readonly upstream: string, public options: AwsProxyOptions) {
    this.server = createServer((incoming, response) => void this.pass(incoming, response));
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    const { url = '/', method = 'GET', headers } = incoming;
    const { pathname, searchParams } = new URL(url, this.upstream);
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    const [, target] = /\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? [];
    const call = { method, path: pathname, region, ...(target !== undefined && { target }) };
    this.calls.push(call);
    const own = this.options.answer?.(call);
    if (own !== undefined) {
      const [, type] = /^(\w+)/.exec(own.type ?? '') ?? [];
      response.writeHead(own.status, { 'content-type': 'application/json', ...(type !== undefined && { 'x-amzn-errortype': type }) }).end(own.body);
      return;
    }
    const token = pathname.startsWith('/v2/') ? 'nextToken' : 'position';
    const from = Number(searchParams.get(token) ?? 0);
    const upstream = request(`${this.upstream}${url}`, { method, headers }, (answer) => {
      void bytesOf(answer).then((bytes) => {
        const paged = method === 'GET' && answer.statusCode === 200 ? page(bytes, token, from, this.options.pageSize) : bytes;
        const { 'content-length': _, 'transfer-encoding': __, ...kept } = answer.headers;
        response.writeHead(answer.statusCode ?? 500, kept).end(paged);
      });
    });
    upstream.on('error', () => response.writeHead(502).end());
    upstream.end(body);
  }
}

/** A page of a list, with what the next one begins with. */
function page(bytes: Buffer, token: string, from: number, size: number): Buffer {
  let answer: { [member: string]: unknown };
  try {
    answer = JSON.parse(bytes.toString()) as { [member: string]: unknown };
  } catch {
    return bytes;
  }
  const name = ['item', 'items'].find((member) => Array.isArray(answer[member]));
  const items = name === undefined ? [] : answer[name] as unknown[];
  if (name === undefined || items.length <= size) {
    return bytes;
  }
  const next = from + size < items.length ? { [token]: String(from + size) } : {};
  return Buffer.from(JSON.stringify({ ...answer, [name]: items.slice(from, from + size), ...next }));
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
