import { JsonMap } from '../assembly';
import { variableText } from '../context-variables';
import { mapHeaders, MappingSources } from '../integrations/data-mapping';
import { responseTemplate } from '../integrations/templates';
import { mapOf } from '../template-values';
import { GatewayResponse } from '../types';

/** What API Gateway itself may answer, by the type of its gateway responses. */
export type GatewayError =
  | 'ACCESS_DENIED' | 'API_CONFIGURATION_ERROR' | 'AUTHORIZER_CONFIGURATION_ERROR' | 'AUTHORIZER_FAILURE' | 'BAD_REQUEST_BODY' | 'BAD_REQUEST_PARAMETERS'
  | 'DEFAULT_5XX' | 'EXPIRED_TOKEN' | 'INTEGRATION_FAILURE' | 'INTEGRATION_TIMEOUT' | 'INVALID_API_KEY' | 'INVALID_SIGNATURE' | 'MISSING_AUTHENTICATION_TOKEN'
  | 'QUOTA_EXCEEDED' | 'REQUEST_TOO_LARGE' | 'RESOURCE_NOT_FOUND' | 'THROTTLED' | 'UNAUTHORIZED' | 'UNSUPPORTED_MEDIA_TYPE' | 'WAF_FILTERED';

interface Standard {
  readonly status: number;
  readonly errorType: string;
  readonly message: string | null;
}

/** Status, header and message where the API says nothing else (recorded: gateway-responses-defaults and the area's other cases). */
export const STANDARD: { readonly [type in GatewayError]: Standard } = {
  ACCESS_DENIED: { status: 403, errorType: 'AccessDeniedException', message: 'User is not authorized to access this resource' },
  API_CONFIGURATION_ERROR: { status: 500, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  // Written as null: https://loige.co/debugging-custom-apigateway-authorizers/
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, errorType: 'AuthorizerConfigurationException', message: null },
  AUTHORIZER_FAILURE: { status: 500, errorType: 'AuthorizerFailureException', message: 'Internal server error' },
  BAD_REQUEST_BODY: { status: 400, errorType: 'BadRequestException', message: 'Invalid request body' },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: 'BadRequestException', message: 'Missing required request parameters' },
  // What has no type of its own, such as the answer of a function that is none: 502 is no other type's status (recorded: answer-unknown-member).
  DEFAULT_5XX: { status: 502, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  EXPIRED_TOKEN: { status: 403, errorType: 'ExpiredTokenException', message: 'The security token included in the request is expired' },
  // Shown as 504, answered as 500 where no status is set (recorded: lambda-proxy-wrong-integration-method).
  INTEGRATION_FAILURE: { status: 500, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { status: 504, errorType: 'InternalServerErrorException', message: 'Endpoint request timed out' },
  INVALID_API_KEY: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden' },
  INVALID_SIGNATURE: { status: 403, errorType: 'InvalidSignatureException', message: 'The request signature we calculated does not match the signature you provided' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, errorType: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
  QUOTA_EXCEEDED: { status: 429, errorType: 'LimitExceededException', message: 'Limit Exceeded' },
  REQUEST_TOO_LARGE: { status: 413, errorType: 'RequestTooLargeException', message: 'Request Too Long' },
  RESOURCE_NOT_FOUND: { status: 404, errorType: 'NotFoundException', message: 'Not Found' },
  THROTTLED: { status: 429, errorType: 'TooManyRequestsException', message: 'Too Many Requests' },
  UNAUTHORIZED: { status: 401, errorType: 'UnauthorizedException', message: 'Unauthorized' },
  // Under this name in an answer that https://github.com/aws/aws-sdk-java-v2/issues/3188 shows.
  UNSUPPORTED_MEDIA_TYPE: { status: 415, errorType: 'BadRequestException', message: 'Unsupported Media Type' },
  WAF_FILTERED: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden' },
};

/** Message of a policy that allows nothing of the request; AWS writes it with a capital letter (recorded: authorizer-no-statement-fits). */
const CAPITAL_MESSAGE: GatewayError = 'ACCESS_DENIED';

/**
 * The answer of API Gateway to a request that it refuses: the API's own entry, else that of the family with the error's own status, else the
 * standard one. An entry of its own inherits nothing (recorded: gateway-response-default-5xx-spreads, gateway-response-family).
 *
 * @param sources what headers and templates may name
 * @param status status of this error, if not the standard one: what the API's entry says comes before both (recorded:
 *   lambda-proxy-wrong-integration-method has the error's own where no entry says one)
 */
export function gatewayResponse(
  type: GatewayError, document: JsonMap, sources: MappingSources, message = STANDARD[type].message, status?: number,
): GatewayResponse {
  const responses = mapOf(document['x-amazon-apigateway-gateway-responses']);
  const own = mapOf(responses[type] ?? responses[`DEFAULT_${Math.floor(STANDARD[type].status / 100)}XX`]);
  const template = responseTemplate(own.responseTemplates, sources.request);
  const validationErrorString = type.startsWith('BAD_REQUEST') ? `[${message}]` : '';
  const error = { message, messageString: JSON.stringify(message), responseType: type, validationErrorString };
  const body = template
    ? filled(template.template, { ...sources, context: { ...sources.context, error } })
    : JSON.stringify(type === CAPITAL_MESSAGE ? { Message: message } : { message });
  return {
    status: Number(own.statusCode ?? status ?? STANDARD[type].status),
    headers: [
      ['Content-Type', template?.type ?? 'application/json'],
      ['x-amzn-ErrorType', STANDARD[type].errorType],
      ...mapHeaders('gatewayresponse.header.', own.responseParameters, sources),
    ],
    body: Buffer.from(body),
  };
}

/** Gateway responses know variables and no directives: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html */
function filled(template: string, { context, stageVariables }: MappingSources): string {
  return template.replace(/\$(?:context\.([A-Za-z][A-Za-z0-9.]*[A-Za-z0-9])|stageVariables\.([A-Za-z0-9_]+))/g, (_variable, name?: string, stageVariable = '') => (
    name === undefined ? (stageVariables[stageVariable] as string | undefined) : variableText(context, name)) ?? '');
}
