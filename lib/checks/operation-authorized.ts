import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { bodyOf, HTTP_API, operationsOf, operationsOfDocument } from './private/operations';
import { isWebSocket, quickKey, ROUTE } from './private/operations-of-api';
import { resourceOf, TemplateResource } from './private/resources';
import { alternatives, text } from './private/values';

/**
 * An operation without a `security` of its own has that of the document's root: recorded in import-root-security-authorizer and
 * import-root-security-scopes. `security: []` on an operation takes it away again.
 */
export const operationAuthorized: NagRule = {
  id: 'SRA2',
  level: NagMessageLevel.ERROR,
  info: 'The operation has no authorizer.',
  explanation: 'Anyone can call it: an API key identifies a client and authenticates nobody. '
    + 'Name a scheme with x-amazon-apigateway-authorizer, or with the authtype awsSigv4, in the security of the operation or of the document\'s root; '
    + 'on a method or a route set AuthorizationType.',
  check(node) {
    if (node.cfnResourceType === ROUTE) {
      return findings(isGuarded(resourceOf(node)) ? [] : [text(resourceOf(node).properties.RouteKey)]);
    }
    if (node.cfnResourceType === HTTP_API) {
      const api = resourceOf(node);
      // What is created quickly, by a target alone, takes no authorizer.
      return findings([...operationsOfDocument(bodyOf(api) ?? {}).filter((operation) => !operation.authorized).map((operation) => operation.name),
        ...api.properties.Target === undefined ? [] : [quickKey(api)]]);
    }
    const operations = operationsOf(node);
    if (!operations) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return findings(operations.filter((operation) => !operation.preflight && !operation.authorized).map((operation) => operation.name));
  },
  unknown(node) {
    const isOpaque = node.cfnResourceType === ROUTE && isWebSocket(resourceOf(node)) === undefined && !hasType(resourceOf(node));
    return isOpaque ? ['The API of the route is not in the template: whether the route needs an authorizer of its own was not looked at.'] : [];
  },
};

/** On a WebSocket only the connection is authorized: what it sends later is the same caller's. */
function isGuarded(route: TemplateResource): boolean {
  const webSocket = isWebSocket(route);
  return hasType(route) || webSocket === undefined || webSocket && text(route.properties.RouteKey) !== '$connect';
}

function hasType(route: TemplateResource): boolean {
  return alternatives(route.properties.AuthorizationType).every((type) => typeof type === 'string' && type !== 'NONE');
}
