import { JsonMap } from '../assembly';
import { mapOf } from '../template-values';
import { GatewayResponse } from '../types';

/** What API Gateway itself may answer, by the type of its gateway responses. */
export type GatewayError =
  | 'ACCESS_DENIED' | 'API_CONFIGURATION_ERROR' | 'AUTHORIZER_CONFIGURATION_ERROR' | 'AUTHORIZER_FAILURE' | 'BAD_REQUEST_BODY' | 'BAD_REQUEST_PARAMETERS'
  | 'INTEGRATION_FAILURE' | 'INTEGRATION_TIMEOUT' | 'INVALID_API_KEY' | 'MISSING_AUTHENTICATION_TOKEN' | 'QUOTA_EXCEEDED' | 'THROTTLED' | 'UNAUTHORIZED'
  | 'UNSUPPORTED_MEDIA_TYPE' | 'WAF_FILTERED';

interface Standard {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

/** Status, header and message where the API says nothing else (recorded: gateway-responses-defaults and the area's other cases). */
const STANDARD: { readonly [type in GatewayError]: Standard } = {
  ACCESS_DENIED: { status: 403, errorType: 'AccessDeniedException', message: 'User is not authorized to access this resource' },
  API_CONFIGURATION_ERROR: { status: 500, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, errorType: 'AuthorizerConfigurationException', message: 'Internal server error' },
  AUTHORIZER_FAILURE: { status: 500, errorType: 'AuthorizerFailureException', message: 'Internal server error' },
  BAD_REQUEST_BODY: { status: 400, errorType: 'BadRequestException', message: 'Invalid request body' },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: 'BadRequestException', message: 'Missing required request parameters' },
  // Shown as 504, answered as 500 where no status is set (recorded: lambda-proxy-wrong-integration-method).
  INTEGRATION_FAILURE: { status: 500, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { status: 504, errorType: 'InternalServerErrorException', message: 'Endpoint request timed out' },
  INVALID_API_KEY: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, errorType: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
  QUOTA_EXCEEDED: { status: 429, errorType: 'LimitExceededException', message: 'Limit Exceeded' },
  THROTTLED: { status: 429, errorType: 'TooManyRequestsException', message: 'Too Many Requests' },
  UNAUTHORIZED: { status: 401, errorType: 'UnauthorizedException', message: 'Unauthorized' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, errorType: 'UnsupportedMediaTypeException', message: 'Unsupported Media Type' },
  WAF_FILTERED: { status: 403, errorType: 'ForbiddenException', message: 'Forbidden' },
};

/** Message of a policy that allows nothing of the request; AWS writes it with a capital letter (recorded: authorizer-no-statement-fits). */
const CAPITAL_MESSAGE: GatewayError = 'ACCESS_DENIED';

/**
 * The answer of API Gateway to a request that it refuses: the API's own entry, else that of the family with the error's own status, else the
 * standard one. An entry of its own inherits nothing (recorded: gateway-response-default-5xx-spreads, gateway-response-family).
 *
 * @param context values of `$context` that templates may name
 */
export function gatewayResponse(
  type: GatewayError, document: JsonMap, context: { readonly [name: string]: string | undefined }, message = STANDARD[type].message,
): GatewayResponse {
  const standard = STANDARD[type];
  const responses = mapOf(document['x-amazon-apigateway-gateway-responses']);
  const family = `DEFAULT_${Math.floor(standard.status / 100)}XX`;
  const own = mapOf(responses[type] ?? responses[family]);
  const template = mapOf(own.responseTemplates)['application/json'];
  const body = typeof template === 'string'
    ? filled(template, { ...context, 'error.message': message, 'error.messageString': JSON.stringify(message), 'error.responseType': type })
    : JSON.stringify(type === CAPITAL_MESSAGE ? { Message: message } : { message });
  return {
    status: Number(own.statusCode ?? standard.status),
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', standard.errorType],
      ...Object.entries(mapOf(own.responseParameters)).flatMap(([name, value]): Array<readonly [string, string]> => {
        const header = /^gatewayresponse\.header\.(.+)$/.exec(name)?.[1];
        const constant = /^'(.*)'$/.exec(String(value))?.[1];
        return header !== undefined && constant !== undefined ? [[header, constant]] : [];
      }),
    ],
    body: Buffer.from(body),
  };
}

/** Gateway responses know variables and no directives: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
function filled(template: string, values: { readonly [name: string]: string | undefined }): string {
  return template.replace(/\$context\.([A-Za-z][A-Za-z.]*[A-Za-z])/g, (variable, name: string) => values[name] ?? variable);
}
