import { AddressBits, addressBits } from '../../lib/contracts/address';
import { ConfigurationError } from '../shared/errors';

/** A range of addresses, in CIDR notation once it is text. */
export interface Network extends AddressBits {
  /** How many of the leading bits it is. */
  readonly prefix: number;
}

/**
 * What is nobody's on the internet, by IANA's registries: loopback, private, shared by a provider's clients, link-local, for documentation and
 * benchmarks, multicast, reserved.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
const SPECIAL_VERSION_4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24',
  '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3',
].map(rangeOf);
/** Of version 6 these are all that are in use on the internet, but for what follows. https://www.iana.org/assignments/ipv6-address-space/ */
const GLOBAL_VERSION_6 = rangeOf('2000::/3');
/** https://www.iana.org/assignments/iana-ipv6-special-registry/ */
const SPECIAL_VERSION_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map(rangeOf);

/** How many leading bits are one client: of version 6 whoever has one address has all that begin alike. */
const CLIENT_PREFIX = { 4: 32, 6: 64 } as const;

/** @throws where the text is no range in CIDR notation: a list of partners that can't be read must not be taken for an empty one */
export function rangeOf(text: string): Network {
  const range = parseRange(text);
  if (range === undefined) {
    throw new ConfigurationError(`a range of addresses must be in CIDR notation, got ${JSON.stringify(text.slice(0, 60))}`);
  }
  return range;
}

/** `undefined` where the text is no range. */
export function parseRange(text: string): Network | undefined {
  const [address, prefix, ...rest] = text.split('/');
  const found = addressBits(address);
  if (found === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? '') || Number(prefix) > width(found.version)) {
    return undefined;
  }
  return truncated(found, Number(prefix));
}

/** What is blocked where this address is: itself, and of version 6 its first 64 bits. `undefined` where the text is no address. */
export function clientNetwork(address: string): Network | undefined {
  const found = addressBits(address);
  return found && truncated(found, CLIENT_PREFIX[found.version]);
}

/** Whether a network may stand on the list: it is one client's, somebody's on the internet, and has no address in common with the ranges. */
export function mayBeBlocked(network: Network, never: readonly Network[]): boolean {
  if (network.prefix !== CLIENT_PREFIX[network.version] || never.some((range) => overlap(range, network))) {
    return false;
  }
  return network.version === 4
    ? !SPECIAL_VERSION_4.some((range) => overlap(range, network))
    : overlap(GLOBAL_VERSION_6, network) && !SPECIAL_VERSION_6.some((range) => overlap(range, network));
}

/** In one spelling, whatever AWS WAF's or the log's is. */
export function networkText({ version, bits, prefix }: Network): string {
  const [count, values] = version === 4 ? [4, 2n ** 8n] : [8, 2n ** 16n];
  const parts = Array.from({ length: count }, (_, index) => bits / values ** BigInt(index) % values).reverse();
  return version === 4 ? `${parts.join('.')}/${prefix}` : `${parts.map((part) => part.toString(16)).join(':')}/${prefix}`;
}

/** The order in which networks of one version are taken, where nothing else tells them apart. */
export function byNumber(one: Network, other: Network): number {
  return one.bits < other.bits ? -1 : Number(one.bits > other.bits);
}

function overlap(one: Network, other: Network): boolean {
  const common = Math.min(one.prefix, other.prefix);
  return one.version === other.version && truncated(one, common).bits === truncated(other, common).bits;
}

function truncated({ version, bits }: AddressBits, prefix: number): Network {
  const hosts = 2n ** BigInt(width(version) - prefix);
  return { version, bits: bits - bits % hosts, prefix };
}

function width(version: 4 | 6): number {
  return version === 4 ? 32 : 128;
}
