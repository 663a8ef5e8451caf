import { spawnSync } from 'child_process';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { median } from './median';

const ROUNDS = 7;
const PATHS = 200;
const ROOT = path.join(__dirname, '..');
/** The app as plain JavaScript: hooks that compile TypeScript would slow down every module that CDK loads. */
const APP = path.join(ROOT, 'node_modules', '.cache', 'bench', 'synth-app.js');

type Variant = 'secure' | 'plain' | 'checked';
type Start = 'warm' | 'cold';

/** Milliseconds of construction and synthesis, in a process of its own. */
function synthMilliseconds(variant: Variant, start: Start, validation: boolean): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [APP, variant, String(PATHS), path.join(ROOT, 'build'), start], {
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: String(validation) },
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return Number(/^[\d.]+/.exec(stdout)?.[0]);
}

/** Synthesis of 200 paths with a GET and a POST each: this library, a plain `RestApi` with `addMethod`, and this library with its checks, in turn. */
export function benchSynth(): void {
  buildSync({ entryPoints: [path.join(__dirname, 'synth-app.ts')], outfile: APP, platform: 'node', format: 'cjs' });
  const runs: Array<[name: string, start: Start, validation: boolean]> = [
    ['synth', 'warm', false], ['synth-validated', 'warm', true], ['synth-cold', 'cold', false], ['synth-cold-validated', 'cold', true],
  ];
  for (const [name, start, validation] of runs) {
    const times: { [variant in Variant]: number[] } = { secure: [], plain: [], checked: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.secure.push(synthMilliseconds('secure', start, validation));
      times.plain.push(synthMilliseconds('plain', start, validation));
      times.checked.push(synthMilliseconds('checked', start, validation));
    }
    console.log(`${name}-secure ${median(times.secure).toFixed(0)} ms`);
    console.log(`${name}-plain ${median(times.plain).toFixed(0)} ms`);
    // What the pack of rules adds; at most 15 %.
    console.log(`${name}-checked-ratio ${median(times.checked.map((time, round) => time / times.secure[round])).toFixed(3)} ratio`);
    console.log(`${name}-ratio ${median(times.secure.map((time, round) => time / times.plain[round])).toFixed(3)} ratio`);
  }
}
