import {
  CreateRuleGroupCommand, DeleteRuleGroupCommand, GetRuleGroupCommand, ListRuleGroupsCommand, RuleGroup, Statement, UpdateRuleGroupCommand,
  WAFV2Client,
} from '@aws-sdk/client-wafv2';
import { mockClient } from 'aws-sdk-client-mock';
import { OriginRuleGroup } from '../../../lambda/origin-secret-rotation/rule-group';
import { awsError } from './world';

const NAME = 'OriginSecret-1234';
const NOW = Date.parse('2026-03-04T05:06:07.089Z');
const firewall = mockClient(WAFV2Client);
let pauses: number[];
let group: OriginRuleGroup;

beforeEach(() => {
  firewall.reset();
  pauses = [];
  group = new OriginRuleGroup(new WAFV2Client({}), NAME, async (milliseconds) => void pauses.push(milliseconds), () => NOW);
});

const carries = (secret: string): Statement => ({
  ByteMatchStatement: {
    SearchString: new TextEncoder().encode(secret),
    FieldToMatch: { SingleHeader: { Name: 'x-origin-verify' } },
    TextTransformations: [{ Priority: 0, Type: 'NONE' }],
    PositionalConstraint: 'EXACTLY',
  },
});
const either = (...secrets: string[]): Statement => ({ OrStatement: { Statements: secrets.map(carries) } });
const metrics = { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: true, MetricName: 'OriginSecret' };

/** Everything that is written: only requests without the secret are refused, no sample shows a header, nobody keeps the answer. */
function contents(inner: Statement): Partial<RuleGroup> {
  return {
    Description: 'Accepts its secrets since 2026-03-04T05:06:07.089Z',
    Rules: [{
      Name: 'OriginSecret',
      Priority: 0,
      Statement: { NotStatement: { Statement: inner } },
      Action: {
        Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'forbidden', ResponseHeaders: [{ Name: 'Cache-Control', Value: 'no-store' }] } },
      },
      RuleLabels: [{ Name: 'unlogged' }],
      VisibilityConfig: metrics,
    }],
    VisibilityConfig: metrics,
    CustomResponseBodies: { forbidden: { ContentType: 'APPLICATION_JSON', Content: '{"message":"Forbidden"}' } },
  };
}

function thereIs(inner: Statement, more: Partial<RuleGroup> = {}): void {
  firewall.on(ListRuleGroupsCommand).resolves({ RuleGroups: [{ Name: 'another', Id: 'other' }, { Name: NAME, Id: 'group-id' }] });
  firewall.on(GetRuleGroupCommand).resolves({ RuleGroup: { ...contents(inner), ARN: 'arn:group', ...more } as RuleGroup, LockToken: 'lock' });
}

function noneIsThere(): void {
  firewall.on(ListRuleGroupsCommand).resolves({ RuleGroups: [{ Name: 'another', Id: 'other' }] });
}

test('a group that is not there is created, with no more than it needs', async () => {
  noneIsThere();
  firewall.on(CreateRuleGroupCommand).resolves({ Summary: { ARN: 'arn:new' } });
  expect(await group.ensure(['one'])).toBe('arn:new');
  expect(firewall.commandCalls(CreateRuleGroupCommand)[0].args[0].input).toEqual({
    Name: NAME, Scope: 'REGIONAL', Capacity: 10, ...contents(carries('one')),
  });
  expect(firewall.commandCalls(GetRuleGroupCommand)).toHaveLength(0);
});

test('a group that is there stays as it is', async () => {
  thereIs(carries('zero'));
  expect(await group.ensure(['one'])).toBe('arn:group');
  expect(firewall.commandCalls(CreateRuleGroupCommand)).toHaveLength(0);
  expect(firewall.commandCalls(GetRuleGroupCommand)[0].args[0].input).toEqual({ Name: NAME, Scope: 'REGIONAL', Id: 'group-id' });
});

