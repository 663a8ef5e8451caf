import { shown } from '../../shared/literals';
import { FirewallOptions } from '../firewall-options';
import { addressRules, AddressSets, clientAddress } from './address-rules';
import { statementCapacity } from './capacity';
import { isForEdge, managedRule, managedRuleGroups } from './managed-rules';
import { rateRules } from './rate-rules';
import { numbered, PlannedRule } from './rule-plan';
import { WafRule } from './waf-rule';

/** Pages load many objects, so the Edge lets through more than the API takes. */
const DEFAULT_EDGE_RATE_LIMIT = 10_000;

/** The rules of the web ACL at the Edge, with what they cost and why they are there. */
export interface EdgeFirewall {
  readonly rules: WafRule[];
  readonly capacities: number[];
  readonly purposes: string[];
}

/** Options to rules: those that need no routes. The others stand in the API's web ACL. */
export function edgeFirewall(options: FirewallOptions, sets: AddressSets): EdgeFirewall {
  const groups = managedRuleGroups(options.managedRuleGroups).filter(isForEdge);
  const stray = options.managedRuleGroups?.find(({ _state }) => !isForEdge(_state));
  if (stray) {
    throw new Error(`\`managedRuleGroups\` of an EdgeWebAcl must hold \`ipReputation\`, \`anonymousIp\`, \`antiDdos\` or \`knownBadInputs\`, got ${shown(stray._state.name)}, which needs the routes; ` +
      'right would be `firewall.managedRuleGroups` of the API');
  }
  const plan: PlannedRule[] = [
    ...addressRules(options, sets, clientAddress()),
    ...rateRules({ rateLimit: options.rateLimit ?? DEFAULT_EDGE_RATE_LIMIT }, clientAddress()),
    ...groups.map((group) => managedRule(group, group.config(() => ''))),
  ];
  const rules = numbered(plan);
  const capacityOf = new Map(groups.map((group) => [group.name, group.capacity]));
  return {
    rules,
    capacities: rules.map((rule) => statementCapacity(rule.Statement, (name) => capacityOf.get(name)!)),
    purposes: plan.map(({ purpose }) => purpose),
  };
}
