import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { integrationsOf } from './private/operations-of-api';
import { alternatives, text } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html */
export const encryptedBackend: NagRule = {
  id: 'SRA9',
  level: NagMessageLevel.ERROR,
  info: 'The integration calls its backend over plain http.',
  explanation: 'Who sits between API Gateway and the backend reads and changes requests and answers. Call it over https.',
  check(node) {
    const integrations = integrationsOf(node);
    return integrations
      ? findings(integrations.filter(({ integration }) => alternatives(integration.uri)
        .some((uri) => /^http:\/\//i.test(text(uri)))).map(({ name }) => name))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};
