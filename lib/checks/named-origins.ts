import { CfnResource } from 'aws-cdk-lib';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { HTTP_API, METHOD, REST_API } from './private/operations';
import { resourceOf } from './private/resources';
import { isEveryOrigin, originsOf, responsesOf } from './private/responses';
import { alternatives, listOf, objectOf, text } from './private/values';

/** @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS */
export const namedOrigins: NagRule = {
  id: 'SRA24',
  level: NagMessageLevel.WARN,
  info: 'Scripts of every website may read the answers: CORS allows any origin.',
  explanation: 'A page that a user visits by chance calls the API from his browser and network, with whatever token or key it holds or finds, '
    + 'and reads what comes back. Name the origins one by one.',
  check(node) {
    if (node.cfnResourceType === HTTP_API) {
      return findings(configuredOrigins(node).some((origin) => /^(?:\*|https?:\/\/\*)$/.test(text(origin))) ? ['CorsConfiguration'] : []);
    }
    if (![REST_API, METHOD, 'AWS::ApiGateway::GatewayResponse'].includes(node.cfnResourceType)) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return findings((responsesOf(node) ?? []).filter(({ response }) => originsOf(response).some(isEveryOrigin)).map(({ name }) => name));
  },
};

/** Of the property, or of the document. */
function configuredOrigins(node: CfnResource): unknown[] {
  const { CorsConfiguration: property, Body: body } = resourceOf(node).properties;
  return [...alternatives(property).map((cors) => objectOf(cors).AllowOrigins), ...alternatives(objectOf(body)['x-amazon-apigateway-cors'])
    .map((cors) => objectOf(cors).allowOrigins)].flatMap(alternatives).flatMap((origins) => typeof origins === 'string' ? [origins] : listOf(origins).flatMap(alternatives));
}
