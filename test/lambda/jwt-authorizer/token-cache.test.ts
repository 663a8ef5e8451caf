import { createHash } from 'node:crypto';
import { TokenCache } from '../../../lambda/jwt-authorizer/token-cache';

test('a digest is of the whole token', () => {
  const cache = new TokenCache<number>();
  expect(cache.digest('a.b.c')).toBe(createHash('sha256').update('a.b.c').digest('base64'));
});

test('what was not seen is not there', () => {
  const cache = new TokenCache<number>();
  cache.set('a', 1);
  expect([cache.get('a'), cache.get('b')]).toEqual([1, undefined]);
});

test('keeps the last 500 tokens, and drops what is older than a thousand', () => {
  const cache = new TokenCache<number>();
  for (let index = 0; index < 1_500; index += 1) {
    cache.set(String(index), index);
  }
  const last = Array.from({ length: 500 }, (_, index) => 1_499 - index);
  expect(last.map((index) => cache.get(String(index)))).toEqual(last);
  const first = Array.from({ length: 500 }, (_, index) => index);
  expect(first.filter((index) => cache.get(String(index)) !== undefined)).toEqual([]);
});

test('what is used stays, however many come after it', () => {
  const cache = new TokenCache<number>();
  cache.set('used', 0);
  cache.set('unused', 0);
  for (let index = 0; index < 5_000; index += 1) {
    cache.set(String(index), index);
    if (index % 400 === 0) {
      expect(cache.get('used')).toBe(0);
    }
  }
  expect(cache.get('unused')).toBeUndefined();
});

test('a value that is not worth much is one nevertheless', () => {
  const cache = new TokenCache<number | boolean>();
  cache.set('a', 0);
  cache.set('b', false);
  expect([cache.get('a'), cache.get('b')]).toEqual([0, false]);
});

test('a half is 500: with the next one, what was before it is old, and with the one after 500 more it is gone', () => {
  const cache = new TokenCache<number>();
  for (let index = 0; index <= 1_000; index += 1) {
    cache.set(String(index), index);
  }
  expect([cache.get('499'), cache.get('500'), cache.get('1000')]).toEqual([undefined, 500, 1_000]);
});

test('asking for tokens that were not seen pushes none out', () => {
  const cache = new TokenCache<number>();
  cache.set('a', 1);
  for (let index = 0; index < 5_000; index += 1) {
    cache.get(String(index));
  }
  expect(cache.get('a')).toBe(1);
});
