import { QUOTA_EXCEEDED_MESSAGE } from '../../contracts/rotation';
import { JsonObject } from '../../schema/private/json-schema';
import { Cors, refusalHeaders } from './cors';

/**
 * Answers that API Gateway gives itself. They say what a client can act on and nothing of what is inside:
 * `$context.error.messageString` and `$context.error.validationErrorString` would tell an attacker what failed.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const ANSWERS: ReadonlyArray<readonly [type: string, statusCode: number | undefined, message: string, headers?: { [name: string]: string }]> = [
  ['DEFAULT_4XX', undefined, 'The request was refused'],
  ['DEFAULT_5XX', undefined, 'The request could not be served'],
  ['ACCESS_DENIED', 403, 'Forbidden'],
  ['API_CONFIGURATION_ERROR', 500, 'The request could not be served'],
  ['AUTHORIZER_CONFIGURATION_ERROR', 500, 'The request could not be served'],
  ['AUTHORIZER_FAILURE', 500, 'The request could not be served'],
  ['BAD_REQUEST_BODY', 400, 'The body does not fit its schema'],
  ['BAD_REQUEST_PARAMETERS', 400, 'A required parameter is missing'],
  ['EXPIRED_TOKEN', 403, 'Forbidden'],
  ['INTEGRATION_FAILURE', 504, 'The request could not be served'],
  ['INTEGRATION_TIMEOUT', 504, 'The request could not be served'],
  ['INVALID_API_KEY', 403, 'Forbidden'],
  ['INVALID_SIGNATURE', 403, 'Forbidden'],
  // What API Gateway calls a missing token is a path or method that no route has.
  ['MISSING_AUTHENTICATION_TOKEN', 404, 'Not found'],
  ['QUOTA_EXCEEDED', 429, QUOTA_EXCEEDED_MESSAGE],
  ['REQUEST_TOO_LARGE', 413, 'The request is too large'],
  ['RESOURCE_NOT_FOUND', 404, 'Not found'],
  ['THROTTLED', 429, 'Too many requests', { 'Retry-After': '1' }],
  // RFC 6750, 3: a refused token is answered with the scheme that is expected.
  ['UNAUTHORIZED', 401, 'Unauthorized', { 'WWW-Authenticate': 'Bearer' }],
  ['UNSUPPORTED_MEDIA_TYPE', 415, 'The content type is not supported'],
  ['WAF_FILTERED', 403, 'Forbidden'],
];

/** Headers on every answer of the gateway itself: no proxy keeps it, no browser guesses its type or frames it. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Gateway responses of the document. With CORS, pages of the allowed origins can read the refusals too. */
export function gatewayResponses(cors: Cors | undefined): JsonObject {
  const all = { ...HEADERS, ...(cors && refusalHeaders(cors)) };
  return Object.fromEntries(ANSWERS.map(([type, statusCode, message, headers]) => [type, {
    ...(statusCode !== undefined && { statusCode: String(statusCode) }),
    responseParameters: {
      ...Object.fromEntries(Object.entries({ ...all, ...headers }).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`])),
    },
    responseTemplates: { 'application/json': `{"message":"${message}","requestId":"$context.requestId"}` },
  }]));
}
