import { RATE_WINDOW_SECONDS, refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { not, or } from './statements';
import { VIEWER_ADDRESS_HEADER } from '../../contracts/origin-secret';
import { FirewallOptions } from '../firewall-options';
import { WafForwardedIp, WafStatement } from './waf-rule';

const DEFAULT_RATE_LIMIT = 2000;

/** Where a web ACL finds the client's address. */
export interface AddressSource {
  readonly rate: (limit: number, scope?: WafStatement) => WafStatement;
  /** `unreadable`: what is true where the address can't be read. */
  readonly inSet: (arn: unknown, unreadable: Fallback) => WafStatement;
  readonly inCountries: (countryCodes: string[], unreadable: Fallback) => WafStatement;
}

type Fallback = WafForwardedIp['FallbackBehavior'];

/** The address that the connection comes from: the client's own, where nothing stands between. */
export const CLIENT_ADDRESS: AddressSource = {
  rate: (Limit, ScopeDownStatement) => ({
    RateBasedStatement: { Limit, EvaluationWindowSec: RATE_WINDOW_SECONDS, AggregateKeyType: 'IP', ...(ScopeDownStatement && { ScopeDownStatement }) },
  }),
  inSet: (Arn) => ({ IPSetReferenceStatement: { Arn } }),
  inCountries: (CountryCodes) => ({ GeoMatchStatement: { CountryCodes } }),
};

/**
 * The Edge's header with the one address that it saw, in place of whatever the client wrote there. `X-Forwarded-For` begins with the
 * client's own word, and AWS WAF reads the first address of a header. The rule on the origin secret comes first, so that the header is the
 * Edge's whenever these rules are asked.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html
 */
export const VIEWER_ADDRESS: AddressSource = {
  rate: (Limit, ScopeDownStatement) => ({
    RateBasedStatement: {
      Limit,
      EvaluationWindowSec: RATE_WINDOW_SECONDS,
      AggregateKeyType: 'FORWARDED_IP',
      ForwardedIPConfig: forwarded('MATCH'),
      ...(ScopeDownStatement && { ScopeDownStatement }),
    },
  }),
  inSet: (Arn, unreadable) => ({ IPSetReferenceStatement: { Arn, IPSetForwardedIPConfig: { ...forwarded(unreadable), Position: 'FIRST' } } }),
  inCountries: (CountryCodes, unreadable) => ({ GeoMatchStatement: { CountryCodes, ForwardedIPConfig: forwarded(unreadable) } }),
};

function forwarded(FallbackBehavior: Fallback): WafForwardedIp {
  return { HeaderName: VIEWER_ADDRESS_HEADER, FallbackBehavior };
}

/** Floods from one address. */
export function rateOf({ rateLimit }: FirewallOptions, source: AddressSource): PlannedRule {
  return {
    name: 'RatePerAddress',
    purpose: 'floods from one address',
    statement: source.rate(rateLimit ?? DEFAULT_RATE_LIMIT),
    action: refuse(429),
  };
}

/** Lists of addresses and countries, as the options have them. */
export function addressRules(
  options: FirewallOptions, sets: { readonly allowedIpSets: unknown[]; readonly blockedIpSets: unknown[] }, source: AddressSource,
): PlannedRule[] {
  const rules: PlannedRule[] = [];
  const add = (name: string, purpose: string, statement: WafStatement): void => {
    rules.push({ name, purpose, statement, action: refuse(403) });
  };
  if (sets.blockedIpSets.length > 0) {
    add('BlockedAddresses', 'addresses of `blockedIps`', or(...sets.blockedIpSets.map((arn) => source.inSet(arn, 'MATCH'))));
  }
  if (sets.allowedIpSets.length > 0) {
    add('AllowedAddresses', 'addresses outside of `allowedIps`', not(or(...sets.allowedIpSets.map((arn) => source.inSet(arn, 'NO_MATCH')))));
  }
  if (options.blockedCountries) {
    add('BlockedCountries', 'countries of `blockedCountries`', source.inCountries(options.blockedCountries, 'MATCH'));
  }
  if (options.allowedCountries) {
    add('AllowedCountries', 'countries outside of `allowedCountries`', not(source.inCountries(options.allowedCountries, 'NO_MATCH')));
  }
  return rules;
}
