import { randomUUID } from 'crypto';
import { reachesTarget } from './integrations/header-rules';
import { GatewayRequest } from './types';

/** Values of a header in their order, whatever the case of its name. */
export function headerValues(headers: GatewayRequest['headers'], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => isNamed(key, wanted)).map(([, value]) => value);
}

/** Most names differ in their lengths already. */
function isNamed(key: string, wanted: string): boolean {
  return key.length === wanted.length && key.toLowerCase() === wanted;
}

/** The one value that counts where a header stands several times: the last (recorded: event-plain shows one value by name). */
export function headerValue(headers: GatewayRequest['headers'], name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (let index = headers.length - 1; index >= 0; index--) {
    if (isNamed(headers[index][0], wanted)) {
      return headers[index][1];
    }
  }
  return undefined;
}

/** Query parameters in their order, decoded once, with `+` for a space (recorded: event-query-decoding). */
export function queryParameters(rawQuery: string | undefined): Array<readonly [string, string]> {
  return rawQuery === undefined ? [] : [...new URLSearchParams(rawQuery)];
}

/** Values by name, in their order. */
export function grouped(pairs: ReadonlyArray<readonly [string, string]>): { [name: string]: string[] } {
  // A client may call a name `__proto__`.
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    groups.set(name, [...groups.get(name) ?? [], value]);
  }
  return Object.fromEntries(groups);
}

/** Headers as authorizer and target get them: without those of the connection, with what the gateway adds (recorded: aws-proxy-request-headers). */
export function arrivedHeaders({ headers, sourceIp }: GatewayRequest, isEdgeOptimized: boolean, time: number): GatewayRequest['headers'] {
  const kept = headers.filter((line) => reachesTarget(line) && !ADDED.has(line[0].toLowerCase()));
  return [
    // The other names keep their case (recorded: event-plain).
    ...isEdgeOptimized ? kept.map(([name, value]) => [/^authorization$/i.test(name) ? 'Authorization' : name, value] as const) : kept,
    ['X-Amzn-Trace-Id', headerValue(headers, 'x-amzn-trace-id') ?? `Root=${traceId(time)}`],
    ['X-Forwarded-For', [...headerValues(headers, 'x-forwarded-for'), sourceIp].join(', ')],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

/** Version, seconds since 1970, and 24 digits: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function traceId(time: number): string {
  return `1-${Math.floor(time / 1_000).toString(16).padStart(8, '0')}-${randomUUID().replace(/-/g, '').slice(0, 24)}`;
}

const ADDED = new Set(['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);
