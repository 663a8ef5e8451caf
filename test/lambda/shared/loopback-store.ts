import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';

export const STORE_ARN = 'arn:aws:cloudfront::111122223333:key-value-store/5b1c0d1e-0000-4000-8000-000000000000';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** CloudFront's key-value store over HTTP on the loopback, as its API reference says; `other` answers what is not for the store. */
export class LoopbackStore {
  public static async start(other?: (request: Received) => object | undefined): Promise<LoopbackStore> {
    const store = new LoopbackStore(other);
    await new Promise<void>((resolve) => store.server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  public readonly values = new Map<string, string>();
  public readonly received: Received[] = [];
  public lastModified = Date.UTC(2026, 10, 24, 12);
  /** Writes that another writer is faster than. */
  public lostRaces = 0;
  /** Name of the error that a lost race is answered with. */
  public lostRaceError = 'ConflictException';
  /** Refuses writes with a message that repeats what was sent. */
  public denies = false;
  private readonly server: Server;
  private version = 1;

  private constructor(private readonly other?: (request: Received) => object | undefined) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(request, Buffer.concat(chunks).toString(), response));
    });
  }

  /** The client puts the account's id before it: `111122223333.localhost`, which not every resolver knows. */
  public get endpoint(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  public get etag(): string {
    return `E${this.version}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, body: string, response: ServerResponse): void {
    const received = { method: request.method ?? '', path: decodeURIComponent(request.url ?? '').split('?')[0], headers: request.headers, body };
    this.received.push(received);
    const root = `/key-value-stores/${STORE_ARN}`;
    const size = { ItemCount: this.values.size, TotalSizeInBytes: 100 };
    const send = (status: number, answer: object, headers: { [name: string]: string } = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
    const fail = (status: number, name: string, message = 'refused') => send(status, { Message: message }, { 'x-amzn-errortype': name });

    if (!received.path.startsWith('/key-value-stores/')) {
      const answer = this.other?.(received);
      return void (answer ? send(200, answer) : fail(404, 'ResourceNotFoundException'));
    }
    if (received.path === root) {
      const dates = { Created: 1.7e9, LastModified: this.lastModified / 1_000 };
      return void send(200, { ...size, ...dates, KvsARN: STORE_ARN, Status: 'READY' }, { etag: this.etag });
    }
    const key = received.path.slice(`${root}/keys/`.length);
    if (received.method === 'GET') {
      const value = received.path.startsWith(`${root}/keys/`) ? this.values.get(key) : undefined;
      return void (value === undefined ? fail(404, 'ResourceNotFoundException') : send(200, { ...size, Key: key, Value: value }));
    }
    if (this.denies) {
      return void fail(403, 'AccessDeniedException', `not authorized to put ${body}`);
    }
    if (this.lostRaces > 0) {
      this.lostRaces -= 1;
      this.version += 1;
    }
    if (received.headers['if-match'] !== this.etag) {
      return void fail(this.lostRaceError === 'ConflictException' ? 409 : 400, this.lostRaceError);
    }
    this.version += 1;
    this.values.set(key, (JSON.parse(body) as { Value: string }).Value);
    return void send(200, size, { etag: this.etag });
  }
}
