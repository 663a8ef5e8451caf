import { ASK_AFTER, DISCARD_AFTER, KeyStore, PENALTY, REFRESH_AFTER, RETRY_AFTER_FAILURE } from '../../../lambda/jwt-authorizer/key-store';
import { VerificationKey } from '../../../lambda/jwt-authorizer/verification-key';
import { IssuerConfig } from '../../../lib/contracts/authorizer';
import { ISSUER, issuerConfig } from './support/harness';
import { signingKey } from './support/tokens';

const jwk = signingKey('ES256', 'k').jwk;
const other = signingKey('ES256', 'other').jwk;

/** A store whose issuer answers when a test lets it, and whose clock a test sets. */
class Subject {
  public now = 1_000_000_000_000;
  public keys: unknown[] = [jwk];
  public fails = false;
  public readonly asked: string[] = [];
  public readonly errors: string[] = [];
  public readonly ignored: string[] = [];
  /** Advances the clock while the issuer answers. */
  public takes = 0;
  public readonly store: KeyStore;

  public constructor(config: Partial<IssuerConfig> = {}, documents: { readonly [url: string]: unknown } = {}) {
    this.store = new KeyStore({
      config: issuerConfig(config),
      now: () => this.now,
      onFetchError: ({ message }) => void this.errors.push(message),
      onKeysIgnored: ({ message }) => void this.ignored.push(message),
      fetch: async (url) => {
        this.asked.push(url);
        await Promise.resolve();
        this.now += this.takes;
        if (this.fails) {
          throw new Error('no answer');
        }
        return url in documents ? documents[url] : { keys: this.keys };
      },
    });
  }

  /** @param kid null where the token has none */
  public find(kid: string | null = 'k', alg = 'ES256'): Promise<VerificationKey | string> {
    return this.store.find(kid ?? undefined, alg).catch((error: { reason: string }) => error.reason);
  }

  /** Lets what goes on in the background end. */
  public async settle(): Promise<void> {
    await new Promise(setImmediate);
  }
}

async function loaded(): Promise<{ readonly subject: Subject; readonly key: VerificationKey }> {
  const subject = new Subject();
  return { subject, key: await subject.find() as VerificationKey };
}

describe('a key', () => {
  test('is not known before the issuer was asked, and is then', async () => {
    const subject = new Subject();
    expect(subject.store.known('k', 'ES256')).toBeUndefined();
    const key = await subject.find();
    expect(key).toMatchObject({ kid: 'k', alg: 'ES256' });
    expect([subject.store.known('k', 'ES256'), subject.store.isInForce(key as VerificationKey), subject.asked.length]).toEqual([key, true, 1]);
    expect([subject.store.known('other', 'ES256'), subject.store.known('k', 'ES384')]).toEqual([undefined, undefined]);
  });

  test('of another store is not in force', async () => {
    const [{ subject }, { key }] = [await loaded(), await loaded()];
    expect(subject.store.isInForce(key)).toBe(false);
    expect(new Subject().store.isInForce(key)).toBe(false);
  });

  test.each<[string, unknown[], string | null, string, string]>([
    ['another kid', [jwk], 'none', 'ES256', 'key_unknown'],
    ['another algorithm', [jwk], 'k', 'ES384', 'key_unsuitable'],
    ['no kid and another algorithm', [jwk], null, 'ES384', 'key_unknown'],
    ['a kid that two keys have', [jwk, { ...other, kid: 'k' }], 'k', 'ES256', 'key_ambiguous'],
    ['no kid, and two keys', [jwk, other], null, 'ES256', 'key_ambiguous'],
  ])('is none for %s', async (_, keys, kid, alg, reason) => {
    const subject = new Subject();
    subject.keys = keys;
    expect(await subject.find(kid, alg)).toBe(reason);
    expect(subject.store.known(kid ?? undefined, alg)).toBeUndefined();
  });

  test('is the one that there is, where the token names none', async () => {
    const { subject, key } = await loaded();
    expect(await subject.find(null)).toBe(key);
  });

  test('stays the same object when the set is fetched again, and is gone when another is in its place', async () => {
    const { subject, key } = await loaded();
    subject.now += ASK_AFTER;
    expect(await subject.find()).toBe(key);
    subject.keys = [{ ...other, kid: 'k' }];
    subject.now += ASK_AFTER;
    expect(await subject.find()).not.toBe(key);
    expect(subject.store.isInForce(key)).toBe(false);
  });
});

