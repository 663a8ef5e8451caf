import { VIEWER_ADDRESS_HEADER, VIEWER_NETWORK_HEADER } from '../../contracts/origin-secret';
import { FirewallOptions } from '../firewall-options';
import { describeBlockList } from './block-list';
import { RATE_WINDOW_SECONDS, refuse } from './responses';
import { PlannedRule } from './rule-plan';
import { and, header, not, or, present } from './statements';
import { WafForwardedIp, WafRateBased, WafStatement } from './waf-rule';

/** Where a web ACL finds the client's address. */
export interface AddressSource {
  readonly rate: (limit: number, scope?: WafStatement) => WafStatement;
  /** What is counted beside the single address, since that can be chosen afresh for each request. */
  readonly network?: AddressNetwork;
  /** `unreadable`: what is true where the address can't be read. */
  readonly inSet: (arn: unknown, unreadable: Fallback) => WafStatement;
  readonly inCountries: (countryCodes: string[], unreadable: Fallback) => WafStatement;
}

/** Clients that can't be told apart. */
interface AddressNetwork {
  /** Last part of the rules' names. */
  readonly name: string;
  /** In words, for the posture report. */
  readonly meaning: string;
  readonly rate: (limit: number, scope?: WafStatement) => WafStatement;
}

type Fallback = WafForwardedIp['FallbackBehavior'];

/** All addresses of version 6. AWS WAF takes every range but /0. */
export const VERSION_6 = ['::/1', '8000::/1'];

/**
 * The address that the connection comes from: the client's own, where nothing stands between.
 *
 * Of version 6 everyone has 2^64 addresses or more, and AWS WAF counts each of them alone: it has no key for a part of an address. What it
 * has is the provider that an address belongs to, so the addresses of version 6 are counted by that too.
 *
 * @param version6 ARN of a set with all addresses of version 6; without it they are counted one by one only
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
 */
export function clientAddress(version6?: unknown): AddressSource {
  return {
    rate: (limit, scope) => counted(limit, { AggregateKeyType: 'IP' }, scope),
    network: version6 === undefined ? undefined : {
      name: 'Network',
      meaning: 'the IPv6 addresses of one provider',
      rate: (limit, scope) => counted(limit, { AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [{ ASN: {} }] }, and(inSet(version6), ...(scope ? [scope] : []))),
    },
    inSet,
    inCountries: (CountryCodes) => ({ GeoMatchStatement: { CountryCodes } }),
  };
}

function inSet(Arn: unknown): WafStatement {
  return { IPSetReferenceStatement: { Arn } };
}

/**
 * The Edge's headers with the one address that it saw, and with the network of that address, in place of whatever the client wrote there.
 * `X-Forwarded-For` begins with the client's own word, and AWS WAF reads the first address of a header. The rules on the origin secret and
 * on these headers come first, so that they are there whenever these rules are asked, and are the Edge's own.
 *
 * Whoever holds the origin secret writes them himself, a new address for each request. He can't choose where his connection comes from.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html
 */
export const VIEWER_ADDRESS: AddressSource = {
  rate: (limit, scope) => counted(limit, { AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: forwarded('MATCH', VIEWER_NETWORK_HEADER) }, scope),
  network: {
    name: 'Connection',
    meaning: 'one address of CloudFront, or of whoever came by the origin secret',
    rate: (limit, scope) => counted(limit, { AggregateKeyType: 'IP' }, scope),
  },
  inSet: (Arn, unreadable) => ({ IPSetReferenceStatement: { Arn, IPSetForwardedIPConfig: { ...forwarded(unreadable), Position: 'FIRST' } } }),
  inCountries: (CountryCodes, unreadable) => ({ GeoMatchStatement: { CountryCodes, ForwardedIPConfig: forwarded(unreadable) } }),
};

function forwarded(FallbackBehavior: Fallback, HeaderName = VIEWER_ADDRESS_HEADER): WafForwardedIp {
  return { HeaderName, FallbackBehavior };
}

function counted(Limit: number, key: Omit<WafRateBased, 'Limit'>, ScopeDownStatement?: WafStatement): WafStatement {
  return { RateBasedStatement: { Limit, EvaluationWindowSec: RATE_WINDOW_SECONDS, ...key, ...(ScopeDownStatement && { ScopeDownStatement }) } };
}

/**
 * Refuses what does not say where it comes from: "if the header isn't present in a request, AWS WAF doesn't apply the rule to the request at
 * all", so no list would ever meet it. Only who came by the origin secret could send such a request; the network beside the address need
 * not be there, since he would write another one each time: what counts him is the connection.
 */
export function viewerRule(): PlannedRule {
  return {
    name: 'ViewerAddress',
    purpose: 'requests without the address that the Edge writes, which no list would meet',
    statement: not(present(header(VIEWER_ADDRESS_HEADER))),
    action: refuse(403),
    unlogged: true,
  };
}

/** ARNs of the IP sets, tokens of the stack. */
export interface AddressSets {
  readonly allowedIpSets: unknown[];
  readonly blockedIpSets: unknown[];
  /** Of the block list; none without it. */
  readonly blockListIpSets?: unknown[];
}

/** Lists of addresses and countries, as the options have them. */
export function addressRules(
  options: FirewallOptions, sets: AddressSets, source: AddressSource,
): PlannedRule[] {
  const rules: PlannedRule[] = [];
  const add = (name: string, purpose: string, statement: WafStatement): void => {
    rules.push({ name, purpose, statement, action: refuse(403), unlogged: true });
  };
  if (sets.blockedIpSets.length > 0) {
    add('BlockedAddresses', 'addresses of `blockedIps`', or(...sets.blockedIpSets.map((arn) => source.inSet(arn, 'MATCH'))));
  }
  // Before the rates, which would count it: who is on the list costs no line of the log, so that he is not kept there by what he sends meanwhile.
  if (options.blockList && sets.blockListIpSets) {
    add('BlockList', describeBlockList(options.blockList), or(...sets.blockListIpSets.map((arn) => source.inSet(arn, 'MATCH'))));
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
