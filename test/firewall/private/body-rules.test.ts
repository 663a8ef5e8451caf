import * as fc from 'fast-check';
import { HttpMethod } from '../../../lib/routes/http-method';
import { RequestBody } from '../../../lib/routes/request-body';
import { build, CREDENTIALS, route } from './api';

const { POST, PUT } = HttpMethod;
const JSON_BODY = RequestBody.json({ type: 'object' });
const TEXT = RequestBody.unchecked(['text/plain'], 100, 'The backend reads the text');
const PATCH_ONLY = RequestBody.json({ type: 'object' }, { contentTypes: ['application/merge-patch+json'] });
const FORM = RequestBody.unchecked(['multipart/form-data', 'application/x-www-form-urlencoded'], 100, 'The backend reads the form');

/** A body of a document, which may say that it is optional. */
const imported = (contentTypes: string[], required: boolean): RequestBody => RequestBody._imported({
  kind: 'json', contentTypes, schemas: Object.fromEntries(contentTypes.map((type) => [type, { type: 'object' }])), maxBytes: 100, required,
});

const answer = (body: RequestBody, type: string | undefined, content: string | undefined): number => {
  const headers = [...CREDENTIALS, ...(type === undefined ? [] : [['Content-Type', type] as const])];
  return build([route({ method: POST, path: '/orders', body })]).send({ method: 'POST', path: '/prod/orders', headers, body: content }).status ?? 200;
};

describe('what the type may be', () => {
  const types = ['application/json', 'application/merge-patch+json', 'application/vnd.a-b.c+json'];
  const body = RequestBody.json({ type: 'object' }, { contentTypes: types });
  const written = types.flatMap((type) => [type, `${type}; charset=utf-8`]);

  test.each(written)('%s', (type) => {
    expect(answer(body, type, '{}')).toBe(200);
  });

  test('nothing else', () => {
    const piece = fc.constantFrom('application/json', 'text/plain', ';', ' ', ',', '\t', 'charset=utf-8', 'charset=', 'utf-16', '"', '+json', 'APPLICATION', 'a', '\u00a0', '*/*', '.');
    const any = fc.oneof(
      fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
      fc.tuple(fc.constantFrom(...written), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, more]) =>
        text.slice(0, at % (text.length + 1)) + more + text.slice(at % (text.length + 1))),
      fc.constantFrom(...written).map((text) => text.toUpperCase()),
    );
    fc.assert(fc.property(any, (type) => {
      expect(answer(body, type, '{}')).toBe(written.includes(type) ? 200 : 415);
    }), { numRuns: 1000 });
  });

  test('more types than one expression holds', () => {
    const many = Array.from({ length: 12 }, (_, index) => `application/vnd.example.resource-${index}+json`);
    const all = RequestBody.json({ type: 'object' }, { contentTypes: many });
    expect(many.map((type) => answer(all, type, '{}'))).toEqual(many.map(() => 200));
    expect(answer(all, 'application/vnd.example.resource-12+json', '{}')).toBe(415);
    expect(answer(all, 'application/vnd_example.resource-1+json', '{}')).toBe(415);
  });

  test('a type of which no expression has room is an error', () => {
    const long = RequestBody.json({ type: 'object' }, { contentTypes: [`application/${'x.'.repeat(80)}x+json`] });
    expect(() => build([route({ method: POST, path: '/orders', body: long })])).toThrow(/`contentTypes` must fit the 200 characters .* got "application\/x\.x/);
  });

  test.each([
    ['multipart/form-data; boundary=----WebKitFormBoundaryABC123xyz', 200],
    ['multipart/form-data; boundary="abc"', 200],
    ['application/x-www-form-urlencoded', 200],
    ['application/x-www-form-urlencoded; charset=utf-8', 200],
    ['application/x-www-form-urlencoded; boundary=abc', 415],
    ['multipart/form-data; boundary=', 415],
    ['multipart/form-data; boundary=a, application/json', 415],
    ['multipart/form-data; boundary=a; charset=utf-16', 415],
    ['multipart/mixed; boundary=a', 415],
  ])('a form: %s', (type, status) => {
    expect(answer(FORM, type, 'x')).toBe(status);
  });
});

