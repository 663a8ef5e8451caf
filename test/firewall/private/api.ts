import { FirewallOptions } from '../../../lib/firewall/firewall-options';
import { FirewallEvaluator, FirewallRequest, FirewallVerdict } from '../../../lib/firewall/private/evaluator';
import { Firewall, firewall } from '../../../lib/firewall/private/firewall-rules';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RouteDefinition } from '../../../lib/routes/private/route-definition';
import { RequestBody } from '../../../lib/routes/request-body';
import { RouteAccess } from '../../../lib/routes/route-access';
import { RouteParameter } from '../../../lib/routes/route-parameter';
import { RouteTarget } from '../../../lib/routes/route-target';

/** A key and a token of the right shapes; the firewall can't know more of them. */
export const KEY = 'k3y0123456789abcdefghij';
export const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLXRoYXQtbm9ib2R5LWNoZWNrcw';

export interface RouteSketch {
  readonly method?: HttpMethod;
  readonly path: string;
  readonly access?: RouteAccess;
  readonly parameters?: RouteParameter[];
  readonly body?: RequestBody;
  readonly allowUndeclaredQuery?: string;
}

export function route(sketch: RouteSketch): RouteDefinition {
  return {
    method: sketch.method ?? HttpMethod.GET,
    path: sketch.path,
    target: RouteTarget.mock({ statusCode: 200 }),
    access: sketch.access ?? RouteAccess.roles('reader'),
    parameters: sketch.parameters ?? [],
    body: sketch.body ?? RequestBody.none(),
    allowUndeclaredQuery: sketch.allowUndeclaredQuery,
    notes: [],
  };
}

export interface Built extends Firewall {
  readonly evaluator: FirewallEvaluator;
  /** Sends a request with key and token, under the stage's name. */
  readonly send: (request: Partial<FirewallRequest>) => FirewallVerdict;
}

export const CREDENTIALS: Array<readonly [string, string]> = [['x-api-key', KEY], ['authorization', `Bearer ${TOKEN}`]];

/** @param basePath under a domain name, in place of the stage's name */
export function build(routes: RouteDefinition[], options: FirewallOptions = {}, cors = false, basePath?: string): Built {
  const built = firewall({ routes, options, cors, stageName: 'prod', basePath, allowedIpSets: [], blockedIpSets: [] });
  const evaluator = new FirewallEvaluator(built.rules, { bodyWindow: built.bodyWindow });
  return {
    ...built,
    evaluator,
    send: (request) => evaluator.evaluate({ method: 'GET', path: '/prod/orders', headers: CREDENTIALS, ip: '198.51.100.7', country: 'DE', ...request }),
  };
}
