import { readFileSync } from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { FakeServer, loadModule } from './load-module';

interface Order { orderId: string; status: string; createdAt?: Date; items: Array<{ sku: string; quantity: number }>; note: string }
interface NewOrder { items: Array<{ sku: string; quantity: number }>; note?: string }
interface Schema { properties: { [name: string]: { maxItems: number; maxLength: number; maximum: number; pattern: string } } }
interface OrdersYaml { components: { schemas: { [name: string]: Schema } } }
interface Problem { title: string; text: string; action: string; waitSeconds?: number; requestId?: string }
interface Api {
  LIMITS: { items: number; quantity: number; noteLength: number; sku: RegExp };
  ApiError: new (status: number, message: string, more?: object) => Error & { status: number };
  OrdersApi: new (options: object) => {
    list(status?: string): Promise<Order[]>;
    get(orderId: string): Promise<Order>;
    place(order: NewOrder): Promise<Order>;
  };
  isOrderId(text: string): boolean;
  checkDraft(draft: object): { order?: NewOrder; problems: { [field: string]: string } };
  explain(error: Error, doing: string): Problem;
  mayHaveHappened(error: Error): boolean;
  waitSecondsOf(header: string | null, now: number): number | undefined;
}

const { ApiError, OrdersApi, LIMITS, isOrderId, checkDraft, explain, mayHaveHappened, waitSecondsOf } = loadModule<Api>('api.js');
const ORIGIN = 'https://shop.example.com';
const ID = '0b0c5d0e-1111-4222-8333-444444444444';
const ORDER = { orderId: ID, status: 'open', createdAt: '2026-01-02T03:04:05Z', items: [{ sku: 'ABC-1234', quantity: 2 }], note: null };
const NOW = Date.parse('2026-01-02T03:04:05Z');

function apiOf(tokens: Array<string | Error> = ['access.1', 'access.2']) {
  const server = new FakeServer();
  const refused: Array<string | undefined> = [];
  const accessToken = async (token?: string) => {
    refused.push(token);
    const next = tokens[refused.length - 1];
    if (next instanceof Error) {
      throw next;
    }
    return next;
  };
  return { server, refused, api: new OrdersApi({ apiPath: '/api', origin: ORIGIN, fetch: server.fetch, accessToken, now: () => NOW }) };
}

describe('requests', () => {
  test('list the orders of a status', async () => {
    const { api, server } = apiOf();
    server.answer(200, { orders: [ORDER] }).answer(200, { orders: [] });
    await expect(api.list('paid')).resolves.toEqual([{ ...ORDER, createdAt: new Date(NOW), note: '' }]);
    await expect(api.list('')).resolves.toEqual([]);
    expect(server.requests.map(({ method, url }) => [method, url])).toEqual([
      ['GET', `${ORIGIN}/api/orders?limit=50&status=paid`],
      ['GET', `${ORIGIN}/api/orders?limit=50`],
    ]);
    expect(server.requests[0].headers).toEqual({ Accept: 'application/json', Authorization: 'Bearer access.1' });
    expect(server.requests[0]).not.toHaveProperty('body');
  });

  test('get one order with its items', async () => {
    const { api, server } = apiOf();
    server.answer(200, ORDER);
    await expect(api.get(ID)).resolves.toMatchObject({ orderId: ID, items: ORDER.items });
    expect(server.requests[0].url).toBe(`${ORIGIN}/api/orders/${ID}?expand=items`);
  });

  test('place an order', async () => {
    const { api, server } = apiOf();
    server.answer(201, ORDER);
    const order = { items: [{ sku: 'ABC-1234', quantity: 2 }], note: 'Please ring' };
    await expect(api.place(order)).resolves.toMatchObject({ orderId: ID });
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: `${ORIGIN}/api/orders`, headers: { 'Content-Type': 'application/json' } });
    expect(JSON.parse(server.requests[0].body!)).toEqual(order);
  });

  test('carry the token to nothing but the API, and follow no redirect with it', async () => {
    const strange = ['..', '../../config.json', '//evil.example.com', 'https://evil.example.com/', '%2e%2e', '.', '', '?x', '#x', '\\..\\..', 'a/../../..'];
    for (const orderId of strange) {
      const { api, server } = apiOf();
      server.answer(200, ORDER);
      await api.get(orderId).catch(() => undefined);
      for (const request of server.requests) {
        expect(request.url.startsWith(`${ORIGIN}/api/`)).toBe(true);
        expect(new URL(request.url).pathname.startsWith('/api/')).toBe(true);
        expect(request).toMatchObject({ redirect: 'error', credentials: 'omit' });
        expect(request.url).not.toContain('access.1');
      }
    }
  });

  test('keep what is in an id inside of its segment', async () => {
    const { api, server } = apiOf();
    await expect(api.get('../a?b#c')).rejects.toThrow();
    expect(server.requests[0].url).toBe(`${ORIGIN}/api/orders/..%2Fa%3Fb%23c?expand=items`);
  });

  test('carry the token nowhere where the path of the API is none', async () => {
    for (const apiPath of ['//evil.example.com', 'https://evil.example.com/api', '/api/..', '/api/../config.json#']) {
      const server = new FakeServer();
      const api = new OrdersApi({ apiPath, origin: ORIGIN, fetch: server.fetch, accessToken: async () => 'access.1' });
      await expect(api.get(ID)).rejects.toThrow('is not under');
      expect(server.requests).toEqual([]);
    }
  });
});

