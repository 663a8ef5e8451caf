import { clientAddress, VIEWER_ADDRESS } from '../../../lib/firewall/private/address-rules';
import { statementCapacity } from '../../../lib/firewall/private/capacity';
import { Operations, operations } from '../../../lib/firewall/private/operations';
import { loginRateRules, rateRules } from '../../../lib/firewall/private/rate-rules';
import { refuse, responseBodies, withHeaders } from '../../../lib/firewall/private/responses';
import { describeRules, numbered, PlannedRule } from '../../../lib/firewall/private/rule-plan';
import { undeclaredQuery } from '../../../lib/firewall/private/undeclared-query';
import { WafStatement } from '../../../lib/firewall/private/waf-rule';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { route } from './api';

const GEO: WafStatement = { GeoMatchStatement: { CountryCodes: ['DE'] } };
const planned = (over: Partial<PlannedRule>): PlannedRule => ({ name: 'A', purpose: 'a test', statement: GEO, ...over });
const MANAGED: WafStatement = { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'Group' } };

describe('answers', () => {
  test('have a body for each status that a rule refuses with, in their order', () => {
    const rules = numbered([planned({ action: refuse(429) }), planned({ action: refuse(403) }), planned({ action: refuse(403) }), planned({ statement: MANAGED, managed: 'none' }), planned({ action: { Count: {} } }), planned({ action: { Block: {} } })]);
    const bodies = responseBodies(rules);
    expect(bodies).toEqual({
      'status-403': { ContentType: 'APPLICATION_JSON', Content: '{"message":"Forbidden"}' },
      'status-429': { ContentType: 'APPLICATION_JSON', Content: '{"message":"Too many requests"}' },
    });
    expect(Object.keys(bodies)).toEqual(['status-403', 'status-429']);
    expect(responseBodies([])).toEqual({});
  });

  test('have the headers of their status, of the API, and are kept by nobody', () => {
    const [rule, counting, bare] = numbered([planned({ action: refuse(401) }), planned({ action: { Count: {} } }), planned({ action: { Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'x' } } } })]);
    const own = [{ Name: 'WWW-Authenticate', Value: 'Bearer' }, { Name: 'Cache-Control', Value: 'no-store' }];
    expect(rule.Action?.Block?.CustomResponse?.ResponseHeaders).toEqual(own);
    expect(withHeaders(rule, { 'X-A': '1' }).Action?.Block?.CustomResponse?.ResponseHeaders).toEqual([...own, { Name: 'X-A', Value: '1' }]);
    expect(withHeaders(bare, { 'X-A': '1' }).Action?.Block?.CustomResponse?.ResponseHeaders).toEqual([{ Name: 'X-A', Value: '1' }]);
    expect(withHeaders(rule)).toBe(rule);
    expect(withHeaders(rule, {})).toBe(rule);
    expect(withHeaders(counting, { 'X-A': '1' })).toBe(counting);
    const [group] = numbered([planned({ statement: MANAGED, managed: 'none' })]);
    expect(withHeaders(group, { 'X-A': '1' })).toBe(group);
  });
});

test('the posture says what each rule does', () => {
  const rules = numbered([
    planned({ action: refuse(413) }), planned({ action: { Count: {} } }), planned({ action: { Block: {} } }), planned({ statement: MANAGED, managed: 'none' }), planned({ statement: MANAGED, managed: 'count' }),
    planned({ statement: { RuleGroupReferenceStatement: { Arn: 'a' } }, managed: 'none' }), planned({}),
  ]);
  expect(describeRules(rules, [1, 2, 3, 4, 5, 6, 7], ['a', 'b', 'c', 'd', 'e', 'f', 'g']).map(({ action, wcu, priority, purpose }) => `${priority} ${action} ${wcu} ${purpose}`)).toEqual([
    '0 block 413 1 a', '1 count 2 b', '2 count 3 c', '3 managed 4 d', '4 managed, counts only 5 e', '5 rule group 6 f', '6 count 7 g',
  ]);
});

describe('rules on guessing', () => {
  test('have the names that the metrics have', () => {
    for (const source of [clientAddress(), clientAddress('version6'), VIEWER_ADDRESS]) {
      const names = rateRules({}, source, {}).map(({ name }) => name);
      expect(loginRateRules(source)).toEqual(names.filter((name) => name.startsWith('Login')));
      expect(rateRules({}, source).map(({ name }) => name)).toEqual(names.filter((name) => !name.startsWith('Login')));
    }
    expect(loginRateRules(clientAddress())).toEqual(['LoginRatePerAddress']);
    expect(loginRateRules(clientAddress('version6'))).toEqual(['LoginRatePerAddress', 'LoginRatePerNetwork']);
    expect(loginRateRules(VIEWER_ADDRESS)).toEqual(['LoginRatePerAddress', 'LoginRatePerConnection']);
  });
});

describe('room for the names of queries', () => {
  const named = (path: string, ...names: string[]) => route({ path, parameters: names.map((name) => RouteParameter.query(name)) });
  const table: Operations = operations([named('/a', 'x'), named('/b', 'y'), named('/c', 'y'), named('/d', 'y')], '/prod', false);
  const heldWith = (room: number): string => table.routes.map((one) => undeclaredQuery(table, room).held.get(one)!.replace('per ', '')).join(' ');

  test.each([
    // All names together cost 4. A route without names takes 4 more, the two with `y` 7 more.
    [7, 4, 'API API API'], [8, 8, 'route API API'], [9, 8, 'route API API'], [10, 10, 'API route route'], [11, 11, 'route route route'],
  ])('of %d units costs %d: %s', (room, cost, held) => {
    const few = operations([named('/a'), named('/b', 'y'), named('/c', 'y')], '/prod', false);
    const { held: holds, rules } = undeclaredQuery(few, room);
    expect([...holds.values()].map((kind) => kind.replace('per ', '')).join(' ')).toBe(held);
    expect(statementCapacity(rules[0].statement)).toBe(cost);
  });

  test('goes to the names that most routes have', () => {
    const enough = Array.from({ length: 200 }, (_, room) => room).find((room) => heldWith(room) === 'route route route route')!;
    expect(heldWith(0)).toBe('API API API API');
    const most = Array.from({ length: enough }, (_, room) => heldWith(room)).filter((text) => text !== 'API API API API');
    expect(most.length).toBeGreaterThan(0);
    expect(most[0]).toBe('API route route route');
    expect(undeclaredQuery(table, 0).rules[0].purpose).toContain('for 4 routes, that no route declares');
    expect(undeclaredQuery(table, enough).rules[0].purpose).toBe('query parameters that the route does not declare');
  });
});
