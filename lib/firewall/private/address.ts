import { AddressBits, addressBits } from '../../contracts/address';

/** Of the last address: all ranges of a set are asked about the same one. */
let last: { readonly address: string; readonly bits: AddressBits | undefined } | undefined;

/** An address as bits, or undefined where the text is none. */
function bitsOf(address: string): AddressBits | undefined {
  if (last?.address !== address) {
    last = { address, bits: addressBits(address) };
  }
  return last.bits;
}

export function isAddress(text: string): boolean {
  return bitsOf(text) !== undefined;
}

/** An address as X.509 and sockets have it, of 4 or 16 bytes. */
export function addressBytes(address: string): Buffer {
  const parts = addressBits(address);
  if (!parts) {
    throw new Error(`no IP address: ${address}`);
  }
  return Buffer.from(parts.bits.toString(16).padStart(parts.version === 4 ? 8 : 32, '0'), 'hex');
}

/** Whether an address lies in a range in CIDR notation. */
export function inRange(address: string, range: string): boolean {
  return new AddressRanges([range]).has(address);
}

/** Ranges in CIDR notation, however many: an address is looked for once for each length of their prefixes. */
export class AddressRanges {
  /** Networks by version and by how many addresses they have. */
  private readonly networks = new Map<string, { readonly version: 4 | 6; readonly hosts: bigint; readonly firsts: Set<bigint> }>();

  public constructor(ranges: readonly string[]) {
    for (const range of ranges) {
      const [network, prefix] = range.split('/');
      const parts = addressBits(network);
      if (parts) {
        const hosts = 2n ** BigInt((parts.version === 4 ? 32 : 128) - Number(prefix));
        const key = `${parts.version}/${prefix}`;
        const same = this.networks.get(key) ?? { version: parts.version, hosts, firsts: new Set<bigint>() };
        this.networks.set(key, same);
        same.firsts.add(parts.bits / hosts);
      }
    }
  }

  public has(address: string): boolean {
    const one = bitsOf(address);
    return one !== undefined && [...this.networks.values()]
      .some(({ version, hosts, firsts }) => version === one.version && firsts.has(one.bits / hosts));
  }
}
