import * as fs from 'fs';
import * as path from 'path';
import { App, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { BlockListOptions, SecureRestApiChecks, SecureRestApiProps } from '../../../lib';
import { FirewallEvaluator, FirewallVerdict } from '../../../lib/firewall/private/evaluator';
import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { Posture } from '../../../lib/posture/posture';
import { sampleApi, SAMPLE_EDGE } from '../../support/sample-api';
import { build, CREDENTIALS, route } from './api';

const SETS = ['a', 'b', 'c', 'd', 'e', 'f'];
const LISTED: { readonly [arn: string]: string[] } = { b: ['8.8.4.4/32'], f: ['2a00:1:2:3::/64'] };

/** The rules of an API with a block list beside other addresses that are refused. */
function rulesWithList(behindEdge: boolean) {
  return firewall({
    routes: [route({ path: '/orders' })],
    options: { blockList: {}, blockedIps: ['1.1.1.1/32'] },
    cors: false,
    stageName: 'prod',
    allowedIpSets: [],
    blockedIpSets: ['blocked'],
    blockListIpSets: SETS,
    ...(behindEdge && { originRuleGroup: 'group' }),
  });
}

/** What the rules answer while the function has put two clients on the list. */
function verdict(request: { readonly ip?: string; readonly viewer?: string }, behindEdge = false): FirewallVerdict {
  const { rules, bodyWindow } = rulesWithList(behindEdge);
  const evaluator = new FirewallEvaluator(rules, { bodyWindow, ipSet: (arn) => LISTED[String(arn)] ?? [], ruleGroup: () => [] });
  const headers = [...CREDENTIALS, ...(request.viewer === undefined ? [] : [['X-Viewer-Address', request.viewer] as const])];
  return evaluator.evaluate({ method: 'GET', path: '/prod/orders', headers, ip: request.ip ?? '130.176.1.2' });
}

describe('the rule', () => {
  test.each(['8.8.4.4', '2a00:1:2:3::1', '2a00:1:2:3:ffff::9'])('refuses %s while it is on the list', (ip) => {
    expect(verdict({ ip })).toMatchObject({ action: 'block', status: 403, rule: 'BlockList' });
  });

  test.each(['8.8.4.5', '2a00:1:2:4::1'])('lets %s through', (ip) => {
    expect(verdict({ ip })).toMatchObject({ action: 'allow' });
  });

  test('behind the Edge it is the viewer that the Edge saw, and never CloudFront', () => {
    expect(verdict({ viewer: '8.8.4.4' }, true)).toMatchObject({ rule: 'BlockList' });
    expect(verdict({ viewer: '2a00:1:2:3::9' }, true)).toMatchObject({ rule: 'BlockList' });
    expect(verdict({ viewer: '8.8.4.5', ip: '8.8.4.4' }, true)).toMatchObject({ action: 'allow' });
    expect(verdict({}, true)).toMatchObject({ rule: 'ViewerAddress' });
  });

  test('costs a WCU for each set, stands before what counts requests, and has no line in the log', () => {
    const { rules, capacities } = rulesWithList(true);
    expect(rules.slice(0, 5).map(({ Name }) => Name)).toEqual(['OriginSecret', 'ViewerAddress', 'BlockedAddresses', 'BlockList', 'RatePerAddress']);
    expect([capacities[3], rules[3].RuleLabels]).toEqual([6, [{ Name: 'unlogged' }]]);
  });

  test('is there for the option only', () => {
    expect(build([route({ path: '/orders' })]).rules.map(({ Name }) => Name)).not.toContain('BlockList');
    const plain = Template.fromStack(sampleApi().stack);
    plain.resourceCountIs('AWS::WAFv2::IPSet', 1);
    expect(JSON.stringify(plain.toJSON())).not.toContain('BlockList');
  });
});

interface Deployed {
  readonly template: Template;
  readonly posture: Posture;
}

function deployed(blockList: BlockListOptions = {}, props: Partial<SecureRestApiProps> = {}): Deployed {
  const { app, stack } = sampleApi({ firewall: { blockList }, ...props });
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  return { template: Template.fromStack(stack), posture: JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as Posture };
}

interface Properties { readonly [property: string]: unknown }

function only(template: Template, type: string, id: RegExp): Properties {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => id.test(logicalId));
  expect(found.length).toBe(1);
  return found[0][1].Properties as Properties;
}

function environment({ template }: Deployed): { readonly [name: string]: unknown } {
  return (only(template, 'AWS::Lambda::Function', /WebAclBlockListFunction/).Environment as { Variables: { [name: string]: unknown } }).Variables;
}