describe('the age of a set', () => {
  test('up to five minutes needs no question', async () => {
    const { subject, key } = await loaded();
    subject.now += REFRESH_AFTER - 1;
    expect([subject.store.known('k', 'ES256'), subject.store.isInForce(key), await subject.find()]).toEqual([key, true, key]);
    expect(subject.asked).toHaveLength(1);
  });

  test('of five minutes has it fetched in the background, by whoever comes first, once', async () => {
    for (const come of [({ store }: Subject, key: VerificationKey) => store.isInForce(key), (subject: Subject) => subject.find()]) {
      const { subject, key } = await loaded();
      subject.now += REFRESH_AFTER;
      expect(subject.store.known('k', 'ES256')).toBeUndefined();
      subject.keys = [];
      expect([true, key]).toContain(await come(subject, key));
      void come(subject, key);
      await subject.settle();
      expect(subject.asked).toHaveLength(2);
      expect(subject.store.isInForce(key)).toBe(false);
    }
  });

  test('counts from the moment of the question', async () => {
    const subject = new Subject();
    subject.takes = 2_000;
    const key = await subject.find() as VerificationKey;
    subject.now += REFRESH_AFTER - 2_001;
    expect(subject.store.known('k', 'ES256')).toBe(key);
    subject.now += 1;
    expect(subject.store.known('k', 'ES256')).toBeUndefined();
  });

  test('of ten minutes has the issuer asked first', async () => {
    const { subject, key } = await loaded();
    subject.now += ASK_AFTER - 1;
    expect(subject.store.isInForce(key)).toBe(true);
    await subject.settle();
    subject.now += ASK_AFTER;
    expect(subject.store.isInForce(key)).toBe(false);
    subject.keys = [other];
    expect(await subject.find()).toBe('key_unknown');
  });

  test('of an hour ends it, whatever the issuer says', async () => {
    const { subject, key } = await loaded();
    subject.fails = true;
    subject.now += DISCARD_AFTER - 1;
    expect(await subject.find()).toBe(key);
    expect(subject.store.isInForce(key)).toBe(true);
    subject.now += 1;
    expect(subject.store.isInForce(key)).toBe(false);
    expect(await subject.find()).toBe('keys_unavailable');
  });
});

describe('where the issuer does not answer', () => {
  test('a known set goes on, and it is asked again after 15 seconds', async () => {
    const { subject, key } = await loaded();
    subject.fails = true;
    subject.now += ASK_AFTER;
    expect(await subject.find()).toBe(key);
    expect(subject.asked).toHaveLength(2);
    subject.now += RETRY_AFTER_FAILURE - 1;
    expect([subject.store.isInForce(key), await subject.find()]).toEqual([true, key]);
    await subject.settle();
    expect(subject.asked).toHaveLength(2);
    subject.now += 1;
    expect(subject.store.isInForce(key)).toBe(false);
    expect(await subject.find()).toBe(key);
    expect(subject.asked).toHaveLength(3);
    expect(subject.errors).toEqual(Array(2).fill(`${ISSUER}: Error: no answer`));
  });

  test('it is asked in the background again after 15 seconds, too', async () => {
    const { subject, key } = await loaded();
    subject.fails = true;
    subject.now += REFRESH_AFTER;
    subject.store.isInForce(key);
    await subject.settle();
    for (const [wait, fetches] of [[RETRY_AFTER_FAILURE - 1, 2], [1, 3]]) {
      subject.now += wait;
      expect(subject.store.isInForce(key)).toBe(true);
      await subject.settle();
      expect(subject.asked).toHaveLength(fetches);
    }
  });

  test('nor has before, it is asked again after a second', async () => {
    const subject = new Subject();
    subject.fails = true;
    expect(await subject.find()).toBe('keys_unavailable');
    expect(subject.asked).toHaveLength(1);
    subject.now += PENALTY - 1;
    expect(await subject.find()).toBe('keys_unavailable');
    expect(subject.asked).toHaveLength(1);
    subject.now += 1;
    subject.fails = false;
    expect(await subject.find()).toMatchObject({ kid: 'k' });
    expect(subject.asked).toHaveLength(2);
  });

  test('nor has before, the second counts from when it gave up', async () => {
    const subject = new Subject();
    subject.fails = true;
    subject.takes = 2_000;
    await subject.find();
    subject.now += PENALTY - 1;
    expect([await subject.find(), subject.asked.length]).toEqual(['keys_unavailable', 1]);
    subject.now += 1;
    expect([await subject.find(), subject.asked.length]).toEqual(['keys_unavailable', 2]);
  });

  test('until the set is an hour old, it is asked again after a second then', async () => {
    const { subject } = await loaded();
    subject.fails = true;
    subject.now += DISCARD_AFTER - PENALTY;
    expect([await subject.find(), subject.asked.length]).toEqual([expect.objectContaining({ kid: 'k' }), 2]);
    subject.fails = false;
    subject.now += PENALTY;
    expect([await subject.find(), subject.asked.length]).toEqual([expect.objectContaining({ kid: 'k' }), 3]);
  });

  test('an unknown key is nobody\'s fault, until it answers again', async () => {
    const { subject } = await loaded();
    subject.fails = true;
    subject.now += PENALTY;
    expect(await subject.find('new')).toBe('keys_unavailable');
    subject.fails = false;
    subject.now += PENALTY;
    expect(await subject.find('new')).toBe('key_unknown');
  });

  test.each([[8_999, 1], [9_000, 2]])('a fetch that failed after %d ms makes it be asked %d times at most: the process was frozen under the longer one', async (takes, fetches) => {
    const { subject } = await loaded();
    subject.asked.length = 0;
    subject.fails = true;
    subject.takes = takes;
    subject.now += ASK_AFTER;
    await subject.find();
    expect(subject.asked).toHaveLength(fetches);
  });
});

