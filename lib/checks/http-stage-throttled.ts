import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { alternatives, isLimit, objectOf } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html */
export const httpStageThrottled: NagRule = {
  id: 'SRA30',
  level: NagMessageLevel.ERROR,
  info: 'The stage of an HTTP or WebSocket API has no throttle of its own.',
  explanation: 'HTTP APIs have no usage plans: one caller can use up what the account shares, for every other API of the region too. Set '
    + 'ThrottlingRateLimit and ThrottlingBurstLimit in the default route settings.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::ApiGatewayV2::Stage') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return compliance(alternatives(resourceOf(node).properties.DefaultRouteSettings).map(objectOf)
      .every(({ ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }) => [rate, burst].every(isLimit)));
  },
};
