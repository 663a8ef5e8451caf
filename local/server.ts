import * as http from 'http';
import * as https from 'https';
import { AddressInfo, Socket } from 'net';
import { TLSSocket } from 'tls';
import { GatewayRequest, GatewayResponse } from './types';

/** Answers a request. */
export type Handle = (request: GatewayRequest) => Promise<GatewayResponse>;

/** A certificate and its key, as PEM; without, the server speaks plain HTTP. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
  /** Authorities of the certificates that clients must show: mutual TLS. */
  readonly clientAuthorities?: string;
}

/** Most bytes of a request's body that API Gateway takes. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MOST_BODY_BYTES = 10 * 1024 * 1024;
/** Bytes of all header lines, as documented on the same page. */
const MOST_HEADER_BYTES = 10_240;

/** A larger body costs more to copy than a second write does. */
const MOST_BYTES_IN_ONE_WRITE = 16 * 1024;

/** A server on the loopback interface: what is on this machine can reach it, and nothing else. */
export class LoopbackServer {
  private readonly server: http.Server;

  public constructor(handle: Handle, tls?: Tls) {
    const listener: http.RequestListener = (message, answer) => {
      serve(handle, message, answer).catch(() => send({ status: 500, headers: [], body: Buffer.from('{"message":"Internal server error"}') }, answer, false));
    };
    const options = { maxHeaderSize: MOST_HEADER_BYTES * 2, insecureHTTPParser: false };
    this.server = tls ? https.createServer({
      ...options,
      key: tls.key,
      cert: tls.cert,
      minVersion: 'TLSv1.2',
      ...(tls.clientAuthorities !== undefined && { requestCert: true, rejectUnauthorized: true, ca: tls.clientAuthorities }),
    }, listener) : http.createServer(options, listener);
  }

  /** @returns the port; 0 asks for a free one */
  public async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ port, host: '127.0.0.1', backlog: 8_192 }, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  public async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

async function serve(handle: Handle, message: http.IncomingMessage, answer: http.ServerResponse): Promise<void> {
  const body = await bodyOf(message);
  const response = body === undefined
    ? { status: 413, headers: [['Connection', 'close'] as const], body: Buffer.from('{"message":"Request Too Long"}') }
    : await handle(requestOf(message, body));
  send(response, answer, message.method === 'HEAD');
}

/** Reads the whole body; nothing where it is over the limit, of which no more is kept. */
async function bodyOf(message: http.IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_BODY_BYTES) {
        chunks.length = 0;
        resolve(undefined);
      } else {
        chunks.push(chunk);
      }
    });
    message.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    message.on('error', reject);
  });
}

function requestOf(message: http.IncomingMessage, body: Buffer): GatewayRequest {
  const target = message.url ?? '/';
  const question = target.indexOf('?');
  return {
    method: message.method ?? 'GET',
    rawPath: question < 0 ? target : target.slice(0, question),
    rawQuery: question < 0 ? undefined : target.slice(question + 1),
    headers: pairsOf(message.rawHeaders),
    body,
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
    protocol: `HTTP/${message.httpVersion}`,
    ...certificateOf(message.socket),
  };
}

function pairsOf(raw: readonly string[]): Array<readonly [string, string]> {
  const pairs: Array<readonly [string, string]> = [];
  for (let index = 0; index < raw.length; index += 2) {
    pairs.push([raw[index], raw[index + 1]]);
  }
  return pairs;
}

function certificateOf(socket: Socket): Pick<GatewayRequest, 'clientCertificate'> {
  const certificate = socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined;
  return certificate ? {
    clientCertificate: {
      pem: certificate.toString(),
      subject: distinguishedName(certificate.subject),
      issuer: distinguishedName(certificate.issuer),
      // Pairs of digits, as in the example of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
      serialNumber: certificate.serialNumber.toLowerCase().replace(/..(?=.)/g, '$&:'),
      notBefore: certificate.validFrom,
      notAfter: certificate.validTo,
    },
  } : {};
}

/** RFC 4514: the narrowest part first. */
function distinguishedName(lines: string): string {
  return lines.split('\n').reverse().join(',');
}

function send({ status, headers, body }: GatewayResponse, answer: http.ServerResponse, headOnly: boolean): void {
  answer.writeHead(status, [...headers.filter(([name]) => name.toLowerCase() !== 'content-length'), ['Content-Length', String(body.length)] as const].flat());
  if (headOnly) {
    answer.end();
  } else if (body.length > MOST_BYTES_IN_ONE_WRITE) {
    answer.end(body);
  } else {
    // One character a byte, as Node.js writes headers too: so both go out in one write, where bytes would be a second one.
    answer.end(body.toString('latin1'), 'latin1');
  }
}
