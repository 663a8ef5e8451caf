import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { selfSigned } from './support/certificate';
import { ALL_ALGORITHMS, issuerConfig, RULES } from './support/harness';
import { hostileKeys, hostileTokens } from './support/hostile-tokens';
import { ISSUER_SAMPLES, IssuerSample, KID } from './support/issuer-samples';
import { KeyServer } from './support/key-server';
import { nodeOfVersion, runningMajor } from './support/node-versions';
import { encode, requestEvent, signingKey, signToken } from './support/tokens';

const BUNDLE = resolve(__dirname, '../../../assets/lambda/jwt-authorizer/handler/index.js');

/**
 * Runs the handler as deployed, in a process of its own, over the events on its standard input. Who reads a global of undici (Headers,
 * Request, …) or calls fetch loads it, 12 to 20 ms at a cold start: Node.js lists what it has loaded of its own. A trap on the globals
 * would say which, but from Node.js 22 to set one loads undici.
 */
const RUNNER = `
  const undici = () => process.moduleLoadList.filter((name) => name.includes('undici'));
  const { handler } = require(process.argv[1]);
  const loaded = undici();
  const events = JSON.parse(require('fs').readFileSync(0, 'utf8'));
  (async () => {
    const results = [];
    for (const event of events) {
      results.push(await Promise.resolve(handler(event)).then((result) => result.policyDocument.Statement[0].Effect, (error) => error.message));
    }
    console.log('RESULT ' + JSON.stringify({ results, loaded: [...loaded, ...undici()] }));
  })();
`;

let folder: string;
let server: KeyServer;

beforeEach(async () => {
  // `npm test` bundles first
  expect(existsSync(BUNDLE)).toBe(true);
  folder = mkdtempSync(join(tmpdir(), 'jwt-authorizer-'));
  const tls = selfSigned();
  writeFileSync(join(folder, 'ca.pem'), tls.certificate);
  copyFileSync(BUNDLE, join(folder, 'index.js'));
  writeFileSync(join(folder, 'rules.json'), JSON.stringify(RULES));
  server = await KeyServer.start(tls);
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly results: string[];
  /** What there is of undici after loading and after the requests. */
  readonly loaded: string[];
  readonly output: string;
  /** Log lines, parsed. */
  readonly lines: { readonly [name: string]: unknown }[];
}

async function run(events: object[], environment: { readonly [name: string]: string | undefined } = {}, node = process.execPath): Promise<Run> {
  const child = spawn(node, ['-e', RUNNER, join(folder, 'index.js')], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      JWT_ISSUERS: JSON.stringify([issuerConfig({ issuer: server.issuer, jwksUri: undefined })]),
      CONTEXT_CLAIMS: '[]',
      ...environment,
    },
  });
  child.stdin.end(JSON.stringify(events));
  // apart, or lines of one would be cut by chunks of the other
  const written = await Promise.all([child.stdout, child.stderr].map(async (stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise((done) => stream.on('close', done));
    return Buffer.concat(chunks).toString();
  }));
  const output = written.join('\n');
  const texts = output.split('\n');
  const line = texts.find((text) => text.startsWith('RESULT ')) ?? 'RESULT {"results":[],"loaded":[]}';
  // Beside the figures of how long decisions took, which are no line about any of them.
  const lines = texts.filter((text) => text.startsWith('{')).map((text) => JSON.parse(text) as { [name: string]: unknown })
    .filter((parsed) => parsed.DecisionTime === undefined);
  return { ...(JSON.parse(line.slice(7)) as { results: string[]; loaded: string[] }), output, lines };
}

