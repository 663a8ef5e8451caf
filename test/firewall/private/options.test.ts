import { Fn, Lazy } from 'aws-cdk-lib';
import { ManagedRuleGroup } from '../../../lib';
import { FirewallOptions } from '../../../lib/firewall/firewall-options';
import { checkFirewallOptions } from '../../../lib/firewall/private/check-options';

const REASON = 'An old client sends it';

test.each<[string, FirewallOptions]>([
  ['nothing', {}],
  ['the least of each', { rateLimit: 10, loginRateLimit: 10, clientsPerNetwork: 1, maxBodyBytes: 1, capacityBudget: 1 }],
  ['the most of each', { rateLimit: 2_000_000_000, loginRateLimit: 2_000_000_000, clientsPerNetwork: 100_000, maxBodyBytes: 65_536, capacityBudget: 5_000 }],
  ['addresses of both versions', { allowedIps: ['203.0.113.0/24', '2001:db8::/32', '0.0.0.0/1', '::/1', '203.0.113.7/32', '::1/128'], blockedIps: ['198.51.100.7/32'] }],
  ['addresses that nobody knows yet', { allowedIps: [Fn.importValue('Address')] }],
  ['zeros that are numbers', { allowedIps: ['10.0.0.10/8', '100.0.0.0/8'] }],
  ['countries', { allowedCountries: ['DE'] }],
  ['countries that are refused', { blockedCountries: ['DE', 'XK'] }],
  ['paths', { loginPaths: ['/login', '/{tenant}/login'], signUpPaths: ['/sign-up'] }],
  ['a header', { acceptHeaders: [{ name: 'X-Forwarded-Host', reason: REASON }] }],
  ['groups', { managedRuleGroups: [ManagedRuleGroup.botControl()] }],
  ['a reason', { logAllowed: 'The audit asks for each request' }],
])('takes %s', (_, options) => {
  expect(checkFirewallOptions(options)).toBe(options);
});

describe.each<[keyof FirewallOptions, number, number, string]>([
  ['rateLimit', 10, 2_000_000_000, 'requests of one address in five minutes'], ['loginRateLimit', 10, 2_000_000_000, 'requests of one address in five minutes'],
  ['clientsPerNetwork', 1, 100_000, 'clients that share a network'], ['maxBodyBytes', 1, 65_536, 'bytes that AWS WAF can inspect; for larger bodies'],
  ['capacityBudget', 1, 5_000, "WCU, AWS's end of a web ACL"],
])('%s', (property, least, most, unit) => {
  test.each([least - 1, most + 1, least + 0.5, NaN, Infinity, -least])('is not %d', (value) => {
    expect(() => checkFirewallOptions({ [property]: value })).toThrow(`\`firewall.${property}\` must be a whole number from ${least} to ${most} (${unit}`);
  });

  test('is known', () => {
    expect(() => checkFirewallOptions({ [property]: Lazy.number({ produce: () => 100 }) })).toThrow(`\`firewall.${property}\` must be known at synth time, got a token`);
  });

  test('is called as the user wrote it', () => {
    expect(() => checkFirewallOptions({ [property]: 0 }, '')).toThrow(`\`${property}\` must be a whole number`);
  });
});

describe.each(['allowedIps', 'blockedIps'])('%s', (property) => {
  test.each([
    '203.0.113.7', '203.0.113.7/', '203.0.113.7/0', '203.0.113.7/33', '203.0.113.7/x', '203.0.113.7/1x', '203.0.113.7/x1', '203.0.113.7/32/', '203.0.113.7/0032', '256.0.0.0/8', '010.0.0.0/8', '10.00.0.0/8', 'example.com/8', '',
    '2001:db8::', '2001:db8::/0', '2001:db8::/129', '2001:db8::g/32', '::/1.5', '1.2.3.4/-1',
  ])('holds no %j', (address) => {
    expect(() => checkFirewallOptions({ [property]: ['203.0.113.0/24', address] })).toThrow(`\`firewall.${property}\` must hold addresses with their prefix length, got ${JSON.stringify(address)}`);
  });

  test('holds one at least', () => {
    expect(() => checkFirewallOptions({ [property]: [] })).toThrow(`\`firewall.${property}\` must hold at least one address, got none`);
  });
});

