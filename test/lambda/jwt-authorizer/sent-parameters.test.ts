import * as fc from 'fast-check';
import { valuesAsSent } from '../../../lambda/jwt-authorizer/sent-parameters';
import { pathAutomaton } from '../../../lib/routes/private/path-automaton';
import { RULES, Harness, issuerConfig } from './support/harness';

type Row = readonly [what: string, resource: string, values: unknown, path: unknown, sent: object | undefined];

test.each<Row>([
  ['of a name that objects have', '/orders/{__proto__}/{constructor}', JSON.parse('{"__proto__":"a","constructor":"b"}'), '/orders/a/b', JSON.parse('{"__proto__":"a","constructor":"b"}') as object],
  ['as sent', '/orders/{id}', { id: 'a%20b' }, '/orders/a%20b', { id: 'a%20b' }],
  ['decoded', '/orders/{id}', { id: 'a b' }, '/orders/a%20b', { id: 'a%20b' }],
  ['both decoded', '/orders/{id}', { id: 'a b' }, '/orders/a b', { id: 'a b' }],
  ['decoded to another\'s value', '/orders/{id}', { id: 'ABC' }, '/orders/%41BC', { id: '%41BC' }],
  ['a slash at the end', '/orders/{id}', { id: '1' }, '/orders/1/', { id: '1' }],
  ['under a base path', '/orders/{id}', { id: '1' }, '/shop/orders/1', { id: '1' }],
  ['two of them', '/{tenant}/orders/{id}', { tenant: 'a', id: 'b' }, '/a/orders/b', { tenant: 'a', id: 'b' }],
  ['exchanged', '/{tenant}/orders/{id}', { tenant: 'b', id: 'a' }, '/a/orders/b', undefined],
  ['a greedy one', '/files/{rest+}', { rest: 'a/b%2Cc/d' }, '/files/a/b%2Cc/d', { rest: 'a/b%2Cc/d' }],
  ['a greedy one with a slash at the end', '/files/{rest+}', { rest: 'a/b' }, '/files/a/b/', { rest: 'a/b' }],
  ['a greedy one of a part less', '/files/{rest+}', { rest: 'b' }, '/files/a/b', undefined],
  ['a greedy one of all the path', '/{rest+}', { rest: 'a/b' }, '/a/b', { rest: 'a/b' }],
  ['a greedy one with more than the path', '/{rest+}', { rest: 'x/a/b' }, '/a/b', undefined],
  ['an encoded slash as one part', '/orders/{id}', { id: 'a/b' }, '/orders/a%2Fb', { id: 'a%2Fb' }],
  ['an encoded slash that was two parts', '/orders/{id}', { id: 'a/b' }, '/orders/a/b', undefined],
  ['decoded twice', '/orders/{id}', { id: 'a' }, '/orders/%2561', undefined],
  ['another value', '/orders/{id}', { id: '1' }, '/orders/2', undefined],
  ['another resource', '/orders/{id}', { id: '1' }, '/bills/1', undefined],
  ['another resource, encoded', '/orders/{id}', { id: '1' }, '/%6frders/1', { id: '1' }],
  ['a path that is too short', '/a/{b}/{c}', { b: '1', c: '2' }, '/2', undefined],
  ['a path that is too short by its literal', '/a/{b}', { b: '1' }, '/1', undefined],
  ['broken encoding', '/orders/{id}', { id: '%' }, '/orders/%', { id: '%' }],
  ['broken encoding of another value', '/orders/{id}', { id: 'x' }, '/orders/%', undefined],
  ['no path', '/orders/{id}', { id: '1' }, undefined, undefined],
  ['a path that is no text', '/orders/{id}', { id: '1' }, ['/orders/1'], undefined],
  ['a path that does not begin with a slash', '/orders/{id}', { id: '1' }, 'orders/1', undefined],
  ['an empty value before the beginning', '/{a}/{b}', { a: '', b: '1' }, '/1', undefined],
  ['no values', '/orders/{id}', null, '/orders/1', undefined],
  ['no values at all', '/orders/{id}', undefined, '/orders/1', undefined],
  ['values that are a text', '/orders/{id}', '1', '/orders/1', undefined],
  ['no value of a greedy one', '/files/{rest+}', {}, '/files/a', undefined],
  ['a value of the prototype', '/orders/{constructor}', {}, '/orders/1', undefined],
  ['a value that is no text', '/orders/{id}', { id: 1 }, '/orders/1', undefined],
])('%s', (_, resource, values, path, sent) => {
  expect(valuesAsSent(resource, values, path)).toEqual(sent);
});

test('whatever the event says, what is judged stands in the path', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '/', '%', '2', 'F', '41', '.', '%2F', '%41'), maxLength: 6 });
  fc.assert(fc.property(text, text, text, fc.constantFrom('/x/{a}/{b}', '/x/{a}/y/{b+}', '/{a}/{b+}'), (a, b, path, resource) => {
    const sent = valuesAsSent(resource, { a, b }, path.startsWith('/') ? path : `/x/${path}`);
    if (sent) {
      const whole = resource.replace('{a}', () => sent.a).replace(/\{b\+?\}/, () => sent.b);
      expect(decodeURIComponentOrNone(`/x/${path}`) + decodeURIComponentOrNone(path)).toContain(decodeURIComponentOrNone(whole));
      expect(sent.a).not.toContain('/');
    }
  }), { numRuns: 5_000 });

  function decodeURIComponentOrNone(value: string): string {
    return value.replace(/%[\dA-F]{2}/g, (found) => unescape(found));
  }
});

describe('the authorizer', () => {
  const rules = {
    ...RULES,
    routes: { 'GET /names/{name}': { pathParameters: { name: { automaton: 0 } } }, 'GET /files/{rest+}': { pathParameters: { rest: { automaton: 1 } } } },
    automata: [pathAutomaton('.+', 512, 'part'), pathAutomaton('.+', 512, 'rest')],
  };
  const harness = new Harness({ fetch: () => Promise.reject(new Error('asked for nothing')), issuers: [issuerConfig()], rules });
  const ask = (resourcePath: string, pathParameters: object, path: string) => harness.ask(undefined, { requestContext: { httpMethod: 'GET', resourcePath }, pathParameters, path });

  test.each([
    ['as sent', 'Mary%20Ann', 'Mary%20Ann', 200],
    ['decoded', 'Mary Ann', 'Mary%20Ann', 200],
    ['decoded, where the target gets another text', 'ABC', '%41BC', 403],
    ['decoded, where the target gets the parent', '．．', '%EF%BC%8E%EF%BC%8E', 403],
    ['something else', 'a', 'b', 403],
    ['harmless, beside a path that is not', 'a', '..', 403],
  ])('a value %s', async (_, name, sent, status) => {
    expect(await ask('/names/{name}', { name }, `/names/${sent}`)).toMatchObject({ status });
  });

  test.each([['a/b', '/files/a/b', 200], ['a/b', '/files/a/b/', 200], ['b', '/files/a/b', 403], ['a b/c', '/files/a%20b/c', 200], ['a/b', '/files/a%2Fb', 403], ['..;/b', '/files/..;/b', 403]])('a greedy value %s of %s is a %i', async (rest, path, status) => {
    expect(await ask('/files/{rest+}', { rest }, path)).toMatchObject({ status });
  });

  test('a request without a path is denied', async () => {
    expect(await harness.ask(undefined, { requestContext: { httpMethod: 'GET', resourcePath: '/names/{name}' }, pathParameters: { name: 'a' }, path: undefined }))
      .toMatchObject({ status: 403, reason: 'path_parameter_invalid' });
  });
});
