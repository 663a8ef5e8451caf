import { LocalApi, LocalOperation } from './api';
import { JsonMap } from './assembly';
import { extendedRequestId, requestTime } from './context-variables';
import { GatewayRequest, GatewayResponse } from './types';

/** What is known of a request when its line is written; layers fill it in on the way. */
export interface AccessLogEntry {
  readonly request: GatewayRequest;
  readonly requestId: string;
  /** When it came, in milliseconds since 1970. */
  readonly time: number;
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
  /** Formats of stages, taken apart once. */
  private readonly formats = new WeakMap<LocalApi, LogFormat>();

  public constructor(private readonly sink: (line: string) => void) {
  }

  public write(api: LocalApi, entry: AccessLogEntry, response: GatewayResponse, latency: number): void {
    if (api.accessLogFormat === undefined) {
      return;
    }
    const { request, operation, authorizer } = entry;
    const values: { readonly [name: string]: string | undefined } = {
      'requestId': entry.requestId,
      'apiId': api.restApi.ref,
      'extendedRequestId': extendedRequestId(entry.requestId),
      'requestTime': requestTime(entry.time),
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
    };
    const valueOf = (name: string): string | undefined => {
      const member = name.startsWith(AUTHORIZER) ? name.slice(AUTHORIZER.length) : undefined;
      return member !== undefined && authorizer && Object.hasOwn(authorizer, member) ? String(authorizer[member]) : values[name];
    };
    const { texts, names } = this.formatOf(api, api.accessLogFormat);
    // A variable without a value is a hyphen: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
    this.sink(names.reduce((line, name, index) => `${line}${valueOf(name) ?? '-'}${texts[index + 1]}`, texts[0]));
  }

  private formatOf(api: LocalApi, format: string): LogFormat {
    let known = this.formats.get(api);
    if (!known) {
      // Every second part is what the group took.
      const parts = format.split(/\$context\.([A-Za-z][A-Za-z.]*[A-Za-z]|[A-Za-z])/);
      known = { texts: parts.filter((_part, index) => index % 2 === 0), names: parts.filter((_part, index) => index % 2 === 1) };
      this.formats.set(api, known);
    }
    return known;
  }
}

const AUTHORIZER = 'authorizer.';

/** Names of variables, and the texts before, between and behind them. */
interface LogFormat {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}
