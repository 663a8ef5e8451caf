import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { compliance, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { alternatives, text } from './private/values';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html */
export const invocationFromOneApi: NagRule = {
  id: 'SRA14',
  level: NagMessageLevel.ERROR,
  info: 'The function lets API Gateway invoke it on behalf of any account (no SourceArn and no SourceAccount).',
  explanation: 'Anyone can point an API of his own account at the function and so get around authorizer, key and web ACL '
    + '(the confused deputy). Set SourceArn, or give the integration a role and remove the permission.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::Lambda::Permission') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const { Principal: principal, SourceArn: arn, SourceAccount: account } = resourceOf(node).properties;
    // Everybody includes API Gateway, and without a source also every account's own functions and users.
    if (!alternatives(principal).some((name) => ['apigateway.amazonaws.com', '*'].includes(text(name)))) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const byArn = alternatives(arn).every((value) => value !== undefined && !/^(?:[*?]+|arn:[^:]*:[^:]*:[^:]*:[^:]*[*?][^:]*:.*)$/.test(text(value)));
    return compliance(byArn || alternatives(account).every((value) => value !== undefined && text(value) !== '' && !/[*?]/.test(text(value))));
  },
};
