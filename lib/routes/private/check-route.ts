import { checkReason } from '../../shared/check-reason';
import { checkThrottle } from '../../shared/check-throttle';
import { checkLiteral, shown } from '../../shared/literals';
import { HttpMethod } from '../http-method';
import { RouteAccess } from '../route-access';
import { RouteTarget } from '../route-target';
import { checkPath, pathParameterNames } from './paths';
import { RouteDefinition } from './route-definition';

/** Checks one route against itself. @throws with the property, what was given and what would be right */
export function checkRoute(route: RouteDefinition): void {
  if (!Object.values(HttpMethod).includes(route.method)) {
    throw new Error(`\`method\` must be one of HttpMethod (${Object.values(HttpMethod).join(', ')}), got ${shown(route.method)}`);
  }
  checkLiteral('path', route.path, "'/orders/{orderId}'");
  checkPath(route.path);
  const name = `${route.method} ${route.path}`;
  if (!(route.access instanceof RouteAccess)) {
    throw new Error(`\`access\` of ${name} must say who may call the route, got ${shown(route.access)}; right would be RouteAccess.roles('reader')`);
  }
  if (!RouteTarget._isTarget(route.target)) {
    throw new Error(`\`target\` of ${name} must say where the request goes, got ${shown(route.target)}; right would be RouteTarget.lambdaFunction(fn)`);
  }
  if (route.body._kind !== 'none' && (route.method === HttpMethod.GET || route.method === HttpMethod.HEAD)) {
    // RFC 9110, 9.3.1: content in a GET has no meaning, and proxies on the way may drop or smuggle it.
    throw new Error(`\`body\` must be RequestBody.none() on ${name}, got ${route.body._describe()}; right would be POST, or query parameters`);
  }
  if (route.operationId !== undefined) {
    checkLiteral('operationId', route.operationId, "'listOrders'");
    // What code generators make function names of, and API Gateway the names of SDK methods.
    if (!/^[A-Za-z0-9]+$/.test(route.operationId)) {
      throw new Error(`\`operationId\` of ${name} must be letters and digits, got ${shown(route.operationId)}; right would be ${shown(camelCase(route.operationId) || defaultOperationId(route))}`);
    }
  }
  if (route.allowUndeclaredQuery !== undefined) {
    checkReason(`allowUndeclaredQuery\` of \`${name}`, route.allowUndeclaredQuery);
  }
  checkParameters(route, name);
  if (route.throttle !== undefined) {
    checkThrottle(route.throttle, ` of ${name}`, '{ rateLimit: 5, burstLimit: 10 }');
  }
}

function checkParameters(route: RouteDefinition, name: string): void {
  const inPath = pathParameterNames(route.path);
  const seen = new Set<string>();
  for (const parameter of route.parameters) {
    if (parameter._location === 'path' && !inPath.includes(parameter._name)) {
      throw new Error(`\`parameters\` of ${name} must name parameters of the path, got ${shown(parameter._name)}; ` +
        (inPath.length > 0 ? `the path has ${inPath.map((known) => shown(known)).join(', ')}` : 'the path has none'));
    }
    const key = `${parameter._location} ${parameter._location === 'header' ? parameter._name.toLowerCase() : parameter._name}`;
    if (seen.has(key)) {
      throw new Error(`\`parameters\` of ${name} must name each parameter once, got ${parameter._location} ${shown(parameter._name)} twice`);
    }
    seen.add(key);
  }
}

function camelCase(text: string): string {
  return text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '').map((word, index) => (index === 0 ? word : word[0].toUpperCase() + word.slice(1))).join('');
}

/** `GET /orders/{orderId}` becomes `getOrdersByOrderId`. */
export function defaultOperationId(route: RouteDefinition): string {
  const words = route.path.split('/').filter((part) => part !== '').flatMap((part) => (part.startsWith('{') ? ['by', ...part.split(/[^A-Za-z0-9]+/)] : part.split(/[^A-Za-z0-9]+/)));
  return route.method.toLowerCase() + words.filter((word) => word !== '').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
}
