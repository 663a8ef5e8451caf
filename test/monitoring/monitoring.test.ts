import * as fs from 'fs';
import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { MonitoringAlarm, MonitoringOptions, RotationSchedule } from '../../lib';
import { emptyApi, SAMPLE_EDGE, sampleApi } from '../support/sample-api';

interface Alarm {
  readonly AlarmDescription: string;
  readonly AlarmActions?: unknown[];
  readonly TreatMissingData: string;
  readonly Threshold?: number;
  readonly EvaluationPeriods: number;
}

function alarmsOf(template: Template): { [name: string]: Alarm } {
  const named = Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, { Properties }]) =>
    [id.replace(/^Orders(Monitoring)?|[0-9A-F]{8}$/g, ''), Properties as Alarm] as const);
  return Object.fromEntries(named);
}

test('every alarm says what happened and names a runbook that is there', () => {
  const alarms = alarmsOf(Template.fromStack(sampleApi().stack));
  const runbooks = Object.entries(alarms).filter(([name]) => !/Rotation.+Alarm$/.test(name)).map(([, { AlarmDescription }]) =>
    /^[A-Z].{40,}\. What to do: https:\/\/\S+\/(docs\/runbooks\/[a-z0-9-]+\.md)$/.exec(AlarmDescription)?.[1] ?? AlarmDescription);
  expect(runbooks.length).toBeGreaterThanOrEqual(14);
  expect(runbooks.filter((file) => !fs.existsSync(path.join(__dirname, '../..', file)))).toEqual([]);
});

test('every alarm has a logical id of its own that no deployment changes', () => {
  expect(Object.keys(alarmsOf(Template.fromStack(sampleApi().stack))).sort()).toEqual([
    'ApiKeyRotationFailureAlarm', 'ApiKeyRotationQuotaGainAlarm', 'AuthorizerConcurrency', 'AuthorizerDuration', 'AuthorizerErrors', 'AuthorizerThrottles',
    'ConfigurationInvalid', 'FirewallRefusals', 'Forbidden', 'KeysUnavailable', 'Latency', 'QuotaExceeded', 'QuotaNear', 'RotationOverdue', 'ServerErrors',
    'Throttled', 'Traffic', 'Unauthorized',
  ]);
});

test('every alarm tells `alarmActions`', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:111122223333:alarms';
  const { stack } = sampleApi({ alarmActions: [{ bind: () => ({ alarmActionArn: topicArn }) }] });
  const silent = Object.entries(alarmsOf(Template.fromStack(stack))).filter(([, { AlarmActions }]) => AlarmActions?.[0] !== topicArn);
  expect(silent).toEqual([]);
});

test('an alarm that is left out is gone, and stands in the posture with its reason', () => {
  const { app, stack, api } = sampleApi({
    monitoring: { withoutAlarms: [{ alarm: MonitoringAlarm.TRAFFIC, reason: 'The load test of the platform team watches it' }] },
  });
  expect(api.monitoring.alarm(MonitoringAlarm.TRAFFIC)).toBeUndefined();
  expect(api.monitoring.alarm(MonitoringAlarm.LATENCY)).toBeDefined();
  expect(Object.keys(alarmsOf(Template.fromStack(stack)))).not.toContain('Traffic');
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  expect(JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'))).toMatchObject({
    exceptions: [{ kind: 'monitoring.withoutAlarms Traffic', reason: 'The load test of the platform team watches it' }],
  });
});

