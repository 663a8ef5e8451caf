interface Bits {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

/** Of the last address: all ranges of a set are asked about the same one. */
let last: { readonly address: string; readonly bits: Bits | undefined } | undefined;

/** An address as bits, or undefined where the text is none. */
function bitsOf(address: string): Bits | undefined {
  if (last?.address !== address) {
    last = { address, bits: parsed(address) };
  }
  return last.bits;
}

function parsed(address: string): Bits | undefined {
  const version4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (version4) {
    const parts = version4.slice(1).map(Number);
    return parts.every((part) => part < 256) ? { version: 4, bits: BigInt(parts.reduce((sum, part) => sum * 256 + part, 0)) } : undefined;
  }
  const halves = address.split('::');
  if (halves.length > 2 || !/^[\da-fA-F:]+$/.test(address)) {
    return undefined;
  }
  const [head, tail] = halves.map((half) => half === '' ? [] : half.split(':'));
  const missing = 8 - head.length - (tail?.length ?? 0);
  const parts = tail === undefined ? head : [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  if (parts.length !== 8 || (tail !== undefined && missing < 1) || !parts.every((part) => /^[\da-fA-F]{1,4}$/.test(part))) {
    return undefined;
  }
  return { version: 6, bits: BigInt(`0x${parts.map((part) => part.padStart(4, '0')).join('')}`) };
}

export function isAddress(text: string): boolean {
  return bitsOf(text) !== undefined;
}

/** An address as X.509 and sockets have it, of 4 or 16 bytes. */
export function addressBytes(address: string): Buffer {
  const parts = parsed(address);
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
      const parts = parsed(network);
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
