import { DecisionLog } from '../lambda/jwt-authorizer/decision-log';
import { priceOf, PRICES } from '../lib/posture/private/prices';
import { median } from './median';

const DECISIONS = 100_000;
const ROUNDS = 7;
const GIGABYTE = 1_000_000_000;
/** What CloudWatch charges beside each line. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutLogEvents.html */
const LINE_OVERHEAD = 26;

/** What counting costs each request that the authorizer decides on: its time, its part of a line, and what CloudWatch asks for that. */
export function benchMetrics(): void {
  const write = process.stdout.write.bind(process.stdout);
  const times: number[] = [];
  let bytes = 0;
  process.stdout.write = (line: string | Uint8Array): boolean => {
    bytes += line.length - 1 + LINE_OVERHEAD;
    return true;
  };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const log = new DecisionLog({ level: 12, debug: () => undefined, warn: () => undefined, error: () => undefined });
      bytes = 0;
      const begin = process.hrtime.bigint();
      for (let count = 0; count < DECISIONS; count += 1) {
        log.took(0.123456 + count / 1_000, () => 12.5, 'abcdef1234');
      }
      times.push(Number(process.hrtime.bigint() - begin) / DECISIONS);
    }
  } finally {
    process.stdout.write = write;
  }
  const perMillion = priceOf(PRICES.deliveredLog, bytes / DECISIONS * 1_000_000 / GIGABYTE);
  console.log(`metrics_time_per_decision ${median(times).toFixed(0)} ns`);
  console.log(`metrics_log_per_decision ${(bytes / DECISIONS).toFixed(1)} bytes`);
  console.log(`metrics_price_per_million_decisions ${perMillion.toFixed(4)} USD`);
}
