/** An IP address as a number, and which version it is of. */
export interface AddressBits {
  readonly version: 4 | 6;
  readonly bits: bigint;
}

/** An IP address as bits, or undefined where the text is none. One of version 4 in the clothes of version 6 is none. */
export function addressBits(address: string): AddressBits | undefined {
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
