import { fetchJson, JsonFetcher } from '../../../lambda/jwt-authorizer/https-json';
import { SelfSigned, selfSigned } from './support/certificate';
import { Harness, issuerConfig } from './support/harness';
import { KeyServer } from './support/key-server';
import { signingKey, signToken } from './support/tokens';

const MINUTE = 60_000;
const old = signingKey('ES256', 'old');
const fresh = signingKey('ES256', 'new');
const junk = (index: number) => signingKey('ES256', `junk-${index}`);

/** An issuer whose answers a test sets. */
class FakeIssuer {
  public keys: object[] = [old.jwk];
  public isDown = false;
  public fetches = 0;
  public readonly fetch: JsonFetcher = async () => {
    this.fetches++;
    await Promise.resolve();
    if (this.isDown) {
      throw new Error('connection refused');
    }
    return { keys: this.keys };
  };
}

let issuer: FakeIssuer;
let harness: Harness;
const long = { exp: 0, iat: 0 };

beforeEach(() => {
  issuer = new FakeIssuer();
  harness = new Harness({ fetch: issuer.fetch });
  Object.assign(long, { iat: harness.seconds, exp: harness.seconds + 80_000 });
});

async function status(key = old): Promise<number> {
  return (await harness.ask(signToken(key, harness.claims({ ...long, jti: String(Math.random()) })))).status;
}

describe('rotation', () => {
  test('a key that is new works at once, with one fetch', async () => {
    expect(await status()).toBe(200);
    harness.now += 2_000;
    issuer.keys = [old.jwk, fresh.jwk];
    expect(await status(fresh)).toBe(200);
    expect(await status(fresh)).toBe(200);
    expect(issuer.fetches).toBe(2);
  });

  test.each([
    [99, 200, 'allowed', 0],
    [100, 401, 'key_set_too_long', 1],
  ])('a key after %d others is answered with %d (%s), and %d lines say that keys are ignored', async (others, expected, reason, lines) => {
    issuer.keys = [...Array.from({ length: others }, (_, index) => ({ ...old.jwk, kid: `other-${index}` })), fresh.jwk];
    expect(await status(fresh)).toBe(expected);
    expect(harness.lines.filter(({ level }) => level !== 'error').at(-1)?.reason).toBe(reason);
    const ignored = harness.lines.filter(({ message }) => message === 'keys ignored');
    expect(ignored).toHaveLength(lines);
    harness.now += 2_000;
    // No fewer keys are there for a key that is unknown for another reason.
    issuer.keys = [old.jwk];
    harness.now += 11 * MINUTE;
    await status(junk(1));
    expect(harness.lines.filter(({ level }) => level !== 'error').at(-1)?.reason).toBe('key_unknown');
  });

  test('a flood of unknown keys causes one fetch per second', async () => {
    expect(await status()).toBe(200);
    const before = issuer.fetches;
    for (let index = 0; index < 50; index++) {
      harness.now += 100;
      expect(await status(junk(index))).toBe(401);
    }
    expect(issuer.fetches - before).toBeLessThanOrEqual(5);
  });

  test('a flood of unknown keys keeps a new one out for a second at most', async () => {
    expect(await status()).toBe(200);
    harness.now += 5_000;
    expect(await status(junk(1))).toBe(401);
    issuer.keys = [fresh.jwk];
    harness.now += 500;
    expect(await status(junk(2))).toBe(401);
    expect(await status(fresh)).toBe(401);
    harness.now += 500;
    expect(await status(fresh)).toBe(200);
  });

  test('a withdrawn key stops working after 10 minutes, even where the token was seen', async () => {
    const token = signToken(old, harness.claims(long));
    expect((await harness.ask(token)).status).toBe(200);
    issuer.keys = [fresh.jwk];
    harness.now += 4 * MINUTE;
    expect((await harness.ask(token)).status).toBe(200);
    harness.now += 6 * MINUTE;
    expect((await harness.ask(token)).status).toBe(401);
  });

  test('a withdrawn key stops working as soon as the set is fetched for another reason', async () => {
    const token = signToken(old, harness.claims(long));
    expect((await harness.ask(token)).status).toBe(200);
    issuer.keys = [fresh.jwk];
    harness.now += 2_000;
    expect(await status(fresh)).toBe(200);
    expect((await harness.ask(token)).status).toBe(401);
  });

  test('another key under the same kid ends what the first one signed', async () => {
    const token = signToken(old, harness.claims(long));
    expect((await harness.ask(token)).status).toBe(200);
    const replaced = signingKey('ES256', 'old');
    issuer.keys = [replaced.jwk];
    harness.now += 11 * MINUTE;
    expect((await harness.ask(token)).status).toBe(401);
    expect(await status(replaced)).toBe(200);
  });

  test('the set is refreshed in the background after 5 minutes', async () => {
    expect(await status()).toBe(200);
    harness.now += 6 * MINUTE;
    expect(await status()).toBe(200);
    await new Promise(setImmediate);
    expect(issuer.fetches).toBe(2);
    expect(await status()).toBe(200);
    expect(issuer.fetches).toBe(2);
  });

  test('an issuer that withdraws every key is obeyed', async () => {
    expect(await status()).toBe(200);
    issuer.keys = [];
    harness.now += 11 * MINUTE;
    expect(await status()).toBe(401);
  });
});

