import { Match } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HttpMethod, MonitoringAlarm, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiChecks } from '../lib';
import { Assumptions, ProbeRequest } from './integ/assumptions';
import { echo } from './integ/echo';

/** The smallest API, at the execute-api endpoint. */
export function minimal(): { readonly app: App; readonly assumptions: Assumptions } {
  const app = new App();
  const stack = new Stack(app, 'IntegMinimal', { env: { region: 'us-east-1' } });
  const assumptions = new Assumptions(app, stack);
  const api = new SecureRestApi(stack, 'Api', {
    jwtIssuers: [assumptions.issuer],
    apiKeyProbePath: '/key-check',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const consumer = api.addConsumer('Consumer');
  const shown = RouteTarget.lambdaFunction(echo(stack, 'Echo'));
  const access = RouteAccess.scopes('integ/read');
  const answers = (name: string) => RouteTarget.mock({ statusCode: 200, body: JSON.stringify({ route: name }) });
  const parameter = (name: string, pattern = '[a-z]+') => RouteParameter.path(name, { pattern, maxLength: 20 });

  api.addRoute({ method: HttpMethod.GET, path: '/cross/a/{x}', target: answers('left'), access, parameters: [parameter('x')] });
  api.addRoute({ method: HttpMethod.GET, path: '/cross/{y}/b', target: answers('right'), access, parameters: [parameter('y')] });
  api.addRoute({ method: HttpMethod.GET, path: '/slash/orders', target: answers('literal'), access });
  api.addRoute({ method: HttpMethod.GET, path: '/slash/{proxy+}', target: answers('greedy'), access, parameters: [parameter('proxy', '[a-z/]+')] });
  api.addRoute({
    method: HttpMethod.GET,
    path: '/values/{value}',
    target: shown,
    access,
    parameters: [parameter('value', '[a-z ,]+'), RouteParameter.query('limit', { pattern: '[0-9]' }), RouteParameter.query('sort', { pattern: '[a-z]+' })],
  });
  api.addRoute({
    method: HttpMethod.POST,
    path: '/bodies',
    target: shown,
    access,
    body: RequestBody.json({ type: 'object', properties: { note: { type: ['string', 'null'], maxLength: 10 } }, required: ['note'], additionalProperties: false }),
  });
  const broken = new lambda.Function(stack, 'Broken', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;'),
  });
  api.addRoute({ method: HttpMethod.GET, path: '/broken', target: RouteTarget.lambdaFunction(broken), access });

  assumptions.mayRead(consumer.secret);
  assumptions.mayFilter(api.accessLogGroup);
  assumptions.mayFilter(api.webAcl.logGroup);
  const known = { keySecret: consumer.secret.secretArn, token: assumptions.token };
  const get = (name: string, path: string, status: number, body?: object, more: Partial<ProbeRequest> = {}): ProbeRequest =>
    ({ name, url: `${api.url}${path}`, ...known, ...more, expect: { statuses: [status], body } });
  const post = (name: string, contentType: string, body: string, status: number): ProbeRequest =>
    get(name, '/bodies', status, undefined, { method: 'POST', headers: ['content-type', contentType], body });

  assumptions.requests('doors', [
    get('without a key', '/slash/orders', 403, undefined, { keySecret: undefined }),
    get('without a token', '/slash/orders', 401, undefined, { token: undefined }),
    get('with both', '/slash/orders', 200),
  ]);
  assumptions.requests('crossing-paths', [get('the literal further left', '/cross/a/b', 200, { route: 'left' })]);
  assumptions.requests('slash-at-the-end', [
    get('without', '/slash/orders', 200, { route: 'literal' }), get('with', '/slash/orders/', 200, { route: 'literal' }), get('another', '/slash/other', 200, { route: 'greedy' }),
  ]);
  assumptions.requests('content-type', [
    ...['application/json', 'application/json; charset=utf-8'].flatMap((type) => [post(type, type, '{"note":"x"}', 200), post(`${type}, refused`, type, '{"other":1}', 400)]),
  ]);
  assumptions.requests('null', [post('null', 'application/json', '{"note":null}', 200), post('a number', 'application/json', '{"note":1}', 400)]);
  assumptions.requests('event-path', [
    get('the path as it was sent', '/values/a%20b%2Cc', 200, { path: '/values/a%20b%2Cc' }),
    get('a value that is refused', '/values/a%20B', 403),
  ]);
  assumptions.requests('empty-pieces', [
    get('between', '/values/a?limit=5&&sort=asc', 200, { query: { limit: '5', sort: 'asc' } }), get('at the end', '/values/a?limit=5&', 200, { query: { limit: '5' } }),
  ]);
  assumptions.requests('not-a-method', [get('GE"T', '', 400, undefined, { rawLine: 'GE"T /prod/slash/orders HTTP/1.1' })]);
  assumptions.requests('refused', [
    get('an undeclared name', '/slash/orders?undeclared=1', 400),
    get('a name with _', '/slash/orders', 400, undefined, { headers: ['x_forwarded_host', 'a'] }),
    get('a name with _ and capitals', '/cross/a/b', 400, undefined, { headers: ['X_Forwarded_Host', 'a'] }),
    get('two content types', '/bodies', 415, undefined, {
      method: 'POST', headers: ['content-type', 'application/json', 'content-type', 'application/json'], body: '{"note":"x"}',
    }),
    get('a backend without an answer', '/broken', 502),
  ]);

  const firewall = api.webAcl.logGroup.logGroupName;
  const line = (name: string, uri: string, rule: string) => ({ name, group: firewall, present: true, pattern: `{ $.httpRequest.uri = "${uri}" && $.terminatingRuleId = "*${rule}*" }` });
  assumptions.logged('waf-path-with-stage', [line('the stage', '/prod/slash/orders', 'UndeclaredQuery')]);
  assumptions.logged('waf-header-names', [
    line('in small letters', '/prod/slash/orders', 'HeaderOverride'), line('with capitals', '/prod/cross/a/b', 'HeaderOverride'),
  ]);
  assumptions.logged('waf-header-twice', [line('two content types', '/prod/bodies', 'ContentType')]);
  assumptions.logged('waf-response', [
    { name: 'refused', group: api.accessLogGroup.logGroupName, pattern: '{ $.wafResponse = "WAF_BLOCK" }', present: true },
    { name: 'refused with another code', group: api.accessLogGroup.logGroupName, pattern: '{ $.responseType = "WAF_FILTERED" && $.wafResponse != "WAF_BLOCK" }', present: false },
  ]);
  assumptions.logged('not-a-method-logged', [{ name: 'GE"T', group: api.accessLogGroup.logGroupName, pattern: '"GE"', present: false }]);
  assumptions.says('execution-log', 'CloudWatchLogs', 'describeLogGroups', {
    logGroupNamePrefix: `API-Gateway-Execution-Logs_${api.restApi.restApiId}/prod`,
  }, { logGroups: Match.arrayWith([Match.objectLike({ retentionInDays: 365 })]) });
  assumptions.says('alarm-on-expression', 'CloudWatch', 'describeAlarms', {
    AlarmNames: [api.monitoring.alarm(MonitoringAlarm.FIREWALL_REFUSALS)!.alarmName],
  }, { MetricAlarms: Match.arrayWith([Match.objectLike({ ActionsEnabled: true })]) });
  // The rotation asks for the usage plan with the deployed role.
  assumptions.rotates('rotation-role', consumer.secret);

  Validations.of(app).addPlugins(new SecureRestApiChecks());
  return { app, assumptions };
}

if (require.main === module) {
  minimal().app.synth();
}
