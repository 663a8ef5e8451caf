/** One method of one resource: `ANY` stands for the methods that the resource does not have by name. */
export interface ResourceMethod {
  readonly method: string;
  /** Path as the resource has it, such as `/orders/{orderId}`. */
  readonly path: string;
}

/** What a request meets, and what it says for the variable parts of the path. */
export interface RouteChoice<T> {
  readonly route: T;
  /** By name without braces and `+`, as they stand in the request: nothing is decoded. */
  readonly pathParameters: { readonly [name: string]: string };
}

/** A part of a path between slashes. */
export type PathPart = { readonly literal: string } | { readonly name: string; readonly takes: 'one' | 'rest' };

/** Stands for every method that a resource does not have by name. */
export const ANY_METHOD = 'ANY';

/**
 * API Gateway's choice, for a path without the stage's name or base path: of the resources that fit the path **and have the method**, the
 * one that is most literal from the left. A resource that lacks the method does not hold its path, whatever guards it: the choice comes before
 * authorization (recorded: route-method-falls-through-to-greedy, route-variable-lacks-method, route-preflight-only-resource,
 * route-guarded-sibling-does-not-guard-the-path, route-unknown-child-falls-to-greedy and others of the area `routing`).
 *
 * A slash at the end, and more than one at the beginning, are no parts (recorded: event-trailing-slash, event-slash-before-stage,
 * event-slash-after-stage). Of other empty parts, and of literal parts spelled with `%XX`, nothing is recorded: here they fit what takes any
 * text, and the web ACL refuses them before (AmbiguousPath). Letters are compared as they are.
 *
 * @returns nothing where API Gateway answers 403 "Missing Authentication Token" (recorded: route-unknown-path, route-wrong-method)
 */
export function chooseRoute<T extends ResourceMethod>(table: readonly T[], method: string, path: string): RouteChoice<T> | undefined {
  const parts = partsOfRequest(path);
  let best: RouteChoice<T> | undefined;
  for (const route of table.filter((candidate) => candidate.method === method || candidate.method === ANY_METHOD)) {
    const pathParameters = fitted(partsOf(route.path), parts);
    if (pathParameters && (!best || precedes(route.path, best.route.path) || (route.path === best.route.path && route.method === method))) {
      best = { route, pathParameters };
    }
  }
  return best;
}

/** Stands for a value that no literal part has: API Gateway takes no `*` in the path of a resource. */
const ANY_VALUE = '*';

/**
 * Paths of other resources at which a route answers too, since they lack its method and the choice falls through to it: what guards those
 * resources' own methods does not guard it there (recorded: route-guarded-sibling-does-not-guard-the-path).
 */
export function alsoServed<T extends ResourceMethod>(route: T, table: readonly T[]): string[] {
  if (!route.path.includes('{')) {
    return [];
  }
  const others = [...new Set(table.map(({ path }) => path))].filter((path) => path !== route.path);
  return others.filter((path) => {
    const request = partsOf(path).map((part) => 'literal' in part ? part.literal : ANY_VALUE).join('/');
    return chooseRoute(table, route.method, `/${request}`)?.route === route;
  });
}

/** Whether a resource comes before another one where a path fits both and both have the method. */
export function precedes(left: string, right: string): boolean {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (let index = 0; index < Math.max(leftParts.length, rightParts.length); index++) {
    const rank = rankOf(leftParts[index]) - rankOf(rightParts[index]);
    if (rank !== 0) {
      return rank < 0;
    }
  }
  return false;
}

/** Whether some path of a request fits both. */
export function overlap(left: string, right: string): boolean {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (let index = 0; ; index++) {
    const [one, other] = [leftParts[index], rightParts[index]];
    if (one === undefined || other === undefined) {
      return one === other;
    }
    if (isRest(one) || isRest(other)) {
      return true;
    }
    if ('literal' in one && 'literal' in other && one.literal !== other.literal) {
      return false;
    }
  }
}

const known = new Map<string, PathPart[]>();

/** The parts of a resource's path; the root has none. */
export function partsOf(path: string): PathPart[] {
  let parts = known.get(path);
  if (!parts) {
    parts = path.split('/').filter((text) => text !== '').map((text): PathPart => {
      if (!text.startsWith('{')) {
        return { literal: text };
      }
      return text.endsWith('+}') ? { name: text.slice(1, -2), takes: 'rest' } : { name: text.slice(1, -1), takes: 'one' };
    });
    known.set(path, parts);
  }
  return parts;
}

function partsOfRequest(path: string): string[] {
  const inner = path.replace(/^\/+|\/+$/g, '');
  return inner === '' ? [] : inner.split('/');
}

/** The values of the variable parts, or nothing where the path does not fit. */
function fitted(template: PathPart[], parts: string[]): { [name: string]: string } | undefined {
  const values: Array<readonly [name: string, text: string]> = [];
  for (const [index, part] of template.entries()) {
    const text = parts[index] as string | undefined;
    if (text === undefined) {
      return undefined;
    }
    if ('literal' in part) {
      if (part.literal !== text) {
        return undefined;
      }
    } else if (part.takes === 'rest') {
      return Object.fromEntries([...values, [part.name, parts.slice(index).join('/')]]);
    } else {
      values.push([part.name, text]);
    }
  }
  return template.length === parts.length ? Object.fromEntries(values) : undefined;
}

/** A literal part comes before a variable one, the greedy one last. */
function rankOf(part: PathPart | undefined): number {
  return part === undefined || 'literal' in part ? 0 : part.takes === 'one' ? 1 : 2;
}

function isRest(part: PathPart): boolean {
  return 'takes' in part && part.takes === 'rest';
}
