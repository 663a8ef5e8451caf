import { Token } from 'aws-cdk-lib';
import { isMethodHeader, isRefusedHeader } from '../../routes/private/override-names';
import { checkPath } from '../../routes/private/paths';
import { checkReason } from '../../shared/check-reason';
import { checkTypes, DURATION, instanceOf, listOf, NUMBER, OBJECT, optional, Shape, TEXT } from '../../shared/check-types';
import { checkLiteral, checkLiterals, shown } from '../../shared/literals';
import { BlockListOptions } from '../block-list-options';
import { FirewallOptions } from '../firewall-options';
import { HeaderAcceptance } from '../header-acceptance';
import { ManagedRuleGroup } from '../managed-rule-group';
import { isAddress } from './address';
import { checkCountries } from './countries';

/** AWS's end of a web ACL. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const MAX_CAPACITY = 5000;
/** Body sizes that AWS WAF can be told to inspect on API Gateway end here. */
const WIDEST_INSPECTION_WINDOW = 65536;

const SHAPE: Shape = {
  loginPaths: optional(listOf(TEXT)),
  signUpPaths: optional(listOf(TEXT)),
  allowedIps: optional(listOf(TEXT)),
  blockedIps: optional(listOf(TEXT)),
  blockList: optional(OBJECT),
  allowedCountries: optional(listOf(TEXT)),
  blockedCountries: optional(listOf(TEXT)),
  acceptHeaders: optional(listOf(OBJECT)),
  managedRuleGroups: optional(listOf(instanceOf(ManagedRuleGroup, 'ManagedRuleGroup.botControl()'))),
  logAllowed: optional(TEXT),
};

const BLOCK_LIST_SHAPE: Shape = {
  refusals: optional(NUMBER),
  duration: optional(DURATION),
  maxAddresses: optional(NUMBER),
  neverBlock: optional(listOf(TEXT)),
};
/** AWS's end of an IP set. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const MAX_ADDRESSES = 10_000;
/** A function's environment has room for 4 KB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_NEVER_BLOCK = 50;
/** Minutes: longer than what is looked at of the log with all that may come late, so that nobody is put on the list twice for one thing; 7 days. */
const SHORTEST_BLOCK = 30;
const LONGEST_BLOCK = 7 * 24 * 60;

/**
 * @param prefix how the user reaches the options: an error names the property as he wrote it
 * @throws where an option is out of range, contradicts another, or lacks its reason
 */
export function checkFirewallOptions(options: FirewallOptions, prefix = 'firewall.'): FirewallOptions {
  checkTypes(prefix === '' ? 'props' : prefix.slice(0, -1), options, SHAPE, prefix);
  checkNumber(`${prefix}rateLimit`, options.rateLimit, 10, 2_000_000_000, 'requests of one address in five minutes');
  checkNumber(`${prefix}loginRateLimit`, options.loginRateLimit, 10, 2_000_000_000, 'requests of one address in five minutes');
  checkNumber(`${prefix}clientsPerNetwork`, options.clientsPerNetwork, 1, 100_000, 'clients that share a network');
  checkNumber(`${prefix}maxBodyBytes`, options.maxBodyBytes, 1, WIDEST_INSPECTION_WINDOW,
    'bytes that AWS WAF can inspect; for larger bodies let the client upload to a presigned Amazon S3 URL');
  checkNumber(`${prefix}capacityBudget`, options.capacityBudget, 1, MAX_CAPACITY, "WCU, AWS's end of a web ACL");
  checkAddresses(`${prefix}allowedIps`, options.allowedIps);
  checkAddresses(`${prefix}blockedIps`, options.blockedIps);
  checkCountries(`${prefix}allowedCountries`, options.allowedCountries);
  checkCountries(`${prefix}blockedCountries`, options.blockedCountries);
  if (options.blockList) {
    checkBlockList(`${prefix}blockList`, options.blockList, options);
  }
  if (options.allowedCountries && options.blockedCountries) {
    throw new Error(`\`${prefix}blockedCountries\` must not stand beside \`allowedCountries\`, which refuses all others, got ${shown(options.blockedCountries)}`);
  }
  for (const property of ['loginPaths', 'signUpPaths'] as const) {
    const paths = options[property];
    if (paths) {
      checkLiterals(`firewall.${property}`, paths, "['/login']");
      paths.forEach(checkPath);
    }
  }
  if ('basePaths' in options) {
    // An option of earlier versions, which from JavaScript would be ignored in silence. Which route a path belongs to depends on the host name that
    // it came to, so a list of base paths could not tell `/v1/orders` of one domain from the same path of another.
    throw new Error(`\`${prefix}basePaths\` must not be given, got ${shown(options.basePaths)}: the firewall knows with what a path begins; ` +
      "right would be `domain: { domainName, certificate, basePath: 'orders' }`");
  }
  checkAcceptedHeaders(`${prefix}acceptHeaders`, options.acceptHeaders ?? []);
  if (options.logAllowed !== undefined) {
    checkReason('firewall.logAllowed', options.logAllowed);
  }
  return options;
}

