import { BlockListOptions } from './block-list-options';
import { HeaderAcceptance } from './header-acceptance';
import { ManagedRuleGroup } from './managed-rule-group';

/**
 * What the web ACL in front of the API adds to or changes in its defaults. No option turns a protection off: what is
 * loosened is loosened by name, with a reason that the posture report shows.
 *
 * Paths are written as the routes have them, such as `/login`. Rates count requests of one client address in five minutes.
 */
export interface FirewallOptions {
  /**
   * Paths on which credentials are tried. Each client address may call them `loginRateLimit` times in five minutes.
   *
   * The web ACL does not see responses, so it can't count refused logins: it bounds all of them.
   *
   * @default - none
   */
  readonly loginPaths?: string[];

  /**
   * Paths on which accounts are made. They share the limit of the login paths.
   *
   * @default - none
   */
  readonly signUpPaths?: string[];

  /**
   * Requests that one client address may send in five minutes before it is answered with 429. At least 10. With `edge` the IPv6 addresses
   * that share their first 64 bits are one; without it see `clientsPerNetwork`.
   *
   * @default 2000
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
   */
  readonly rateLimit?: number;

  /**
   * Requests to `loginPaths` and `signUpPaths` that one client address may send in five minutes. At least 10. Addresses are as for `rateLimit`.
   *
   * @default 20
   */
  readonly loginRateLimit?: number;

  /**
   * How many clients may share what only many addresses could send: their limits, times this number, bound it. From 1 to 100,000.
   *
   * With `edge` it bounds one address of CloudFront, through which many clients come: whoever came by the origin secret can claim another
   * client's address for each request, and none but his own for the connection. Raise it where one place has very many clients.
   *
   * Without `edge` it bounds the IPv6 addresses of one provider. AWS WAF counts each of them alone, and everyone has 2^64 or more; the
   * finest part of an address that it can count by is the provider's number (ASN). The Edge counts by the first 64 bits instead.
   *
   * @default 20
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html
   */
  readonly clientsPerNetwork?: number;

  /**
   * Most bytes of a body on any route: a route with a higher limit of its own is held to this one. From 1 to 65,536.
   *
   * @default - each route's own limit, which is 8,192 unless the route says otherwise
   */
  readonly maxBodyBytes?: number;

  /**
   * The only addresses (CIDR, IPv4 or IPv6) that may call the API; all others are answered with 403.
   *
   * @default - any address
   */
  readonly allowedIps?: string[];

  /**
   * Addresses (CIDR, IPv4 or IPv6) that are answered with 403.
   *
   * @default - none
   */
  readonly blockedIps?: string[];

  /**
   * Refuses clients for a while whom the firewall refused often. A function looks for them in the log of the web ACL every five minutes.
   *
   * @default - no list: a function, six IP sets and their alarm are there for a reason only
   */
  readonly blockList?: BlockListOptions;

  /**
   * The only countries (ISO 3166-1 alpha-2) whose addresses may call the API; all others are answered with 403.
   *
   * @default - any country
   */
  readonly allowedCountries?: string[];

  /**
   * Countries (ISO 3166-1 alpha-2) whose addresses are answered with 403.
   *
   * @default - none
   */
  readonly blockedCountries?: string[];

  /**
   * Headers that are refused by default, since common servers read another path, host, address or user from them (`X-Forwarded-Host`,
   * `X-Real-IP`, `X-Remote-User` and their kind, and every name with "_"), and that clients of this API send all the same. A proxy of a
   * partner is one that does.
   *
   * @default - none
   */
  readonly acceptHeaders?: HeaderAcceptance[];

  /**
   * AWS managed rule groups beyond the default ones, or the default ones with rules that only count.
   *
   * The defaults stay in place whatever is listed here: common rule set, known bad inputs, SQL injection, IP reputation
   * and anonymous IP list.
   *
   * @default - the default groups as AWS ships them, with `SizeRestrictions_BODY` counting
   */
  readonly managedRuleGroups?: ManagedRuleGroup[];

  /**
   * Most web ACL capacity units (WCU) that the rules may cost. More than 1,500 costs more per request; 5,000 is AWS's end.
   *
   * @default 1500
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html
   */
  readonly capacityBudget?: number;

  /**
   * Why requests that pass are logged too: a sentence, shown in the posture report.
   *
   * A log line costs more than the request that causes it, so a log of allowed requests lets an attacker run up the bill.
   *
   * @default - only requests that a rule blocked or counted are logged
   */
  readonly logAllowed?: string;
}