test('the bundled handler fetches keys and decides, for every algorithm', async () => {
  const keys = ALL_ALGORITHMS.map((alg) => signingKey(alg, alg));
  server.keys = keys.map(({ jwk }) => jwk);
  const now = Math.floor(Date.now() / 1_000);
  const claims = { iss: server.issuer, aud: 'orders', sub: 'user-1', iat: now, exp: now + 600 };
  const good = keys.map((key) => requestEvent(signToken(key, claims)));
  const { results, loaded } = await run([...good, requestEvent('a.b.c'), {}, requestEvent(signToken(keys[0], { ...claims, exp: now - 1 })), requestEvent(signToken(keys[6], claims), { pathParameters: {} })]);
  expect(results).toEqual([...good.map(() => 'Allow'), 'Unauthorized', 'Deny', 'Unauthorized', 'Deny']);
  expect(loaded).toEqual([]);
  expect(server.fetches).toBe(1);
});

test('the bundled handler answers every hostile token alike, and the log has the reason', async () => {
  const made = hostileKeys();
  server.keys = made.keySet;
  const hostile = hostileTokens({ ...made, issuer: server.issuer, now: Math.floor(Date.now() / 1_000) });
  const requestContext = { httpMethod: 'GET', resourcePath: '/orders/{orderId}' };
  const events = hostile.map(([what, token]) => requestEvent(token, { requestContext: { ...requestContext, requestId: what } }));
  const { results, loaded, lines } = await run(events, { POWERTOOLS_LOG_LEVEL: 'DEBUG' });
  const reasons = new Map(lines.map((line) => [line.correlation_id, line.reason]));
  expect(lines).toHaveLength(hostile.length);
  expect(loaded).toEqual([]);
  expect(hostile.map(([what], index) => [what, results[index], reasons.get(what)]))
    .toEqual(hostile.map(([what,, reason]) => (reason === 'ok' ? [what, 'Allow', 'allowed'] : [what, 'Unauthorized', reason])));
});

test('the bundled handler admits the key that the Edge adds with the tokens of the website\'s visitors only', async () => {
  const key = signingKey('ES256', 'k');
  server.keys = [key.jwk];
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ version: 1, routes: { 'GET /orders/{orderId}': { access: [{}], websiteKey: true } } }));
  const now = Math.floor(Date.now() / 1_000);
  const event = (client: string, source?: string) => {
    const authorization = `Bearer ${signToken(key, { iss: server.issuer, aud: 'orders', sub: 'user-1', client_id: client, iat: now, exp: now + 600 })}`;
    const headers = { Authorization: authorization, ...(source !== undefined && { 'X-Key-Source': source }) };
    const lines = Object.entries(headers).map(([name, value]) => [name, [value]] as const);
    return requestEvent(undefined, { headers, multiValueHeaders: Object.fromEntries(lines) });
  };
  const events = [event('web', 'website'), event('partner', 'website'), event('partner', 'caller'), event('web'), event('web', 'mine')];
  const issuer = issuerConfig({ issuer: server.issuer, jwksUri: undefined, website: { clients: ['web'] } });
  const { results, lines } = await run(events, { JWT_ISSUERS: JSON.stringify([issuer]) });
  expect(results).toEqual(['Allow', 'Deny', 'Allow', 'Deny', 'Deny']);
  expect(lines.map(({ reason }) => reason)).toEqual(Array(3).fill('website_key_refused'));
});

/**
 * Node.js 24 takes an escaped name for another one that followed the same members before (nodejs/node#63785): after `"\\u0"` the name
 * `"\u0073ub"` is `\u0`. So each case has a member of its own in front, a token that poisons the process for it, and then the token that counts:
 * one of its names escaped at one letter, or a second member with such a name.
 */
