import { NagMessageLevel, NagRuleCompliance } from './private/nag';
import { findings, NagRule } from './private/nag-rule';
import { integrationsOf } from './private/operations-of-api';
import { alternatives, text } from './private/values';

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html */
export const noCallerCredentials: NagRule = {
  id: 'SRA8',
  level: NagMessageLevel.ERROR,
  info: 'The integration passes the caller\'s own AWS identity on (credentials arn:aws:iam::*:user/*).',
  explanation: 'The backend is called with all that the caller may do, not with what this route needs, so any caller with more rights than the '
    + 'route was meant for uses them through it. Give the integration a role of its own.',
  check(node) {
    const integrations = integrationsOf(node);
    return integrations
      ? findings(integrations.filter(({ integration }) => alternatives(integration.credentials)
        .some((credentials) => /^arn:[^:]*:iam::\*:user\/\*$/.test(text(credentials)))).map(({ name }) => name))
      : NagRuleCompliance.NOT_APPLICABLE;
  },
};
