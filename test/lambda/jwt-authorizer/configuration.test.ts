import { parseContextClaims, parseIssuers, parseRules, ruleClaims } from '../../../lambda/jwt-authorizer/configuration';
import { Json } from '../../../lambda/jwt-authorizer/strict-json';
import { RESERVED_CONTEXT } from '../../../lib/contracts/authorizer';
import { issuerConfig } from './support/harness';

const NO_TEXT = ['', 1, true, null, ['a'], {}];
const NO_LENGTH = [-1, 0.5, '1', null, true, 2 ** 53];
const NO_TEXTS = ['a', null, {}, [''], [1], ['a', null]];

describe('an issuer', () => {
  const parse = (changes: object) => parseIssuers(JSON.stringify([{ ...issuerConfig(), ...changes }]), undefined);

  test.each<[string, readonly unknown[]]>([
    ['kind', ['oidc', 'cognito']],
    ['issuer', ['https://a.example.com', 'urn:a']],
    ['audience', [['a'], ['a', 'b']]],
    ['jwksUri', ['https://a.example.com/keys?x=1']],
    ['jku', ['same', 'ignored']],
    ['audienceClaim', ['azp']],
    ['principalClaims', [['sub'], ['sub', 'client_id']]],
    ['tokenUse', ['access', 'id']],
    ['rolesClaim', ['a']],
    ['rolesFormat', ['names', 'commas', 'spaces']],
    ['scopesClaim', ['a']],
    ['tokenType', ['at+jwt']],
    ['maxTokenLifetimeSeconds', [0, 86_400]],
    ['clockToleranceSeconds', [0, 60]],
    ['algorithms', [['RS256'], ['ES256', 'EdDSA']]],
    ['website', [{}, { clients: ['a'] }]],
    ['grants', [{ roles: [], scopes: [] }, { roles: ['a'], scopes: ['b'] }]],
  ])('may have as its %s: %j', (name, values) => {
    for (const value of values) {
      expect(parse({ [name]: value })).toEqual([{ ...issuerConfig(), [name]: value }]);
    }
  });

  test.each<[string, readonly unknown[]]>([
    ['kind', ['saml', ...NO_TEXT]],
    ['issuer', ['https://a.example.com/#a', '#', ...NO_TEXT]],
    ['audience', [[], ...NO_TEXTS]],
    ['jwksUri', ['http://a.example.com/', 'a', 'https://user@a.example.com/', 'https://user:secret@a.example.com/', 'https://:secret@a.example.com/', ...NO_TEXT]],
    ['jku', ['other', ...NO_TEXT]],
    ['audienceClaim', NO_TEXT],
    ['principalClaims', [[], ['sub='], ['=', 'sub'], ...NO_TEXTS]],
    ['tokenUse', ['refresh', ...NO_TEXT]],
    ['rolesClaim', NO_TEXT],
    ['rolesFormat', ['csv', ...NO_TEXT]],
    ['scopesClaim', NO_TEXT],
    ['tokenType', NO_TEXT],
    ['maxTokenLifetimeSeconds', NO_LENGTH],
    ['clockToleranceSeconds', [61, ...NO_LENGTH]],
    ['algorithms', [[], ['none'], ['HS256'], ['RS256', 'HS256'], ['constructor'], ...NO_TEXTS]],
    ['website', [null, true, [], { clients: [] }, { clients: 'a' }, { clients: [''] }, { clients: null }, { names: ['a'] }]],
    ['grants', [null, true, [], {}, { roles: [] }, { scopes: [] }, { roles: [''], scopes: [] }, { roles: [], scopes: 'a' }, { roles: [], scopes: [], claims: [] }]],
  ])('may have nothing else as its %s: %j', (name, values) => {
    for (const value of values) {
      expect(() => parse({ [name]: value })).toThrow('issuers: not understood');
    }
  });

  test.each(['kind', 'issuer', 'audience', 'rolesClaim', 'scopesClaim', 'maxTokenLifetimeSeconds', 'algorithms'])('has a %s', (name) => {
    expect(() => parse({ [name]: undefined })).toThrow('issuers: not understood');
  });

  test.each(['other', 'constructor', '__proto__', 'grants?', 'kind?', '?', ''])('has no %j', (name) => {
    const json = JSON.stringify([issuerConfig()]).replace('{', `{${JSON.stringify(name)}:1,`);
    expect(() => parseIssuers(json, undefined)).toThrow('issuers: not understood');
  });

  test('whose name is no https URL says where its keys are, and only who says so may compare a `jku`', () => {
    expect(parse({ issuer: 'https://a.example.com', jwksUri: undefined })).toHaveLength(1);
    expect(parse({ issuer: 'urn:a', jku: 'same' })).toHaveLength(1);
    for (const changes of [{ issuer: 'http://a.example.com' }, { issuer: 'urn:a' }, { jku: 'same' }, { jku: 'ignored' }]) {
      expect(() => parse({ ...changes, jwksUri: undefined })).toThrow('issuers: not understood');
    }
  });
});

