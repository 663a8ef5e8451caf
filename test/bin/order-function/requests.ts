import { Event } from './modules';

export interface Caller { readonly principalId?: string; readonly issuer?: string }

export const ALICE: Caller = { principalId: 'alice', issuer: 'https://id.example.com/' };

/** A request as API Gateway hands it on, with a token and a client's address that belong in no log. */
export function request(method: string, resource: string, more: {
  readonly caller?: Caller;
  readonly orderId?: string;
  readonly query?: { readonly [name: string]: string };
  readonly body?: unknown;
} = {}): Event {
  return {
    httpMethod: method,
    resource,
    queryStringParameters: more.query ?? null,
    pathParameters: more.orderId === undefined ? null : { orderId: more.orderId },
    headers: { 'Authorization': 'Bearer secret.token', 'X-Forwarded-For': '192.0.2.7' },
    body: more.body === undefined ? null : JSON.stringify(more.body),
    requestContext: { requestId: 'request-1', authorizer: more.caller ?? ALICE },
  };
}
