import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/**
 * Fields of an access log line. They say who called what and which layer answered; never a token, a key's value, a query string or a body.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
const FIELDS = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  // The route's template, not the client's path: values of path parameters can be personal data.
  route: '$context.resourcePath',
  protocol: '$context.protocol',
  status: '$context.status',
  responseType: '$context.error.responseType',
  responseLength: '$context.responseLength',
  latency: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  principal: '$context.authorizer.principalId',
  issuer: '$context.authorizer.issuer',
  // Id of the consumer's key; `$context.identity.apiKey` would be its value.
  apiKeyId: '$context.identity.apiKeyId',
  wafStatus: '$context.waf.status',
  wafResponse: '$context.wafResponseCode',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  tlsVersion: '$context.tlsVersion',
  xrayTraceId: '$context.xrayTraceId',
};

/** One JSON object a line. */
export function accessLogFormat(): apigateway.AccessLogFormat {
  return apigateway.AccessLogFormat.custom(JSON.stringify(FIELDS));
}
