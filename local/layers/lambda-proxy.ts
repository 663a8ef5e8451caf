import { isBinaryType, LocalApi, LocalOperation } from '../api';
import { Json, JsonMap } from '../assembly';
import { grouped, headerValue, queryParameters } from '../headers';
import { mapOf } from '../template-values';
import { GatewayRequest, GatewayResponse } from '../types';

/** A request on its way to its target. */
export interface IntegrationRequest {
  readonly request: GatewayRequest;
  readonly operation: LocalOperation;
  readonly path: string;
  readonly pathParameters: { readonly [name: string]: string };
  /** `$context`; what templates override stays in it. */
  readonly context: JsonMap;
  readonly stageVariables: { readonly [name: string]: string };
}

/** Members that an answer of a Lambda proxy integration may have; any other is a malformed answer (recorded: answer-unknown-member). */
const KNOWN_MEMBERS = new Set(['body', 'cookies', 'headers', 'isBase64Encoded', 'multiValueHeaders', 'statusCode']);

/**
 * The event of a Lambda proxy integration.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(api: LocalApi, target: IntegrationRequest): JsonMap {
  const { request, operation, path, pathParameters, context: { requestOverride, responseOverride, ...context }, stageVariables } = target;
  const query = queryParameters(request.rawQuery);
  const isBinary = isBinaryType(api, headerValue(request.headers, 'content-type'));
  return {
    resource: operation.path,
    path,
    httpMethod: request.method,
    headers: Object.fromEntries(request.headers.map(([name, value]) => [name, value])),
    multiValueHeaders: grouped(request.headers),
    // Null where there are none (recorded: event-plain).
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? grouped(query) : null,
    pathParameters: Object.keys(pathParameters).length > 0 ? { ...pathParameters } : null,
    stageVariables: Object.keys(stageVariables).length > 0 ? { ...stageVariables } : null,
    requestContext: context,
    body: request.body.length === 0 ? null : request.body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: request.body.length > 0 && isBinary,
  };
}

/**
 * The answer of a Lambda proxy integration, or nothing where it is malformed, which API Gateway answers with 502.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 */
export function proxyAnswer(api: LocalApi, accept: string | undefined, answer: Json): GatewayResponse | undefined {
  if (answer === null || typeof answer !== 'object' || Array.isArray(answer) || Object.keys(answer).some((member) => !KNOWN_MEMBERS.has(member))) {
    return undefined;
  }
  const { statusCode = 200, headers, multiValueHeaders, body, isBase64Encoded } = answer;
  if (!areValues(headers, isText) || !areValues(multiValueHeaders, (values) => Array.isArray(values) && values.every(isText))) {
    return undefined;
  }
  // Digits in a text are a status, other text is none (recorded: answer-status-digits, answer-status-text).
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599 || (body !== undefined && body !== null && typeof body !== 'string')) {
    return undefined;
  }
  // Only the first type of Accept decides (recorded: binary-browser-accept).
  const decoded = isBase64Encoded === true && isBinaryType(api, (accept ?? '').split(',')[0]);
  const lines = merged(mapOf(multiValueHeaders), mapOf(headers));
  return {
    status,
    headers: lines.some(([name]) => name.toLowerCase() === 'content-type') ? lines : [...lines, ['Content-Type', 'application/json']],
    body: Buffer.from(typeof body === 'string' ? body : '', decoded ? 'base64' : 'utf8'),
  };
}

/**
 * Headers are texts by name, or lists of texts; numbers and booleans count as texts (AWS answers `true` as `true`). Null is none (recorded:
 * answer-headers-null).
 */
function areValues(headers: Json | undefined, fits: (value: Json) => boolean): boolean {
  return headers === undefined || headers === null || (typeof headers === 'object' && !Array.isArray(headers) && Object.values(headers).every(fits));
}

function isText(value: Json): boolean {
  return value !== null && typeof value !== 'object';
}

/** Lists first, then the single values that are not among them, under the list's spelling (recorded: answer-multi-and-single-case). */
function merged(lists: JsonMap, singles: JsonMap): Array<readonly [string, string]> {
  const lines = Object.entries(lists)
    .flatMap(([name, values]) => (Array.isArray(values) ? values.map((value) => [name, String(value)] as const) : []));
  for (const [name, value] of Object.entries(singles)) {
    const same = lines.filter(([other]) => other.toLowerCase() === name.toLowerCase());
    if (!same.some(([, other]) => other === String(value))) {
      lines.push([same[0]?.[0] ?? name, String(value)]);
    }
  }
  return lines;
}
