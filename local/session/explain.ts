import { headerValue } from '../headers';
import { GatewayRequest, GatewayResponse, Trace, TraceEntry } from '../types';

/** A request with this header is answered with the decisions of all layers. It never reaches them itself. */
export const EXPLAIN_HEADER = 'x-explain';

/** The request without the header, and whether it was there. */
export function takeExplainHeader(request: GatewayRequest): { readonly request: GatewayRequest; readonly wantsTrace: boolean } {
  if (headerValue(request.headers, EXPLAIN_HEADER) === undefined) {
    return { request, wantsTrace: false };
  }
  return { request: { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== EXPLAIN_HEADER) }, wantsTrace: true };
}

/** The answer with a header line for each decision, in their order. */
export function explained(response: GatewayResponse, { entries }: Trace): GatewayResponse {
  return { ...response, headers: [...response.headers, ...entries.map((entry) => ['X-Explain', printable(sentence(entry))] as const)] };
}

/** A decision in one line. */
export function sentence({ layer, decision, reason, rule, resource, source }: TraceEntry): string {
  const details = [rule === undefined ? undefined : `rule ${rule}`, resource === undefined ? undefined : `resource ${resource}`, source].filter((detail) => detail !== undefined);
  return `${layer}: ${decision}, ${reason}${details.length > 0 ? ` (${details.join('; ')})` : ''}`;
}

/** What may stand in a header: a path in a reason may hold anything. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