describe.each([...new Set([runningMajor(), 24])])('escaped names on Node.js %d', (major) => {
  const node = nodeOfVersion(major);
  const name = node === undefined ? `are not tried: no Node.js ${major} runs these tests, and CI installed none in .ci/node` : 'mean what they say, whatever came before';

  (node === undefined ? test.skip : test)(name, async () => {
    const key = signingKey('ES256', 'k');
    server.keys = [key.jwk];
    writeFileSync(join(folder, 'rules.json'), JSON.stringify({ version: 1, routes: { 'GET /orders/{orderId}': { access: [{ rolesAnyOf: [['reader']] }] } } }));
    const now = Math.floor(Date.now() / 1_000);
    const claims = { 'iss': server.issuer, 'aud': 'orders', 'sub': 'user-1', 'https://app/roles': ['reader'], 'iat': now, 'exp': now + 600 };
    const events: object[] = [];
    const wanted: string[] = [];
    const send = (token: string, answer: string) => {
      events.push(requestEvent(token));
      wanted.push(answer);
    };
    const header = encode({ alg: 'ES256', kid: 'k' });
    let cases = 0;
    const poisoned = (members: Member[], poison: string, tokenOf: (payload: string) => string, answer: string, at: number) => {
      const first: Member = [`"case${cases++}"`, '0'];
      const text = objectText([first, ...members.slice(0, at), [`"${poison}"`, '1']]);
      send(`${header}.${encode(text)}.AAAA`, 'Unauthorized');
      send(signToken(key, text), at < Object.keys(claims).length ? 'Unauthorized' : 'Allow'); // complete with one claim more
      send(tokenOf(objectText([first, ...members])), answer);
    };
    const members = Object.entries(claims).map(([claim, value]): Member => [JSON.stringify(claim), JSON.stringify(value)]);
    members.forEach(([quoted, value], index) => {
      for (const { spelled, poison } of escapes(quoted)) {
        poisoned(spliced(members, index, 1, [spelled, value]), poison, (payload) => signToken(key, payload), 'Allow', index);
        for (let twin = index + 1; twin <= members.length; twin++) {
          poisoned(spliced(members, twin, 0, [spelled, '"admin"']), poison, (payload) => signToken(key, payload), 'Unauthorized', twin);
        }
      }
    });
    poisoned(spliced(members, 3, 1, ['"https:\\/\\/app\\/roles"', '["reader"]']), 'https:\\\\/', (payload) => signToken(key, payload), 'Allow', 3);
    for (const [text, answer] of [['"\\u006bid":"k"', 'Allow'], ['"kid":"k","\\u006bid":"k"', 'Unauthorized'], ['"kid":"k","\\u0061lg":"none"', 'Unauthorized']]) {
      const first = `{"alg":"ES256","case${cases++}":0,${text.slice(0, text.lastIndexOf('"\\'))}`;
      send(`${encode(`${first}"\\\\u00":1}`)}.${encode(claims)}.AAAA`, 'Unauthorized');
      send(signToken(key, claims, first + text.slice(text.lastIndexOf('"\\')) + '}'), answer);
    }

    const issuers = JSON.stringify([issuerConfig({ issuer: server.issuer, jwksUri: undefined, rolesClaim: 'https://app/roles' })]);
    const { results } = await run(events, { JWT_ISSUERS: issuers, POWERTOOLS_LOG_LEVEL: 'ERROR' }, node);
    expect(cases).toBeGreaterThan(100);
    expect(results).toHaveLength(wanted.length);
    expect(results.flatMap((result, index) => (result === wanted[index] ? [] : [{ index, result }]))).toEqual([]);
  });
});

/** Name and value, as they are written. */
type Member = readonly [name: string, value: string];

function spliced(members: Member[], at: number, drop: number, member: Member): Member[] {
  return [...members.slice(0, at), member, ...members.slice(at + drop)];
}

function objectText(members: Member[]): string {
  return `{${members.map((pair) => pair.join(':')).join(',')}}`;
}

/** The name with one of its letters escaped, each with what poisons it: the name up to there, and the beginning of the escape as text. */
function escapes(quoted: string): { readonly spelled: string; readonly poison: string }[] {
  return Array.from({ length: quoted.length - 2 }, (_, at) => ({
    spelled: `${quoted.slice(0, at + 1)}\\u${quoted.charCodeAt(at + 1).toString(16).padStart(4, '0')}${quoted.slice(at + 2)}`,
    poison: `${quoted.slice(1, at + 1)}\\\\u0`,
  }));
}