describe('a token that the API refuses', () => {
  test('is replaced once, and the request sent again', async () => {
    const { api, server, refused } = apiOf();
    server.answer(401, { message: 'Unauthorized' }).answer(201, ORDER);
    await expect(api.place({ items: ORDER.items })).resolves.toMatchObject({ orderId: ID });
    expect(refused).toEqual([undefined, 'access.1']);
    expect(server.requests.map(({ headers }) => headers.Authorization)).toEqual(['Bearer access.1', 'Bearer access.2']);
  });

  test('is not replaced for ever', async () => {
    const { api, server } = apiOf();
    server.answer(401, { message: 'Unauthorized' }).answer(401, { message: 'Unauthorized' });
    await expect(api.list()).rejects.toMatchObject({ name: 'ApiError', status: 401 });
    expect(server.requests).toHaveLength(2);
  });

  test('ends the request where there is no other', async () => {
    const ended = Object.assign(new Error('Please log in'), { name: 'LoginError', code: 'login_required' });
    const { api, server } = apiOf(['access.1', ended]);
    server.answer(401, {});
    await expect(api.list()).rejects.toBe(ended);
  });
});

describe('answers', () => {
  test.each([
    ['no JSON', '<html>'],
    ['null', 'null'],
    ['a text', '"orders"'],
    ['no orders', {}],
    ['an order without an id', { orders: [{ ...ORDER, orderId: undefined }] }],
    ['an id that is a path', { orders: [{ ...ORDER, orderId: '../x' }] }],
    ['a status that nobody knows', { orders: [{ ...ORDER, status: 'lost' }] }],
    ['a null', { orders: [null] }],
  ])('with %s are refused, not shown', async (_what, body) => {
    const { api, server } = apiOf();
    server.answer(200, body);
    await expect(api.list()).rejects.toMatchObject({ name: 'ApiError', message: expect.stringContaining('can not read') as string });
  });

  test('need no more of an order than its id and status', async () => {
    const { api, server } = apiOf();
    server.answer(200, { orderId: ID, status: 'paid', createdAt: 'soon', items: [null, { sku: 1, quantity: 'x' }], note: 7 });
    await expect(api.get(ID)).resolves.toEqual({
      orderId: ID, status: 'paid', createdAt: undefined, items: [{ sku: '', quantity: 0 }, { sku: '', quantity: 0 }], note: '',
    });
  });

  test('that refuse keep the status, the message, the wait and the request id', async () => {
    const { api, server } = apiOf();
    server.answer(429, { message: 'Too many requests', requestId: 'r-1' }, { 'Retry-After': '300' });
    await expect(api.list()).rejects.toMatchObject({ status: 429, message: 'Too many requests', waitSeconds: 300, requestId: 'r-1' });
  });

  test('that are pages of a proxy are told by their status alone', async () => {
    const { api, server } = apiOf();
    server.answer(502, '<h1>Bad gateway</h1>');
    await expect(api.list()).rejects.toMatchObject({ status: 502, message: '' });
  });

  test('that never come are told too', async () => {
    const { api, server } = apiOf();
    server.answers.push(new TypeError('Failed to fetch'));
    await expect(api.list()).rejects.toMatchObject({ name: 'ApiError', status: 0 });
  });
});

