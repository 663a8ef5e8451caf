/** What the layers of the local gateway hand to one another. Nothing here decides anything. */

/** A request as it came over the wire: nothing is decoded. */
export interface GatewayRequest {
  readonly method: string;
  /** Path without the query string, as sent, with the stage's name or base path in front. */
  readonly rawPath: string;
  /** What stands after the first `?`, as sent; absent where there is none. */
  readonly rawQuery?: string;
  /** Header lines in their order; a name may occur several times. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
  /** The address of the connection. */
  readonly sourceIp: string;
  /** The client's certificate, where mutual TLS asked for one. */
  readonly clientCertificate?: ClientCertificate;
  /** Protocol version, such as `HTTP/1.1`. */
  readonly protocol: string;
}

/** What is handed on of a client's certificate. */
export interface ClientCertificate {
  readonly pem: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** An answer, whoever gives it. */
export interface GatewayResponse {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

/** The layers of a request's way, in AWS's order. */
export type LayerName = 'edge' | 'web ACL' | 'stage' | 'route' | 'resource policy' | 'authorizer' | 'API key' | 'usage plan' | 'validator' | 'integration' | 'gateway response';

/** One decision on a request's way: what `--explain` prints. */
export interface TraceEntry {
  readonly layer: LayerName;
  readonly decision: 'passed' | 'refused' | 'answered' | 'not evaluated here';
  /** Why, in one sentence. Never a token, a key's value, a secret or a body. */
  readonly reason: string;
  /** Rule or setting that decided, where there is one. */
  readonly rule?: string;
  /** Logical id of the template's resource that says so. */
  readonly resource?: string;
  /** AWS's page, or the recorded case, that the behaviour rests on. */
  readonly source?: string;
}

/** Collects the decisions on one request. */
export class Trace {
  public readonly entries: TraceEntry[] = [];

  public add(entry: TraceEntry): void {
    this.entries.push(entry);
  }
}

/** Time, which tests can move. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}
