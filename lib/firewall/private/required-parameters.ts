import { RouteDefinition } from '../../routes/private/route-definition';
import { splitParameters } from '../../routes/private/split-parameters';
import { RouteParameter } from '../../routes/route-parameter';
import { Operations, requestsOf } from './operations';
import { queryName } from './query-name';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, header, not, or, present, QUERY_STRING, regex } from './statements';
import { WafStatement } from './waf-rule';

/**
 * Asks for the required parameters that API Gateway can't be told of, since it takes no such name (`filter[status]`) or has the name in
 * another place. As API Gateway does, it takes an empty value for a missing one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */
export function requiredParameterRules(all: Operations): PlannedRule[] {
  const byNames = new Map<string, { parameters: RouteParameter[]; routes: RouteDefinition[] }>();
  for (const route of all.routes) {
    const parameters = splitParameters(route).firewall.filter(({ _required }) => _required);
    const key = JSON.stringify(parameters.map(({ _location, _name }) => [_location, _name]).sort());
    byNames.set(key, { parameters, routes: [...byNames.get(key)?.routes ?? [], route] });
  }
  const statements = [...byNames.values()].filter(({ parameters }) => parameters.length > 0).map(({ parameters, routes }) => {
    const scope = requestsOf(routes, all);
    return and(...(scope ? [scope] : []), or(...parameters.map(missing)));
  });
  return statements.length === 0 ? [] : [{
    name: 'RequiredParameters',
    purpose: 'requests without a required parameter whose name API Gateway does not take',
    statement: or(...statements),
    action: refuse(400),
  }];
}

function missing({ _location, _name }: RouteParameter): WafStatement {
  return not(_location === 'header' ? present(header(_name)) : regex(QUERY_STRING, `(?:^|&)${queryName(_name)}=[^&]`));
}
