/** Groups whose rules' labels AWS documents rule by rule, and what their labels begin with. */
const NAMESPACES: { readonly [group: string]: string } = {
  AWSManagedRulesCommonRuleSet: 'awswaf:managed:aws:core-rule-set',
  AWSManagedRulesKnownBadInputsRuleSet: 'awswaf:managed:aws:known-bad-inputs',
  AWSManagedRulesSQLiRuleSet: 'awswaf:managed:aws:sql-database',
};

/** What a rule inspects, as its name ends, and as its label does. */
const PARTS: { readonly [suffix: string]: string } = {
  BODY: 'Body',
  COOKIE: 'Cookie',
  HEADER: 'Header',
  QUERYARGUMENTS: 'QueryArguments',
  QUERYSTRING: 'QueryString',
  URIPATH: 'URIPath',
};

/** Labels that are not made from the rule's name. */
const OTHERS: { readonly [rule: string]: string } = {
  Host_localhost_HEADER: 'Host_Localhost_Header',
  PROPFIND_METHOD: 'Propfind_Method',
  UserAgent_BadBots_HEADER: 'BadBots_Header',
};

/**
 * The label that a rule of a managed group puts on what it matches, also where its action is overridden to Count; absent where AWS documents none.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-use-case.html
 */
export function labelOf(group: string, rule: string): string | undefined {
  const [, name, suffix] = /^(\w+)_([A-Z]+)$/.exec(rule) ?? [];
  const label = OTHERS[rule] ?? (suffix in PARTS ? `${name}_${PARTS[suffix]}` : undefined);
  return group in NAMESPACES && label !== undefined ? `${NAMESPACES[group]}:${label}` : undefined;
}
