import { randomBytes, randomUUID } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import autocannon, { Options, Result } from 'autocannon';
import { App, Stack } from 'aws-cdk-lib';
import { HttpMethod, JwtIssuer, RouteAccess, RouteParameter, RouteTarget, SecureRestApi } from '../lib';
import { median } from './median';
import { moveToOtherCore, ServedProcess } from './served-process';

const SECONDS = 8;
const CONNECTIONS = 50;
const MANY_CONNECTIONS = 5_000;
/** For as long it is attacked while its memory is watched; ten minutes are `BENCH_ATTACK_SECONDS=600 npm run bench`. */
const ATTACK_SECONDS = Number(process.env.BENCH_ATTACK_SECONDS ?? 30);
/** So high that no limit of it answers in the place of what is measured. */
const NO_LIMIT = { rateLimit: 1_000_000, burstLimit: 1_000_000 };

/**
 * The local gateway under load, from another core: web ACL, route, throttles, resource policy, authorizer, key, plan, validator, a mock, access log. The
 * processor's time is that of the server's process. The authorizer's function has processes of its own, on the same core: what they take is in the
 * requests a second by the clock only.
 */
export async function benchServe(): Promise<void> {
  const assembly = synthesize();
  moveToOtherCore();
  console.log(`load ${os.loadavg()[0].toFixed(1)} of ${os.cpus().length} cores`);
  const server = await ServedProcess.start(assembly);
  try {
    console.log(`serve-ready ${server.readyMilliseconds.toFixed(0)} ms`);
    console.log(`serve-ready-cpu ${(await server.usage()).cpuMilliseconds.toFixed(0)} ms`);
    const headers = { 'authorization': `Bearer ${server.ask('token', '--scope', 'read')}`, 'x-api-key': server.ask('key') };
    const order = (): string => `/orders/${randomUUID()}`;
    const cached = { url: `${server.url}${order()}`, headers };
    const uncached = { url: server.url, headers, requests: [{ setupRequest: (request: object) => ({ ...request, path: `${new URL(server.url).pathname}${order()}` }) }] };
    await autocannon({ ...cached, connections: CONNECTIONS, duration: 2 });
    await measure(server, 'serve-cached', cached);
    await measure(server, 'serve-uncached', uncached);
    const many = await autocannon({ ...cached, connections: MANY_CONNECTIONS, amount: MANY_CONNECTIONS, timeout: 120 });
    console.log(`serve-connections-lost ${MANY_CONNECTIONS - many['2xx']} of ${MANY_CONNECTIONS} requests`);
    await watchMemory(server, headers);
  } finally {
    await server.stop();
    fs.rmSync(assembly, { recursive: true, force: true });
  }
}

/** By the clock, and by the time of one core that the server itself took: the second says the same on a machine that is busy. */
async function measure(server: ServedProcess, name: string, target: Options): Promise<void> {
  const before = await server.usage();
  const result = await autocannon({ ...target, connections: CONNECTIONS, duration: SECONDS });
  const { cpuMilliseconds } = await server.usage();
  const spent = cpuMilliseconds - before.cpuMilliseconds;
  const answered = result.requests.total;
  console.log(`${name} ${result.requests.mean.toFixed(0)} requests/s`);
  console.log(`${name}-cpu ${(spent * 1_000 / answered).toFixed(0)} us/request`);
  console.log(`${name}-core ${(answered * 1_000 / spent).toFixed(0)} requests/s of a core's own time`);
  console.log(`${name}-refused ${result.non2xx + result.errors} requests`);
}

/** Hostile requests of every kind without an end: tokens, keys, paths, methods, bodies that are never the same. */
async function watchMemory(server: ServedProcess, headers: { readonly [name: string]: string }): Promise<void> {
  const junk = (bytes: number): string => randomBytes(bytes).toString('base64url');
  const base = new URL(server.url).pathname;
  // Each with headers of its own: autocannon writes the body's length into them.
  const hostile: Array<() => object> = [
    () => ({ method: 'GET', path: `${base}/orders/${randomUUID()}`, headers: { ...headers, authorization: `Bearer ${junk(40)}.${junk(90)}.${junk(64)}` } }),
    () => ({ method: 'GET', path: `${base}/orders/${randomUUID()}`, headers: { ...headers, 'x-api-key': junk(30) } }),
    () => ({ method: 'GET', path: `${base}/orders/${randomUUID()}`, headers: { ...headers } }),
    () => ({ method: 'GET', path: `${base}/${junk(60)}?${junk(10)}=${junk(100)}`, headers: { 'x-forwarded-for': junk(20) } }),
    () => ({ method: 'POST', path: `${base}/orders/${junk(8)}`, headers: { ...headers }, body: junk(4_000) }),
  ];
  let next = 0;
  const requests = [{ setupRequest: (request: object) => ({ ...request, ...hostile[next++ % hostile.length]() }) }];
  const samples: number[] = [];
  const timer = setInterval(() => void server.usage().then(({ memoryMegabytes }) => samples.push(memoryMegabytes)), ATTACK_SECONDS * 1_000 / 40);
  const result: Result = await autocannon({ url: server.url, connections: CONNECTIONS, duration: ATTACK_SECONDS, requests });
  clearInterval(timer);
  const quarter = Math.floor(samples.length / 4);
  const [second, last] = [median(samples.slice(quarter, 2 * quarter)), median(samples.slice(-quarter))];
  console.log(`serve-attacked ${result.requests.total} requests in ${ATTACK_SECONDS} s`);
  console.log(`serve-attacked-unanswered ${result.errors} requests`);
  console.log(`serve-memory ${last.toFixed(0)} MB`);
  console.log(`serve-memory-growth ${(last / second).toFixed(3)} ratio of the last quarter to the second`);
}

function synthesize(): string {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-serve-'));
  const app = new App({ outdir });
  const api = new SecureRestApi(new Stack(app, 'Bench'), 'Orders', {
    jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] })],
    throttle: { rateLimit: 10_000, burstLimit: 5_000 },
    firewall: { rateLimit: 2_000_000_000 },
  });
  api.addRoute({
    method: HttpMethod.GET,
    path: '/orders/{orderId}',
    target: RouteTarget.mock({ statusCode: 200, body: '{"status":"ok"}' }),
    access: RouteAccess.scopes('read'),
    parameters: [RouteParameter.path('orderId', { pattern: '[0-9a-f-]{36}' })],
    throttle: NO_LIMIT,
  });
  api.addConsumer('Partner', { throttle: NO_LIMIT });
  app.synth();
  return outdir;
}
