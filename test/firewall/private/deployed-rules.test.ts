import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { HttpMethod, ManagedRuleGroup, RequestBody, RouteAccess, RouteParameter } from '../../../lib';
import { FirewallOptions } from '../../../lib/firewall/firewall-options';
import { edgeFirewall } from '../../../lib/firewall/private/edge-firewall';
import { FirewallInput } from '../../../lib/firewall/private/firewall-input';
import { Firewall, firewall } from '../../../lib/firewall/private/firewall-rules';
import { describeRules } from '../../../lib/firewall/private/rule-plan';
import { route } from './api';

/**
 * The rules of a few APIs that have one of everything, as they were reviewed. A rule that changes here changes in every API at its next deployment,
 * and may cost more: so a change is looked at, and taken over by removing the file and running this test, which writes it anew and fails once.
 */
const REVIEWED = join(__dirname, 'deployed-rules.json');

const { POST, PUT, PATCH, DELETE } = HttpMethod;
const { query, header, path: inPath } = RouteParameter;
const REASON = 'It is needed for this test';
const keyless = RouteAccess.anyone(REASON).withoutApiKey(REASON);
const JSON_BODY = RequestBody.json({ type: 'object' });

/** Patterns of each form that the rules tell apart. */
const PATTERNS = [
  '[0-9]+', '[0-9]{1,3}', '[a-z]{2}', '[A-Z]{3}-[0-9]{4}', 'a|b|cd', '[a-z]+(?:-[a-z]+)*', '[^a]+', '.+', '\\S+', '\\d{4}-\\d{2}-\\d{2}', '[ä-ü]+', '[a-z ]{0,20}', '\\w+@\\w+', '(?:asc|desc)?', '[^&;]{1,5}',
  '[0-9a-f]{8}-[0-9a-f]{4}', 'x?y?z', '[\\s\\S]*', '[~^]+', '€[0-9]+', '(?:ab)+', '[a-c]{3,}', '-?[0-9]+',
];

function table(options: FirewallOptions, over: Partial<FirewallInput> = {}): Firewall {
  return firewall({ options, routes: [], cors: false, stageName: 'prod', allowedIpSets: [], blockedIpSets: [], ...over });
}

const SHOP = [
  route({ path: '/', access: keyless }),
  route({ path: '/orders', parameters: [query('limit', { pattern: '[0-9]{1,3}' }), query('sort', { allowedValues: ['asc', 'desc'] }), header('If-Match', { required: true, maxLength: 40 })] }),
  route({ method: POST, path: '/orders', body: JSON_BODY, parameters: [query('dry-run', { allowedValues: ['true'], required: true }), query('filter[a]', { required: true })] }),
  route({ path: '/orders/{orderId}', parameters: [inPath('orderId', { pattern: '[0-9a-f]{8}' }), header('if-match', { pattern: '"[0-9a-f]+"' })] }),
  route({ method: PUT, path: '/orders/{orderId}', body: RequestBody.json({ type: 'object' }, { maxBytes: 20_000, contentTypes: ['application/json', 'application/merge-patch+json'] }) }),
  route({ method: DELETE, path: '/orders/{orderId}', access: RouteAccess.authenticated(REASON) }),
  route({ path: '/orders/search', allowUndeclaredQuery: REASON, parameters: [query('limit', { pattern: '[0-9]{1,3}' }), query('q', { minLength: 2, maxLength: 2000 })] }),
  route({ method: POST, path: '/orders:cancel', body: RequestBody.unchecked(['text/plain'], 100, REASON).withContentEncoding(REASON) }),
  route({ method: POST, path: '/login', access: keyless, body: JSON_BODY }),
  route({ method: POST, path: '/sign-up', access: RouteAccess.anyone(REASON), body: JSON_BODY }),
  route({ method: PUT, path: '/files/{path+}', body: RequestBody.binary(['image/png', 'multipart/form-data'], 65_536, REASON) }),
  route({ method: PATCH, path: '/{tenant}/orders/{orderId}/items', access: RouteAccess.roles('x').withoutApiKey(REASON), body: RequestBody.json({ type: 'object' }, { maxBytes: 50 }) }),
];