test.each<[string, object | null, RegExp]>([
  ['countries of both kinds', { allowedCountries: ['DE'], blockedCountries: ['FR'] }, /^`firewall\.blockedCountries` must not stand beside `allowedCountries`, which refuses all others, got \["FR"\]/],
  ['a country that is none', { allowedCountries: ['UK'] }, /^`firewall\.allowedCountries` must hold ISO 3166-1 codes of two capital letters, got "UK"; right would be "GB"/],
  ['a country to refuse that is none', { blockedCountries: ['XX'] }, /^`firewall\.blockedCountries` must hold ISO 3166-1 codes/],
  ['no country', { blockedCountries: [] }, /^`firewall\.blockedCountries` must hold at least one value/],
  ['no path', { loginPaths: [] }, /^`firewall\.loginPaths` must hold at least one value, got none; right would be \['\/login'\]/],
  ['a path without a slash', { signUpPaths: ['sign-up'] }, /^`path` must start with "\/", got "sign-up"/],
  ['no path to sign up', { signUpPaths: [''] }, /^`firewall\.signUpPaths` must be a non-empty string/],
  ['base paths', { basePaths: ['v1'] }, /^`firewall\.basePaths` must not be given, got \["v1"\]/],
  ['base paths that are none', { basePaths: undefined }, /^`firewall\.basePaths` must not be given, got undefined/],
  ['a header without a name', { acceptHeaders: [{ name: ' ', reason: REASON }] }, /^`firewall\.acceptHeaders\.name` must be a non-empty string/],
  ['a header without a reason', { acceptHeaders: [{ name: 'X-Forwarded-Host', reason: '' }] }, /^`firewall\.acceptHeaders\.reason` must be a sentence/],
  ['a header that changes the method', { acceptHeaders: [{ name: 'X-Method-Override', reason: REASON }] }, /^`firewall\.acceptHeaders\.name` must not be "X-Method-Override"/],
  ['a header that passes anyway', { acceptHeaders: [{ name: 'X-Request-Id', reason: REASON }] }, /^`firewall\.acceptHeaders\.name` must be a header that the firewall refuses, got "X-Request-Id", which passes anyway/],
  ['a word for a reason', { logAllowed: 'audit' }, /^`firewall\.logAllowed` must be a sentence/],
  ['no options', null, /^`firewall` must be an object/],
  ['a word for paths', { loginPaths: '/login' }, /^`firewall\.loginPaths` must be a list/], ['numbers for paths', { signUpPaths: [5] }, /^`firewall\.signUpPaths` must be a list, each a string/],
  ['a word for addresses', { allowedIps: '203.0.113.0/24' }, /^`firewall\.allowedIps` must be a list/], ['a number for addresses', { blockedIps: 5 }, /^`firewall\.blockedIps` must be a list/],
  ['a word for countries', { allowedCountries: 'DE' }, /^`firewall\.allowedCountries` must be a list/], ['a word for countries to refuse', { blockedCountries: 'DE' }, /^`firewall\.blockedCountries` must be a list/],
  ['names for headers', { acceptHeaders: ['X-Forwarded-Host'] }, /^`firewall\.acceptHeaders` must be a list, each an object/],
  ['names for groups', { managedRuleGroups: ['AWSManagedRulesBotControlRuleSet'] }, /^`firewall\.managedRuleGroups` must be a list, each a ManagedRuleGroup such as ManagedRuleGroup\.botControl\(\)/],
  ['a number for a reason', { logAllowed: 5 }, /^`firewall\.logAllowed` must be a string/],
])('refuses %s', (_, options, message) => {
  expect(() => checkFirewallOptions(options as FirewallOptions)).toThrow(message);
});

test('without a prefix the options are called props', () => {
  expect(() => checkFirewallOptions(null as unknown as FirewallOptions, '')).toThrow(/^`props` must be an object/);
  expect(() => checkFirewallOptions({ loginPaths: 5 } as unknown as FirewallOptions, '')).toThrow(/^`loginPaths` must be a list/);
});
