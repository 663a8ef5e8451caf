import * as http from 'http';
import * as https from 'https';
import { LocalApi } from '../api';
import { JsonMap } from '../assembly';
import { queryParameters } from '../headers';
import { IntegrationRequest } from '../layers/lambda-proxy';
import { HeaderLine, reachesHttpTarget } from './header-rules';
import { IntegrationFailure, PreparedRequest, typeOf } from './integration-request';
import { TargetAnswer } from './integration-response';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const DEFAULT_TIMEOUT_MILLIS = 29_000;

/** How long an integration waits for its target. */
export function timeoutOf({ timeoutInMillis }: JsonMap): number {
  return Number(timeoutInMillis ?? DEFAULT_TIMEOUT_MILLIS);
}

/** One call over HTTP. */
export interface HttpCall {
  readonly address: URL;
  readonly method: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  readonly timeoutMillis: number;
}

/** Calls the target of an `http` or `http_proxy` integration. */
export async function callHttpTarget(
  api: LocalApi, target: IntegrationRequest, prepared: PreparedRequest,
): Promise<TargetAnswer | IntegrationFailure> {
  const { operation: { integration }, request } = target;
  const isProxy = typeOf(integration) === 'http_proxy';
  const address = addressOf(String(integration.uri), target, prepared);
  if (!address) {
    // Recorded: stage-variable-missing-in-uri, test-invoke-error-headers.
    return { kind: 'failed', error: 'API_CONFIGURATION_ERROR', reason: 'Invalid endpoint address' };
  }
  address.search = searchOf(address, prepared, isProxy ? request.rawQuery : undefined);
  const { header } = prepared.mapped;
  const replaced = new Set(Object.keys(header).map((name) => name.toLowerCase()));
  const handedOn = isProxy
    // A mapping replaces the client's header of the same name (recorded: http-proxy-mapping-overrides-header).
    ? request.headers.filter((line) => reachesHttpTarget(line) && !replaced.has(line[0].toLowerCase()))
    : [['Accept', 'application/json'], ['Content-Type', prepared.contentType]].filter(([name]) => !replaced.has(name.toLowerCase())) as unknown as HeaderLine[];
  const own: HeaderLine[] = [['X-Amzn-Apigateway-Api-Id', api.restApi.ref], ['User-Agent', `AmazonAPIGateway_${api.restApi.ref}`]];
  const lines = [...handedOn, ...Object.entries(header)];
  const names = new Set(lines.map(([name]) => name.toLowerCase()));
  return callHttp({
    address,
    method: methodOf(target),
    headers: [...lines, ...own.filter(([name]) => !names.has(name.toLowerCase()))],
    body: prepared.body,
    timeoutMillis: timeoutOf(integration),
  });
}

/** The integration's method, or that of the request where it has none. */
export function methodOf({ operation: { integration }, request }: IntegrationRequest): string {
  const method = integration.httpMethod;
  return typeof method === 'string' && !/^(?:any|x-amazon-apigateway-any-method)$/i.test(method) ? method.toUpperCase() : request.method;
}

/** Sends a request and reads the answer. */
export async function callHttp({ address, method, headers, body, timeoutMillis }: HttpCall): Promise<TargetAnswer | IntegrationFailure> {
  const lines: { [name: string]: string | string[] } = {};
  for (const [name, value] of headers) {
    lines[name] = Object.hasOwn(lines, name) ? [lines[name], value].flat() : value;
  }
  return new Promise((resolve) => {
    const call = (address.protocol === 'http:' ? http : https).request(address, {
      method, headers: { ...lines, 'Content-Length': String(body.length) }, timeout: timeoutMillis,
    }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve(failure(`${address.host} broke off`)));
      answer.on('end', () => resolve({
        status: answer.statusCode ?? 502,
        headers: pairsOf(answer.rawHeaders),
        body: Buffer.concat(chunks),
        selection: String(answer.statusCode ?? 502),
      }));
    });
    call.on('timeout', () => {
      call.destroy();
      resolve({ kind: 'failed', error: 'INTEGRATION_TIMEOUT', reason: `${address.host} did not answer in time` });
    });
    call.on('error', () => resolve(failure(`${address.host} can't be reached`)));
    call.end(body);
  });
}

function failure(reason: string): IntegrationFailure {
  return { kind: 'failed', error: 'INTEGRATION_FAILURE', reason };
}

/** The address with its variables, or nothing where that is none. */
function addressOf(uri: string, { stageVariables, pathParameters }: IntegrationRequest, { mapped }: PreparedRequest): URL | undefined {
  const filled = uri
    .replace(/\$\{stageVariables\.([A-Za-z0-9_]+)\}/g, (_match, name: string) => (Object.hasOwn(stageVariables, name) ? stageVariables[name] : ''))
    .replace(/\{([^}]+)\}/g, (_match, name: string) => (mapped.path[name] as string | undefined) ?? (pathParameters[name] as string | undefined) ?? '');
  return /^https?:\/\/[^/?#]+/.test(filled) && URL.canParse(filled) ? new URL(filled) : undefined;
}

/** Query of the address, then what is mapped, then what passes through (recorded: http-proxy-query). */
function searchOf(address: URL, { mapped: { querystring } }: PreparedRequest, rawQuery: string | undefined): string {
  const mapped = Object.entries(querystring);
  if (mapped.length === 0 && address.search === '') {
    return rawQuery ?? '';
  }
  const search = new URLSearchParams(address.search);
  mapped.forEach(([name, values]) => values.forEach((value) => search.append(name, value)));
  queryParameters(rawQuery).filter(([name]) => !Object.hasOwn(querystring, name)).forEach(([name, value]) => search.append(name, value));
  return search.toString();
}

function pairsOf(raw: string[]): HeaderLine[] {
  return raw.flatMap((value, index) => (index % 2 === 0 ? [[value, raw[index + 1]] as const] : []));
}