describe('outage', () => {
  test('known keys go on for an hour, with few attempts, and no longer', async () => {
    expect(await status()).toBe(200);
    issuer.isDown = true;
    for (let minute = 1; minute < 60; minute++) {
      harness.now += MINUTE;
      expect(await status()).toBe(200);
    }
    expect(issuer.fetches).toBeLessThan(70);
    harness.now += MINUTE;
    expect(await status()).toBe(500);
    expect(harness.lines.filter(({ level }) => level === 'error').length).toBeGreaterThan(0);
    issuer.isDown = false;
    harness.now += 2_000;
    expect(await status()).toBe(200);
  });

  test('at a cold start, requests are refused with a reason of their own', async () => {
    issuer.isDown = true;
    const outcome = await harness.ask(signToken(old, harness.claims()));
    expect(outcome).toMatchObject({ status: 500, reason: 'keys_unavailable' });
  });

  test('a key that is not known yet is the issuer\'s outage too, while it does not answer', async () => {
    expect(await status()).toBe(200);
    issuer.isDown = true;
    issuer.keys = [fresh.jwk];
    harness.now += 2_000;
    expect(await status(fresh)).toBe(500);
    harness.now += 100;
    expect(await status(fresh)).toBe(500);
    expect(await status(old)).toBe(200);
    issuer.isDown = false;
    harness.now += 2_000;
    expect(await status(fresh)).toBe(200);
    expect(await status(junk(1))).toBe(401);
  });

  test('a fetch that froze with the process is no outage', async () => {
    expect(await status()).toBe(200);
    let freeze: ((error: Error) => void) | undefined;
    const answer = issuer.fetch;
    const thawing = new Harness({
      fetch: (url) => (freeze === undefined && issuer.fetches === 2 ? new Promise((_, reject) => (freeze = reject)) : answer(url)),
    });
    harness = thawing;
    expect(await status()).toBe(200);
    harness.now += 6 * MINUTE;
    expect(await status()).toBe(200); // begins a refresh that never ends
    issuer.keys = [fresh.jwk];
    harness.now += 30 * MINUTE; // the process was frozen
    const pending = status();
    freeze?.(new Error('socket hang up'));
    expect(await pending).toBe(401); // asked again at once, and the key is gone
  });
});

describe('concurrency', () => {
  test('500 requests at a cold start share one fetch', async () => {
    const tokens = Array.from({ length: 500 }, (_, index) => signToken(old, harness.claims({ sub: `user-${index}` })));
    const outcomes = await Promise.all(tokens.map(async (token) => harness.ask(token)));
    expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set([200]));
    expect(new Set(outcomes.map((outcome) => outcome.principal)).size).toBe(500);
    expect(issuer.fetches).toBe(1);
  });

  test('500 unknown keys at once share one fetch', async () => {
    expect(await status()).toBe(200);
    harness.now += 2_000;
    const unknown = junk(0);
    const outcomes = await Promise.all(Array.from({ length: 500 }, async () => status(unknown)));
    expect(new Set(outcomes)).toEqual(new Set([401]));
    expect(issuer.fetches).toBe(2);
  });
});

