import * as fc from 'fast-check';
import { RateWindow } from '../../../lib/firewall/private/rate-window';

test('counts as a list of all times does', () => {
  fc.assert(fc.property(
    fc.array(fc.record({ client: fc.constantFrom('a', 'b'), pause: fc.oneof(fc.constant(0), fc.constant(1), fc.nat(40)) }), { maxLength: 400 }), fc.integer({ min: 1, max: 100 }),
    (requests, limit) => {
      const window = new RateWindow(100, limit);
      const times: { [client: string]: number[] } = { a: [], b: [] };
      let now = 0;
      for (const { client, pause } of requests) {
        now += pause;
        times[client] = [...times[client].filter((time) => time > now - 100), now];
        expect(window.exceeds(client, now)).toBe(times[client].length > limit);
      }
    },
  ));
});

test.each([20, 30, 35, 36, 37, 50, 69, 70, 71])('counts more than there was room for, after some went, to the limit of %d', (limit) => {
  const window = new RateWindow(10, limit);
  // Of the first ten the last four are still in the window at 15, and none at 24.
  const requests = [...range(10), ...range(40).map(() => 15), ...range(30).map(() => 24), 25, 35];
  const counted = requests.map((now, index) => requests.slice(0, index + 1).filter((time) => time > now - 10).length);
  expect(counted.slice(-3)).toStrictEqual([70, 31, 1]);
  expect(requests.map((time) => window.exceeds('client', 1_700_000_000_000 + time))).toStrictEqual(counted.map((count) => count > limit));
});

test('keeps no more times than decide, and no more clients than AWS WAF limits', () => {
  const window = new RateWindow(300_000, 10);
  const { instances } = window as unknown as { instances: Map<string, { ring: Float64Array }> };
  for (let request = 0; request < 5_000; request += 1) {
    window.exceeds('flood', 1_000 + request % 3);
  }
  expect(instances.get('flood')!.ring.length).toBe(16);
  for (let client = 0; client < 10_100; client += 1) {
    window.exceeds(`client ${client}`, 2_000);
    window.exceeds('flood', 2_000);
  }
  expect(instances.size).toBe(10_000);
  expect(window.exceeds('flood', 2_000)).toBe(true);
  expect(window.exceeds('flood', 400_000)).toBe(false);
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