describe('what the user is told', () => {
  const loginError = (code: string) => Object.assign(new Error('Please log in.'), { name: 'LoginError', code });
  test.each<[string, Error, Partial<Problem>]>([
    ['no connection', new ApiError(0, ''), { action: 'retry', text: 'The shop can not be reached. Please check your connection.' }],
    ['a login that has ended', loginError('login_required'), { action: 'login', text: 'Please log in.' }],
    ['a renewal that failed', loginError('token_request_failed'), { action: 'retry' }],
    ['401', new ApiError(401, 'Unauthorized'), { action: 'login', text: 'Your login has ended. Please log in again.' }],
    ['403', new ApiError(403, 'Forbidden', { requestId: 'r-1' }), { action: 'none', text: 'You are not allowed to do this.', requestId: 'r-1' }],
    ['404', new ApiError(404, 'Not found'), { action: 'none' }],
    ['429 with a wait', new ApiError(429, 'Too many requests', { waitSeconds: 7 }), { action: 'retry', waitSeconds: 7 }],
    ['429 of a quota', new ApiError(429, 'The quota is used up'), { action: 'retry', text: 'The quota is used up', waitSeconds: undefined }],
    ['400', new ApiError(400, 'The body does not fit its schema'), { action: 'none', text: 'The body does not fit its schema' }],
    ['413 without a message', new ApiError(413, ''), { action: 'none', text: 'The shop refused the request.' }],
    ['503', new ApiError(503, 'secret details'), { action: 'retry', text: 'The shop has a problem at the moment. Please try again later.' }],
    ['an answer that can not be read', new ApiError(200, 'It can not be read'), { action: 'retry', text: 'It can not be read' }],
    ['a mistake of the page', new TypeError('x is undefined'), { text: expect.not.stringContaining('undefined') as string }],
  ])('of %s', (_what, error, problem) => {
    expect(explain(error, 'It failed')).toMatchObject({ title: 'It failed', ...problem });
  });

  test('an order may have been placed where no answer says that it was not', () => {
    expect([0, 200, 500, 504].map((status) => mayHaveHappened(new ApiError(status, '')))).toEqual([true, true, true, true]);
    expect([400, 401, 403, 413, 429].map((status) => mayHaveHappened(new ApiError(status, '')))).toEqual([false, false, false, false, false]);
    expect(mayHaveHappened(loginError('login_required'))).toBe(false);
  });
});

test.each([
  [null, undefined], ['', undefined], ['1', 1], ['300', 300], ['0', 1], ['99999999', 3600], ['soon', undefined], ['-5', undefined],
  ['Fri, 02 Jan 2026 03:04:35 GMT', 30], ['Thu, 01 Jan 2026 00:00:00 GMT', 1],
])('Retry-After %j is a wait of %j seconds', (header, seconds) => {
  expect(waitSecondsOf(header, NOW)).toBe(seconds);
});

describe('a draft', () => {
  test('becomes an order', () => {
    expect(checkDraft({ items: [{ sku: ' abc-1234 ', quantity: '2' }, { sku: 'XYZ-12345678', quantity: ' 1000 ' }], note: '  ' })).toEqual({
      problems: {},
      order: { items: [{ sku: 'ABC-1234', quantity: 2 }, { sku: 'XYZ-12345678', quantity: 1000 }] },
    });
    expect(checkDraft({ items: [{ sku: 'ABC-1234', quantity: '1' }], note: ' Please ring ' }).order?.note).toBe('Please ring');
  });

  test.each(['', 'ABC', 'ABCD-1234', 'ABC-123', 'ABC-123456789', 'ABC-1234\nX', 'ÄBC-1234'])('is not sent with article %j', (sku) => {
    const { order, problems } = checkDraft({ items: [{ sku: 'ABC-1234', quantity: '1' }, { sku, quantity: '1' }], note: '' });
    expect(order).toBeUndefined();
    expect(Object.keys(problems)).toEqual(['items.1.sku']);
  });

  test.each(['', '0', '-1', '1.5', '1001', '1e2', '0x10', 'two', ' '])('is not sent with quantity %j', (quantity) => {
    expect(Object.keys(checkDraft({ items: [{ sku: 'ABC-1234', quantity }], note: '' }).problems)).toEqual(['items.0.quantity']);
  });

  test('is not sent with no item, too many, or too long a note', () => {
    expect(Object.keys(checkDraft({ items: [], note: 'x'.repeat(501) }).problems)).toEqual(['items', 'note']);
    const many = Array.from({ length: 51 }, () => ({ sku: 'ABC-1234', quantity: '1' }));
    expect(Object.keys(checkDraft({ items: many, note: '' }).problems)).toEqual(['items']);
  });

  test('is held to what bin/orders.yaml says', () => {
    const { NewOrder: order, Item: item } = (parse(readFileSync(path.join(__dirname, '../../../bin/orders.yaml'), 'utf8')) as OrdersYaml).components.schemas;
    expect({ ...LIMITS, sku: LIMITS.sku.source }).toEqual({
      items: order.properties.items.maxItems,
      quantity: item.properties.quantity.maximum,
      noteLength: order.properties.note.maxLength,
      sku: item.properties.sku.pattern,
    });
  });
});

test('an order id is a UUID in lower case', () => {
  expect(isOrderId(ID)).toBe(true);
  expect([ID.toUpperCase(), `${ID}/`, `${ID}\n`, '', '..', `x${ID}`].filter(isOrderId)).toEqual([]);
});
