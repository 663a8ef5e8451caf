import { statementCapacity } from './capacity';
import { overlap, PathPrefixes, pathRegexes, precedes } from './path-regex';
import { and, equals, METHOD, not, or, regex, URI_PATH } from './statements';
import { WafStatement } from './waf-rule';
import { RouteDefinition } from '../../routes/private/route-definition';

/** All operations of an API, and how their paths begin in a request. */
export interface Operations {
  readonly routes: RouteDefinition[];
  readonly prefixes: PathPrefixes;
  /** Whether every path answers `OPTIONS` without key, token, body or parameters. */
  readonly preflight: boolean;
}

/**
 * The statement that is true for requests of these routes and false for requests of the API's others; undefined where it is
 * true for all. Of the ways to say it, the one that costs least is taken: most protections hold on nearly all routes, so what
 * costs is the exceptions, not the routes. Requests of no route at all are refused by another rule.
 */
export function requestsOf(routes: RouteDefinition[], all: Operations): WafStatement | undefined {
  const chosen = new Set(routes);
  const others = all.routes.filter((route) => !chosen.has(route));
  if (others.length === 0) {
    return all.preflight ? not(equals(METHOD, 'OPTIONS')) : undefined;
  }
  const candidates = [
    ...listed(routes, others, all),
    ...listed(others, routes, all).map((statement) => all.preflight ? and(not(statement), not(equals(METHOD, 'OPTIONS'))) : not(statement)),
  ];
  return cheapest(candidates);
}

/** The same of whole paths, whatever the method. */
export function requestsOfPaths(templates: string[], all: Operations): WafStatement {
  return pathStatement(templates, all.routes.map(({ path }) => path).filter((path) => !templates.includes(path)), all.prefixes);
}

/** True for any path of the API. */
export function knownPaths(all: Operations): WafStatement {
  return or(...pathRegexes(all.routes.map(({ path }) => path), all.prefixes).map((text) => regex(URI_PATH, text)));
}

/** One of several methods. */
export function methodIn(methods: string[]): WafStatement {
  const sorted = [...new Set(methods)].sort();
  return sorted.length === 1 ? equals(METHOD, sorted[0]) : regex(METHOD, `^(?:${sorted.join('|')})$`);
}

export function cheapest(statements: WafStatement[]): WafStatement {
  return statements.reduce((best, statement) => statementCapacity(statement) < statementCapacity(best) ? statement : best);
}

/** The ways to name the routes directly. */
function listed(routes: RouteDefinition[], others: RouteDefinition[], all: Operations): WafStatement[] {
  const ways: WafStatement[] = [];
  const paths = unique(routes.map(({ path }) => path));
  const otherPaths = unique(others.map(({ path }) => path));
  if (!paths.some((path) => otherPaths.includes(path))) {
    const byPath = pathStatement(paths, otherPaths, all.prefixes);
    ways.push(all.preflight ? and(not(equals(METHOD, 'OPTIONS')), byPath) : byPath);
  }
  // Methods with the same condition on the path share it.
  const byCondition = new Map<string, { methods: string[]; condition?: WafStatement }>();
  for (const method of unique(routes.map((route) => route.method))) {
    const mine = unique(routes.filter((route) => route.method === method).map(({ path }) => path));
    const rest = unique(others.filter((route) => route.method === method).map(({ path }) => path));
    const condition = rest.length === 0
      ? undefined
      : cheapest([pathStatement(mine, rest, all.prefixes), not(pathStatement(rest, mine, all.prefixes))]);
    const key = JSON.stringify(condition ?? null);
    const entry = byCondition.get(key) ?? { methods: [], condition };
    entry.methods.push(method);
    byCondition.set(key, entry);
  }
  ways.push(or(...[...byCondition.values()].map(({ methods, condition }) => condition ? and(methodIn(methods), condition) : methodIn(methods))));
  return ways;
}

/** True for a path that API Gateway would route to one of the templates and not to one of the others. */
function pathStatement(templates: string[], others: string[], prefixes: PathPrefixes): WafStatement {
  const byRivals = new Map<string, { templates: string[]; rivals: string[] }>();
  for (const template of templates) {
    const rivals = others.filter((other) => overlap(other, template) && precedes(other, template));
    const key = rivals.join(' ');
    const entry = byRivals.get(key) ?? { templates: [], rivals };
    entry.templates.push(template);
    byRivals.set(key, entry);
  }
  const matches = (paths: string[]): WafStatement => or(...pathRegexes(paths, prefixes).map((text) => regex(URI_PATH, text)));
  return or(...[...byRivals.values()].map((entry) => entry.rivals.length === 0
    ? matches(entry.templates)
    : and(matches(entry.templates), not(matches(entry.rivals)))));
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
