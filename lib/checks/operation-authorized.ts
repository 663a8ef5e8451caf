import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { documentOf, operationsOf } from './private/operations';
import { listOf } from './private/values';

/**
 * API Gateway ignores the security of the document as a whole: an author who wrote it only there deploys an open API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export const operationAuthorized: NagRule = {
  id: 'SRA2',
  level: NagMessageLevel.ERROR,
  info: 'The operation has no authorizer, or relies on the security of the document\'s root, which API Gateway ignores.',
  explanation: 'Anyone can call it: an API key identifies a client and authenticates nobody. '
    + 'Name a scheme with x-amazon-apigateway-authorizer, or with the authtype awsSigv4, in the operation\'s own security; '
    + 'on a method set AuthorizationType.',
  check(node) {
    const operations = operationsOf(node);
    if (!operations) {
      return NagRuleCompliance.NOT_APPLICABLE;
    }
    const open = operations.filter((operation) => !operation.preflight && !operation.authorized).map((operation) => operation.name);
    const ignored = open.length > 0 && listOf(documentOf(node)?.security).length > 0;
    return findings([...ignored ? ['root security'] : [], ...open]);
  },
};
