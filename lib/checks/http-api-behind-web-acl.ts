import { distributionsBefore } from './private/fronts';
import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { HTTP_API } from './private/operations';
import { resourceOf } from './private/resources';
import { alternatives, objectOf, text } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html#http-api-vs-rest.differences.security */
export const httpApiBehindWebAcl: NagRule = {
  id: 'SRA31',
  level: NagMessageLevel.ERROR,
  info: 'No web ACL stands in front of the HTTP or WebSocket API: none can be attached to it, and no distribution with one is in front.',
  explanation: 'Floods, scanners and known attacks reach the authorizer and the backend. Put a CloudFront distribution with a web ACL in front, '
    + 'and close the other doors; or use a REST API, whose stages take a web ACL.',
  check(node) {
    if (node.cfnResourceType !== HTTP_API) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const distributions = distributionsBefore(resourceOf(node));
    return compliance(distributions.some(({ properties }) => (
      alternatives(objectOf(properties.DistributionConfig).WebACLId).every((id) => id !== undefined && text(id) !== '')
    )));
  },
};