test('thresholds are the user\'s', () => {
  const { stack } = sampleApi({
    monitoring: {
      bandWidth: 4,
      refusalFloor: 7,
      trafficFloor: 90,
      latencyFloor: Duration.millis(300),
      serverErrorPercent: 0.5,
      authorizerConcurrency: 50,
      quotaUsedPercent: 65,
    },
  });
  const text = JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  expect(text).toContain('IF(SUM([figure, 0 * requests]) > 7, figure, 7)');
  expect(text).toContain('IF(figure > 90, figure, 90)');
  expect(text).toContain('IF(requests > 90 AND answer > 300, answer, 300)');
  expect(text).toMatch(/ANOMALY_DETECTION_BAND\(\w+, 4\)/);
  const alarms = alarmsOf(Template.fromStack(stack));
  expect([alarms.ServerErrors.Threshold, alarms.AuthorizerConcurrency.Threshold, alarms.QuotaNear.Threshold]).toEqual([0.5, 50, 65]);
});

test.each([
  RotationSchedule.rate(Duration.hours(4)), RotationSchedule.rate(Duration.days(4)), RotationSchedule.rate(Duration.days(300)),
  RotationSchedule.cron({ hour: '3', weekDay: 'SUN' }),
])('rotation is overdue after twice any schedule, as the hourly report has it, and where there is no report', (apiKeyRotationSchedule) => {
  const { RotationOverdue } = alarmsOf(Template.fromStack(sampleApi({ apiKeyRotationSchedule }).stack));
  expect(RotationOverdue).toMatchObject({ Threshold: 200, EvaluationPeriods: 3, TreatMissingData: 'breaching' });
});

test('the report is asked for every hour, by the rule and nobody else', () => {
  const template = Template.fromStack(sampleApi().stack);
  const [[id, rule]] = Object.entries(template.findResources('AWS::Events::Rule')) as [string, { readonly Properties: object }][];
  expect(rule.Properties).toMatchObject({
    ScheduleExpression: 'rate(1 hour)',
    State: 'ENABLED',
    Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^OrdersApiKeyRotationFunction/), 'Arn'] } }],
  });
  expect(JSON.stringify(rule.Properties)).toContain('ReportKeys');
  expect(JSON.stringify(rule.Properties)).toMatch(/:secretsmanager:.*:secret:\\"/);
  template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [id, 'Arn'] } });
});

test('with an Edge the same rule asks for the age of the origin secret, and an alarm of its own is told', () => {
  const template = Template.fromStack(sampleApi({ edge: SAMPLE_EDGE }).stack);
  const [[id, rule], ...others] = Object.entries(template.findResources('AWS::Events::Rule')) as [string, { readonly Properties: { readonly Targets: object[] } }][];
  expect(others).toEqual([]);
  const target = { 'Fn::GetAtt': [expect.stringMatching(/^OrdersEdgeOriginSecretFunction/), 'Arn'] };
  expect(rule.Properties.Targets).toEqual([expect.anything(), expect.objectContaining({ Arn: target })]);
  expect(JSON.stringify(rule.Properties.Targets[1])).toMatch(/ReportOriginSecret.*"OrdersEdgeOriginSecret[0-9A-F]{8}"/);
  const permissions = Object.values(template.findResources('AWS::Lambda::Permission', { Properties: { Principal: 'events.amazonaws.com' } }));
  expect(permissions.map(({ Properties }) => [Properties.FunctionName, Properties.SourceArn])).toContainEqual([target, { 'Fn::GetAtt': [id, 'Arn'] }]);
  expect(alarmsOf(template).OriginRotationOverdue).toMatchObject({ Threshold: 200, EvaluationPeriods: 3, TreatMissingData: 'breaching' });
});

