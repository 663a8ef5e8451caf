import { spawnSync } from 'child_process';
import * as path from 'path';
import { median } from './median';

const ROUNDS = 7;
const PATHS = 200;

type Variant = 'secure' | 'plain';

/** Milliseconds that a process of its own needs to synthesize the variant, without the time to load the libraries. */
function synthMilliseconds(variant: Variant, validation: boolean): number {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', path.join(__dirname, 'synth-app.ts'), variant, String(PATHS)], {
    encoding: 'utf8',
    env: { ...process.env, CDK_VALIDATION: String(validation), TS_NODE_PROJECT: path.join(__dirname, '..', 'tsconfig.dev.json') },
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
  return Number(stdout);
}

/** Synthesis of 200 paths with a GET and a POST each: this library, and a plain `RestApi` with `addMethod`, in turn. */
export function benchSynth(): void {
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
