import { spawnSync } from 'node:child_process';
import { constants, createPublicKey, verify } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import type { Jwk } from 'aws-jwt-verify/jwk';
import { parseStrictJson } from '../lambda/jwt-authorizer/strict-json';
import { pathAutomaton } from '../lib/routes/private/path-automaton';
import { selfSigned } from '../test/lambda/jwt-authorizer/support/certificate';
import { KeyServer } from '../test/lambda/jwt-authorizer/support/key-server';
import { requestEvent, SigningKey, signingKey, signToken } from '../test/lambda/jwt-authorizer/support/tokens';
import { median } from './median';

interface Policy {
  readonly policyDocument: { readonly Statement: readonly { readonly Effect: string }[] };
}

type Handler = (event: object) => Promise<Policy>;

const BUNDLE = resolve(__dirname, '../assets/lambda/jwt-authorizer/handler/index.js');
const ROUNDS = 9;
/** The optimizing compiler takes some ten thousand requests to settle: with fewer, one process in five measures a compilation. */
const WARM_UP_ROUNDS = 40;
/** Fewer than half of what the authorizer remembers, so that the second time all of them are seen. */
const TOKENS = 400;
const CORE = '0';

/**
 * The authorizer against what it can't do without, the signature itself, and against the libraries that others are made of. In a process of its
 * own, pinned to one core where `taskset` exists.
 */
