import { WafAction, WafRule } from './waf-rule';

/**
 * Answers of the web ACL, by the key of the custom response body. They say what the client can mend and nothing of what is
 * inside: not which rule, which limit or which path. AWS WAF takes no other statuses than those it lists; 431 is not among them.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-status-codes.html
 */
const MESSAGES: { readonly [status: number]: string } = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  405: 'Method not allowed',
  413: 'Content too large',
  414: 'URI too long',
  415: 'Unsupported media type',
  429: 'Too many requests',
};

/** Window of the rate rules. A client that waits this long is let in again. */
export const RATE_WINDOW_SECONDS = 300;

const RESPONSE_HEADERS: { readonly [status: number]: Array<{ Name: string; Value: string }> | undefined } = {
  // RFC 6750, 3: a refusal for want of a token names the scheme.
  401: [{ Name: 'WWW-Authenticate', Value: 'Bearer' }],
  429: [{ Name: 'Retry-After', Value: String(RATE_WINDOW_SECONDS) }],
};

/** A refusal is one caller's: no proxy on the way keeps it for the next. */
const NOT_KEPT = { Name: 'Cache-Control', Value: 'no-store' };

/** The action that refuses with a status and a JSON body. */
export function refuse(status: number, headers = RESPONSE_HEADERS[status] ?? []): WafAction {
  return {
    Block: {
      CustomResponse: {
        ResponseCode: status,
        CustomResponseBodyKey: bodyKey(status),
        ResponseHeaders: [...headers, NOT_KEPT],
      },
    },
  };
}

/** The rule with more headers on its refusal. */
export function withHeaders(rule: WafRule, headers: { readonly [name: string]: string } = {}): WafRule {
  const response = rule.Action?.Block?.CustomResponse;
  const added = Object.entries(headers).map(([Name, Value]) => ({ Name, Value }));
  return response && added.length > 0
    ? { ...rule, Action: { Block: { CustomResponse: { ...response, ResponseHeaders: [...response.ResponseHeaders ?? [], ...added] } } } }
    : rule;
}

/** `CustomResponseBodies` of the web ACL, in CloudFormation's casing: those that the rules answer with. */
export function responseBodies(rules: WafRule[]): { [key: string]: { ContentType: string; Content: string } } {
  const statuses = rules.flatMap((rule) => rule.Action?.Block?.CustomResponse?.ResponseCode ?? []);
  return Object.fromEntries([...new Set(statuses)].sort().map((status) => [
    bodyKey(status),
    { ContentType: 'APPLICATION_JSON', Content: JSON.stringify({ message: MESSAGES[status] }) },
  ]));
}

function bodyKey(status: number): string {
  return `status-${status}`;
}
