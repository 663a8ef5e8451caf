import { randomBytes } from 'crypto';
import * as fc from 'fast-check';
import { uuidV7 } from './modules';

test('is the example of RFC 9562, appendix A.6', () => {
  expect(uuidV7(0x017F22E279B0, Buffer.from('0cc398c4dc0c0c07398f', 'hex'))).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('is a lower-case UUID of version 7, whatever the random bytes are', () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 48 - 1 }), fc.uint8Array({ minLength: 10, maxLength: 10 }), (milliseconds, random) => {
    expect(uuidV7(milliseconds, random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }));
});

test('sorts by the time as a text', () => {
  fc.assert(fc.property(fc.nat({ max: 2 ** 48 - 2 }), fc.nat({ max: 1000 }), (earlier, wait) => {
    expect(uuidV7(earlier, randomBytes(10)) < uuidV7(Math.min(earlier + 1 + wait, 2 ** 48 - 1), randomBytes(10))).toBe(true);
  }));
});

test('leaves the random bytes as they are, and gives other ids for others', () => {
  const random = Buffer.alloc(10, 0xff);
  uuidV7(0, random);
  expect(random).toEqual(Buffer.alloc(10, 0xff));
  expect(new Set(Array.from({ length: 1000 }, () => uuidV7(1, randomBytes(10)))).size).toBe(1000);
});
