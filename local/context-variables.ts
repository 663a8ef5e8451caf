import { LocalApi, LocalOperation } from './api';
import { JsonMap } from './assembly';
import { headerValue } from './headers';
import { shortHash } from './template-values';
import { ClientCertificate, GatewayRequest } from './types';

/** What is known of a request when its variables are asked for. */
export interface KnownOfRequest {
  readonly request: GatewayRequest;
  readonly requestId: string;
  readonly operation?: LocalOperation;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly authorizer?: JsonMap;
  readonly principalId?: string;
  readonly apiKey?: { readonly id: string; readonly value: string };
}

/** Parts of `identity` that only a signed or a Cognito caller has. */
const ABSENT_IDENTITY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

/**
 * `$context` of a request: what templates, events and mappings read.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
 */
export function contextVariables(api: LocalApi, { request, requestId, operation, time, authorizer, principalId, apiKey }: KnownOfRequest): JsonMap {
  const { stack, restApi, stageName } = api;
  const { clientCertificate: certificate } = request;
  const domainName = (headerValue(request.headers, 'host') ?? 'localhost').replace(/:\d+$/, '');
  return {
    accountId: stack.account,
    apiId: restApi.ref,
    domainName,
    domainPrefix: domainName.split('.')[0],
    extendedRequestId: extendedRequestId(requestId),
    httpMethod: request.method,
    // Recorded: event-plain, event-slash-before-stage. The context has the path with the stage's name, the event without.
    path: request.rawPath.replace(/^\/+/, '/'),
    protocol: request.protocol,
    requestId,
    requestTime: requestTime(time),
    requestTimeEpoch: time,
    ...(operation && { resourceId: resourceId(operation), resourcePath: operation.path }),
    stage: stageName,
    identity: {
      ...ABSENT_IDENTITY,
      sourceIp: request.sourceIp,
      userAgent: headerValue(request.headers, 'user-agent') ?? null,
      ...(apiKey && { apiKey: apiKey.value, apiKeyId: apiKey.id }),
      ...(certificate && { clientCert: clientCert(certificate) }),
    },
    // Recorded: authorizer-context-reaches-lambda.
    ...(principalId !== undefined && { authorizer: { ...authorizer, principalId } }),
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html#context-variables-only-mtls */
function clientCert({ pem, subject, issuer, serialNumber, notBefore, notAfter }: ClientCertificate): JsonMap {
  return { clientCertPem: pem, subjectDN: subject, issuerDN: issuer, serialNumber, validity: { notBefore, notAfter } };
}

const resourceIds = new WeakMap<LocalOperation, string>();

function resourceId(operation: LocalOperation): string {
  const id = resourceIds.get(operation) ?? shortHash(operation.path).slice(0, 6);
  resourceIds.set(operation, id);
  return id;
}

/** The second id of a request, which no client can choose. */
export function extendedRequestId(requestId: string): string {
  return requestId.slice(0, 8) + requestId.slice(9, 13) + requestId.slice(14, 18);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The form of Apache's log: `09/Apr/2015:12:34:56 +0000`. */
export function requestTime(time: number): string {
  const second = Math.floor(time / 1_000);
  if (latest?.second !== second) {
    const [date, clock] = new Date(time).toISOString().split('T');
    const [year, month, day] = date.split('-');
    latest = { second, text: `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000` };
  }
  return latest.text;
}

/** Many requests come in one second. */
let latest: { readonly second: number; readonly text: string } | undefined;

/** The value of a variable such as `identity.sourceIp`, as text. */
export function variableText(variables: JsonMap, name: string): string | undefined {
  let value: JsonMap[string] | undefined = variables;
  for (const part of name.split('.')) {
    value = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
