/** Least time between two requests to a route that was found to be throttled; it doubles with each further refusal. */
const LEAST_INTERVAL_MILLIS = 200;
const MOST_INTERVAL_MILLIS = 10_000;

interface Lane {
  interval: number;
  readyAt: number;
  slowedAt: number;
}

/** How fast each route may be asked: as fast as all of them, until its throttle answers; then slower, until it does no more. */
export class Pace {
  private readonly lanes = new Map<string, Lane>();
  private next: number;

  public constructor(private readonly perSecond: number, started: number) {
    this.next = started;
  }

  /** When a request to a route may be sent, in milliseconds since 1970. */
  public readyAt(route: string): number {
    return Math.max(this.next, this.lanes.get(route)?.readyAt ?? 0);
  }

  public sent(route: string, now: number): void {
    this.next = Math.max(this.next, now - 1_000) + 1_000 / this.perSecond;
    const lane = this.lanes.get(route);
    if (lane) {
      lane.readyAt = Math.max(lane.readyAt, now + lane.interval);
    }
  }

  /** @param sentAt when the request was sent that the throttle answered: those on their way together count once */
  public throttled(route: string, sentAt: number, now: number, retryAfterMillis = 0): void {
    const lane = this.lanes.get(route) ?? { interval: 0, readyAt: 0, slowedAt: 0 };
    if (lane.interval === 0 || sentAt >= lane.slowedAt) {
      lane.interval = Math.min(Math.max(lane.interval * 2, LEAST_INTERVAL_MILLIS), MOST_INTERVAL_MILLIS);
      lane.slowedAt = now;
    }
    lane.readyAt = Math.max(lane.readyAt, now + Math.max(lane.interval, Math.min(retryAfterMillis, MOST_INTERVAL_MILLIS)));
    this.lanes.set(route, lane);
  }
}