export async function benchJwtAuthorizer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jwt-bench-'));
  try {
    copyFileSync(BUNDLE, join(folder, 'index.js'));
    for (const [count, name] of [[10, 'few'], [10_000, 'many']] as const) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(rules(count)));
    }
    const tls = selfSigned();
    writeFileSync(join(folder, 'ca.pem'), tls.certificate);
    writeFileSync(join(folder, 'key.pem'), tls.key);
    console.log(`jwt_authorizer_bundle ${statSync(BUNDLE).size} bytes`);
    benchRequire(folder);
    // Bundled, not through ts-node: that loads `domain`, whose hooks make every promise several times as dear as in Lambda.
    const child = join(folder, 'bench.js');
    bundle(__filename, child);
    run(['--expose-gc', child, folder], { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function rules(count: number): object {
  const access = [{ rolesAnyOf: [['reader', 'admin']] }];
  const routes = Array.from({ length: count - 1 }, (_, index) => [`GET /things${index}/{id}`, { access, pathParameters: { id: { automaton: 0 } } }]);
  return { version: 1, routes: Object.fromEntries([...routes, ['GET /orders/{orderId}', { access, pathParameters: { orderId: { automaton: 0, maxLength: 12 } } }]]), automata: [pathAutomaton('[0-9]+', 512)] };
}

function run(args: string[], variables: { readonly [name: string]: string }, show = false): string {
  const pinned = existsSync('/usr/bin/taskset') ? ['taskset', '-c', CORE] : [];
  const [command, ...rest] = [...pinned, process.execPath, ...args];
  const result = spawnSync(command, rest, { encoding: 'utf8', env: { ...process.env, ...variables }, maxBuffer: 2 ** 30 });
  if (result.status !== 0) {
    throw new Error(`bench process failed: ${result.stderr}`);
  }
  if (show) {
    // Between them stand the metrics that the authorizer writes.
    result.stdout.split('\n').filter((line) => line.startsWith('jwt_authorizer_')).forEach((line) => console.log(line));
  }
  return result.stdout;
}

function bundle(entry: string, output: string): void {
  const modules = resolve(__dirname, '../node_modules');
  const result = spawnSync(join(modules, '.bin/esbuild'), ['--bundle', entry, '--platform=node', '--target=node24', '--minify', `--outfile=${output}`], {
    encoding: 'utf8', env: { ...process.env, NODE_PATH: modules },
  });
  if (result.status !== 0) {
    throw new Error(`bundling for the bench failed: ${result.stderr}`);
  }
}

/** Cold start: `require` of the bundle against one that holds only the two libraries, alternating, a new process each. */
function benchRequire(folder: string): void {
  const bare = join(folder, 'bare.js');
  const entry = join(folder, 'bare-entry.js');
  writeFileSync(entry, `
    const { JwtVerifier } = require('aws-jwt-verify');
    const { Logger } = require('@aws-lambda-powertools/logger');
    exports.verifier = JwtVerifier.create({ issuer: 'https://id.example.com/', audience: 'orders', jwksUri: 'https://id.example.com/keys' });
    exports.logger = new Logger();
  `);
  bundle(entry, bare);
  copyFileSync(join(folder, 'few.json'), join(folder, 'rules.json'));
  const times: { readonly [name: string]: number[] } = { 'bare.js': [], 'index.js': [] };
  for (let round = 0; round < 2 * ROUNDS; round++) {
    for (const file of Object.keys(times)) {
      const script = `const t=process.hrtime.bigint();require(${JSON.stringify(join(folder, file))});console.log(Number(process.hrtime.bigint()-t)/1e6)`;
      const lines = run(['-e', script], environment('https://localhost')).trim().split('\n');
      times[file].push(Number(lines.at(-1)));
    }
  }
  const [own, theirs] = [median(times['index.js']), median(times['bare.js'])];
  console.log(`jwt_authorizer_require ${own.toFixed(2)} ms`);
  console.log(`jwt_authorizer_require_bare ${theirs.toFixed(2)} ms`);
  console.log(`jwt_authorizer_require_ratio ${(own / theirs).toFixed(2)} times`);
}

function environment(issuer: string): { readonly [name: string]: string } {
  return {
    JWT_ISSUERS: JSON.stringify([{
      kind: 'oidc', issuer, audience: ['orders'], jwksUri: `${issuer}/keys.json`, rolesClaim: 'roles', scopesClaim: 'scope', maxTokenLifetimeSeconds: 86_400, algorithms: ['RS256', 'ES256'],
    }]),
    CONTEXT_CLAIMS: '["email"]',
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}

function tokens(key: SigningKey, issuer: string, count: number, from = 0): string[] {
  const now = Math.floor(Date.now() / 1_000);
  return Array.from({ length: count }, (_, index) => signToken(key, {
    iss: issuer, aud: 'orders', sub: `user-${from + index}`, iat: now, exp: now + 3_600, scope: 'orders:read orders:write', roles: ['reader'], email: 'someone@example.com', jti: `${from + index}`,
  }));
}

/** As the runtime hands it over: parsed from JSON. */
function received(token: string): object {
  return JSON.parse(JSON.stringify(requestEvent(token))) as object;
}

/** A copy of the handler with caches of its own. */
function freshHandler(folder: string, rulesName: string): Handler {
  copyFileSync(join(folder, `${rulesName}.json`), join(folder, 'rules.json'));
  const path = join(folder, 'index.js');
  delete require.cache[path];
  return (createRequire(__filename)(path) as { readonly handler: Handler }).handler;
}

function isAllowed(policy: Policy): boolean {
  return policy.policyDocument.Statement[0].Effect === 'Allow';
}

/** Microseconds of a call. Every result is looked at, after the clock has stopped. */
async function perCall<T, R>(items: T[], call: (item: T) => R | Promise<R>, isRight: (result: R) => boolean): Promise<number> {
  const results: R[] = [];
  global.gc?.(); // what was prepared is not to be moved about while the clock runs
  const start = process.hrtime.bigint();
  for (const item of items) {
    results.push(await call(item));
  }
  const time = Number(process.hrtime.bigint() - start) / 1_000 / items.length;
  if (!results.every(isRight)) {
    throw new Error('the bench measures requests that are allowed');
  }
  return time;
}

async function measure(folder: string): Promise<void> {
  const server = await KeyServer.start({ certificate: readFileSync(join(folder, 'ca.pem'), 'utf8'), key: readFileSync(join(folder, 'key.pem'), 'utf8') });
  const keys = { RS256: signingKey('RS256', 'rsa'), ES256: signingKey('ES256', 'ec') };
  server.keys = [keys.RS256.jwk, keys.ES256.jwk];
  Object.assign(process.env, environment(server.issuer));

  for (const alg of ['RS256', 'ES256'] as const) {
    await benchAlgorithm(folder, server, keys[alg]);
  }
  benchJson(server.issuer);
  await benchRoutes(folder, server, keys.ES256);
  await benchMemory(folder, server, keys.ES256);
  await server.stop();
}

async function benchAlgorithm(folder: string, server: KeyServer, key: SigningKey): Promise<void> {
  const publicKey = createPublicKey({ key: key.jwk, format: 'jwk' });
  const options = key.alg === 'RS256' ? { key: publicKey, padding: constants.RSA_PKCS1_PADDING } : { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
  const bare = (item: SignedBytes) => verify('sha256', item.input, options, item.signature);
  const handler = freshHandler(folder, 'few');
  const library = JwtVerifier.create({ issuer: server.issuer, audience: 'orders', jwksUri: server.jwksUri });
  library.cacheJwks({ keys: [key.jwk as Jwk] });
  const times = { bare: [] as number[], library: [] as number[], first: [] as number[], seen: [] as number[] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const list = tokens(key, server.issuer, TOKENS, round * TOKENS);
    const events = list.map((token) => received(token));
    const bareTime = await perCall(list.map(signedBytes), bare, (result) => result);
    const libraryTime = await perCall(list, (token) => library.verify(token), ({ sub }) => sub !== undefined);
    const first = await perCall(events, handler, isAllowed);
    const seen = await perCall([...events, ...events, ...events, ...events], handler, isAllowed);
    if (round >= 0) {
      times.bare.push(bareTime);
      times.library.push(libraryTime);
      times.first.push(first);
      times.seen.push(seen);
    }
  }
  const [bareTime, libraryTime, first, seen] = [times.bare, times.library, times.first, times.seen].map(median);
  const name = `jwt_authorizer_${key.alg.toLowerCase()}`;
  console.log(`${name}_bare ${bareTime.toFixed(2)} us`);
  console.log(`${name}_aws_jwt_verify_ratio ${(bareTime / libraryTime).toFixed(2)} of_bare`);
  console.log(`${name}_first ${first.toFixed(2)} us`);
  console.log(`${name}_first_ratio ${(bareTime / first).toFixed(2)} of_bare`);
  console.log(`${name}_seen ${seen.toFixed(2)} us`);
  console.log(`${name}_seen_ratio ${(bareTime / seen).toFixed(2)} of_bare`);
}

/** The parser that the engine's bug can't reach, beside the engine's: on a token's claims, and on the same with escapes as PHP writes them. */
function benchJson(issuer: string): void {
  const claims = Array.from({ length: 2_000 }, (_, index) => JSON.stringify({
    'iss': issuer,
    'aud': ['orders', 'account'],
    'sub': `user-${index}`,
    'iat': 1_700_000_000,
    'nbf': 1_700_000_000,
    'exp': 1_700_003_600,
    'azp': 'web',
    'jti': `${index}`,
    'scope': 'openid orders:read orders:write',
    'https://example.com/roles': ['reader', 'writer'],
    'realm_access': { roles: ['reader'] },
    'email_verified': true,
  }));
  const escaped = claims.map((text) => text.replaceAll('/', '\\/'));
  for (const [name, texts, parse] of [
    ['json', claims, parseStrictJson], ['json_engine', claims, JSON.parse], ['json_escaped', escaped, parseStrictJson],
  ] as const) {
    const times: number[] = [];
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const start = process.hrtime.bigint();
      for (const text of texts) {
        if (!parse(text)) {
          throw new Error('the bench parses objects');
        }
      }
      times.push(Number(process.hrtime.bigint() - start) / 1_000 / texts.length);
    }
    console.log(`jwt_authorizer_${name} ${median(times.slice(WARM_UP_ROUNDS)).toFixed(2)} us`);
  }
}

interface SignedBytes {
  readonly input: Buffer;
  readonly signature: Buffer;
}

function signedBytes(token: string): SignedBytes {
  const dot = token.lastIndexOf('.');
  return { input: Buffer.from(token.slice(0, dot)), signature: Buffer.from(token.slice(dot + 1), 'base64url') };
}

async function benchRoutes(folder: string, server: KeyServer, key: SigningKey): Promise<void> {
  const events = tokens(key, server.issuer, TOKENS).map(received);
  const times: { readonly [name: string]: number[] } = { few: [], many: [] };
  const handlers = { few: freshHandler(folder, 'few'), many: freshHandler(folder, 'many') };
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of ['few', 'many'] as const) {
      let time = await perCall(events, handlers[name], isAllowed);
      for (let again = 0; again < 4; again++) {
        time = Math.min(time, await perCall(events, handlers[name], isAllowed));
      }
      if (round >= 0) {
        times[name].push(time);
      }
    }
  }
  console.log(`jwt_authorizer_10_routes ${median(times.few).toFixed(2)} us`);
  console.log(`jwt_authorizer_10000_routes ${median(times.many).toFixed(2)} us`);
}

/** Memory after each part of a million tokens, none seen before. */
async function benchMemory(folder: string, server: KeyServer, key: SigningKey): Promise<void> {
  const handler = freshHandler(folder, 'few');
  const total = Number(process.env.BENCH_DISTINCT_TOKENS ?? 1_000_000);
  const part = total / 10;
  const resident: number[] = [];
  for (let done = 0; done < total; done += part) {
    for (let index = 0; index < part; index += 1_000) {
      for (const token of tokens(key, server.issuer, 1_000, done + index)) {
        if (!isAllowed(await handler(received(token)))) {
          throw new Error('the bench measures requests that are allowed');
        }
      }
    }
    global.gc?.();
    resident.push(process.memoryUsage().rss / 1_048_576);
  }
  console.log(`jwt_authorizer_memory_after_${part} ${resident[0].toFixed(0)} MiB`);
  console.log(`jwt_authorizer_memory_after_${total} ${(resident.at(-1) ?? 0).toFixed(0)} MiB`);
}

if (require.main === module) {
  measure(process.argv[2]).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
