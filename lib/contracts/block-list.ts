/**
 * What the firewall's construct (lib/firewall/private/block-list.ts) and the function that keeps the list (lambda/block-list) agree on.
 * Types and names only: nothing here may import CDK, since esbuild bundles it into the function.
 */

/** Environment variable with the name of the web ACL's log group. */
export const ENV_LOG_GROUP = 'LOG_GROUP';
/** Environment variable with the ARNs of the IP sets, with commas between: first those of version 4, then as many of version 6. */
export const ENV_IP_SETS = 'IP_SETS';
/** Environment variable with the header in which the client's address stands; `-` where that is the connection's own. */
export const ENV_ADDRESS_HEADER = 'ADDRESS_HEADER';
/** Environment variable with the ranges that are never blocked, with commas between; `-` for none. */
export const ENV_NEVER_BLOCK = 'NEVER_BLOCK';
/** Environment variable with `BlockListSettings`, as JSON. */
export const ENV_SETTINGS = 'SETTINGS';

/** What the user set. */
export interface BlockListSettings {
  /** Refused requests of one address in `LOOKED_BACK_MINUTES` that put it on the list. */
  readonly refusals: number;
  /** For how long at least. */
  readonly minutes: number;
  /** Most addresses of each version. */
  readonly maxAddresses: number;
}

/** How often the function looks at the log. */
export const EVERY_MINUTES = 5;
/** How much of the log it looks at. More than what lies between two looks, since a line takes a while to get there. */
export const LOOKED_BACK_MINUTES = 10;

/**
 * IP sets for each version of addresses. An IP set says of none of its addresses when it got there, and its description holds 256 characters.
 * So all addresses of a set have one end, which its description says, and there are as many sets as ends that can lie ahead: with ends that
 * are half of the time apart, three.
 */
export const GENERATIONS = 3;
