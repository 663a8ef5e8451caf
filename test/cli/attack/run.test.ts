import { Attack } from '../../../cli/attack/attacks';
import { Judged } from '../../../cli/attack/judge';
import { Pace } from '../../../cli/attack/pace';
import { AttackBounds, runAttacks } from '../../../cli/attack/run';
import { TokenBucket } from '../../../local/layers/throttle';
import { LoopbackServer } from '../../../local/server';
import { GatewayResponse } from '../../../local/types';

// Throttles of real time, on a machine that may be busy.
jest.setTimeout(120_000);

const BOUNDS: AttackBounds = { mostRequests: 1_000, mostMillis: 60_000, perSecond: 1_000 };
const FORBIDDEN: GatewayResponse = { status: 403, headers: [['x-amzn-ErrorType', 'ForbiddenException']], body: Buffer.alloc(0) };

function throttled(type = 'TooManyRequestsException', more: GatewayResponse['headers'] = []): GatewayResponse {
  return { status: 429, headers: [['x-amzn-ErrorType', type], ...more], body: Buffer.alloc(0) };
}

function attacksOf(route: string, count: number): Attack[] {
  return Array.from({ length: count }, (_none, index) => (
    { name: `GET ${route}: attack ${index}`, request: { method: 'GET', target: route, headers: [] }, expected: ['API key'] }));
}

describe('where a throttle answers first', () => {
  let server: LoopbackServer | undefined;
  let received: Array<{ readonly route: string; readonly at: number }>;

  afterEach(async () => server?.close());

  async function run(attacks: Attack[], answer: (route: string) => GatewayResponse, bounds: Partial<AttackBounds> = {}): Promise<Judged[]> {
    received = [];
    server = new LoopbackServer(async ({ rawPath: route }) => {
      received.push({ route, at: Date.now() });
      return answer(route);
    });
    const url = new URL(`http://127.0.0.1:${await server.listen(0)}/`);
    return runAttacks({ url, asksForLayers: false, timeoutMillis: 10_000 }, attacks, { ...BOUNDS, ...bounds });
  }

  const outcomes = (judged: Judged[], route: string): string[] => judged
    .filter(({ attack: { request } }) => request.target === route)
    .map(({ outcome }) => outcome);

  test.each([[20, 4], [5, 1], [2, 2]])('%d a second and %d at once: all is proven', async (rateLimit, burstLimit) => {
    const bucket = new TokenBucket({ rateLimit, burstLimit }, { now: () => Date.now() });
    const judged = await run(attacksOf('/slow', 9), () => (bucket.take() ? FORBIDDEN : throttled()));
    expect(outcomes(judged, '/slow')).toEqual(Array(9).fill('held'));
  });

  test('a route that lets nobody in does not slow down the others, and the time ends it', async () => {
    const answer = (route: string): GatewayResponse => (route === '/shut' ? throttled() : FORBIDDEN);
    const judged = await run([...attacksOf('/shut', 5), ...attacksOf('/open', 50)], answer, { mostMillis: 5_000 });
    expect(outcomes(judged, '/open')).toEqual(Array(50).fill('held'));
    expect(new Set(outcomes(judged, '/shut'))).toEqual(new Set(['not proven']));
    const shut = received.filter(({ route }) => route === '/shut');
    // Not a flood: later ones are further apart.
    expect(shut.length).toBeLessThan(20);
  });

  test('requests that are sent again count', async () => {
    const judged = await run(attacksOf('/shut', 3), () => throttled(), { mostRequests: 5, mostMillis: 30_000 });
    expect(received).toHaveLength(5);
    expect(judged.map(({ outcome }) => outcome)).toEqual(['not proven', 'not proven', 'not proven']);
  });

  test('a quota that is used up is asked once', async () => {
    const judged = await run(attacksOf('/used', 3), () => throttled('LimitExceededException'));
    expect(received).toHaveLength(3);
    expect(judged.map(({ outcome }) => outcome)).toEqual(['not proven', 'not proven', 'not proven']);
  });

  test('attacks stand in their order, whatever was sent again', async () => {
    let calls = 0;
    const judged = await run(attacksOf('/flaky', 6), () => (calls++ % 2 === 0 ? throttled() : FORBIDDEN));
    expect(judged.map(({ attack: { name } }) => name)).toEqual(attacksOf('/flaky', 6).map(({ name }) => name));
    expect(outcomes(judged, '/flaky')).toEqual(Array(6).fill('held'));
  });
});

test('a route is asked slower with each refusal, those on their way together count once, and the others stay as fast', () => {
  const pace = new Pace(1_000, 0);
  pace.sent('GET /a', 1_000);
  pace.throttled('GET /a', 1_000, 1_010);
  pace.throttled('GET /a', 1_000, 1_020);
  expect(pace.readyAt('GET /a')).toBe(1_220);
  pace.sent('GET /a', 1_220);
  expect(pace.readyAt('GET /a')).toBe(1_420);
  pace.throttled('GET /a', 1_220, 1_230);
  expect(pace.readyAt('GET /a')).toBe(1_630);
  pace.throttled('GET /a', 1_630, 1_640, 5_000);
  expect(pace.readyAt('GET /a')).toBe(6_640);
  expect(pace.readyAt('GET /b')).toBeLessThan(1_300);
});
