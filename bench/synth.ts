import { spawnSync } from 'child_process';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { median } from './median';

const ROUNDS = 7;
const PATHS = 200;

type Variant = 'secure' | 'plain';

const ROOT = path.join(__dirname, '..');
/** The app as plain JavaScript: hooks that compile TypeScript would slow down every module that CDK loads. */
const APP = path.join(ROOT, 'node_modules', '.cache', 'bench', 'synth-app.js');

/** Milliseconds that a process of its own needs to synthesize the variant, without the time to load the libraries. */
function synthMilliseconds(variant: Variant, validation: boolean): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, [APP, variant, String(PATHS), path.join(ROOT, 'build')], {
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: String(validation) },
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return Number(stdout);
}

/** Synthesis of 200 paths with a GET and a POST each: this library, and a plain `RestApi` with `addMethod`, in turn. */
export function benchSynth(): void {
  buildSync({ entryPoints: [path.join(__dirname, 'synth-app.ts')], outfile: APP, platform: 'node', format: 'cjs' });
  for (const validation of [false, true]) {
    const times: { [variant in Variant]: number[] } = { secure: [], plain: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.secure.push(synthMilliseconds('secure', validation));
      times.plain.push(synthMilliseconds('plain', validation));
    }
    const suffix = validation ? 'validated' : 'unvalidated';
    console.log(`synth-secure-${suffix} ${median(times.secure).toFixed(0)} ms`);
    console.log(`synth-plain-${suffix} ${median(times.plain).toFixed(0)} ms`);
    console.log(`synth-ratio-${suffix} ${median(times.secure.map((time, round) => time / times.plain[round])).toFixed(3)} ratio`);
  }
}
