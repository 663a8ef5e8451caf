import { LocalApi, LocalOperation } from './api';
import { JsonMap } from './assembly';
import { GatewayRequest, GatewayResponse } from './types';

/** What is known of a request when its line is written; layers fill it in on the way. */
export interface AccessLogEntry {
  readonly request: GatewayRequest;
  readonly requestId: string;
  operation?: LocalOperation;
  error?: string;
  wafStatus?: string;
  principalId?: string;
  authorizer?: JsonMap;
  apiKeyId?: string;
}

/**
 * Writes a line for every request in the stage's own format. As reported of API Gateway, values are put in as they are and not escaped.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class AccessLog {
  public constructor(private readonly sink: (line: string) => void) {
  }

  public write(api: LocalApi, entry: AccessLogEntry, response: GatewayResponse, latency: number): void {
    if (api.accessLogFormat === undefined) {
      return;
    }
    const { request, operation, authorizer = {} } = entry;
    const values: { readonly [name: string]: string | undefined } = {
      'requestId': entry.requestId,
      'apiId': api.restApi.ref,
      'extendedRequestId': entry.requestId.replace(/-/g, '').slice(0, 16),
      'requestTime': new Date().toUTCString(),
      'httpMethod': request.method,
      'resourcePath': operation?.path,
      'path': request.rawPath,
      'protocol': request.protocol,
      'status': String(response.status),
      'responseLength': String(response.body.length),
      'responseLatency': String(latency),
      'identity.sourceIp': request.sourceIp,
      'identity.apiKeyId': entry.apiKeyId,
      'error.responseType': entry.error,
      'waf.status': entry.wafStatus,
      'wafResponseCode': entry.wafStatus === undefined ? undefined : entry.error === 'WAF_FILTERED' ? 'WAF_BLOCK' : 'WAF_ALLOW',
      'authorizer.principalId': entry.principalId,
      ...Object.fromEntries(Object.entries(authorizer).map(([name, value]) => [`authorizer.${name}`, String(value)])),
    };
    // A variable without a value is a hyphen: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
    this.sink(api.accessLogFormat.replace(/\$context\.([A-Za-z][A-Za-z.]*[A-Za-z]|[A-Za-z])/g, (_variable, name: string) => values[name] ?? '-'));
  }
}