test('issuers are as many as they have names: a second one of the same would be asked for nothing', () => {
  const parse = (...issuers: string[]) => parseIssuers(JSON.stringify(issuers.map((issuer) => ({ ...issuerConfig(), issuer }))), undefined);
  expect(parse('https://a.example.com', 'https://b.example.com').map(({ issuer }) => issuer)).toEqual(['https://a.example.com', 'https://b.example.com']);
  expect(() => parse('https://a.example.com', 'https://b.example.com', 'https://a.example.com')).toThrow(/^issuers: not understood$/);
});

describe('texts of the environment', () => {
  const issuer = (changes: object) => ({ ...issuerConfig(), ...changes }) as unknown as Json;

  test('stand wherever one may stand', () => {
    const from = issuer({ issuer: { environment: 1 }, audience: [{ environment: 0 }, 'b'], website: { clients: [{ environment: 2 }] } });
    expect(parseIssuers('["a","https://x.example.com","c"]', [from])).toEqual([
      issuerConfig({ issuer: 'https://x.example.com', audience: ['a', 'b'], website: { clients: ['c'] } }),
    ]);
  });

  test('stand for a list of them too, but not for one text', () => {
    const texts = '[["a","b"],["https://x.example.com"]]';
    expect(parseIssuers(texts, [issuer({ audience: { environment: 0 } })])).toEqual([issuerConfig({ audience: ['a', 'b'] })]);
    expect(() => parseIssuers(texts, [issuer({ issuer: { environment: 1 } })])).toThrow('issuers: not understood');
    expect(() => parseIssuers(texts, [issuer({ audience: [{ environment: 0 }] })])).toThrow('issuers: not understood');
  });

  test.each<[string, unknown]>([
    ['that is not there', { environment: 1 }], ['before the first', { environment: -1 }], ['with more beside its place', { environment: 0, more: 1 }], ['nowhere', {}],
    ['at a half', { environment: 0.5 }], ['by another name', { index: 0 }],
  ])('%s are none', (_, place) => {
    expect(() => parseIssuers('["a"]', [issuer({ rolesClaim: place })])).toThrow('issuers: not understood');
  });

  test.each(['{}', '"a"', '[1]', '[null]'])('in %s are none', (json) => {
    expect(() => parseIssuers(json, [issuer({ rolesClaim: { environment: 0 } })])).toThrow('issuers: not understood');
  });
});

describe('context claims', () => {
  test('are names', () => {
    expect(parseContextClaims('["email","a.b"]')).toEqual(['email', 'a.b']);
    expect(parseContextClaims('[]')).toEqual([]);
  });

  test.each(['', '{}', 'null', '"email"', '[""]', '[1]', '["email",null]', '["email"', ...RESERVED_CONTEXT.map((name) => JSON.stringify(['email', name]))])('%s are none', (json) => {
    expect(() => parseContextClaims(json)).toThrow('context claims: not understood');
  });
});

