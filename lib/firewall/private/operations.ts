import { overlap, precedes, ResourceMethod } from '../../routes/private/route-choice';
import { RouteDefinition } from '../../routes/private/route-definition';
import { statementCapacity } from './capacity';
import { pathRegexes } from './path-regex';
import { and, equals, METHOD, not, or, regex, URI_PATH } from './statements';
import { WafStatement } from './waf-rule';

/** All operations of an API, and how their paths begin in a request. */
export interface Operations {
  readonly routes: RouteDefinition[];
  /** With what the path of every request begins, such as `/prod`; empty where it begins with the route's own. */
  readonly prefix: string;
  /** Whether every path answers `OPTIONS` without key, token, body or parameters. */
  readonly preflight: boolean;
  /** By path: the paths, itself among them, that share a request's path with it. */
  readonly overlapping: ReadonlyMap<string, string[]>;
}

/** Methods that share one condition on the path: true on `mine`, false on `others`. */
interface MethodGroup {
  readonly methods: string[];
  readonly mine: string[];
  readonly others: string[];
}

const PREFLIGHT = 'OPTIONS';

export function operations(routes: RouteDefinition[], prefix: string, preflight: boolean): Operations {
  const paths = unique(routes.map(({ path }) => path));
  const overlapping = new Map(paths.map((path) => [path, paths.filter((other) => overlap(path, other))]));
  return { routes, prefix, preflight, overlapping };
}

/**
 * The statement that is true for requests that API Gateway hands to these routes and false for those that it hands to the API's others,
 * preflight among them (see `chooseRoute`); undefined where it is true for all. What it is for requests of no route is left open: those reach
 * nothing. Of the ways to say it the one that costs least is taken: most protections hold on nearly all routes, so what costs is the
 * exceptions, not the routes.
 */
export function requestsOf(routes: RouteDefinition[], all: Operations): WafStatement | undefined {
  const chosen = new Set(routes);
  const others: ResourceMethod[] = [
    ...all.routes.filter((route) => !chosen.has(route)),
    ...(all.preflight ? [...all.overlapping.keys()].map((path) => ({ method: PREFLIGHT, path })) : []),
  ];
  if (others.length === 0) {
    return undefined;
  }
  return cheapest([...said(routes, others, all), ...(fewAmong(routes, others) ? [] : said(others, routes, all).map(not))]);
}

/** The same of all routes with one of the paths. */
export function requestsOfPaths(paths: string[], all: Operations): WafStatement | undefined {
  return requestsOf(all.routes.filter(({ path }) => paths.includes(path)), all);
}

/** True for any path of the API. */
export function knownPaths(all: Operations): WafStatement {
  return pathStatement([...all.overlapping.keys()], all.prefix);
}

/** One of several methods. */
export function methodIn(methods: string[]): WafStatement {
  const sorted = unique(methods).sort();
  return sorted.length === 1 ? equals(METHOD, sorted[0]) : regex(METHOD, `^(?:${sorted.join('|')})$`);
}

export function cheapest(statements: WafStatement[]): WafStatement {
  return statements.reduce((best, statement) => statementCapacity(statement) < statementCapacity(best) ? statement : best);
}

/** Few are named sooner than all others; to write the others down to see it would be most of the work for a large API. */
function fewAmong(mine: unknown[], others: unknown[]): boolean {
  return mine.length * 8 < others.length;
}

/** The ways to name operations directly: what all methods have in common as one condition, or method by method. */
function said(mine: ResourceMethod[], others: ResourceMethod[], all: Operations): WafStatement[] {
  const single = unique([...mine, ...others].map(({ method }) => method)).map((method): MethodGroup => ({
    methods: [method],
    mine: unique(mine.filter((operation) => operation.method === method).map(({ path }) => path)),
    others: unique(others.filter((operation) => operation.method === method).map(({ path }) => path)),
  }));
  return [single, joined(single, all)].map((groups) => anyGroup(groups, all));
}

/** Groups of which as many as can share a condition do. */
function joined(groups: MethodGroup[], all: Operations): MethodGroup[] {
  const result: MethodGroup[] = [];
  for (const group of groups) {
    const index = result.findIndex((known) => agree(known, group, all) && agree(group, known, all));
    if (index < 0) {
      result.push(group);
    } else {
      const known = result[index];
      result[index] = {
        methods: [...known.methods, ...group.methods],
        mine: unique([...known.mine, ...group.mine]),
        others: unique([...known.others, ...group.others]),
      };
    }
  }
  return result;
}

/**
 * Whether no path of a request belongs to what is mine for some methods and to what is others' for other ones. So a path that one
 * method has and the other lacks, and that falls through to a variable or greedy one there, has a condition for each.
 */
function agree({ mine }: MethodGroup, { others }: MethodGroup, { overlapping }: Operations): boolean {
  const foreign = new Set(others);
  return !mine.some((path) => overlapping.get(path)!.some((other) => foreign.has(other)));
}

/** True where one of the groups says so. */
function anyGroup(groups: MethodGroup[], all: Operations): WafStatement {
  // Methods with the same condition on the path share it.
  const byCondition = new Map<string, { methods: string[]; condition?: WafStatement }>();
  for (const { methods, mine, others } of groups.filter((group) => group.mine.length > 0)) {
    const condition = others.length === 0
      ? undefined
      : cheapest([anyPath(mine, others, all), ...(fewAmong(mine, others) ? [] : [not(anyPath(others, mine, all))])]);
    const key = JSON.stringify(condition ?? null);
    byCondition.set(key, { methods: [...byCondition.get(key)?.methods ?? [], ...methods], condition });
  }
  const methods = unique(groups.flatMap((group) => group.methods));
  return or(...[...byCondition.values()].map((entry) => {
    const rest = methods.filter((method) => !entry.methods.includes(method));
    const guard = rest.length === 0 ? [] : [cheapest([methodIn(entry.methods), not(methodIn(rest))])];
    // All methods without a condition: then there are no others, and `requestsOf` asks nothing.
    return and(...guard, ...(entry.condition ? [entry.condition] : []));
  }));
}

/** True for a path that API Gateway hands to one of `mine` and not to one of `others`, where a method has all of them. */
function anyPath(mine: string[], others: string[], { prefix, overlapping }: Operations): WafStatement {
  const foreign = new Set(others);
  const byRivals = new Map<string, { mine: string[]; rivals: string[] }>();
  for (const path of mine) {
    const rivals = overlapping.get(path)!.filter((other) => foreign.has(other) && precedes(other, path));
    const key = rivals.join(' ');
    const entry = byRivals.get(key) ?? { mine: [], rivals };
    entry.mine.push(path);
    byRivals.set(key, entry);
  }
  return or(...[...byRivals.values()].map((entry) => entry.rivals.length === 0
    ? pathStatement(entry.mine, prefix)
    : and(pathStatement(entry.mine, prefix), not(pathStatement(entry.rivals, prefix)))));
}

/** True for a path of a request that fits one of the paths of resources. */
function pathStatement(paths: string[], prefix: string): WafStatement {
  return or(...pathRegexes(paths, prefix).map((all) => and(...all.map((text) => regex(URI_PATH, text)))));
}

function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}
