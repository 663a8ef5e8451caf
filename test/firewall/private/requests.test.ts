import { FirewallEvaluator, FirewallRequest } from '../../../lib/firewall/private/evaluator';
import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { CREDENTIALS, route } from './api';
import { BLOCKED_SET, OPTIONS, post, ROUTES, TABLE } from './request-table';

/** A stand-in for AWS's own rules, which are not public: enough to see which layer answers. */
function managed(group: string, request: FirewallRequest): Array<{ rule: string }> {
  const query = decodeURIComponent((request.query ?? '').replace(/\+/g, ' '));
  if (group === 'AWSManagedRulesSQLiRuleSet' && /'\s*or\s+1=1|union\s+select/i.test(query)) {
    return [{ rule: 'SQLi_QUERYARGUMENTS' }];
  }
  if (group === 'AWSManagedRulesCommonRuleSet' && Buffer.byteLength(request.body ?? '') > 8192) {
    return [{ rule: 'SizeRestrictions_BODY' }];
  }
  if (group === 'AWSManagedRulesCommonRuleSet' && /<script/i.test(query)) {
    return [{ rule: 'CrossSiteScripting_QUERYARGUMENTS' }];
  }
  return [];
}

function evaluator(): FirewallEvaluator {
  const built = firewall({ routes: ROUTES, options: OPTIONS, cors: true, stageName: 'prod', allowedIpSets: [], blockedIpSets: [BLOCKED_SET] });
  return new FirewallEvaluator(built.rules, { bodyWindow: built.bodyWindow, ipSet: (arn) => arn === BLOCKED_SET ? OPTIONS.blockedIps : [], managed });
}

const ALL = Object.entries(TABLE).flatMap(([subject, rows]) => rows.map(([what, answer, request]) => [subject, what, answer, request] as const));

test('the table holds at least 150 requests', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(150);
});

test.each(ALL)('%s: %s', (_, __, answer, request) => {
  const verdict = evaluator().evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', country: 'DE', ...request });
  expect([verdict.action, verdict.status, verdict.rule]).toEqual(answer === 'passes' ? ['allow', undefined, undefined] : ['block', ...answer]);
});

test('a pattern that only the authorizer can check stands in no rule', () => {
  const routes = [route({ path: '/people/{name}', parameters: [RouteParameter.path('name', { pattern: '\\p{L}+' })] })];
  expect(() => firewall({ routes, options: {}, cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [] })).not.toThrow();
});

test('a body over 8 KB that the route allows is counted by the common rule set, not refused', () => {
  const verdict = evaluator().evaluate({ ...post('/pictures', 'image/png', new Uint8Array(9000)), ip: '198.51.100.7' } as FirewallRequest);
  expect(verdict).toMatchObject({ action: 'allow', counted: ['AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY'] });
});

describe('floods', () => {
  const login = (ip: string, time: number, more: Partial<FirewallRequest> = {}): FirewallRequest => ({
    method: 'POST', path: '/prod/login', headers: [['content-type', 'application/json']], body: '{}', ip, time, ...more,
  });

  test('logins of one address are refused after twenty in five minutes, and let in again afterwards', () => {
    const acl = evaluator();
    const statuses = Array.from({ length: 25 }, (_, index) => acl.evaluate(login('198.51.100.7', index * 1000)).status);
    expect(statuses).toEqual([...Array(20).fill(undefined), ...Array(5).fill(429)]);
    expect(acl.evaluate(login('198.51.100.7', 400_000)).action).toBe('allow');
  });

  test('a login flood does not keep the address from the rest of the API', () => {
    const acl = evaluator();
    Array.from({ length: 30 }, (_, index) => acl.evaluate(login('198.51.100.7', index)));
    expect(acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', time: 100 }).action).toBe('allow');
  });

  test('claiming another address for each try does not help', () => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 25 }, (_, index) => acl.evaluate(login('198.51.100.7', index, {
      headers: [['content-type', 'application/json'], ['X-Forwarded-For', `203.0.113.${index}`]],
    })));
    expect(verdicts[24]).toMatchObject({ status: 429, rule: 'LoginRatePerAddress' });
  });

  test.each(['/prod/login/'])('nor does another spelling of the path, %s', (path) => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 25 }, (_, index) => acl.evaluate(login('198.51.100.7', index, { path: index % 2 ? path : '/prod/login' })));
    expect(verdicts[24]).toMatchObject({ status: 429, rule: 'LoginRatePerAddress' });
  });

  test('refused tries count too', () => {
    const acl = evaluator();
    Array.from({ length: 20 }, (_, index) => acl.evaluate(login('198.51.100.7', index, { headers: [] })));
    expect(acl.evaluate(login('198.51.100.7', 21))).toMatchObject({ status: 429 });
  });

  test('many addresses with few tries each pass here: the anti-DDoS and account takeover groups are for those', () => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 200 }, (_, index) => acl.evaluate(login(`203.0.113.${index}`, index)));
    expect(verdicts.every(({ action }) => action === 'allow')).toBe(true);
  });

  test('requests of one address are refused after 2,000 in five minutes', () => {
    const acl = evaluator();
    const verdicts = Array.from({ length: 2001 }, (_, index) => acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', time: index }));
    expect(verdicts[1999].action).toBe('allow');
    expect(verdicts[2000]).toMatchObject({ status: 429, rule: 'RatePerAddress' });
    expect(acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.8', time: 2001 }).action).toBe('allow');
  });
});

describe('lists of who may call at all', () => {
  const acl = (() => {
    const built = firewall({ routes: ROUTES, options: { allowedCountries: ['DE', 'FR'] }, cors: false, stageName: 'prod', allowedIpSets: ['v4', 'v6'], blockedIpSets: [] });
    const sets: { [arn: string]: string[] } = { v4: ['203.0.113.0/24'], v6: ['2001:db8::/32'] };
    return new FirewallEvaluator(built.rules, { bodyWindow: built.bodyWindow, ipSet: (arn) => sets[arn as string] });
  })();

  test.each([
    ['203.0.113.9', 'DE', undefined],
    ['2001:db8:1::9', 'FR', undefined],
    ['203.0.114.9', 'DE', 'AllowedAddresses'],
    ['2001:db9::9', 'DE', 'AllowedAddresses'],
    ['203.0.113.9', 'US', 'AllowedCountries'],
    ['203.0.113.9', undefined, 'AllowedCountries'],
  ])('%s from %s: %s', (ip, country, rule) => {
    expect(acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip, country }).rule).toBe(rule);
  });

  test('without CORS there is no preflight', () => {
    expect(acl.evaluate({ method: 'OPTIONS', path: '/prod/orders', ip: '203.0.113.9', country: 'DE' })).toMatchObject({ status: 405, rule: 'UnknownMethod' });
  });
});

test('refusals of our own rules carry the headers that let a page read them', () => {
  const built = firewall({
    routes: ROUTES,
    options: {},
    cors: true,
    refusalHeaders: { 'Access-Control-Allow-Origin': 'https://app.example.com' },
    stageName: 'prod',
    allowedIpSets: [],
    blockedIpSets: [],
  });
  const responses = built.rules.flatMap(({ Action }) => Action?.Block?.CustomResponse ?? []);
  expect(responses.length).toBeGreaterThan(10);
  for (const { ResponseHeaders } of responses) {
    expect(ResponseHeaders).toContainEqual({ Name: 'Access-Control-Allow-Origin', Value: 'https://app.example.com' });
  }
  expect(responses.find(({ ResponseCode }) => ResponseCode === 429)!.ResponseHeaders).toContainEqual({ Name: 'Retry-After', Value: '300' });
});
