import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { alternatives } from './private/values';

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html#SettingLogRetention */
export const logRetention: NagRule = {
  id: 'SRA23',
  level: NagMessageLevel.WARN,
  info: 'The log group keeps its events for ever: it has no RetentionInDays.',
  explanation: 'Addresses, paths and names of callers that nobody needs any more are there to be stolen, and are paid for each month. '
    + 'Set RetentionInDays to as long as you look at them.',
  check(node) {
    return node.cfnResourceType === 'AWS::Logs::LogGroup'
      ? compliance(alternatives(resourceOf(node).properties.RetentionInDays).every((days) => days !== undefined))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};
