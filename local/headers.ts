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
