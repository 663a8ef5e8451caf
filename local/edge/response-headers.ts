import { listOf } from '../api';
import { JsonMap } from '../assembly';
import { headerValue } from '../headers';
import { mapOf } from '../template-values';
import { GatewayRequest, GatewayResponse } from '../types';

type Line = readonly [name: string, value: string];

/**
 * The headers that a response headers policy sets, adds and removes.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function withPolicy(policy: JsonMap | undefined, request: GatewayRequest, response: GatewayResponse): GatewayResponse {
  if (!policy) {
    return response;
  }
  const config = mapOf(policy.ResponseHeadersPolicyConfig);
  const removed = listOf(mapOf(config.RemoveHeadersConfig).Items).map((item) => String(mapOf(item).Header).toLowerCase());
  let headers = response.headers.filter(([name]) => !removed.includes(name.toLowerCase()));
  const lines = [...corsLines(mapOf(config.CorsConfig), request), ...securityLines(mapOf(config.SecurityHeadersConfig)), ...customLines(config)];
  for (const { line, override } of lines) {
    const name = line[0].toLowerCase();
    const isThere = headers.some(([other]) => other.toLowerCase() === name);
    if (!isThere || override) {
      headers = [...headers.filter(([other]) => other.toLowerCase() !== name), line];
    }
  }
  return { ...response, headers };
}

interface PolicyLine {
  readonly line: Line;
  readonly override: boolean;
}

function securityLines(config: JsonMap): PolicyLine[] {
  const { StrictTransportSecurity, ContentTypeOptions, FrameOptions, ReferrerPolicy, ContentSecurityPolicy, XSSProtection } = config;
  const entries: Array<[JsonMap[string] | undefined, string, (value: JsonMap) => string]> = [
    [StrictTransportSecurity, 'Strict-Transport-Security', ({ AccessControlMaxAgeSec, IncludeSubdomains, Preload }) => (
      `max-age=${Number(AccessControlMaxAgeSec)}${IncludeSubdomains === true ? '; includeSubDomains' : ''}${Preload === true ? '; preload' : ''}`)],
    [ContentTypeOptions, 'X-Content-Type-Options', () => 'nosniff'],
    [FrameOptions, 'X-Frame-Options', ({ FrameOption }) => String(FrameOption)],
    [ReferrerPolicy, 'Referrer-Policy', (value) => String(value.ReferrerPolicy)],
    [ContentSecurityPolicy, 'Content-Security-Policy', (value) => String(value.ContentSecurityPolicy)],
    [XSSProtection, 'X-XSS-Protection', ({ Protection, ModeBlock }) => (Protection === true ? `1${ModeBlock === true ? '; mode=block' : ''}` : '0')],
  ];
  return entries.flatMap(([value, name, text]) => (
    value === undefined ? [] : [{ line: [name, text(mapOf(value))] as const, override: mapOf(value).Override === true }]));
}

function customLines({ CustomHeadersConfig }: JsonMap): PolicyLine[] {
  return listOf(mapOf(CustomHeadersConfig).Items).map(mapOf)
    .map(({ Header, Value, Override }) => ({ line: [String(Header), String(Value)], override: Override === true }));
}

/** The origin that asked, where it is on the list: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html#understanding-response-headers-policies-cors */
function corsLines(config: JsonMap, request: GatewayRequest): PolicyLine[] {
  const origin = headerValue(request.headers, 'origin');
  const items = (name: string): string[] => listOf(mapOf(config[name]).Items).map(String);
  const origins = items('AccessControlAllowOrigins');
  if (origin === undefined || !origins.some((allowed) => allowed === '*' || allowed === origin)) {
    return [];
  }
  const isPreflight = request.method === 'OPTIONS' && headerValue(request.headers, 'access-control-request-method') !== undefined;
  const exposed = items('AccessControlExposeHeaders');
  const lines: Line[] = [
    ['Access-Control-Allow-Origin', origins.includes('*') && config.AccessControlAllowCredentials !== true ? '*' : origin],
    ...(config.AccessControlAllowCredentials === true ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
    ...(isPreflight ? [
      ['Access-Control-Allow-Methods', items('AccessControlAllowMethods').join(', ')] as const,
      ['Access-Control-Allow-Headers', items('AccessControlAllowHeaders').join(', ')] as const,
      ['Access-Control-Max-Age', String(config.AccessControlMaxAgeSec ?? 600)] as const,
    ] : []),
    ...(exposed.length > 0 ? [['Access-Control-Expose-Headers', exposed.join(', ')] as const] : []),
  ];
  return lines.map((line) => ({ line, override: config.OriginOverride === true }));
}
