import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { operationsOf } from './private/operations';

/**
 * An operation without a `security` of its own has that of the document's root: recorded in import-root-security-authorizer and
 * import-root-security-scopes. `security: []` on an operation takes it away again.
 */
export const operationAuthorized: NagRule = {
  id: 'SRA2',
  level: NagMessageLevel.ERROR,
  info: 'The operation has no authorizer.',
  explanation: 'Anyone can call it: an API key identifies a client and authenticates nobody. '
    + 'Name a scheme with x-amazon-apigateway-authorizer, or with the authtype awsSigv4, in the security of the operation or of the document\'s root; '
    + 'on a method set AuthorizationType.',
  check(node) {
    const operations = operationsOf(node);
    if (!operations) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    return findings(operations.filter((operation) => !operation.preflight && !operation.authorized).map((operation) => operation.name));
  },
};
