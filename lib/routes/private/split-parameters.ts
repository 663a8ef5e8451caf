import { RouteParameter } from '../route-parameter';
import { pathParameterNames } from './paths';

/** What API Gateway takes as the name of a parameter, which becomes the last part of `method.request.querystring.<name>`. */
const GATEWAY_NAME = /^[a-zA-Z0-9:._$-]+$/;

/** The parameters of one route by who knows of them. */
export interface SplitParameters {
  /** What API Gateway is told of: it asks for those that are required. */
  readonly gateway: RouteParameter[];
  /** What it would refuse, so that the firewall asks for those that are required. */
  readonly firewall: RouteParameter[];
}

/**
 * API Gateway takes each name once: "Parameter names must be unique across querystring, header and path" (recorded:
 * parameter-names-across-places). Of one name in two places the path's stays, without which there is no route, then the query's. Whether it
 * compares letters as they are is not recorded, so another case is the same name in another place.
 */
export function splitParameters({ path, parameters }: { readonly path: string; readonly parameters: RouteParameter[] }): SplitParameters {
  const gateway = parameters.filter(({ _location }) => _location === 'path');
  const firewall: RouteParameter[] = [];
  const elsewhere = pathParameterNames(path).map((name) => name.toLowerCase());
  for (const location of ['query', 'header'] as const) {
    const here = parameters.filter(({ _location }) => _location === location);
    for (const parameter of here) {
      (GATEWAY_NAME.test(parameter._name) && !elsewhere.includes(parameter._name.toLowerCase()) ? gateway : firewall).push(parameter);
    }
    elsewhere.push(...here.map(({ _name }) => _name.toLowerCase()));
  }
  return { gateway, firewall };
}