test('secrets are taken from now on, in place of those before, under the lock that was read', async () => {
  thereIs(carries('zero'));
  firewall.on(UpdateRuleGroupCommand).resolves({});
  await group.accept(['one', 'zero']);
  expect(firewall.commandCalls(UpdateRuleGroupCommand)[0].args[0].input).toEqual({
    Name: NAME, Scope: 'REGIONAL', Id: 'group-id', LockToken: 'lock', ...contents(either('one', 'zero')),
  });
  expect(pauses).toEqual([]);
});

test.each([
  ['the same one', carries('one'), ['one'], 0],
  ['the same two in another order', either('two', 'one'), ['one', 'two'], 0],
  ['one of two', either('one', 'two'), ['one'], 1],
  ['one more', carries('one'), ['one', 'two'], 1],
  ['another one', carries('one'), ['two'], 1],
  ['one of two that is another', either('one', 'two'), ['one', 'three'], 1],
])('%s is written only where it changes something', async (_, before, secrets, writes) => {
  thereIs(before);
  firewall.on(UpdateRuleGroupCommand).resolves({});
  await group.accept(secrets);
  expect(firewall.commandCalls(UpdateRuleGroupCommand)).toHaveLength(writes);
});

test('another writer is waited for, and what he left is read again', async () => {
  thereIs(carries('zero'));
  firewall.on(UpdateRuleGroupCommand).rejectsOnce(awsError('WAFOptimisticLockException')).resolves({});
  await group.accept(['one']);
  expect(pauses).toEqual([1_000]);
  expect(firewall.commandCalls(GetRuleGroupCommand)).toHaveLength(2);
});

test('a writer who never gets through gives up after five attempts', async () => {
  thereIs(carries('zero'));
  firewall.on(UpdateRuleGroupCommand).rejects(awsError('WAFOptimisticLockException'));
  await expect(group.accept(['one'])).rejects.toMatchObject({ name: 'WAFOptimisticLockException' });
  expect(firewall.commandCalls(UpdateRuleGroupCommand)).toHaveLength(5);
  expect(pauses).toEqual(Array(4).fill(1_000));
});

test('what no waiting mends fails at once', async () => {
  thereIs(carries('zero'));
  firewall.on(UpdateRuleGroupCommand).rejects(awsError('WAFInvalidParameterException'));
  firewall.on(DeleteRuleGroupCommand).rejects(awsError('WAFInvalidParameterException'));
  await expect(group.accept(['one'])).rejects.toMatchObject({ name: 'WAFInvalidParameterException' });
  await expect(group.remove()).rejects.toMatchObject({ name: 'WAFInvalidParameterException' });
  expect(pauses).toEqual([]);
});

test('a group that is not there takes nothing', async () => {
  noneIsThere();
  await expect(group.accept(['one'])).rejects.toMatchObject({ code: 'rule_group_missing', message: `the rule group ${NAME} is not there` });
  expect(await group.accepted()).toBeUndefined();
});

