'use strict';

/**
 * A UUID version 7 (RFC 9562 5.7): it begins with the time, so ids sort by it, as texts too.
 *
 * @param milliseconds since 1970
 * @param random ten random bytes, of which 74 bits stay random
 */
exports.uuidV7 = (milliseconds, random) => {
  const rest = Buffer.from(random);
  rest[0] = 0x70 | (rest[0] & 0x0f); // version
  rest[2] = 0x80 | (rest[2] & 0x3f); // variant
  const hex = milliseconds.toString(16).padStart(12, '0') + rest.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
