import { createHash, createHmac } from 'crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { CodedError } from '../shared/errors';
import { LogPage, ReadLog } from './refusals';

/** CloudWatch Logs did not answer as it should. */
export class LogUnreadableError extends CodedError {
  public constructor(what: string) {
    super('log_unreadable', `CloudWatch Logs could not be read: ${what}`);
  }
}

/** Where the log is, and by whose right it is read. */
export interface FirewallLogSource {
  readonly endpoint: string;
  readonly region: string;
  readonly logGroup: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Only what the web ACL refused; what it counted has lines too. */
const REFUSED = '{ $.action = "BLOCK" }';
const ATTEMPTS = 4;
const PAUSE_MILLISECONDS = 500;
const TIMEOUT_MILLISECONDS = 15_000;
/** Errors for which AWS says to ask again. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */
const PASSING = /Throttling|ServiceUnavailable|InternalFailure|LimitExceeded/;

/**
 * Reads the web ACL's log by `FilterLogEvents`, the one call of CloudWatch Logs that this function makes; without the service's client, which
 * is no part of this package, and with its signature (AWS Signature Version 4).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function firewallLog(source: FirewallLogSource): ReadLog {
  const { region, credentials, logGroup } = source;
  const signer = new SignatureV4({ service: 'logs', region, credentials, sha256: Sha256 });
  return async (startTime, endTime, nextToken) => {
    const request = { logGroupName: logGroup, startTime, endTime, filterPattern: REFUSED, nextToken };
    return pageOf(await ask(source, signer, JSON.stringify(request)));
  };
}

async function ask({ endpoint, pause }: FirewallLogSource, signer: SignatureV4, body: string): Promise<unknown> {
  const url = new URL(endpoint);
  for (let attempt = 1; ; attempt += 1) {
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: '/',
      query: {},
      headers: { 'host': url.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' },
      body,
    });
    let failure: string;
    try {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
      const answer: unknown = await response.json();
      if (response.ok) {
        return answer;
      }
      failure = typeOf(answer);
      if (response.status < 500 && !PASSING.test(failure)) {
        throw new LogUnreadableError(failure);
      }
    } catch (error) {
      if (error instanceof LogUnreadableError) {
        throw error;
      }
      failure = 'no answer';
    }
    if (attempt === ATTEMPTS) {
      throw new LogUnreadableError(failure);
    }
    await pause(PAUSE_MILLISECONDS * 2 ** attempt);
  }
}

/** Name of the error, and nothing else of what was answered. */
function typeOf(answer: unknown): string {
  const type = (answer as { readonly __type?: unknown } | null)?.__type;
  return typeof type === 'string' ? type.replace(/^.*#/, '').slice(0, 100) : 'unknown error';
}

function pageOf(answer: unknown): LogPage {
  const { events, nextToken } = (answer ?? {}) as { readonly events?: unknown; readonly nextToken?: unknown };
  if (!Array.isArray(events)) {
    throw new LogUnreadableError('no events in the answer');
  }
  const lines = events.flatMap((event: { readonly message?: unknown } | null) => typeof event?.message === 'string' ? [event.message] : []);
  return { lines, ...(typeof nextToken === 'string' && { nextToken }) };
}

/** The hash of Node.js, as the signer wants it. */
class Sha256 {
  private hash;

  public constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = this.begin();
  }

  public update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  public reset(): void {
    this.hash = this.begin();
  }

  private begin() {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', keyOf(this.secret));
  }
}

function keyOf(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') {
    return secret;
  }
  return ArrayBuffer.isView(secret) ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength) : new Uint8Array(secret);
}