test.each<[MonitoringOptions, string]>([
  [{ bandWidth: 0.5 }, '`monitoring.bandWidth` must be from 1 to 10, got 0.5; right would be 3'],
  [{ refusalFloor: 0 }, '`monitoring.refusalFloor` must be a whole number of at least 1, got 0; right would be 50'],
  [{ trafficFloor: 1.5 }, '`monitoring.trafficFloor` must be a whole number of at least 1, got 1.5; right would be 500'],
  [{ authorizerConcurrency: -1 }, '`monitoring.authorizerConcurrency` must be a whole number of at least 1, got -1; right would be 500'],
  [{ quotaUsedPercent: 0 }, '`monitoring.quotaUsedPercent` must be more than 0 and at most 100, got 0; right would be 80'],
  [{ serverErrorPercent: 100 }, '`monitoring.serverErrorPercent` must be more than 0 and less than 100, got 100; right would be 1'],
  [{ latencyFloor: Duration.seconds(30) }, '`monitoring.latencyFloor` must be more than nothing and at most 29 seconds, got 30 seconds; right would be Duration.seconds(1)'],
  [{ withoutAlarms: [{ alarm: MonitoringAlarm.LATENCY, reason: '' }] }, '`monitoring.withoutAlarms[0].reason` must be a sentence of at least 3 words'],
  [{ withoutAlarms: [{ alarm: 'Latency' as MonitoringAlarm, reason: 'Seen by others already' }, { alarm: MonitoringAlarm.LATENCY, reason: 'Seen by others already' }] },
    '`monitoring.withoutAlarms[1].alarm` must be named once, got "Latency" twice'],
  [{ withoutAlarms: [{ alarm: 'none' as MonitoringAlarm, reason: 'Seen by others already' }] }, '`monitoring.withoutAlarms[0].alarm` must be a member of MonitoringAlarm'],
  [5 as unknown as MonitoringOptions, '`monitoring` must be'],
])('%j is refused', (monitoring, message) => {
  expect(() => emptyApi({ monitoring })).toThrow(message);
});

describe('what is counted in the access log', () => {
  const { stack } = sampleApi();
  const template = Template.fromStack(stack);
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties as {
    readonly FilterPattern: string;
    readonly MetricTransformations: Array<{ readonly Dimensions: Array<{ readonly Key: string; readonly Value: string }> }>;
  });
  const [{ Properties: { AccessLogSetting } }] = Object.values(template.findResources('AWS::ApiGateway::Stage')) as
    Array<{ Properties: { AccessLogSetting: { Format: string } } }>;
  const fields = JSON.parse(AccessLogSetting.Format) as { [field: string]: string };

  test('reads fields that the log has', () => {
    const read = filters.flatMap(({ FilterPattern }) => [...FilterPattern.matchAll(/\$\.(\w+)/g)].map(([, field]) => field));
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter((field) => fields[field] === undefined)).toEqual([]);
  });

  test('has the API as its one dimension, which no client chooses', () => {
    expect(filters.map(({ MetricTransformations: [{ Dimensions }] }) => Dimensions)).toEqual(filters.map(() => [{ Key: 'RestApiId', Value: '$.apiId' }]));
    expect(fields.apiId).toBe('$context.apiId');
  });

  test('is what the alarms and the dashboard read', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {});
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard);
    for (const title of ['Alarms', 'Traffic and refusals, by layer', 'Firewall: rules that refused most', 'Authorizer: refusals by reason', 'API keys: replaced, and quota gained']) {
      expect(body).toContain(title);
    }
  });
});

test('saved queries read fields that the access log has', () => {
  const template = Template.fromStack(sampleApi().stack);
  const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties as { readonly QueryString: string });
  expect(queries).toHaveLength(5);
  const [{ Properties: { AccessLogSetting } }] = Object.values(template.findResources('AWS::ApiGateway::Stage')) as
    Array<{ Properties: { AccessLogSetting: { Format: string } } }>;
  const fields = Object.keys(JSON.parse(AccessLogSetting.Format) as object);
  const known = new Set([
    ...fields, 'requests', 'p50', 'p99', 'target99', 'fields', 'filter', 'stats', 'sort', 'limit', 'desc', 'as', 'by', 'count', 'pct', 'bin', 'h', 'timestamp',
  ]);
  const words = queries.flatMap(({ QueryString }) => QueryString.replace(/"[^"]*"/g, '').match(/[A-Za-z]\w*/g) ?? []);
  expect(words.filter((word) => !known.has(word))).toEqual([]);
});
