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
