import { RouteDefinition } from '../../routes/private/route-definition';
import { shown } from '../../shared/literals';
import { statementCapacity } from './capacity';
import { Operations, requestsOf } from './operations';
import { onlyNames } from './query-name';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, not, or, present, QUERY_STRING, regex } from './statements';
import { WafStatement } from './waf-rule';

/** By what a route's query string is held: its own names, those of all routes together, or nothing, for a reason. */
export type QueryNames = 'per route' | 'per API' | 'free';

/** The rule on query names, and how it holds each route. */
export interface UndeclaredQuery {
  readonly rules: PlannedRule[];
  readonly held: ReadonlyMap<RouteDefinition, QueryNames>;
}

/** Routes with the same names. */
interface NameGroup {
  readonly routes: RouteDefinition[];
  readonly names: string[];
}

interface HeldGroup {
  readonly routes: RouteDefinition[];
  readonly statement: WafStatement;
}

/** A method or a path, and the names: less than this tells no routes from others. */
const LEAST_COST = 4;

/**
 * Refuses query parameters that the route does not declare: `admin=true`, and spellings of a declared name that its own rule does not look
 * at and a server takes for it (`limit[]`, `Limit`, `limit+`, `?limit`).
 *
 * A route's names cost its path as well. Where not all of that fits the room, every route is held to the names of the whole API, and to
 * their own those that most others share theirs with.
 *
 * @param room web ACL capacity units that the other rules leave
 * @throws where the names of all routes can't be held
 */
export function undeclaredQuery(all: Operations, room: number): UndeclaredQuery {
  const routes = all.routes.filter(({ allowUndeclaredQuery }) => allowUndeclaredQuery === undefined);
  const held = new Map<RouteDefinition, QueryNames>(all.routes.map((route) => [route, 'free']));
  if (routes.length === 0) {
    return { rules: [], held };
  }
  const groups = nameGroups(routes);
  let exact = fitting(groups, room - 1, all);
  if (exact.length < groups.length) {
    const shared = withinNames({ routes, names: namesOf(routes) }, all) ?? tooLong(routes);
    exact = fitting(groups, room - 1 - statementCapacity(shared), all);
    exact.push({ routes: [], statement: shared });
  }
  routes.forEach((route) => held.set(route, 'per API'));
  exact.forEach((group) => group.routes.forEach((route) => held.set(route, 'per route')));
  const perApi = [...held.values()].filter((kind) => kind === 'per API').length;
  return {
    rules: [{
      name: 'UndeclaredQuery',
      purpose: 'query parameters that the route does not declare' +
        (perApi > 0 ? `; for ${perApi} routes, that no route declares, since \`firewall.capacityBudget\` holds no more` : ''),
      statement: and(present(QUERY_STRING), or(...exact.map(({ statement }) => statement))),
      action: refuse(400),
    }],
    held,
  };
}

/** Routes by their names, those with most routes first. */
function nameGroups(routes: RouteDefinition[]): NameGroup[] {
  const byNames = new Map<string, NameGroup>();
  for (const route of routes) {
    const names = namesOf([route]);
    const key = JSON.stringify(names);
    byNames.set(key, { names, routes: [...byNames.get(key)?.routes ?? [], route] });
  }
  return [...byNames.values()].sort((left, right) => right.routes.length - left.routes.length);
}

/** The groups that the room holds, each with the statement that holds it. */
function fitting(groups: NameGroup[], room: number, all: Operations): HeldGroup[] {
  const found: HeldGroup[] = [];
  let left = room;
  for (const group of groups) {
    if (left < LEAST_COST) {
      break;
    }
    const statement = withinNames(group, all);
    const cost = statement ? statementCapacity(statement) : Infinity;
    if (statement && cost <= left) {
      found.push({ routes: group.routes, statement });
      left -= cost;
    }
  }
  return found;
}

/** True for a request of these routes with a query string in which another name stands; nothing where the names are too long to be held. */
function withinNames({ routes, names }: NameGroup, all: Operations): WafStatement | undefined {
  const scope = requestsOf(routes, all);
  // Without names any query string is too much.
  const pieces = names.length === 0 ? [] : onlyNames(names);
  const other = pieces?.map((text) => not(regex(QUERY_STRING, text)));
  return other && and(...(scope ? [scope] : []), other.length === 0 ? present(QUERY_STRING) : or(...other));
}

function namesOf(routes: RouteDefinition[]): string[] {
  return [...new Set(routes.flatMap(({ parameters }) => parameters.filter(({ _location }) => _location === 'query').map(({ _name }) => _name)))].sort();
}

function tooLong(routes: RouteDefinition[]): never {
  const longest = namesOf(routes).sort((one, other) => other.length - one.length).slice(0, 3).map(shown).join(', ');
  throw new Error(`names of query parameters must fit the regular expressions of AWS WAF, got ${longest} among others that begin alike; ` +
    'right would be shorter ones, or `allowUndeclaredQuery` with a reason on the routes that have them');
}
