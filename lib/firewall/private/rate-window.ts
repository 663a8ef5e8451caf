/**
 * As many clients of one rule are counted, and whoever was silent longest goes first. AWS WAF limits as many at most, those with the highest
 * rates: https://docs.aws.amazon.com/waf/latest/developerguide/listing-managed-ips.html
 */
const MOST_INSTANCES = 10_000;
/** As many times that lie behind the window are let stand before they are thrown away together. */
const MOST_STALE = 1_024;

interface Times {
  all: number[];
  /** Index of the first time that lies in the window. */
  first: number;
}

/**
 * Counts the requests of each client in a sliding window, in a time and a memory that a flood does not make larger: above the limit no more times
 * are kept than decide.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-caveats.html
 */
export class RateWindow {
  private readonly instances = new Map<string, Times>();

  public constructor(private readonly milliseconds: number, private readonly limit: number) {
  }

  /** Counts a request. @returns whether there are more than the limit in the window now */
  public exceeds(instance: string, now: number): boolean {
    const times = this.instances.get(instance) ?? { all: [], first: 0 };
    this.instances.delete(instance);
    this.instances.set(instance, times);
    const oldest = this.instances.keys().next();
    if (this.instances.size > MOST_INSTANCES && !oldest.done) {
      this.instances.delete(oldest.value);
    }
    times.all.push(now);
    while (times.all[times.first] <= now - this.milliseconds || times.all.length - times.first > this.limit + 1) {
      times.first += 1;
    }
    const counted = times.all.length - times.first;
    if (times.first > MOST_STALE && times.first > counted) {
      times.all = times.all.slice(times.first);
      times.first = 0;
    }
    return counted > this.limit;
  }
}
