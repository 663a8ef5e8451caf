import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { acknowledgedRules } from '../../../lib/checks/private/acknowledged';
import { BlockListOptions } from '../../../lib/firewall/block-list-options';
import { BlockList, blockListSettings, describeBlockList } from '../../../lib/firewall/private/block-list';

/** The construct by itself, with nothing of an API around it. */
function make(options: BlockListOptions = {}) {
  const stack = new Stack(new App(), 'Test');
  const firewallLog = new logs.LogGroup(stack, 'FirewallLog');
  const list = new BlockList(stack, 'List', {
    options, firewallLog, addressHeader: 'x-viewer-address', alarmActions: [], logs: { retention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY },
  });
  return { stack, list, template: Template.fromStack(stack) };
}

interface Resource {
  readonly Properties: { readonly [name: string]: unknown };
}

const NAMES = ['IPV4x1', 'IPV4x2', 'IPV4x3', 'IPV6x1', 'IPV6x2', 'IPV6x3'];

function the(template: Template, type: string): Resource['Properties'] {
  const found = Object.values(template.findResources(type)) as Resource[];
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

test('three empty sets of each version, which the function is told of in order', () => {
  const { stack, list, template } = make();
  const sets = Object.entries(template.findResources('AWS::WAFv2::IPSet')) as Array<[string, Resource]>;
  expect(sets.map(([id, { Properties }]) => [/^List(\w{6})/.exec(id)?.[1], Properties])).toStrictEqual(NAMES.map((name) => [name, {
    Addresses: [], IPAddressVersion: name.slice(0, 4), Scope: 'REGIONAL', Description: 'Kept by the block list of the firewall',
  }]));
  const arns = sets.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
  expect(stack.resolve(list.ipSets)).toStrictEqual(arns);
  const { Environment: { Variables } } = the(template, 'AWS::Lambda::Function') as unknown as { Environment: { Variables: { [name: string]: unknown } } };
  expect(Variables).toStrictEqual({
    IP_SETS: { 'Fn::Join': ['', arns.flatMap((arn, index) => index === 0 ? [arn] : [',', arn])] },
    LOG_GROUP: { Ref: expect.stringMatching(/^FirewallLog/) },
    ADDRESS_HEADER: 'x-viewer-address',
    NEVER_BLOCK: '-',
    SETTINGS: '{"refusals":100,"minutes":60,"maxAddresses":1000}',
    POWERTOOLS_SERVICE_NAME: 'block-list',
    POWERTOOLS_LOG_LEVEL: 'INFO',
  });
});

test('who is never blocked reaches the function with commas between', () => {
  const { Environment } = the(make({ neverBlock: ['9.9.9.0/24', '2a00:9::/32'] }).template, 'AWS::Lambda::Function');
  expect(Environment).toMatchObject({ Variables: { NEVER_BLOCK: '9.9.9.0/24,2a00:9::/32' } });
});

test('the function has a role of its own for its sets and the firewall\'s log, and ends before it is woken again', () => {
  const { template } = make();
  expect(the(template, 'AWS::Lambda::Function')).toMatchObject({
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: 240,
    MemorySize: 256,
    Description: 'Blocks clients for a while whom the firewall refused often',
    LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^ListLog/) } },
  });
  const role = the(template, 'AWS::IAM::Role') as unknown as {
    AssumeRolePolicyDocument: { Statement: object[] };
    Policies: Array<{ PolicyName: string; PolicyDocument: { Statement: object[] } }>;
    ManagedPolicyArns?: unknown;
  };
  expect(role.AssumeRolePolicyDocument.Statement).toStrictEqual([{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }]);
  expect(role.ManagedPolicyArns).toBeUndefined();
  const sets = Object.keys(template.findResources('AWS::WAFv2::IPSet')).map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
  expect(role.Policies.map(({ PolicyName, PolicyDocument: { Statement } }) => [PolicyName, Statement])).toStrictEqual([
    ['KeepBlockList', [
      { Action: ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], Effect: 'Allow', Resource: sets },
      { Action: 'logs:FilterLogEvents', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^FirewallLog/), 'Arn'] } },
    ]],
    ['WriteLog', [{ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ListLog/), 'Arn'] } }]],
  ]);
  expect(Object.values(template.findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 7 } }))).toHaveLength(1);
});

test('the clock wakes it every five minutes, and may', () => {
  const { template } = make();
  const [id] = Object.keys(template.findResources('AWS::Lambda::Function'));
  const fn = { 'Fn::GetAtt': [id, 'Arn'] };
  expect(the(template, 'AWS::Events::Rule')).toStrictEqual({
    Description: 'Looks for clients that the firewall refused often', ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED', Targets: [{ Arn: fn, Id: 'Target0' }],
  });
  const [rule] = Object.keys(template.findResources('AWS::Events::Rule'));
  expect(the(template, 'AWS::Lambda::Permission')).toStrictEqual({
    Action: 'lambda:InvokeFunction', FunctionName: fn, Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [rule, 'Arn'] },
  });
});

test('its failure raises an alarm that says where to read on', () => {
  const { template } = make();
  expect(the(template, 'AWS::CloudWatch::Alarm')).toMatchObject({
    AlarmDescription: expect.stringMatching(/could not be brought up to date: .*docs\/block-list\.md/), MetricName: 'Errors', Threshold: 1, EvaluationPeriods: 1,
  });
});

test('what does not apply to it is acknowledged on its own resources, and no more', () => {
  const { list } = make();
  const on = (path: string) => [...acknowledgedRules(list.node.findChild(path))].map(([id]) => id);
  expect(on('Function')).toStrictEqual(['Serverless-LambdaDLQ', 'Serverless-LambdaTracing']);
  expect(on('Schedule')).toStrictEqual(['Serverless-EventBusDLQ']);
  expect([...acknowledgedRules(list)]).toStrictEqual([]);
});

test('settings and words of what the user set, and of the defaults', () => {
  expect(blockListSettings({})).toStrictEqual({ refusals: 100, minutes: 60, maxAddresses: 1_000 });
  expect(blockListSettings({ refusals: 20, duration: Duration.hours(2), maxAddresses: 7 }))
    .toStrictEqual({ refusals: 20, minutes: 120, maxAddresses: 7 });
  expect(describeBlockList({})).toBe('clients that the firewall refused 100 times in 10 minutes, for 60 minutes and at most half of it more; ' +
    'at most 1000 of each version of addresses');
  expect(describeBlockList({ refusals: 20, neverBlock: ['9.9.9.0/24', '2a00:9::/32'] })).toBe(
    'clients that the firewall refused 20 times in 10 minutes, for 60 minutes and at most half of it more; ' +
    'at most 1000 of each version of addresses, never of 2 ranges in `neverBlock`');
});
