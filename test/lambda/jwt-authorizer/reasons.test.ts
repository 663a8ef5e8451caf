import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCESS_REASONS, OUTAGE_REASONS, TOKEN_REASONS } from '../../../lambda/jwt-authorizer/reasons';
import { DENIAL_REASONS } from '../../../lib/contracts/authorizer';

test('the bill counts a metric for each', () => {
  expect(DENIAL_REASONS).toBe(TOKEN_REASONS.length + ACCESS_REASONS.length + OUTAGE_REASONS.length);
});

test('the docs explain exactly these codes, each with its status', () => {
  const docs = readFileSync(join(__dirname, '../../../docs/jwt-authorizer.md'), 'utf8');
  const [, section] = docs.split('\n## Reasons\n');
  const rows = [...section.split('\n## ')[0].matchAll(/^\| `([a-z_]+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, status]);
  expect(rows).toEqual([...TOKEN_REASONS.map((code) => [code, '401']), ...ACCESS_REASONS.map((code) => [code, '403']), ...OUTAGE_REASONS.map((code) => [code, '500'])]);
});
