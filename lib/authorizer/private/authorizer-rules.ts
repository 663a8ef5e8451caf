import { AuthorizerRules, PathParameterRule, RouteRule } from '../../contracts/authorizer';
import { BoundRoute, needsKeyCheck, needsPathCheck } from '../../routes/private/bound-route';
import { pathParameterNames } from '../../routes/private/paths';

/** Longest value of a path parameter that the user did not describe, in characters. */
const UNDECLARED_MAX_LENGTH = 256;

/**
 * The rules file of the authorizer: every route that its function is asked about, sorted so that the same routes give the same bytes.
 *
 * @param websiteKey whether the Edge adds the website's key to requests without one
 */
export function authorizerRules(routes: BoundRoute[], websiteKey = false): AuthorizerRules {
  const entries = routes
    .filter((route) => route.access._alternatives !== undefined || needsPathCheck(route) || needsKeyCheck(route, websiteKey))
    .map((route): [string, RouteRule] => [`${route.method} ${route.path}`, routeRule(route, websiteKey)])
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return { version: 1, routes: Object.fromEntries(entries) };
}

function routeRule(route: BoundRoute, websiteKey: boolean): RouteRule {
  const parameters = pathParameterNames(route.path).map((name): [string, PathParameterRule] => [name, parameterRule(route, name)]);
  return {
    ...(route.access._alternatives && { access: route.access._alternatives }),
    ...(needsKeyCheck(route, websiteKey) && { websiteKey: true }),
    ...(parameters.length > 0 && { pathParameters: Object.fromEntries(parameters) }),
  };
}

function parameterRule(route: BoundRoute, name: string): PathParameterRule {
  const declared = route.parameters.find((parameter) => parameter._location === 'path' && parameter._name === name);
  return {
    minLength: declared?._minLength ?? 1,
    maxLength: declared?._maxLength ?? UNDECLARED_MAX_LENGTH,
    ...(declared?._pattern !== undefined && { pattern: declared._pattern }),
    ...(declared?._allowedValues && { allowedValues: declared._allowedValues }),
  };
}