const APIS: { readonly [name: string]: () => Firewall } = {
  'no routes': () => table({}),
  'no routes, its own limits': () => table({ maxBodyBytes: 5, rateLimit: 10, clientsPerNetwork: 3, capacityBudget: 10 }, { cors: true }),
  'one route': () => table({}, { routes: [route({ path: '/orders' })] }),
  'one public route with preflight': () => table({}, { routes: [route({ path: '/{proxy+}', access: keyless })], cors: true, basePath: '' }),
  'a shop': () => table({
    loginPaths: ['/login'],
    signUpPaths: ['/sign-up'],
    rateLimit: 1_000,
    loginRateLimit: 20,
    clientsPerNetwork: 5,
    maxBodyBytes: 40_000,
    allowedCountries: ['DE', 'FR'],
    capacityBudget: 5_000,
    acceptHeaders: [{ name: 'X-Forwarded-Host', reason: REASON }],
    managedRuleGroups: [
      ManagedRuleGroup.botControl({ countOnly: REASON }), ManagedRuleGroup.antiDdos(), ManagedRuleGroup.other('AWSManagedRulesLinuxRuleSet', 200),
      ManagedRuleGroup.accountTakeover({ path: '/login', usernameField: '/u', passwordField: '/p' }),
      ManagedRuleGroup.accountCreationFraud({ path: '/sign-up', usernameField: '/u', passwordField: '/p', emailField: '/e', registrationPagePath: '/welcome', formEncoded: true }),
      ManagedRuleGroup.commonRuleSet({ overrides: [{ rule: 'CrossSiteScripting_BODY', paths: ['/orders', '/login'], reason: REASON }, { rule: 'NoUserAgent_HEADER', reason: REASON }, { rule: 'SizeRestrictions_BODY', reason: REASON }] }),
      ManagedRuleGroup.sqlInjection({ countOnly: REASON, overrides: [{ rule: 'SQLi_BODY', paths: ['/orders'], reason: REASON }] }),
    ],
  }, { routes: SHOP, cors: true, allowedIpSets: ['allowed4', 'allowed6'], blockedIpSets: ['blocked'], version6IpSet: 'version6', refusalHeaders: { 'Access-Control-Allow-Origin': '*' } }),
  'a shop behind the Edge': () => table({
    loginPaths: ['/login', '/orders'], blockedCountries: ['KP'], managedRuleGroups: [ManagedRuleGroup.ipReputation({ countOnly: REASON })],
  }, { routes: SHOP, basePath: 'v1', originRuleGroup: 'origin', allowedIpSets: ['allowed'], blockedIpSets: ['blocked4', 'blocked6'] }),
  'a shop with little room': () => table({ capacityBudget: 1_500 }, { routes: SHOP, cors: true }),
  'values of every form': () => table({ capacityBudget: 5_000 }, {
    routes: [
      route({ path: '/values', parameters: PATTERNS.flatMap((pattern, index) => [query(`q${index}`, { pattern }), header(`h-${index}`, { pattern, maxLength: 8_000 })]) }),
      route({ path: '/lengths', parameters: [query('a', { minLength: 1 }), query('b', { minLength: 2, maxLength: 2 }), query('c', { maxLength: 0 }), query('d', { minLength: 5, maxLength: 5_000 }), query('a:b$', { maxLength: 3 })] }),
      route({ path: '/lists', parameters: [query('a', { allowedValues: ['x', 'y z', 'ä', '50%', 'a&b'] }), query('ids[]', { allowedValues: ['1'], required: true }), header('accept-language', { allowedValues: ['de', 'en'] })] }),
      route({ method: POST, path: `/${'long'.repeat(60)}/{id}/${'path'.repeat(30)}/{rest+}`, body: JSON_BODY, parameters: [inPath('rest', { maxLength: 512 }), inPath('id', { maxLength: 512 })] }),
    ],
  }),
};

interface Made {
  readonly rules: readonly object[];
}

const made = Object.fromEntries([
  ...Object.entries(APIS).map(([name, make]): [string, () => Made] => [name, () => {
    const { rules, capacities, purposes, capacity, bodyWindow, queryNames } = make();
    return {
      rules,
      capacity,
      bodyWindow,
      posture: describeRules(rules, capacities, purposes),
      queryNames: Object.fromEntries([...queryNames].map(([{ method, path }, held]) => [`${method} ${path}`, held])),
    };
  }]),
  ['the Edge', () => edgeFirewall({}, { allowedIpSets: [], blockedIpSets: [] })],
  ['the Edge with everything', () => edgeFirewall(
    { rateLimit: 77, blockedCountries: ['KP'], managedRuleGroups: [ManagedRuleGroup.antiDdos({ countOnly: REASON }), ManagedRuleGroup.knownBadInputs({ overrides: [{ rule: 'Log4JRCE_BODY', reason: REASON }] })] },
    { allowedIpSets: ['allowed'], blockedIpSets: ['blocked'] },
  )],
] satisfies Array<[string, () => Made]>);

/** JSON with a line for each rule. */
function inLines({ rules, ...rest }: Made): string {
  const members = Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n"rules": [\n${rules.map((rule) => JSON.stringify(rule)).join(',\n')}\n],\n${members.join(',\n')}\n}`;
}

test.each(Object.keys(made))('%s', (name) => {
  if (!existsSync(REVIEWED)) {
    writeFileSync(REVIEWED, `{\n${Object.entries(made).map(([other, make]) => `${JSON.stringify(other)}: ${inLines(make())}`).join(',\n')}\n}\n`);
    throw new Error(`there was no ${REVIEWED}; look at what is written there now`);
  }
  const reviewed = JSON.parse(readFileSync(REVIEWED, 'utf8')) as { readonly [name: string]: object };
  expect(JSON.parse(JSON.stringify(made[name]()))).toEqual(reviewed[name]);
});
