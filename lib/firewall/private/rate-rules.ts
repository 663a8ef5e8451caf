import { FirewallOptions } from '../firewall-options';
import { AddressSource } from './address-rules';
import { refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { WafStatement } from './waf-rule';

export const DEFAULT_RATE_LIMIT = 2000;
const DEFAULT_LOGIN_RATE_LIMIT = 20;
const DEFAULT_CLIENTS_PER_NETWORK = 20;
/** AWS's end of a limit. https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const MAX_LIMIT = 2_000_000_000;

/** Requests on which credentials are tried. */
export interface GuardedRequests {
  /** What is true for them; absent where it is all that there are. */
  readonly scope?: WafStatement;
}

/**
 * What one client may send, and what many clients that can't be told apart may send together.
 *
 * The second count is for whoever has as many addresses as he likes: each would be a count of its own.
 */
export function rateRules(options: FirewallOptions, source: AddressSource, guarded?: GuardedRequests): PlannedRule[] {
  const requests = options.rateLimit ?? DEFAULT_RATE_LIMIT;
  const logins = options.loginRateLimit ?? DEFAULT_LOGIN_RATE_LIMIT;
  const together = (limit: number): number => Math.min(limit * (options.clientsPerNetwork ?? DEFAULT_CLIENTS_PER_NETWORK), MAX_LIMIT);
  const { network } = source;
  return [
    rateRule('RatePerAddress', 'floods from one address', source.rate(requests)),
    ...(network ? [rateRule(`RatePer${network.name}`, `floods from ${network.meaning}`, network.rate(together(requests)))] : []),
    ...(guarded ? [rateRule('LoginRatePerAddress', 'guessing of credentials from one address', source.rate(logins, guarded.scope))] : []),
    ...(guarded && network
      ? [rateRule(`LoginRatePer${network.name}`, `guessing of credentials from ${network.meaning}`, network.rate(together(logins), guarded.scope))]
      : []),
  ];
}

/** Names of the rules on guessing, by which AWS WAF's metrics know them. */
export function loginRateRules({ network }: AddressSource): string[] {
  return ['LoginRatePerAddress', ...(network ? [`LoginRatePer${network.name}`] : [])];
}

function rateRule(name: string, purpose: string, statement: WafStatement): PlannedRule {
  return { name, purpose, statement, action: refuse(429), unlogged: true };
}
