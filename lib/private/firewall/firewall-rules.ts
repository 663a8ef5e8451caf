import { ruleCapacity } from './capacity';
import { FirewallInput } from './firewall-input';
import { managedRuleGroups } from './managed-rules';
import { refuse, RATE_WINDOW_SECONDS } from './responses';
import { numbered, PlannedRule } from './rule-plan';
import { not, or, present, header, size } from './statements';
import { WafRule, WafStatement } from './waf-rule';

const DEFAULT_RATE_LIMIT = 2000;

/** The rules of one web ACL, with what they cost and why they are there. */
export interface Firewall {
  readonly rules: WafRule[];
  readonly capacities: number[];
  readonly purposes: string[];
  readonly capacity: number;
  /** Bytes of a body that AWS WAF has to see: the smallest of its windows that holds the largest limit. */
  readonly bodyWindow: 16384 | 32768 | 49152 | 65536;
}

/** Options and routes to rules, in the order in which they are evaluated. */
export function firewall(input: FirewallInput): Firewall {
  const groups = managedRuleGroups(input.options.managedRuleGroups);
  const largestBody = Math.max(0, ...input.routes.map((route) => Math.min(route.body._maxBytes, input.options.maxBodyBytes ?? Infinity)));
  const plan: PlannedRule[] = [
    ...addressRules(input),
    {
      name: 'RatePerAddress',
      purpose: 'floods from one address',
      statement: {
        RateBasedStatement: {
          Limit: input.options.rateLimit ?? DEFAULT_RATE_LIMIT,
          EvaluationWindowSec: RATE_WINDOW_SECONDS,
          AggregateKeyType: 'IP',
        },
      },
      action: refuse(429),
    },
    {
      name: 'MethodOverride',
      purpose: 'headers that change the method after the firewall has judged it',
      statement: or(...['x-http-method-override', 'x-http-method', 'x-method-override'].map((name) => present(header(name)))),
      action: refuse(400),
    },
    {
      name: 'BodySize',
      purpose: 'bodies over the limit',
      statement: size({ Body: { OversizeHandling: 'MATCH' } }, 'GT', largestBody),
      action: refuse(413),
    },
    ...groups.map((group): PlannedRule => ({
      name: group.name.replace('AWSManagedRules', 'Aws'),
      purpose: 'AWS managed rules',
      statement: {
        ManagedRuleGroupStatement: {
          VendorName: 'AWS',
          Name: group.name,
          ...(group.overrides.length > 0 && {
            RuleActionOverrides: group.overrides.map(({ rule }) => ({ Name: rule, ActionToUse: { Count: {} } })),
          }),
        },
      },
      managed: group.countOnly ? 'count' : 'none',
    })),
  ];
  const rules = numbered(plan);
  const capacityOf = new Map(groups.map((group) => [group.name, group.capacity]));
  const capacities = rules.map((rule) => ruleCapacity(rule, (name) => capacityOf.get(name)!));
  return {
    rules,
    capacities,
    purposes: plan.map((rule) => rule.purpose),
    capacity: capacities.reduce((total, capacity) => total + capacity, 0),
    bodyWindow: ([16384, 32768, 49152, 65536] as const).find((bytes) => bytes >= largestBody) ?? 65536,
  };
}

function addressRules({ options, allowedIpSets, blockedIpSets }: FirewallInput): PlannedRule[] {
  const rules: PlannedRule[] = [];
  const add = (name: string, purpose: string, statement: WafStatement): void => {
    rules.push({ name, purpose, statement, action: refuse(403) });
  };
  const inSets = (arns: unknown[]): WafStatement => or(...arns.map((Arn) => ({ IPSetReferenceStatement: { Arn } })));
  if (blockedIpSets.length > 0) {
    add('BlockedAddresses', 'addresses of `blockedIps`', inSets(blockedIpSets));
  }
  if (allowedIpSets.length > 0) {
    add('AllowedAddresses', 'addresses outside of `allowedIps`', not(inSets(allowedIpSets)));
  }
  if (options.blockedCountries) {
    add('BlockedCountries', 'countries of `blockedCountries`', { GeoMatchStatement: { CountryCodes: options.blockedCountries } });
  }
  if (options.allowedCountries) {
    add('AllowedCountries', 'countries outside of `allowedCountries`', not({ GeoMatchStatement: { CountryCodes: options.allowedCountries } }));
  }
  return rules;
}
