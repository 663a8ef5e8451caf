import { Lazy } from 'aws-cdk-lib';
import { RequestBody } from '../../lib';

const REASON = 'The backend looks at every byte itself';

describe('types', () => {
  test('are held to in lower case, and once each', () => {
    expect(RequestBody.unchecked(['Text/Plain', 'text/plain'], 100, REASON)._contentTypes).toEqual(['text/plain']);
    const body = RequestBody.json({ type: 'object' }, { contentTypes: ['application/vnd.Orders+json'] });
    expect(body._contentTypes).toEqual(['application/vnd.orders+json']);
    expect(Object.keys(body._schemas)).toEqual(['application/vnd.orders+json']);
  });

  test.each([
    'application/json', 'Application/JSON', 'application/vnd.api+json', 'application/merge-patch+json', 'text/json', 'application/x-json', 'application/x-ndjson',
    'application/json-seq', 'application/geo+json-seq', 'application/jsonl',
  ])('%s is never binary', (type) => {
    expect(() => RequestBody.binary(['image/png', type], 100, REASON)).toThrow(/`contentTypes` of a binary body must not be JSON, got ".*json/);
    expect(() => RequestBody.unchecked([type], 100, REASON)).not.toThrow();
  });

  test.each(['application/octet-stream', 'image/png', 'application/jsonwebtokens', 'application/zip'])('%s may be', (type) => {
    expect(RequestBody.binary([type], 100, REASON)._contentTypes).toEqual([type]);
  });
});

describe.each([
  ['binary', (types: string[], maxBytes: number, reason: string) => RequestBody.binary(types, maxBytes, reason)],
  ['unchecked', (types: string[], maxBytes: number, reason: string) => RequestBody.unchecked(types, maxBytes, reason)],
])('a body that is %s', (kind, make) => {
  test.each(['image/*', '*/*', 'image/png; q=1', 'image', 'image/', '/png', 'image/png/x', 'image png', ' image/png', 'image/png '])('takes no type %j', (type) => {
    expect(() => make(['application/zip', type], 100, REASON)).toThrow(`\`contentTypes\` must be media types without parameters or wildcards, got ${JSON.stringify(type)}`);
  });

  test('takes a type at least', () => {
    expect(() => make([], 100, REASON)).toThrow(`\`contentTypes\` must hold at least one value, got none; right would be ['${kind === 'binary' ? 'image/png' : 'application/xml'}']`);
    expect(() => make([''], 100, REASON)).toThrow(/`contentTypes` must be a non-empty string/);
  });

  test.each([1, 65_536])('takes a limit of %d bytes', (maxBytes) => {
    expect(make(['image/png'], maxBytes, REASON)).toMatchObject({ _maxBytes: maxBytes, _kind: kind, _required: true, _reason: REASON });
  });

  test.each([0, -1, 65_537, 1.5, NaN, Infinity])('takes no limit of %d bytes', (maxBytes) => {
    expect(() => make(['image/png'], maxBytes, REASON)).toThrow(/`maxBytes` must be a whole number from 1 to 65536/);
  });

  test('takes no limit that is not known yet', () => {
    expect(() => make(['image/png'], Lazy.number({ produce: () => 100 }), REASON)).toThrow('`maxBytes` must be known at synth time, got a token');
  });

  test.each(['', '  ', 'upload', 'an upload'])('takes no reason %j', (reason) => {
    expect(() => make(['image/png'], 100, reason)).toThrow(/`reason` must be a sentence of at least 3 words/);
  });

  test('says so in the posture', () => {
    expect(make(['image/png', 'image/gif'], 100, REASON)._describe()).toBe('image/png|image/gif unchecked, 100 bytes');
  });
});

describe('a JSON body', () => {
  test('has a limit of 8 KB unless it says otherwise, and asks to be there', () => {
    const body = RequestBody.json({ type: 'object' });
    expect(body).toMatchObject({ _maxBytes: 8_192, _contentTypes: ['application/json'], _required: true, _reason: undefined });
    expect(body._describe()).toBe('json schema, 8192 bytes');
    expect(RequestBody.none()).toMatchObject({ _maxBytes: 0, _required: false });
    expect(RequestBody.none()._describe()).toBe('no body');
  });

  test.each([1, 65_536])('takes a limit of %d bytes', (maxBytes) => {
    expect(RequestBody.json({ type: 'object' }, { maxBytes })._maxBytes).toBe(maxBytes);
  });

  test.each([0, 65_537, 1.5, -1, NaN])('takes no limit of %d bytes', (maxBytes) => {
    expect(() => RequestBody.json({ type: 'object' }, { maxBytes })).toThrow(/`maxBytes` must be a whole number from 1 to 65536/);
  });

  test.each(['text/plain', 'application/jsonl', 'application/json; charset=utf-8', 'application/+json', 'json'])('takes no type %j', (type) => {
    expect(() => RequestBody.json({ type: 'object' }, { contentTypes: ['application/json', type] })).toThrow(/`contentTypes` of a JSON body must be "application\/json" or end in "\+json"/);
  });
});

describe('a compressed body', () => {
  test('takes a reason, and leaves the rest as it is', () => {
    const body = RequestBody.json({ type: 'object' }, { maxBytes: 99 });
    const compressed = body.withContentEncoding(REASON);
    expect(compressed._encodingReason).toBe(REASON);
    expect(body._encodingReason).toBeUndefined();
    expect({ ...compressed, _encodingReason: undefined, state: undefined }).toEqual({ ...body, state: undefined });
    expect(compressed._describe()).toBe(body._describe());
  });

  test.each([['no reason', () => RequestBody.json({ type: 'object' }).withContentEncoding('')], ['no sentence', () => RequestBody.json({ type: 'object' }).withContentEncoding('gzip')]])('%s', (_, make) => {
    expect(make).toThrow(/`withContentEncoding\(reason\)` must be a sentence/);
  });

  test('no body', () => {
    expect(() => RequestBody.none().withContentEncoding(REASON)).toThrow('`withContentEncoding(reason)` must stand on a body, got RequestBody.none()');
  });
});

test('an optional body that takes JSON is none: API Gateway validates an absent one too', () => {
  const imported = (contentTypes: string[], required: boolean) => RequestBody._imported({ kind: 'json', contentTypes, maxBytes: 100, required });
  expect(imported(['application/json'], false)._required).toBe(true);
  expect(imported(['application/json', 'text/plain'], false)._required).toBe(true);
  expect(imported(['application/merge-patch+json'], false)._required).toBe(false);
  expect(imported(['application/merge-patch+json'], true)._required).toBe(true);
});

describe('a body of JSON', () => {
  test('is demanded, and of no kind without a schema', () => {
    expect(RequestBody.json({ type: 'object' }, { contentTypes: ['application/vnd.orders+json'] })._required).toBe(true);
    const none = RequestBody.none();
    expect([none._contentTypes, none._required, none._definitions, none._openPlaces, none._schemas]).toStrictEqual([[], false, {}, [], {}]);
  });

  test('keeps the definitions and the open places of its schema', () => {
    const body = RequestBody.json({ type: 'object', properties: { item: { $ref: '#/definitions/Item' } }, definitions: { Item: { type: 'object', additionalProperties: true } } });
    expect(Object.keys(body._definitions)).toHaveLength(1);
    expect(body._openPlaces.length).toBeGreaterThan(0);
  });

  test('says why its schema has rules that nobody enforces', () => {
    const schema = { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } };
    const acceptUnenforced = [{ keyword: 'minItems', reason: 'The backend counts' }, { keyword: 'uniqueItems', reason: 'The backend looks for doubles' }];
    expect(RequestBody.json(schema, { acceptUnenforced })._reason).toBe('minItems: The backend counts; uniqueItems: The backend looks for doubles');
    expect(RequestBody.json({ type: 'object' })._reason).toBeUndefined();
  });

  test.each<[string, () => RequestBody, RegExp]>([
    ['options that are none', () => RequestBody.json({}, 7 as unknown as object), /^`options` must be an object with properties, got 7/],
    ['a type that is a token', () => RequestBody.json({}, { contentTypes: [Lazy.string({ produce: () => 'x' })] }), /^`contentTypes` .*right would be a literal such as \['application\/json'\]/],
    ['a schema that is a token', () => RequestBody.jsonText(Lazy.string({ produce: () => '{}' })), /^`schema` .*right would be a literal such as '\{"type":"object"\}'/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});
