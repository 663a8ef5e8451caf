import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { resourceOf } from './private/resources';
import { listOf, objectOf, text } from './private/values';

const SECRET_HEADERS = ['authorization', 'x-api-key'];

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/logging-management.html */
export const secretsRedactedInWafLog: NagRule = {
  id: 'SRA15',
  level: NagMessageLevel.ERROR,
  info: 'The web ACL logs tokens or API keys: the header is not among RedactedFields.',
  explanation: 'Whoever can read the log can act as the callers until token and key expire. Redact authorization and x-api-key.',
  check(node) {
    if (node.cfnResourceType !== 'AWS::WAFv2::LoggingConfiguration') {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const redacted = listOf(resourceOf(node).properties.RedactedFields).map((field) => {
      const header = objectOf(objectOf(field).SingleHeader);
      // CDK passes this object through as it is, and CloudFormation takes both spellings of its key.
      return text(header.Name ?? header.name).toLowerCase();
    });
    return findings(SECRET_HEADERS.filter((header) => !redacted.includes(header)));
  },
};
