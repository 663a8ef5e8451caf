import { randomBytes } from 'crypto';
import { reachesTarget } from './integrations/header-rules';
import { GatewayRequest } from './types';

/** Values of a header in their order, whatever the case of its name. */
export function headerValues(headers: GatewayRequest['headers'], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** The one value that counts where a header stands several times: the last (recorded: event-plain shows one value by name). */
export function headerValue(headers: GatewayRequest['headers'], name: string): string | undefined {
  return headerValues(headers, name).pop();
}

/** Query parameters in their order, decoded once, with `+` for a space (recorded: event-query-decoding). */
export function queryParameters(rawQuery: string | undefined): Array<readonly [string, string]> {
  return [...new URLSearchParams(rawQuery ?? '')];
}

/** Values by name, in their order. */
export function grouped(pairs: ReadonlyArray<readonly [string, string]>): { [name: string]: string[] } {
  const groups: { [name: string]: string[] } = {};
  for (const [name, value] of pairs) {
    groups[name] = Object.hasOwn(groups, name) ? [...groups[name], value] : [value];
  }
  return groups;
}

/** Headers as authorizer and target get them: without those of the connection, with what the gateway adds (recorded: aws-proxy-request-headers). */
export function arrivedHeaders({ headers, sourceIp }: GatewayRequest, isEdgeOptimized: boolean): GatewayRequest['headers'] {
  const kept = headers.filter((line) => reachesTarget(line) && !ADDED.has(line[0].toLowerCase()));
  return [
    // The other names keep their case (recorded: event-plain).
    ...isEdgeOptimized ? kept.map(([name, value]) => [/^authorization$/i.test(name) ? 'Authorization' : name, value] as const) : kept,
    ['X-Amzn-Trace-Id', headerValue(headers, 'x-amzn-trace-id') ?? `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`],
    ['X-Forwarded-For', [...headerValues(headers, 'x-forwarded-for'), sourceIp].join(', ')],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

const ADDED = new Set(['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);
