import { checkPrimeSync, createPrivateKey, KeyObject, randomInt } from 'node:crypto';

/**
 * An RSA key of 2048 bits as Infineon's chips made them (ROCA, CVE-2017-15361): primes `k * M + 65537 ** a mod M`, M the product of the
 * first 126 primes (crocs.fi.muni.cz/public/papers/rsa_ccs17).
 */
export function rocaKey(): KeyObject {
  const e = 65_537n;
  const small = Array.from({ length: 700 }, (_, index) => BigInt(index + 2)).filter((value) => checkPrimeSync(value));
  const product = small.reduce((left, right) => left * right, 1n);
  const prime = (): bigint => {
    for (;;) {
      // the largest multiples that stay under 1024 bits, so that the product of two primes has 2048
      const multiple = (2n ** 1_024n - 1n) / product - BigInt(randomInt(2 ** 32)) - 1n;
      const candidate = multiple * product + power(e, BigInt(randomInt(2 ** 32)), product);
      if ((candidate - 1n) % e !== 0n && checkPrimeSync(candidate)) {
        return candidate;
      }
    }
  };
  const p = prime();
  const q = prime();
  const d = inverse(e, (p - 1n) * (q - 1n));
  const members = Object.entries({ n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) });
  const jwk = Object.fromEntries(members.map(([name, value]) => [name, bytes(value).toString('base64url')]));
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let factor = base, left = exponent; left > 0n; left /= 2n, factor = factor * factor % modulus) {
    result = left % 2n === 1n ? result * factor % modulus : result;
  }
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [left, right, a, b] = [value, modulus, 1n, 0n];
  while (right !== 0n) {
    [left, right, a, b] = [right, left % right, b, a - left / right * b];
  }
  return (a % modulus + modulus) % modulus;
}

function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}
