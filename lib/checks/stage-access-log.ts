import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { alternatives, objectOf } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
export const stageAccessLog: NagRule = {
  id: 'SRA29',
  level: NagMessageLevel.WARN,
  info: 'The stage writes no access log.',
  explanation: 'Who called what, when, and was refused for which reason, nobody can tell after an attack. Name a log group in the access log settings, '
    + 'with a format of chosen fields.',
  check(node) {
    switch (node.cfnResourceType) {
      case 'AWS::ApiGateway::Stage':
        return compliance(hasDestination(resourceOf(node).properties.AccessLogSetting));
      case 'AWS::ApiGatewayV2::Stage':
        return compliance(hasDestination(resourceOf(node).properties.AccessLogSettings));
      case 'AWS::ApiGateway::Deployment': {
        const { StageName: name, StageDescription: description } = resourceOf(node).properties;
        return name === undefined ? NagRuleCompliance.NOT_APPLICABLE : compliance(hasDestination(objectOf(description).AccessLogSetting));
      }
      default:
        return NagRuleCompliance.NOT_APPLICABLE;
    }
  },
};

function hasDestination(settings: unknown): boolean {
  return alternatives(settings).every((setting) => alternatives(objectOf(setting).DestinationArn).every((arn) => arn !== undefined && arn !== ''));
}