// Recorded: validate-ref-no-body, mock-no-type, validate-no-body-json-type.
describe('an absent type counts as application/json, and an absent body is validated', () => {
  test.each<[string, RequestBody, string | undefined, string | undefined, number]>([
    ['JSON, neither', JSON_BODY, undefined, undefined, 200],
    ['JSON, a type alone', JSON_BODY, 'application/json', undefined, 200],
    ['JSON, a body alone', JSON_BODY, undefined, '{}', 415],
    ['another JSON, neither, which no model fits', PATCH_ONLY, undefined, undefined, 415],
    ['another JSON, a body alone', PATCH_ONLY, undefined, '{}', 415],
    ['another JSON, its type alone', PATCH_ONLY, 'application/merge-patch+json', undefined, 200],
    ['text, neither', TEXT, undefined, undefined, 415],
    ['text, a body alone', TEXT, undefined, '{}', 415],
    ['optional JSON, neither', imported(['application/json'], false), undefined, undefined, 200],
    ['optional other JSON, neither', imported(['application/merge-patch+json'], false), undefined, undefined, 200],
    ['optional other JSON, a body alone', imported(['application/merge-patch+json'], false), undefined, '{}', 415],
    ['required other JSON, neither', imported(['application/merge-patch+json'], true), undefined, undefined, 415],
  ])('%s', (_, body, type, content, status) => {
    expect(answer(body, type, content)).toBe(status);
  });
});

describe('compressed bodies', () => {
  const compressed = TEXT.withContentEncoding('Agents send their logs compressed, and the backend stops at 1 MB');
  const { send } = build([
    route({ method: POST, path: '/logs', body: compressed }),
    route({ method: PUT, path: '/logs', body: TEXT }),
    route({ method: POST, path: '/notes', body: JSON_BODY }),
  ]);
  const gzip = (type: string) => ({ headers: [...CREDENTIALS, ['content-type', type] as const, ['content-encoding', 'gzip'] as const], body: 'x' });

  test('pass where the route says so', () => {
    expect(send({ method: 'POST', path: '/prod/logs', ...gzip('text/plain') }).action).toBe('allow');
  });

  test('and nowhere else', () => {
    expect(send({ method: 'PUT', path: '/prod/logs', ...gzip('text/plain') })).toMatchObject({ status: 415, rule: 'ContentEncoding' });
    expect(send({ method: 'POST', path: '/prod/notes', ...gzip('application/json') })).toMatchObject({ status: 415, rule: 'ContentEncoding' });
  });

  test('no rule where all routes take them', () => {
    expect(build([route({ method: POST, path: '/logs', body: compressed })]).rules.map(({ Name }) => Name)).not.toContain('ContentEncoding');
  });

  test('a web ACL without routes refuses them', () => {
    expect(build([]).send({ method: 'POST', path: '/prod/logs', ...gzip('text/plain') })).toMatchObject({ status: 415, rule: 'ContentEncoding' });
  });
});

describe('a web ACL without routes', () => {
  const sent = (bytes: number) => ({ method: 'POST', path: '/prod/logs', body: 'x'.repeat(bytes) });

  test('bounds bodies all the same', () => {
    expect(build([]).send(sent(8192)).action).toBe('allow');
    expect(build([]).send(sent(8193))).toMatchObject({ status: 413, rule: 'BodySize' });
  });

  test('by its own limit where it has one', () => {
    expect(build([], { maxBodyBytes: 10 }).send(sent(10)).action).toBe('allow');
    expect(build([], { maxBodyBytes: 10 }).send(sent(11))).toMatchObject({ status: 413, rule: 'BodySize' });
  });
});

test('a type may be as long as an expression has room for it, and its charset', () => {
  const typed = (length: number) => () => build([route({ method: POST, path: '/notes', body: RequestBody.unchecked([`a/${'b'.repeat(length - 2)}`], 100, 'The backend reads the text') })]);
  expect(typed(174)).not.toThrow();
  expect(typed(175)).toThrow(/^`contentTypes` must fit the 200 characters of a regular expression in AWS WAF, got "a\/b+"; right would be a shorter type/);
});

test('routes with the same types share a statement, in whatever order they name them', () => {
  const types = ['text/plain', 'text/csv'];
  const taking = (...orders: string[][]) => build(orders.map((order, index) => route({ method: POST, path: `/r${index}`, body: RequestBody.unchecked(order, 100, 'The backend reads the text') })));
  expect(taking(types, [...types].reverse()).capacity).toBe(taking(types, types).capacity);
});
