import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { documentOf, methodsWithAuthorizer, Operation, operationsOf, securitySchemes } from './private/operations';
import { resourceOf } from './private/resources';
import { alternatives, isIntrinsic, isObject, objectOf, oneOrMany, TemplateObject, text } from './private/values';

/**
 * A cached answer serves every request with the same cache key, on whatever route: the key is the identity sources and nothing else.
 * A TTL that is not set is 300 seconds.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 */
export const authorizerCacheKey: NagRule = {
  id: 'SRA10',
  level: NagMessageLevel.ERROR,
  info: 'The authorizer caches its answers under a key that leaves out the token, the method or the path.',
  explanation: 'An answer for one route or caller is given to another: a user enters a route that is not his, or is refused on one that is. '
    + 'Use a REQUEST authorizer with the token\'s header, context.httpMethod and context.path as identity sources, or a TTL of 0.',
  check(node) {
    const document = documentOf(node);
    if (document) {
      const operations = operationsOf(node) ?? [];
      return findings(Object.entries(securitySchemes(document)).filter(([name, scheme]) => {
        const authorizer = objectOf(scheme)['x-amazon-apigateway-authorizer'];
        return isObject(authorizer) && isUnsafe({
          type: authorizer.type,
          ttl: authorizer.authorizerResultTtlInSeconds,
          identitySource: authorizer.identitySource,
        }, operations.filter((operation) => operation.authorizers.includes(name)));
      }).map(([name]) => name));
    }
    if (node.cfnResourceType === 'AWS::ApiGateway::Authorizer') {
      const authorizer = resourceOf(node);
      const { Type: type, AuthorizerResultTtlInSeconds: ttl, IdentitySource: identitySource } = authorizer.properties;
      return findings(isUnsafe({ type, ttl, identitySource }, methodsWithAuthorizer(authorizer)) ? ['cache key'] : []);
    }
    if (node.cfnResourceType === 'AWS::ApiGatewayV2::Authorizer') {
      return findings(isUnsafeOfHttp(resourceOf(node).properties) ? ['cache key'] : []);
    }
    return NagRuleCompliance.NOT_APPLICABLE;
  },
};

/**
 * An HTTP API keeps answers only where a time is set, for the API as a whole, whatever the route, unless the key says which.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html#http-api-lambda-authorizer.caching
 */
function isUnsafeOfHttp({ AuthorizerType: type, AuthorizerResultTtlInSeconds: ttl, IdentitySource: source }: TemplateObject): boolean {
  if (text(type).toUpperCase() !== 'REQUEST' || alternatives(ttl).every((time) => time === undefined || !isIntrinsic(time) && Number(time) === 0)) {
    return false;
  }
  const sources = alternatives(source).flatMap(oneOrMany).map(text);
  return !sources.some((name) => CREDENTIALS.test(name)) || !sources.includes('$context.routeKey');
}

/**
 * A part of the request that says who sends it, by its name. Whoever leaves the token out of the key and has `?lang` in it instead gives the
 * first caller's answer to everybody who reads the same language.
 */
const CREDENTIALS = /^(?:method|\$|route)\.?request\.(?:header|querystring|multivalueheader|multivaluequerystring)\..*(?:auth|token|jwt|cookie|session|key|secret|signature|bearer|assertion|credential|client-cert)/i;

interface Authorizer {
  readonly type: unknown;
  readonly ttl: unknown;
  readonly identitySource: unknown;
}

function isUnsafe(authorizer: Authorizer, operations: Operation[]): boolean {
  const type = text(authorizer.type).toUpperCase();
  // API Gateway itself decides on a Cognito token, for each request and route.
  if (type !== 'TOKEN' && type !== 'REQUEST') {
    return false;
  }
  if (alternatives(authorizer.ttl).every((ttl) => ttl !== undefined && !isIntrinsic(ttl) && Number(ttl) === 0)) {
    return false;
  }
  if (type === 'TOKEN') {
    return isShared(operations);
  }
  const sources = text(authorizer.identitySource).split(',').map((source) => source.trim());
  if (!sources.some((source) => CREDENTIALS.test(source))) {
    return true;
  }
  return isShared(operations) && !(sources.includes('context.httpMethod') && sources.includes('context.path'));
}

/** Whether the authorizer decides on more than one concrete method and path. */
function isShared(operations: Operation[]): boolean {
  return operations.length > 1 || operations.some((operation) => operation.method === 'ANY' || operation.path.includes('{'));
}
