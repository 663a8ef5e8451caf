import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { alternatives, isLimit, objectOf } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export const usagePlanThrottled: NagRule = {
  id: 'SRA7',
  level: NagMessageLevel.ERROR,
  info: 'The usage plan has no throttle.',
  explanation: 'One consumer, or whoever holds its key, can use up the whole stage. Set Throttle with a rate and a burst.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::ApiGateway::UsagePlan') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return compliance(alternatives(resourceOf(node).properties.Throttle).every((throttle) =>
      [objectOf(throttle).RateLimit, objectOf(throttle).BurstLimit].every(isLimit)));
  },
};
