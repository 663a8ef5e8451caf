import { METHOD_ARGUMENTS, METHOD_HEADERS, OVERRIDE_HEADERS } from '../../routes/private/override-names';
import { HeaderAcceptance } from '../header-acceptance';
import { packed } from './regex-text';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { or, QUERY_STRING, regex } from './statements';
import { WafField, WafStatement } from './waf-rule';

/** Characters that `(?i)^(?:` and `)$` take. */
const NAME_FRAME = 10;

/**
 * Refuses requests that servers behind the API would read as something else than what the firewall, API Gateway and the authorizer judged.
 * A header with `_` is one of them: CGI, WSGI and PHP know it by the name that another header has with `-`.
 */
export function overrideRules(accepted: HeaderAcceptance[] = []): PlannedRule[] {
  const exceptions = accepted.map(({ name, reason }) => `${name} is accepted: ${reason}`);
  return [
    {
      name: 'MethodOverride',
      purpose: 'headers and arguments that change the method after the firewall has judged it',
      statement: or(...named(METHOD_HEADERS, headerNames([])), regex(QUERY_STRING, `(?i)(?:^|&)(?:${METHOD_ARGUMENTS.join('|')})(?:[=&[]|%5b|$)`)),
      action: refuse(400),
    },
    {
      name: 'HeaderOverride',
      purpose: ['headers from which servers take another path, host, user or address, and names with "_"', ...exceptions].join('; '),
      statement: or(...named(['.*_.*', ...OVERRIDE_HEADERS], headerNames(accepted))),
      action: refuse(400),
    },
  ];
}

function named(sources: string[], field: WafField): WafStatement[] {
  return packed(sources, NAME_FRAME).map((some) => regex(field, `(?i)^(?:${some.join('|')})$`));
}

/** Names of all headers but those accepted. What is beyond the headers that AWS WAF sees, the rule HeaderSize has refused. */
function headerNames(accepted: HeaderAcceptance[]): WafField {
  const MatchPattern = accepted.length > 0 ? { ExcludedHeaders: accepted.map(({ name }) => name.toLowerCase()) } : { All: {} };
  return { Headers: { MatchPattern, MatchScope: 'KEY', OversizeHandling: 'MATCH' } };
}
