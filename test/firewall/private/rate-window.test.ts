import * as fc from 'fast-check';
import { RateWindow } from '../../../lib/firewall/private/rate-window';

test('counts as a list of all times does', () => {
  fc.assert(fc.property(
    fc.array(fc.record({ client: fc.constantFrom('a', 'b'), pause: fc.nat(40) }), { maxLength: 400 }), fc.integer({ min: 1, max: 30 }),
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

test('keeps no more times than decide, and no more clients than AWS WAF limits', () => {
  const window = new RateWindow(300_000, 10);
  const { instances } = window as unknown as { instances: Map<string, { all: number[] }> };
  for (let request = 0; request < 5_000; request += 1) {
    window.exceeds('flood', 1_000 + request % 3);
  }
  expect(instances.get('flood')!.all.length).toBeLessThan(2_000);
  for (let client = 0; client < 10_100; client += 1) {
    window.exceeds(`client ${client}`, 2_000);
    window.exceeds('flood', 2_000);
  }
  expect(instances.size).toBe(10_000);
  expect(window.exceeds('flood', 2_000)).toBe(true);
  expect(window.exceeds('flood', 400_000)).toBe(false);
});