describe('over TLS', () => {
  let tls: SelfSigned;
  let server: KeyServer;
  // Long enough for a busy machine: only who never answers meets it, and then it is short.
  const limits = (timeoutMs: number) => ({ timeoutMs, maxBytes: 20_000, tls: { ca: tls.certificate } });
  const get = async (url: string) => fetchJson(url, limits(60_000));

  beforeAll(() => {
    tls = selfSigned();
  });
  beforeEach(async () => {
    server = await KeyServer.start(tls);
    server.keys = [old.jwk];
  });
  afterEach(async () => server.stop());

  const ask = async (changes: object = {}, key = old) => {
    const over = new Harness({ fetch: get, issuers: [issuerConfig({ issuer: server.issuer, jwksUri: undefined, ...changes })] });
    return over.ask(signToken(key, over.claims({ iss: server.issuer })));
  };

  test('the discovery document tells where the keys are', async () => {
    expect((await ask()).status).toBe(200);
    expect(server.requests).toEqual(['/.well-known/openid-configuration', '/keys.json']);
  });

  test('an explicit address needs no discovery', async () => {
    expect((await ask({ jwksUri: server.jwksUri })).status).toBe(200);
    expect(server.requests).toEqual(['/keys.json']);
  });

  test('500 requests at once share one fetch', async () => {
    const over = new Harness({ fetch: get, issuers: [issuerConfig({ issuer: server.issuer, jwksUri: undefined })] });
    const outcomes = await Promise.all(Array.from({ length: 500 }, async (_, index) => over.ask(signToken(old, over.claims({ iss: server.issuer, sub: `u${index}` })))));
    expect(outcomes.every((outcome) => outcome.status === 200)).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['of another issuer', () => ({ issuer: 'https://attacker.example/', jwks_uri: server.jwksUri })],
    ['with keys over http', () => ({ issuer: server.issuer, jwks_uri: server.jwksUri.replace('https', 'http') })],
    ['without keys', () => ({ issuer: server.issuer })],
    ['that is a list', () => []],
  ])('a discovery document %s is refused', async (_, document) => {
    server.discovery = document();
    expect(await ask()).toMatchObject({ status: 500, reason: 'keys_unavailable' });
  });

  test.each<[string, KeyServer['answer']]>([
    ['is too large', (__, response) => response.end(JSON.stringify({ keys: [], filler: 'x'.repeat(30_000) }))],
    ['never ends', (__, response) => {
      response.on('error', () => undefined);
      const write = () => !response.destroyed && response.write('x'.repeat(1_000), write);
      write();
    }],
    ['is a redirect', (__, response) => response.writeHead(302, { location: 'https://attacker.example/' }).end()],
    ['is an error', (__, response) => response.writeHead(500).end('{"keys":[]}')],
    ['is no JSON', (__, response) => response.end('<html>')],
    ['is no key set', (__, response) => response.end('{"keys":{}}')],
    ['is null', (__, response) => response.end('null')],
    ['is cut off', (__, response) => response.socket?.destroy()],
  ])('an answer that %s is refused', async (_, answer) => {
    server.answer = answer;
    expect(await ask()).toMatchObject({ status: 500, reason: 'keys_unavailable' });
  });

  test.each<[string, KeyServer['answer']]>([
    ['the first byte', () => undefined],
    ['the last byte', (__, response) => response.write('{')],
  ])('an answer whose %s does not come in time is given up', async (_, answer) => {
    server.answer = answer;
    await expect(fetchJson(server.jwksUri, limits(100))).rejects.toThrow(/^(no answer in 100 ms|aborted)$/);
  });

  test('a certificate that no one vouches for is refused', async () => {
    await expect(fetchJson(server.jwksUri, { timeoutMs: 60_000, maxBytes: 1_000 })).rejects.toThrow(/self-signed|certificate/i);
  });

  test('nothing but https is fetched', async () => {
    await expect(get(server.jwksUri.replace('https', 'http'))).rejects.toThrow('https');
    await expect(get('file:///etc/passwd')).rejects.toThrow('https');
    await expect(get('https://user:secret@localhost/')).rejects.toThrow('https');
  });

  test('keys rotate on a real server', async () => {
    const over = new Harness({ fetch: get, issuers: [issuerConfig({ issuer: server.issuer, jwksUri: server.jwksUri })] });
    const send = async (key = old) => (await over.ask(signToken(key, over.claims({ iss: server.issuer })))).status;
    expect(await send()).toBe(200);
    server.keys = [fresh.jwk];
    over.now += 2_000;
    expect(await send(fresh)).toBe(200);
    expect(await send(old)).toBe(401);
    server.answer = (_, response) => response.writeHead(503).end();
    over.now += 20 * MINUTE;
    expect(await send(fresh)).toBe(200);
  });
});
