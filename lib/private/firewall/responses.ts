import { WafAction } from './waf-rule';

/**
 * Answers of the web ACL, by the key of the custom response body. They say what the client can mend and nothing of what is
 * inside: not which rule, which limit or which path.
 */
const MESSAGES: { readonly [status: number]: string } = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Content too large',
  415: 'Unsupported media type',
  429: 'Too many requests',
  431: 'Request header fields too large',
};

/** Window of the rate rules. A client that waits this long is let in again. */
export const RATE_WINDOW_SECONDS = 300;

const RESPONSE_HEADERS: { readonly [status: number]: Array<{ Name: string; Value: string }> } = {
  // RFC 6750, 3: a refusal for want of a token names the scheme.
  401: [{ Name: 'WWW-Authenticate', Value: 'Bearer' }],
  429: [{ Name: 'Retry-After', Value: String(RATE_WINDOW_SECONDS) }],
};

/** The action that refuses with a status and a JSON body. */
export function refuse(status: number): WafAction {
  return {
    Block: {
      CustomResponse: {
        ResponseCode: status,
        CustomResponseBodyKey: bodyKey(status),
        ...(RESPONSE_HEADERS[status] && { ResponseHeaders: RESPONSE_HEADERS[status] }),
      },
    },
  };
}

/** `CustomResponseBodies` of the web ACL, in CloudFormation's casing: those of the statuses given. */
export function responseBodies(statuses: Iterable<number>): { [key: string]: { ContentType: string; Content: string } } {
  return Object.fromEntries([...new Set(statuses)].sort().map((status) => [
    bodyKey(status),
    { ContentType: 'APPLICATION_JSON', Content: JSON.stringify({ message: MESSAGES[status] }) },
  ]));
}

function bodyKey(status: number): string {
  return `status-${status}`;
}
