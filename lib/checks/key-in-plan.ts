import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { refersTo, resourceOf, resourcesInApp } from './private/resources';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html */
export const keyInPlan: NagRule = {
  id: 'SRA22',
  level: NagMessageLevel.WARN,
  info: 'The API key is in no usage plan.',
  explanation: 'A key without a plan opens no stage, until somebody puts it into one by hand, whose limits no review has seen. '
    + 'Name it in a UsagePlanKey, or remove it.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::ApiGateway::ApiKey') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const key = resourceOf(node);
    return compliance(resourcesInApp(key.stack, 'AWS::ApiGateway::UsagePlanKey').some((plan) => refersTo(plan, plan.properties.KeyId, key)));
  },
};
