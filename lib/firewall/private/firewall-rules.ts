import { RouteDefinition } from '../../routes/private/route-definition';
import { shown } from '../../shared/literals';
import { addressRules, clientAddress, VIEWER_ADDRESS, viewerRule } from './address-rules';
import { bodyLimit, bodyRules } from './body-rules';
import { DEFAULT_CAPACITY_BUDGET, statementCapacity } from './capacity';
import { FirewallInput } from './firewall-input';
import { ManagedRuleGroupState } from './managed-rule-group-state';
import { elsewhereRules, isOfAddresses, managedRule, managedRuleGroups } from './managed-rules';
import { Operations, operations, requestsOfPaths } from './operations';
import { overrideRules } from './override-rules';
import { lengthRules, parameterRules } from './parameter-rules';
import { pathRegex } from './path-regex';
import { GuardedRequests, rateRules } from './rate-rules';
import { credentialRules, shapeRules } from './request-rules';
import { requiredParameterRules } from './required-parameters';
import { withHeaders } from './responses';
import { numbered, PlannedRule } from './rule-plan';
import { QueryNames, undeclaredQuery } from './undeclared-query';
import { WafRule } from './waf-rule';

/** What AWS WAF can be told to inspect of a body on API Gateway. https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-setting-body-inspection-limit.html */
const BODY_WINDOWS = [16384, 32768, 49152, 65536] as const;

/** The rules of one web ACL, with what they cost and why they are there. */
export interface Firewall {
  readonly rules: WafRule[];
  readonly capacities: number[];
  readonly purposes: string[];
  readonly capacity: number;
  /** By what the query string of each route is held. */
  readonly queryNames: ReadonlyMap<RouteDefinition, QueryNames>;
  /** Bytes of a body that AWS WAF has to see: the smallest of its windows that holds the largest limit. */
  readonly bodyWindow: typeof BODY_WINDOWS[number];
}

/** Options and routes to rules, in the order in which they are evaluated: first what is cheap to judge and decides most. */
export function firewall(input: FirewallInput): Firewall {
  const all = operations(input.routes, prefixOf(input), input.cors);
  const lengths = lengthRules(all);
  const behindEdge = input.originRuleGroup !== undefined;
  const source = behindEdge ? VIEWER_ADDRESS : clientAddress(input.version6IpSet);
  const groups = managedRuleGroups(input.options.managedRuleGroups, lengths.map(({ name }) => name))
    .filter((group) => !behindEdge || !isOfAddresses(group));
  const before: PlannedRule[] = [
    ...originRules(input),
    ...addressRules(input.options, input, source),
    ...rateRules(input.options, source, guardedRequests(input, all)),
    ...shapeRules(all),
    ...overrideRules(input.options.acceptHeaders),
    ...credentialRules(all),
    ...bodyRules(input, all),
    ...lengths,
    ...parameterRules(all),
    ...requiredParameterRules(all),
  ];
  const after = managedRules(groups, input, all);
  const capacityOf = new Map(groups.map((group) => [group.name, group.capacity]));
  const managedCapacity = (name: string): number => capacityOf.get(name)!;
  const spent = [...before, ...after].reduce((sum, { statement }) => sum + statementCapacity(statement, managedCapacity), 0);
  const query = undeclaredQuery(all, (input.options.capacityBudget ?? DEFAULT_CAPACITY_BUDGET) - spent);
  const plan = [...before, ...query.rules, ...after];
  const rules = numbered(plan).map((rule) => withHeaders(rule, input.refusalHeaders));
  const capacities = rules.map((rule) => statementCapacity(rule.Statement, managedCapacity));
  const largestBody = Math.max(0, ...input.routes.map((route) => bodyLimit(route, input)));
  return {
    rules,
    capacities,
    purposes: plan.map((rule) => rule.purpose),
    capacity: capacities.reduce((total, capacity) => total + capacity, 0),
    queryNames: query.held,
    bodyWindow: BODY_WINDOWS.find((bytes) => bytes >= largestBody)!,
  };
}

/** With what every path begins: AWS WAF sees it as the client sent it, before API Gateway takes the stage or the base path off. */
function prefixOf({ stageName, basePath }: FirewallInput): string {
  const part = basePath ?? stageName;
  return part === '' ? '' : `/${part}`;
}

/** First of all: what did not come through the Edge, or does not say who sent it there, is refused before it is counted or looked at. */
function originRules({ originRuleGroup }: FirewallInput): PlannedRule[] {
  return originRuleGroup === undefined ? [] : [{
    name: 'OriginSecret',
    purpose: 'requests that did not come through the Edge',
    statement: { RuleGroupReferenceStatement: { Arn: originRuleGroup } },
    managed: 'none',
  }, viewerRule()];
}

/** The paths on which credentials are tried. */
function guardedRequests({ options, routes }: FirewallInput, all: Operations): GuardedRequests | undefined {
  const paths = [...new Set([...options.loginPaths ?? [], ...options.signUpPaths ?? []])];
  checkKnown('loginPaths` and `signUpPaths', paths, routes);
  return paths.length > 0 ? { scope: requestsOfPaths(paths, all) } : undefined;
}

/** A path that no route has would be a protection that never acts. */
function checkKnown(property: string, paths: string[], routes: RouteDefinition[]): void {
  const unknown = paths.find((path) => !routes.some((route) => route.path === path));
  if (unknown !== undefined) {
    throw new Error(`\`firewall.${property}\` must be paths of routes, got ${shown(unknown)}; the routes have ` +
      `${[...new Set(routes.map(({ path }) => path))].slice(0, 10).map(shown).join(', ') || 'none'}`);
  }
}

function managedRules(groups: ManagedRuleGroupState[], { routes }: FirewallInput, all: Operations): PlannedRule[] {
  return groups.flatMap((group): PlannedRule[] => {
    checkKnown(`managedRuleGroups\` of \`${group.name}`, [...group.paths, ...group.overrides.flatMap(({ paths }) => paths ?? [])], routes);
    return [
      managedRule(group, group.config((path) => pathRegex(path, all.prefix))),
      ...elsewhereRules(group, (paths) => requestsOfPaths(paths, all)),
    ];
  });
}
