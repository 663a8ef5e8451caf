import { benchJwtAuthorizer } from './jwt-authorizer';
import { benchLoad } from './load';
import { benchMetrics } from './metrics';
import { benchPackageSize } from './package-size';
import { benchPathPatterns } from './path-patterns';
import { benchServe } from './serve';
import { benchSynth } from './synth';

/** Every figure in one run, so that ratios are of the same machine at the same time. */
async function main(): Promise<void> {
  benchLoad();
  benchPackageSize();
  benchPathPatterns();
  benchSynth();
  benchMetrics();
  await benchJwtAuthorizer();
  await benchServe();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
