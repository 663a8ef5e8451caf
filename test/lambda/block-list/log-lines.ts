/** What of a line is of interest. */
interface LineSketch {
  readonly ip?: string;
  readonly action?: string;
  readonly rule?: string;
  readonly headers?: Array<[string, string]>;
  readonly args?: string;
}

/** A line as AWS WAF writes it: https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html */
export function logLine(change: LineSketch = {}): string {
  const { ip = '8.8.4.4', action = 'BLOCK', rule = 'UnknownPath', headers = [], args = '' } = change;
  return JSON.stringify({
    timestamp: 1_764_300_000_000,
    formatVersion: 1,
    webaclId: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/Orders/a1b2',
    terminatingRuleId: rule,
    terminatingRuleType: 'REGULAR',
    action,
    terminatingRuleMatchDetails: [],
    httpSourceName: 'APIGW',
    httpSourceId: '111122223333:abcdef1234:prod',
    ruleGroupList: [],
    rateBasedRuleList: [],
    nonTerminatingMatchingRules: [],
    requestHeadersInserted: null,
    responseCodeSent: 403,
    httpRequest: {
      clientIp: ip,
      country: 'US',
      headers: [['Host', 'abcdef1234.execute-api.eu-west-1.amazonaws.com'], ['x-api-key', 'REDACTED'], ...headers].map(([name, value]) => ({ name, value })),
      uri: '/prod/admin',
      args,
      httpVersion: 'HTTP/2.0',
      httpMethod: 'GET',
      requestId: 'a-b',
    },
    labels: [],
  });
}
