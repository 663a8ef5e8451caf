import { LocalThrottle } from '../api';
import { Clock } from '../types';

/**
 * A token bucket: `burstLimit` requests at once, and `rateLimit` tokens a second.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  public constructor(private readonly limits: LocalThrottle, private readonly clock: Clock) {
    this.tokens = limits.burstLimit;
    this.filledAt = clock.now();
  }

  /** Takes a token where there is one. */
  public take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.limits.burstLimit, this.tokens + (now - this.filledAt) / 1_000 * this.limits.rateLimit);
    this.filledAt = now;
    if (this.tokens < 1) {
      return false;
    }
    this.tokens -= 1;
    return true;
  }
}
