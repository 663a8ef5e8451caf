import { createHash } from 'node:crypto';
import { principalDigest } from '../../../lambda/jwt-authorizer/principal-digest';

test.each(['https://id.example.com/#sub=user-1', 'é', ''])('the digest of %j is the first 64 bits of its SHA-256', (principal) => {
  expect(principalDigest(principal)).toBe(createHash('sha256').update(principal).digest().subarray(0, 8).toString('hex'));
});
