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
  const [network, prefix] = range.split('/');
  const one = bitsOf(address);
  const other = parsed(network);
  if (!one || !other || one.version !== other.version) {
    return false;
  }
  const hosts = 2n ** BigInt((one.version === 4 ? 32 : 128) - Number(prefix));
  return one.bits / hosts === other.bits / hosts;
}
