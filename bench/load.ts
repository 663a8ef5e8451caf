import { spawnSync } from 'child_process';
import * as path from 'path';
import { median } from './median';

const ROUNDS = 7;
const ROOT = path.join(__dirname, '..');
/** The compiled library, and what of it reads patterns and makes automata of them. */
const MODULES: { readonly [name: string]: string } = { library: path.join(ROOT, 'build'), patterns: 'refa' };

/** How long it takes to load the library, without CDK's own modules being loaded before, and its part that is for patterns. */
export function benchLoad(): void {
  for (const [name, module] of Object.entries(MODULES)) {
    const script = `const start = process.cpuUsage(); require(${JSON.stringify(module)}); const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
    const times = Array.from({ length: ROUNDS }, () => Number(spawnSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' }).stdout));
    console.log(`load-${name} ${median(times).toFixed(0)} ms`);
  }
}
