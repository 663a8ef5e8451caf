import { Duration } from 'aws-cdk-lib';

/**
 * Whom the firewall refuses for a while, because it refused him often: addresses of version 4, and of version 6 their first 64 bits.
 *
 * What counts is each request in the web ACL's log that a rule refused: one with a path of no route, without a key or token where one is
 * needed, with a value that breaks its constraint, or in which a managed group finds an attack. What is refused for its number, its address or
 * its country has no line there; neither have requests that the API behind refuses.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-ipset-match.html
 */
export interface BlockListOptions {
  /**
   * Refused requests of one client in ten minutes that put it on the list. From 10 to 1,000,000.
   *
   * @default 100
   */
  readonly refusals?: number;

  /**
   * How long it stays there at least, in whole minutes; at most half of it longer, since many go at the same time. From 30 minutes to 7 days:
   * addresses change hands.
   *
   * @default Duration.hours(1)
   */
  readonly duration?: Duration;

  /**
   * Most entries of each version of addresses. Where there are more, those go first whose time ends first. From 1 to 10,000.
   *
   * @default 1000
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/limits.html
   */
  readonly maxAddresses?: number;

  /**
   * Ranges (CIDR, IPv4 or IPv6) that are never on the list, whatever they send: partners, monitoring, offices behind one address. At most 50.
   * Addresses that are nobody's on the internet (private, loopback, reserved) never are either.
   *
   * @default - none
   */
  readonly neverBlock?: string[];
}