function checkNumber(property: string, value: number | undefined, least: number, most: number, unit: string): void {
  if (value === undefined) {
    return;
  }
  if (Token.isUnresolved(value)) {
    throw new Error(`\`${property}\` must be known at synth time, got a token`);
  }
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`\`${property}\` must be a whole number from ${least} to ${most} (${unit}), got ${shown(value)}`);
  }
}

function checkAddresses(property: string, addresses: string[] | undefined): void {
  if (addresses === undefined) {
    return;
  }
  if (addresses.length === 0) {
    throw new Error(`\`${property}\` must hold at least one address, got none; right would be ['203.0.113.0/24']`);
  }
  for (const address of addresses) {
    if (Token.isUnresolved(address)) {
      continue;
    }
    const [host, bits, ...rest] = address.split('/');
    const version6 = host.includes(':');
    // A zero before a number would make it octal to some.
    const valid = rest.length === 0 && isAddress(host) && !/(?:^|\.)0\d/.test(host);
    // AWS WAF takes every range but /0.
    if (!valid || !/^\d{1,3}$/.test(bits ?? '') || Number(bits) < 1 || Number(bits) > (version6 ? 128 : 32)) {
      throw new Error(`\`${property}\` must hold addresses with their prefix length, got ${shown(address)}; right would be '203.0.113.7/32' or '2001:db8::/32'`);
    }
  }
}

function checkBlockList(property: string, list: BlockListOptions, options: FirewallOptions): void {
  checkTypes(property, list, BLOCK_LIST_SHAPE, `${property}.`);
  const { refusals, duration, maxAddresses, neverBlock } = list;
  if (options.allowedIps) {
    // All others are refused without a line in the log, and who is allowed by name is never blocked.
    throw new Error(`\`${property}\` must not stand beside \`allowedIps\`, whose addresses it would never block, got ${shown(options.allowedIps)}; ` +
      'right would be one of them');
  }
  checkNumber(`${property}.refusals`, refusals, 10, 1_000_000, 'refused requests in ten minutes');
  checkNumber(`${property}.maxAddresses`, maxAddresses, 1, MAX_ADDRESSES, 'addresses of each version');
  checkAddresses(`${property}.neverBlock`, neverBlock);
  if (neverBlock && !Token.isUnresolved(neverBlock) && neverBlock.length > MAX_NEVER_BLOCK) {
    throw new Error(`\`${property}.neverBlock\` must hold at most ${MAX_NEVER_BLOCK} ranges, got ${neverBlock.length}; right would be fewer and wider ones`);
  }
  if (duration !== undefined) {
    const minutes = duration.isUnresolved() ? NaN : duration.toMinutes({ integral: false });
    if (!(Number.isInteger(minutes) && minutes >= SHORTEST_BLOCK && minutes <= LONGEST_BLOCK)) {
      const got = duration.isUnresolved() ? 'a token' : duration.toHumanString();
      throw new Error(`\`${property}.duration\` must be whole minutes from 30 minutes to 7 days, got ${got}; right would be Duration.hours(1)`);
    }
  }
}

function checkAcceptedHeaders(property: string, headers: HeaderAcceptance[]): void {
  for (const { name, reason } of headers) {
    checkLiteral(`${property}.name`, name, "'X-Forwarded-Host'");
    checkReason(`${property}.reason`, reason);
    if (isMethodHeader(name)) {
      throw new Error(`\`${property}.name\` must not be ${shown(name)}: API Gateway or a server behind it would take another method for the request than the firewall judged; ` +
        'right would be clients that send the method itself');
    }
    if (!isRefusedHeader(name)) {
      throw new Error(`\`${property}.name\` must be a header that the firewall refuses, got ${shown(name)}, which passes anyway; right would be to leave it out`);
    }
  }
}
