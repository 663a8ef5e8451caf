import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { operationsOf } from './private/operations';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-key-usage-plan-oas.html */
export const apiKeyRequired: NagRule = {
  id: 'SRA1',
  level: NagMessageLevel.ERROR,
  info: 'The operation does not require an API key.',
  explanation: 'Without a key no usage plan applies: one client can use up what all share, and none can be told from another. '
    + 'Name a scheme of type apiKey in the header x-api-key in the operation\'s own security, or set ApiKeyRequired on the method.',
  check(node) {
    const operations = operationsOf(node);
    return operations
      ? findings(operations.filter((operation) => !operation.preflight && !operation.apiKeyRequired).map((operation) => operation.name))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};
