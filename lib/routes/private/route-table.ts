import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { shown } from '../../shared/literals';
import { checkBinaryTypes } from './binary-types';
import { BoundRoute } from './bound-route';
import { checkRoute, defaultOperationId } from './check-route';
import { PathTree, pathParameterNames } from './paths';
import { RouteDefinition } from './route-definition';
import { splitParameters } from './split-parameters';
import { TargetRoute } from './target-integration';

/** The routes of one API, each checked against itself and all others before any target makes anything. */
export class RouteTable {
  public readonly all: BoundRoute[] = [];
  private readonly names = new Set<string>();
  private readonly operationIds = new Map<string, string>();
  private paths = new PathTree();

  /**
   * @param scope where targets make their execution roles
   * @param hiddenHeaders headers that are for the gateway only
   */
  public constructor(private readonly scope: Construct, private readonly hiddenHeaders: string[]) {
  }

  /** Adds all of the routes or, where one of them can't be, throws and adds none. */
  public add(routes: RouteDefinition[]): BoundRoute[] {
    const names = new Set(this.names);
    const operationIds = new Map(this.operationIds);
    const paths = this.paths.clone();
    const checked = routes.map((route) => {
      checkRoute(route);
      const name = `${route.method} ${route.path}`;
      if (names.has(name)) {
        throw new Error(`\`path\` and \`method\` must be new, got ${name} a second time`);
      }
      names.add(name);
      paths.add(route.path);
      route.target._check(targetRoute(route), Stack.of(this.scope));
      return { ...route, operationId: freshOperationId(route, name, operationIds) };
    });

    checkBinaryTypes([...this.all, ...checked]);
    const context = { scope: this.scope, hiddenHeaders: this.hiddenHeaders };
    const bound = checked.map((route) => ({ ...route, integration: route.target._bind({ ...context, ...targetRoute(route) }) }));
    this.all.push(...bound);
    names.forEach((name) => this.names.add(name));
    operationIds.forEach((name, operationId) => this.operationIds.set(operationId, name));
    this.paths = paths;
    return bound;
  }
}

function targetRoute(route: RouteDefinition): TargetRoute {
  const pathParameters = pathParameterNames(route.path);
  const others = splitParameters(route).gateway.filter(({ _location }) => _location !== 'path');
  return {
    method: route.method,
    path: route.path,
    pathParameters,
    mappable: [...pathParameters.map((name) => `path.${name}`), ...others.map(({ _location, _name }) => `${_location === 'query' ? 'querystring' : 'header'}.${_name}`)],
  };
}

function freshOperationId(route: RouteDefinition, name: string, taken: Map<string, string>): string {
  let operationId = route.operationId ?? defaultOperationId(route);
  const where = route.source === undefined ? name : `${name} of ${route.source}`;
  if (taken.has(operationId)) {
    if (route.operationId !== undefined) {
      throw new Error(`\`operationId\` must be new, got ${shown(operationId)} for ${where} and for ${taken.get(operationId)}` +
        (route.source === undefined ? '' : '; right would be an `operationIdPrefix` for one of the documents'));
    }
    operationId += Buffer.from(route.path).toString('hex').slice(-8);
  }
  taken.set(operationId, where);
  return operationId;
}