describe('an unknown key', () => {
  test('has the set fetched, once in a second', async () => {
    const { subject } = await loaded();
    for (const [wait, fetches] of [[PENALTY - 1, 1], [1, 2], [0, 2], [PENALTY - 1, 2], [1, 3]]) {
      subject.now += wait;
      expect(await subject.find('new')).toBe('key_unknown');
      expect(subject.asked).toHaveLength(fetches);
    }
    subject.keys = [jwk, other];
    subject.now += PENALTY;
    expect(await subject.find('other')).toMatchObject({ kid: 'other' });
  });

  test('waits for a fetch that is under way', async () => {
    const { subject } = await loaded();
    subject.keys = [jwk, other];
    subject.now += PENALTY;
    const both = await Promise.all([subject.find('other'), subject.find('other')]);
    expect([both[0], subject.asked.length]).toEqual([both[1], 2]);
    expect(both[0]).toMatchObject({ kid: 'other' });
  });

  test('of a set that has more keys than are looked at is told as such, and so are they', async () => {
    const subject = new Subject();
    subject.keys = Array.from({ length: 102 }, (_, index) => ({ ...jwk, kid: String(index) }));
    expect(await subject.find('101')).toBe('key_set_too_long');
    expect(subject.ignored).toEqual([`${ISSUER}: 102 keys in the set, of which the first 100 are used`]);
    subject.keys = [jwk];
    subject.now += PENALTY;
    expect(await subject.find('101')).toBe('key_unknown');
    expect(subject.ignored).toHaveLength(1);
  });

  test('of the right kid for another algorithm has nothing fetched', async () => {
    const { subject } = await loaded();
    subject.now += PENALTY;
    expect(await subject.find('k', 'ES384')).toBe('key_unsuitable');
    expect(subject.asked).toHaveLength(1);
  });
});

describe('the address of the set', () => {
  const discovery = (issuer: string, document: object) => new Subject({ issuer, jwksUri: undefined }, { [`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`]: document });

  test.each(['https://a.example.com', 'https://a.example.com/', 'https://a.example.com/tenant/'])('is where the document of %s says', async (issuer) => {
    const subject = discovery(issuer, { issuer, jwks_uri: 'https://keys.example.com/a' });
    expect(await subject.find()).toMatchObject({ kid: 'k' });
    expect(subject.asked).toEqual([`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, 'https://keys.example.com/a']);
  });

  test('of Cognito is known', async () => {
    const subject = new Subject({ kind: 'cognito', issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a', jwksUri: undefined });
    await subject.find();
    expect(subject.asked).toEqual(['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a/.well-known/jwks.json']);
  });

  const issuer = 'https://a.example.com/';
  const foreign = 'discovery document is of another issuer';
  const notHttps = '`jwks_uri` of the discovery document is not an https URL';
  test.each<[unknown, string]>([
    [{ issuer: 'https://b.example.com/', jwks_uri: 'https://a.example.com/keys' }, foreign], [{ jwks_uri: 'https://a.example.com/keys' }, foreign],
    [[], foreign], [null, foreign], ['text', foreign],
    [{ issuer }, notHttps], [{ issuer, jwks_uri: 'http://a.example.com/keys' }, notHttps], [{ issuer, jwks_uri: 7 }, notHttps],
  ])('is nowhere in %j', async (document, message) => {
    const subject = discovery(issuer, document as object);
    expect(await subject.find()).toBe('keys_unavailable');
    expect(subject.errors).toEqual([`${issuer}: Error: ${message}`]);
  });

  test('holds a key set, or it is as if there were none', async () => {
    const subject = new Subject({}, { 'https://id.example.com/keys.json': { keys: {} } });
    expect(await subject.find()).toBe('keys_unavailable');
    expect(subject.errors).toEqual([`${ISSUER}: Error: not a JSON Web Key Set`]);
  });
});

test('nobody has to listen', async () => {
  let now = 0;
  const store = new KeyStore({ config: issuerConfig(), now: () => now++, fetch: async () => ({ keys: Array(101).fill(jwk) }) });
  expect(await store.find('k', 'ES256')).toMatchObject({ kid: 'k' });
  await expect(store.find('other', 'ES256')).rejects.toMatchObject({ reason: 'key_set_too_long' });
  const broken = new KeyStore({ config: issuerConfig(), now: () => 0, fetch: () => Promise.reject(new Error()) });
  await expect(broken.find('k', 'ES256')).rejects.toMatchObject({ reason: 'keys_unavailable' });
});
