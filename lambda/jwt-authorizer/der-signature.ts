/** Tags of X.690, 8.1.2. */
const INTEGER = 0x02;
const SEQUENCE = 0x30;
/** From 128 bytes on, this byte says that one follows with the length (X.690, 8.1.3.5); two numbers of P-521 take up to 138. */
const LONG_LENGTH = 0x81;

/**
 * An ECDSA signature as OpenSSL takes it (`ECDSA-Sig-Value`, RFC 3279, 2.2.3), from r and s side by side as a token has them (RFC 7518, 3.4).
 * `dsaEncoding` would do it too, but asks for an object around the key.
 */
export function derSignature(signature: Buffer): Buffer {
  const half = signature.length / 2;
  const numbers = [...integer(signature.subarray(0, half)), ...integer(signature.subarray(half))];
  return Buffer.from([SEQUENCE, ...(numbers.length > 0x7f ? [LONG_LENGTH] : []), numbers.length, ...numbers]);
}

/** As short as it can be, and with a leading zero where the first bit would be a sign (X.690, 8.3). */
function integer(bytes: Buffer): number[] {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = [...(bytes[first] > 0x7f ? [0] : []), ...bytes.subarray(first)];
  return [INTEGER, digits.length, ...digits];
}
