/**
 * As many clients of one rule are counted, and whoever was silent longest goes first. AWS WAF limits as many at most, those with the highest
 * rates: https://docs.aws.amazon.com/waf/latest/developerguide/listing-managed-ips.html
 */
const MOST_INSTANCES = 10_000;
/** Room for as many times at first, doubled when there are more. */
const FEW = 16;

/** The times of one client, the latest at the end: a ring in memory of its own, which a flood leaves nothing of for the garbage collector to find. */
class Times {
  private ring = new Float64Array(FEW);
  private first = 0;
  private count = 0;

  /** @returns how many there are after `past`, and `most` at most: those before the last `most` decide nothing */
  public add(now: number, past: number, most: number): number {
    while (this.count > 0 && (this.ring[this.first] <= past || this.count >= most)) {
      this.first = this.at(1);
      this.count -= 1;
    }
    if (this.count === this.ring.length) {
      this.grow();
    }
    this.ring[this.at(this.count)] = now;
    this.count += 1;
    return this.count;
  }

  private grow(): void {
    const grown = new Float64Array(2 * this.ring.length);
    grown.set(this.ring.subarray(this.first));
    grown.set(this.ring.subarray(0, this.first), this.ring.length - this.first);
    this.ring = grown;
    this.first = 0;
  }

  private at(index: number): number {
    return (this.first + index) % this.ring.length;
  }
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
    const times = this.instances.get(instance) ?? new Times();
    this.instances.delete(instance);
    this.instances.set(instance, times);
    const oldest = this.instances.keys().next();
    if (this.instances.size > MOST_INSTANCES && !oldest.done) {
      this.instances.delete(oldest.value);
    }
    return times.add(now, now - this.milliseconds, this.limit + 1) > this.limit;
  }
}
