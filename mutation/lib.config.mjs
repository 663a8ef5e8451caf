// For `lib/`: as stryker.config.json, but the words of errors stay. `npm run mutate -- mutation/lib.config.mjs --mutate …`
import { readFileSync } from 'node:fs';

const base = JSON.parse(readFileSync('stryker.config.json', 'utf8'));

export default {
  ...base,
  plugins: [...base.plugins, './mutation/words.mjs'],
  ignorers: ['words'],
  ignoreStatic: true,
  incrementalFile: 'reports/mutation/incremental-lib.json',
};