describe('rules', () => {
  const automaton = { firsts: [0, 48, 58], classes: [0, 1, 0], ends: [0, 0, 1], table: [0, 0, 0, 2, 0, 2] };
  const parse = (route: unknown, more: object = { automata: [automaton] }) => parseRules(JSON.stringify({ version: 1, routes: { 'GET /a/{id}': route }, ...more }));

  test('are those of their routes', () => {
    const access = [{ rolesAnyOf: [['a']], scopesAllOf: ['b'], claims: { c: 'd', e: 1, f: true } }, {}];
    const { routes, issuers } = parse({ access, websiteKey: true, pathParameters: { id: { automaton: 0, minLength: 2, maxLength: 3, allowedValues: ['12', ''] } } });
    expect(routes.get('GET /a/{id}')).toMatchObject({
      name: 'GET /a/{id}',
      resourcePath: '/a/{id}',
      access,
      websiteKey: true,
      pathParameters: [{ name: 'id', minLength: 2, maxLength: 3, allowedValues: new Set(['12', '']) }],
    });
    expect(routes.get('GET /a/{id}')!.pathParameters[0].automaton!.takes('12')).toBe(true);
    expect([routes.size, issuers]).toEqual([1, undefined]);
  });

  test('of a public route ask for nothing', () => {
    const { routes } = parse({}, {});
    expect(routes.get('GET /a/{id}')).toEqual({ name: 'GET /a/{id}', resourcePath: '/a/{id}', access: undefined, websiteKey: false, pathParameters: [] });
  });

  test('have the issuers that stand there', () => {
    expect(parse({}, { issuers: [] }).issuers).toEqual([]);
    expect(parse({}, { issuers: [{ a: 1 }] }).issuers).toEqual([{ a: 1 }]);
  });

  test.each<[string, readonly unknown[]]>([
    ['access', [null, {}, [], 'a', [null], [[]], [{ mfa: true }], [{ 'rolesAnyOf?': [['a']] }], [{ constructor: 1 }]]],
    ['websiteKey', [false, null, 'true', 1]],
    ['pathParameters', [null, [], 'a', { id: null }, { id: { pattern: '[0-9]+' } }, { id: { 'minLength?': 1 } }]],
    ['other', [1]],
  ])('have nothing else as %s: %j', (name, values) => {
    for (const value of values) {
      expect(() => parse({ [name]: value })).toThrow('GET /a/{id}: not understood');
    }
  });

  test.each<[string, readonly unknown[]]>([
    ['rolesAnyOf', ['a', ['a'], [['']], [[1]], [['a'], 'b'], null]],
    ['scopesAllOf', NO_TEXTS],
    ['claims', ['a', [], null, { a: null }, { a: ['b'] }, { a: {} }, { a: 'b', c: null }]],
  ])('ask for nothing else as %s: %j', (name, values) => {
    for (const value of values) {
      expect(() => parse({ access: [{ [name]: value }] })).toThrow('GET /a/{id}: not understood');
    }
  });

  test.each<[string, readonly unknown[]]>([
    ['automaton', NO_LENGTH], ['minLength', NO_LENGTH], ['maxLength', NO_LENGTH], ['allowedValues', ['a', null, [1], [null], {}]],
  ])('hold a path parameter to nothing else as %s: %j', (name, values) => {
    for (const value of values) {
      expect(() => parse({ pathParameters: { id: { [name]: value } } })).toThrow('GET /a/{id}: not understood');
    }
  });

  test('name an automaton that is there', () => {
    expect(() => parse({ pathParameters: { id: { automaton: 1 } } })).toThrow('GET /a/{id} id: not understood');
    expect(() => parse({ pathParameters: { id: { automaton: 0 } } }, {})).toThrow('GET /a/{id} id: not understood');
  });

  test.each<[string, object]>([
    ['no version', { version: undefined }], ['another version', { version: 2 }], ['a version that is a text', { version: '1' }], ['more', { other: 1 }],
    ['no routes', { routes: undefined }], ['a list of routes', { routes: [] }], ['issuers that are no list', { issuers: {} }],
    ['an object of automata', { automata: {} }], ['an automaton without a table', { automata: [{ ...automaton, table: undefined }] }],
    ['an automaton with more', { automata: [{ ...automaton, more: [0] }] }], ['an automaton with an empty list', { automata: [{ ...automaton, targets: [] }] }],
    ['an automaton of texts', { automata: [{ ...automaton, ends: ['0', '0', '1'] }] }],
  ])('are refused with %s', (_, changes) => {
    expect(() => parse({}, changes)).toThrow('rules: not understood');
  });

  test('are refused with half an automaton', () => {
    expect(() => parse({}, { automata: [{ ...automaton, table: [0, 0, 0, 2, 0] }] })).toThrow('automata: not understood');
  });

  test.each(['', 'null', '[]', '{', '{"version":1,"version":1,"routes":{}}'])('are not %j', (json) => {
    expect(() => parseRules(json)).toThrow('rules: not understood');
  });

  test('tell the claims that they ask for', () => {
    const asked = {
      a: { access: [{ claims: { x: 1, y: 2 } }, {}, { claims: { z: 3 } }] }, b: {}, c: { access: [{}] }, d: { access: [{ claims: { x: 1 } }] },
    };
    const { routes } = parseRules(JSON.stringify({ version: 1, routes: asked }));
    expect(ruleClaims(routes)).toEqual(['x', 'y', 'z', 'x']);
  });
});
