import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { operationsOf } from './private/operations';
import { alternatives, text } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
export const encryptedBackend: NagRule = {
  id: 'SRA9',
  level: NagMessageLevel.ERROR,
  info: 'The integration calls its backend over plain http.',
  explanation: 'Who sits between API Gateway and the backend reads and changes requests and answers. Call it over https.',
  check(node) {
    const operations = operationsOf(node);
    return operations
      ? findings(operations.filter((operation) => alternatives(operation.integration.uri)
        .some((uri) => /^http:\/\//i.test(text(uri)))).map((operation) => operation.name))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};
