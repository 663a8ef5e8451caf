import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CONTEXT_PRINCIPAL_DIGEST } from '../../contracts/authorizer';

/**
 * Fields of an access log line. They say who called what and which layer answered; never a token, a key's value, a query string or a body.
 *
 * API Gateway writes a value as it is, quotes and backslashes too (reported: DataBiosphere/azul#4348). Attack: a subject, path or header that
 * ends the text and goes on with fields of its own, so that a line tells of another principal or status. So every field is one that the
 * gateway or this library writes, or one that the client can only choose from a set without quotes and backslashes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const FIELDS = {
  // A client can choose it, among UUIDs.
  requestId: '$context.requestId',
  // No client can choose this one: it tells requests apart.
  extendedRequestId: '$context.extendedRequestId',
  // The dimension of what is counted in this log.
  apiId: '$context.apiId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  // A client's, within the characters of a token: RFC 9110, 9.1 and 5.6.2.
  method: '$context.httpMethod',
  // The route's template, not the client's path: values of path parameters can be personal data, and any text.
  route: '$context.resourcePath',
  // A client's, and one of a few: RFC 9110, 2.5.
  protocol: '$context.protocol',
  status: '$context.status',
  responseType: '$context.error.responseType',
  responseLength: '$context.responseLength',
  latency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  // What the authorizer's own log has of the principal. `$context.authorizer.principalId` has the text of a claim in it.
  principal: `$context.authorizer.${CONTEXT_PRINCIPAL_DIGEST}`,
  // Configured, and never read from the token.
  issuer: '$context.authorizer.issuer',
  // Id of the consumer's key; `$context.identity.apiKey` would be its value.
  apiKeyId: '$context.identity.apiKeyId',
  wafStatus: '$context.waf.status',
  wafResponse: '$context.wafResponseCode',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  tlsVersion: '$context.tlsVersion',
  // No `$context.xrayTraceId`: a client can send its own, and nobody says within which characters. AWS X-Ray finds a trace by the request's id.
};

/** One JSON object a line. */
export function accessLogFormat(): apigateway.AccessLogFormat {
  return apigateway.AccessLogFormat.custom(JSON.stringify(FIELDS));
}
