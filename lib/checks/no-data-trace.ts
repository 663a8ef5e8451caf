import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { listOf, mayBeTrue, objectOf, TemplateObject } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export const noDataTrace: NagRule = {
  id: 'SRA4',
  level: NagMessageLevel.ERROR,
  info: 'The stage writes whole requests and responses to its log (DataTraceEnabled).',
  explanation: 'Whoever can read the log gets tokens and personal data of the callers. Turn it off, and log chosen fields to the access log.',
  check(node) {
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Stage':
        return compliance(!traces(resourceOf(node).properties));
      case 'AWS::ApiGateway::Deployment':
        return compliance(!traces(objectOf(resourceOf(node).properties.StageDescription)));
      case 'AWS::ApiGatewayV2::Stage': {
        const { DefaultRouteSettings, RouteSettings } = resourceOf(node).properties;
        return compliance(![DefaultRouteSettings, ...Object.values(objectOf(RouteSettings))].some((settings) => traces(objectOf(settings))));
      }
      default:
        return NagRuleCompliance.NOT_APPLICABLE;
    }
  },
};

function traces(settings: TemplateObject): boolean {
  return [settings, ...listOf(settings.MethodSettings)].some((setting) => mayBeTrue(objectOf(setting).DataTraceEnabled));
}
