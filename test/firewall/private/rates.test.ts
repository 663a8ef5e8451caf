import { FirewallOptions } from '../../../lib/firewall/firewall-options';
import { VERSION_6 } from '../../../lib/firewall/private/address-rules';
import { FirewallEvaluator, FirewallVerdict } from '../../../lib/firewall/private/evaluator';
import { firewall } from '../../../lib/firewall/private/firewall-rules';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RequestBody } from '../../../lib/routes/request-body';
import { RouteAccess } from '../../../lib/routes/route-access';
import { CREDENTIALS, route } from './api';

const ROUTES = [
  route({ path: '/orders' }),
  route({ path: '/login', method: HttpMethod.POST, body: RequestBody.json({ type: 'object' }), access: RouteAccess.public('Whoever logs in has no token').withoutApiKey('Browsers have no key') }),
];
const PROVIDERS: ReadonlyArray<readonly [prefix: string, asn: number]> = [['2001:db8:1:', 64_496], ['2001:db8:2:', 64_497], ['198.51.100.', 64_496]];

/** The web ACL of an API that clients reach themselves. */
function direct(options: FirewallOptions): FirewallEvaluator {
  const built = firewall({ routes: ROUTES, options: { loginPaths: ['/login'], ...options }, cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [], version6IpSet: 'v6' });
  return new FirewallEvaluator(built.rules, {
    bodyWindow: built.bodyWindow,
    ipSet: (arn) => (arn === 'v6' ? VERSION_6 : []),
    asnOf: (ip) => PROVIDERS.find(([prefix]) => ip.startsWith(prefix))?.[1],
  });
}

function login(acl: FirewallEvaluator, ip: string, time: number): FirewallVerdict {
  return acl.evaluate({ method: 'POST', path: '/prod/login', headers: [['content-type', 'application/json']], body: '{}', ip, time });
}

function list(acl: FirewallEvaluator, ip: string, time: number): FirewallVerdict {
  return acl.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip, time });
}

describe('without an Edge, IPv6 addresses are counted by their provider too', () => {
  test('of 3,000 logins from one /64, some twenty clients\' worth pass', () => {
    const acl = direct({});
    const verdicts = Array.from({ length: 3000 }, (_, index) => login(acl, `2001:db8:1:2::${(index + 1).toString(16)}`, index));
    expect(verdicts.filter(({ action }) => action === 'allow')).toHaveLength(400);
    expect(verdicts[400]).toMatchObject({ status: 429, rule: 'LoginRatePerNetwork' });
  });

  test('the other requests are counted apart, and with their own limit', () => {
    const acl = direct({ rateLimit: 10, clientsPerNetwork: 3 });
    const verdicts = Array.from({ length: 32 }, (_, index) => list(acl, `2001:db8:1:2::${index + 1}`, index));
    expect(verdicts.slice(29).map(({ status, rule }) => [status, rule])).toEqual([[undefined, undefined], [429, 'RatePerNetwork'], [429, 'RatePerNetwork']]);
  });

  test('another provider is not held back, nor are addresses of version 4 of the same one', () => {
    const acl = direct({ loginRateLimit: 10, clientsPerNetwork: 1 });
    Array.from({ length: 20 }, (_, index) => login(acl, `2001:db8:1:2::${index + 1}`, index));
    expect(login(acl, '2001:db8:1:2::ff', 30)).toMatchObject({ status: 429 });
    expect(login(acl, '2001:db8:2:2::1', 30)).toMatchObject({ action: 'allow' });
    for (let index = 0; index < 20; index++) {
      expect(login(acl, `198.51.100.${index}`, 40 + index)).toMatchObject({ action: 'allow' });
    }
  });

  test('addresses of no known provider share a count', () => {
    const acl = direct({ loginRateLimit: 10, clientsPerNetwork: 1 });
    const verdicts = Array.from({ length: 11 }, (_, index) => login(acl, `2001:db9:${index}::1`, index));
    expect(verdicts[10]).toMatchObject({ status: 429, rule: 'LoginRatePerNetwork' });
  });

  test('one address is held to its own limit as before', () => {
    const acl = direct({});
    const verdicts = Array.from({ length: 21 }, (_, index) => login(acl, '2001:db8:1:2::1', index));
    expect(verdicts[20]).toMatchObject({ status: 429, rule: 'LoginRatePerAddress' });
  });
});

test('the set has every address of version 6', () => {
  const acl = direct({ loginRateLimit: 10, clientsPerNetwork: 1 });
  for (const ip of ['::1', '2001:db8::1', '7fff::1', '8000::1', 'fd00::1', 'ffff:ffff::1']) {
    login(acl, ip, 0);
  }
  Array.from({ length: 4 }, (_, index) => login(acl, `2001:db9::${index}`, 0));
  expect(login(acl, '2001:db9::ffff', 1)).toMatchObject({ rule: 'LoginRatePerNetwork' });
});

test('a limit for many clients ends where AWS WAF\'s does', () => {
  const built = firewall({ routes: ROUTES, options: { rateLimit: 1_900_000_000 }, cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [], version6IpSet: 'v6' });
  expect(built.rules.find(({ Name }) => Name === 'RatePerNetwork')!.Statement.RateBasedStatement).toMatchObject({ Limit: 2_000_000_000 });
});