test('the bundled handler takes the tokens of real issuers', async () => {
  const key = signingKey('RS256', KID);
  server.keys = [key.jwk];
  // One process takes each issuer once; some have several samples.
  const batches: IssuerSample[][] = [];
  for (const sample of ISSUER_SAMPLES) {
    const free = batches.find((batch) => batch.every(({ config }) => config.issuer !== sample.config.issuer));
    if (free) {
      free.push(sample);
    } else {
      batches.push([sample]);
    }
  }
  for (const batch of batches) {
    const route = (index: number) => ({ httpMethod: 'GET', resourcePath: `/sample${index}` });
    const routes = Object.fromEntries(batch.map(({ access }, index) => [`GET ${route(index).resourcePath}`, { access: [access] }]));
    writeFileSync(join(folder, 'rules.json'), JSON.stringify({ version: 1, routes }));
    const events = batch.map(({ config, claims, header = {} }, index) => requestEvent(signToken(key, { iss: config.issuer, ...claims }, {
      ...header, ...('jku' in header && config.jku === 'same' && { jku: server.jwksUri }),
    }), { requestContext: route(index) }));
    const issuers = JSON.stringify(batch.map(({ config }) => issuerConfig({ ...config, jwksUri: server.jwksUri })));
    const { results, lines } = await run(events, { JWT_ISSUERS: issuers });
    expect(batch.map(({ name }, index) => [name, results[index]])).toEqual(batch.map(({ name }) => [name, 'Allow']));
    expect(lines).toEqual([]);
  }
});

test('the bundled handler takes issuers from the rules file, and their missing texts from the environment', async () => {
  const key = signingKey('ES256', 'k');
  server.keys = [key.jwk];
  const place = { environment: 0 };
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ ...RULES, issuers: [{ ...issuerConfig({ jwksUri: undefined }), issuer: place }] }));
  const now = Math.floor(Date.now() / 1_000);
  const token = (iss: string) => requestEvent(signToken(key, { iss, aud: 'orders', sub: 'user-1', iat: now, exp: now + 600 }));
  const { results } = await run([token(server.issuer), token('https://id.example.com/')], { JWT_ISSUERS: JSON.stringify([server.issuer]) });
  expect(results).toEqual(['Allow', 'Unauthorized']);
});

test('the bundled handler fails, for a 500, while the issuer\'s keys can\'t be had', async () => {
  server.answer = (_, response) => response.writeHead(503).end();
  const key = signingKey('ES256', 'k');
  const now = Math.floor(Date.now() / 1_000);
  const token = signToken(key, { iss: server.issuer, aud: 'orders', sub: 'user-1', iat: now, exp: now + 600 });
  const { results, output } = await run([requestEvent(token)]);
  expect(results).toEqual(['Keys unavailable']);
  expect(output).toContain('"reason":"keys_unavailable"');
});

test.each([
  ['no issuers', { JWT_ISSUERS: undefined }],
  ['issuers that are no JSON', { JWT_ISSUERS: '{' }],
  ['no context claims', { CONTEXT_CLAIMS: undefined }],
])('with %s every request is denied, and the log says why', async (_, environment) => {
  const { results, output } = await run([requestEvent('a.b.c'), {}], environment);
  expect(results).toEqual(['Deny', 'Deny']);
  expect(output).toContain('configuration_invalid');
});

test('without rules every request is denied', async () => {
  rmSync(join(folder, 'rules.json'));
  expect((await run([requestEvent('a.b.c')])).results).toEqual(['Deny']);
});

test.each([
  ['a global of undici that is read', 'try { new Headers({}); } catch {}'],
  ['a fetch', "fetch('http://127.0.0.1:1/').catch(() => {});"],
])('the check for undici sees %s', async (_, statement) => {
  writeFileSync(join(folder, 'index.js'), `exports.handler = async () => { ${statement} throw new Error('done'); };`);
  expect(await run([{}])).toMatchObject({ results: ['done'], loaded: [expect.stringContaining('undici')] });
});

test('the bundle is below its bound', () => {
  expect(statSync(BUNDLE).size).toBeLessThanOrEqual(48 * 1_024);
});
