import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { SelfSigned } from './certificate';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An issuer's web server on loopback: discovery document and key set over real TLS. */
export class KeyServer {
  public static async start(tls: SelfSigned): Promise<KeyServer> {
    const server = new KeyServer(tls);
    await new Promise<void>((resolve) => server.server.listen(0, 'localhost', resolve));
    return server;
  }

  /** What is served as key set. */
  public keys: readonly unknown[] = [];
  /** Takes the place of the key set's answer. */
  public answer?: Answer;
  /** Takes the place of the discovery document. */
  public discovery?: object;
  /** Paths asked for, in order. */
  public readonly requests: string[] = [];
  private readonly server: Server;

  private constructor(tls: SelfSigned) {
    this.server = createServer({ cert: tls.certificate, key: tls.key }, (request, response) => {
      this.requests.push(request.url ?? '');
      if (request.url?.endsWith('/.well-known/openid-configuration')) {
        response.end(JSON.stringify(this.discovery ?? { issuer: this.issuer, jwks_uri: this.jwksUri }));
      } else if (this.answer) {
        this.answer(request, response);
      } else {
        response.end(JSON.stringify({ keys: this.keys }));
      }
    });
  }

  public get issuer(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  public get jwksUri(): string {
    return `${this.issuer}/keys.json`;
  }

  /** How often the key set was asked for. */
  public get fetches(): number {
    return this.requests.filter((path) => path === '/keys.json').length;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