describe('what is accepted', () => {
  test('is read with the time since when', async () => {
    thereIs(either('one', 'two'));
    expect(await group.accepted()).toEqual({ secrets: ['one', 'two'], since: NOW });
  });

  test.each([undefined, 'written by hand'])('is old where the description is %p', async (Description) => {
    thereIs(carries('one'), { Description });
    expect(await group.accepted()).toEqual({ secrets: ['one'], since: 0 });
  });

  test.each<[string, Partial<RuleGroup>]>([
    ['no rules', { Rules: undefined }],
    ['a rule of another name', { Rules: [{ ...contents(carries('one')).Rules![0], Name: 'Other' }] }],
    ['a rule without a statement', { Rules: [{ ...contents(carries('one')).Rules![0], Statement: undefined }] }],
    ['a rule that refuses what matches', { Rules: [{ ...contents(carries('one')).Rules![0], Statement: carries('one') }] }],
    ['a rule about something else', { Rules: contents({ GeoMatchStatement: { CountryCodes: ['DE'] } }).Rules }],
    ['a search for nothing', { Rules: contents({ ByteMatchStatement: { ...carries('').ByteMatchStatement!, SearchString: undefined } }).Rules }],
  ])('is nothing in a group with %s', async (_, more) => {
    thereIs(carries('one'), more);
    expect(await group.accepted()).toEqual({ secrets: [], since: NOW });
  });

  test('is nothing where the group went, or comes without a lock', async () => {
    thereIs(carries('one'));
    firewall.on(GetRuleGroupCommand).rejectsOnce(awsError('WAFNonexistentItemException')).resolvesOnce({ LockToken: 'lock' })
      .resolves({ RuleGroup: contents(carries('one')) as RuleGroup });
    expect(await group.accepted()).toBeUndefined();
    expect(await group.accepted()).toBeUndefined();
    expect(await group.accepted()).toBeUndefined();
  });

  test('is unknown where AWS WAF refuses to say', async () => {
    thereIs(carries('one'));
    firewall.on(GetRuleGroupCommand).rejects(awsError('WAFInternalErrorException'));
    await expect(group.accepted()).rejects.toMatchObject({ name: 'WAFInternalErrorException' });
  });
});

describe('the list of groups', () => {
  test('is read to the page that has ours', async () => {
    thereIs(carries('one'));
    firewall.on(ListRuleGroupsCommand).resolvesOnce({ RuleGroups: [{ Name: 'another', Id: 'other' }], NextMarker: 'page-2' })
      .resolvesOnce({ RuleGroups: [{ Name: NAME, Id: 'group-id' }], NextMarker: 'page-3' });
    expect(await group.accepted()).toMatchObject({ secrets: ['one'] });
    expect(firewall.commandCalls(ListRuleGroupsCommand).map(({ args }) => args[0].input)).toEqual([
      { Scope: 'REGIONAL', Limit: 100, NextMarker: undefined }, { Scope: 'REGIONAL', Limit: 100, NextMarker: 'page-2' },
    ]);
  });

  // AWS WAF gives a marker with the last page too, where that is full.
  test.each([{ RuleGroups: [], NextMarker: 'again' }, { NextMarker: 'again' }])('ends with a page that holds none: %j', async (page) => {
    firewall.on(ListRuleGroupsCommand).resolvesOnce(page).rejects(new Error('asked for once more'));
    expect(await group.accepted()).toBeUndefined();
  });
});

describe('the removal', () => {
  test.each(['WAFAssociatedItemException', 'WAFOptimisticLockException', 'WAFUnavailableEntityException'])('waits while AWS WAF says %s', async (name) => {
    thereIs(carries('one'));
    firewall.on(DeleteRuleGroupCommand).rejectsOnce(awsError(name)).resolves({});
    await group.remove();
    expect(pauses).toEqual([10_000]);
    expect(firewall.commandCalls(DeleteRuleGroupCommand)[1].args[0].input).toEqual({ Name: NAME, Scope: 'REGIONAL', Id: 'group-id', LockToken: 'lock' });
  });

  test('gives up after ten attempts', async () => {
    thereIs(carries('one'));
    firewall.on(DeleteRuleGroupCommand).rejects(awsError('WAFAssociatedItemException'));
    await expect(group.remove()).rejects.toMatchObject({ name: 'WAFAssociatedItemException' });
    expect(pauses).toEqual(Array(9).fill(10_000));
  });

  test('is done where the group went in between, or was never there', async () => {
    thereIs(carries('one'));
    firewall.on(DeleteRuleGroupCommand).rejects(awsError('WAFNonexistentItemException'));
    await group.remove();
    expect(firewall.commandCalls(DeleteRuleGroupCommand)).toHaveLength(1);
    noneIsThere();
    await group.remove();
    expect(firewall.commandCalls(DeleteRuleGroupCommand)).toHaveLength(1);
    expect(pauses).toEqual([]);
  });
});
