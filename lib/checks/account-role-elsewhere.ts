import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { NagRule } from './private/nag-rule';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html */
export const accountRoleElsewhere: NagRule = {
  id: 'SRA26',
  level: NagMessageLevel.WARN,
  info: 'The stack writes the role with which every API of the region logs (AWS::ApiGateway::Account).',
  explanation: 'There is one for the account and region: the last stack to write it wins, and whoever replaces or deletes the role takes the '
    + 'logs of all APIs. Write it in one stack of the account\'s own (in the CDK: cloudWatchRole: false on the APIs), and acknowledge it there.',
  check(node) {
    return node.cfnResourceType === 'AWS::ApiGateway::Account' ? NagRuleCompliance.NON_COMPLIANT : NagRuleCompliance.NOT_APPLICABLE;
  },
};