describe('what is deployed', () => {
  const made = deployed();

  test('are three empty sets of each version, of which the function is told in order', () => {
    const sets = Object.entries(made.template.findResources('AWS::WAFv2::IPSet')).filter(([id]) => id.includes('BlockList'));
    expect(sets.map(([, { Properties: set }]) => [set.IPAddressVersion, set.Addresses, set.Scope])).toEqual([
      ...Array(3).fill(['IPV4', [], 'REGIONAL']), ...Array(3).fill(['IPV6', [], 'REGIONAL']),
    ]);
    const told = JSON.stringify(environment(made).IP_SETS);
    expect([...told.matchAll(/WebAclBlockList(IPV\dx\d)/g)].map(([, name]) => name)).toEqual(['IPV4x1', 'IPV4x2', 'IPV4x3', 'IPV6x1', 'IPV6x2', 'IPV6x3']);
    const [rule] = (only(made.template, 'AWS::WAFv2::WebACL', /WebAcl/).Rules as Array<{ readonly Name: string }>).filter(({ Name }) => Name === 'BlockList');
    expect([...JSON.stringify(rule).matchAll(/WebAclBlockList(IPV\dx\d)/g)].length).toBe(6);
  });

  test('the role reads the web ACL\'s log, and reads and writes the own sets; nothing else', () => {
    const [keep, write, ...others] = only(made.template, 'AWS::IAM::Role', /WebAclBlockListRole/).Policies as Array<{ PolicyDocument: { Statement: Properties[] } }>;
    expect(others).toEqual([]);
    expect(keep.PolicyDocument.Statement.map(({ Action, Resource, Effect }) => [Effect, Action, JSON.stringify(Resource).match(/Orders\w+/g)])).toEqual([
      ['Allow', ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], Array.from({ length: 6 }, () => expect.stringMatching(/^OrdersWebAclBlockListIPV[46]x[123]/))],
      ['Allow', 'logs:FilterLogEvents', [expect.stringMatching(/^OrdersWebAclLog[0-9A-F]{8}$/)]],
    ]);
    expect(JSON.stringify(write.PolicyDocument)).toMatch(/OrdersWebAclBlockListLog[0-9A-F]{8}/);
    expect(JSON.stringify([keep, write])).not.toContain('"*"');
  });

  test('the clock runs it, and nobody else', () => {
    expect(only(made.template, 'AWS::Events::Rule', /BlockListSchedule/)).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' });
    const permissions = Object.values(made.template.findResources('AWS::Lambda::Permission'))
      .filter(({ Properties: { FunctionName } }) => JSON.stringify(FunctionName).includes('BlockListFunction'));
    expect(permissions.map(({ Properties: { Principal, SourceArn } }) => [Principal, JSON.stringify(SourceArn)])).toEqual([
      ['events.amazonaws.com', expect.stringContaining('BlockListSchedule')],
    ]);
  });

  test('a run ends before the next begins', () => {
    expect(only(made.template, 'AWS::Lambda::Function', /BlockListFunction/)).toMatchObject({ Timeout: 240, Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  test('defaults are the documented ones, and all options reach the function', () => {
    expect(environment(made)).toMatchObject({ SETTINGS: '{"refusals":100,"minutes":60,"maxAddresses":1000}', NEVER_BLOCK: '-', ADDRESS_HEADER: '-' });
    const own = deployed({ refusals: 50, duration: Duration.days(1), maxAddresses: 9, neverBlock: ['9.9.9.0/24', '2a00:9::/32'] });
    expect(environment(own)).toMatchObject({ SETTINGS: '{"refusals":50,"minutes":1440,"maxAddresses":9}', NEVER_BLOCK: '9.9.9.0/24,2a00:9::/32' });
  });

  test('behind the Edge the function looks for the viewer', () => {
    expect(environment(deployed({}, { edge: SAMPLE_EDGE }))).toMatchObject({ ADDRESS_HEADER: 'x-viewer-address' });
  });

  test('its log is kept as the others, and its failure rings', () => {
    const key = new kms.Key(new Stack(new App(), 'Keys'), 'Key');
    const topic = 'arn:aws:sns:eu-central-1:111122223333:alarms';
    const own = deployed({}, {
      encryptionKey: kms.Key.fromKeyArn(key.stack, 'Same', 'arn:aws:kms:eu-central-1:111122223333:key/a'),
      logRetention: logs.RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
      alarmActions: [{ bind: () => ({ alarmActionArn: topic }) }],
    });
    expect(only(own.template, 'AWS::Logs::LogGroup', /WebAclBlockListLog/)).toEqual({ RetentionInDays: 7, KmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/a' });
    expect(only(own.template, 'AWS::CloudWatch::Alarm', /BlockListFailureAlarm/)).toMatchObject({ AlarmActions: [topic], Threshold: 1, TreatMissingData: 'notBreaching', MetricName: 'Errors' });
    expect(JSON.stringify(own.template.findResources('AWS::CloudWatch::Dashboard'))).toContain('BlockListFailureAlarm');
  });

  test('the posture says whom it blocks, and for how long', () => {
    const { posture } = deployed({ neverBlock: ['9.9.9.0/24'] });
    expect(posture.firewall.rules.find(({ name }) => name === 'BlockList')).toEqual({
      name: 'BlockList',
      priority: 0,
      action: 'block 403',
      wcu: 6,
      purpose: 'clients that the firewall refused 100 times in 10 minutes, for 60 minutes and at most half of it more; at most 1000 of each version of addresses, never of 1 ranges in `neverBlock`',
    });
  });

  test('the bill has what it costs, whatever comes in', () => {
    const costs = (from: Deployed): Array<readonly [string, number]> => from.posture.worstBill.items.filter(({ what }) => what.startsWith('block list')).map(({ what, usdPerMonth }) => [what, usdPerMonth]);
    expect(costs(made).map(([what]) => what)).toEqual(['block list\'s runs', 'block list\'s time', 'block list\'s log', 'block list\'s log that is kept']);
    expect(costs(made).reduce((total, [, usd]) => total + usd, 0)).toBeLessThan(20);
    expect(costs(deployed({}, { throttle: { rateLimit: 5_000, burstLimit: 5_000 } }))).toEqual(costs(made));
    expect(costs({ ...made, posture: JSON.parse(JSON.stringify(deployedWithout())) as Posture })).toEqual([]);
  });

  test('no pack finds anything that is not acknowledged on its own resource', () => {
    for (const edge of [undefined, SAMPLE_EDGE]) {
      const { app, stack } = sampleApi({ firewall: { blockList: {} }, edge });
      for (const pack of [new AwsSolutionsChecks(app), new ServerlessChecks(app), new SecureRestApiChecks(app)]) {
        const found = pack.validateScope(stack).violations
          .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
        expect(found.filter((finding) => finding.includes('BlockList'))).toEqual([]);
      }
    }
  });
});

function deployedWithout(): Posture {
  const { app } = sampleApi();
  const { directory } = app.synth();
  const [file] = fs.readdirSync(directory).filter((name) => name.endsWith('.posture.json'));
  return JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8')) as Posture;
}

test.each<[BlockListOptions, string]>([
  [{ refusals: 9 }, '`firewall.blockList.refusals` must be a whole number from 10 to 1000000 (refused requests in ten minutes), got 9'],
  [{ maxAddresses: 10_001 }, '`firewall.blockList.maxAddresses` must be a whole number from 1 to 10000 (addresses of each version), got 10001'],
  [{ duration: Duration.minutes(29) }, '`firewall.blockList.duration` must be whole minutes from 30 minutes to 7 days, got 29 minutes; right would be Duration.hours(1)'],
  [{ duration: Duration.days(8) }, 'must be whole minutes from 30 minutes to 7 days, got 8 days'],
  [{ duration: Duration.seconds(1_850) }, 'must be whole minutes from 30 minutes to 7 days, got 30 minutes 50 seconds'],
  [{ duration: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }, 'must be whole minutes from 30 minutes to 7 days, got a token'],
  [{ neverBlock: [] }, '`firewall.blockList.neverBlock` must hold at least one address, got none'],
  [{ neverBlock: ['9.9.9.9'] }, '`firewall.blockList.neverBlock` must hold addresses with their prefix length, got "9.9.9.9"'],
  [{ neverBlock: Array(51).fill('9.9.9.9/32') }, '`firewall.blockList.neverBlock` must hold at most 50 ranges, got 51; right would be fewer and wider ones'],
])('%j is refused', (blockList, message) => {
  expect(() => sampleApi({ firewall: { blockList } })).toThrow(message);
});

test('a list that could never block anybody is an error', () => {
  expect(() => sampleApi({ firewall: { blockList: {}, allowedIps: ['9.9.9.0/24'] } })).toThrow('`firewall.blockList` must not stand beside `allowedIps`, whose addresses it would never block');
  const vpcEndpoints = [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(new Stack(new App(), 'Network'), 'Vpce', { vpcEndpointId: 'vpce-1', port: 443 })];
  expect(() => sampleApi({ firewall: { blockList: {} }, privateEndpoints: { vpcEndpoints } })).toThrow('`privateEndpoints` and `firewall.blockList` must not come together');
});

test('a web ACL of one\'s own has the list too', () => {
  const { api } = sampleApi({ firewall: { blockList: {} } });
  expect([api.webAcl.blockListFunction, api.webAcl.blockListFailureAlarm].map((made) => made?.node.path.replace(/.*\/BlockList\//, ''))).toEqual(['Function', 'FailureAlarm']);
  expect(sampleApi().api.webAcl.blockListFunction).toBeUndefined();
});
