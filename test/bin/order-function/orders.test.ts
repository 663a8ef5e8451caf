import { readFileSync } from 'fs';
import * as path from 'path';
import Ajv2020, { ValidateFunction } from 'ajv/dist/2020';
import { parse } from 'yaml';
import { MemoryStore } from './memory-store';
import { Answer, Event, Order, Orders, uuidV7 } from './modules';
import { ALICE, Caller, request } from './requests';

const BOB = { principalId: 'bob', issuer: 'https://id.example.com/' };
const ITEMS = [{ sku: 'ABC-1234', quantity: 2 }];
const NOWHERE = '0b0c5d0e-1111-7222-8333-444444444444';

interface Response { readonly $ref?: string; readonly content: { readonly [type: string]: { readonly schema: { readonly $ref: string } } } }
interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly responses: { readonly [status: string]: Response } } } };
  readonly components: { readonly responses: { readonly [name: string]: Response } };
}
const DOCUMENT = parse(readFileSync(path.join(__dirname, '../../../bin/orders.yaml'), 'utf8')) as Document;
const ajv = new Ajv2020({
  strict: false,
  formats: { 'uuid': /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'int32': true },
}).addSchema(DOCUMENT, 'orders');

/** What bin/orders.yaml says that such a request is answered with. */
function schemaOf({ resource, httpMethod }: Event, statusCode: number): ValidateFunction {
  const response = DOCUMENT.paths[resource][httpMethod.toLowerCase()].responses[statusCode];
  const { content } = response.$ref ? DOCUMENT.components.responses[response.$ref.split('/').pop()!] : response;
  return ajv.compile({ $ref: `orders${content['application/json'].schema.$ref}` });
}

describe('the orders API', () => {
  let store: MemoryStore;
  let log: unknown[][];
  let now: number;
  let orders: InstanceType<typeof Orders>;

  beforeEach(() => {
    store = new MemoryStore();
    log = [];
    now = Date.parse('2026-01-02T03:04:05.678Z');
    orders = new Orders({ store, now: () => now, newId: (time) => uuidV7(time, Buffer.alloc(10, 0x42)), logError: (...parts) => log.push(parts) });
  });

  afterEach(() => {
    // Whoever expects an error in the log takes it out.
    expect(log).toEqual([]);
  });

  /** The answer's body. What the document describes is held to it. */
  async function ask<Body = { message: string; requestId: string }>(event: Event, statusCode: number): Promise<Body> {
    const answer = await orders.handle(event);
    expect(answer).toMatchObject({ statusCode, headers: { 'Content-Type': 'application/json' } });
    const body = JSON.parse(answer.body!) as Body;
    if (statusCode < 500 && event.httpMethod !== 'DELETE') {
      const validate = schemaOf(event, statusCode);
      validate(body);
      expect(validate.errors).toBeNull();
    }
    return body;
  }

  async function placed(more: { caller?: Caller; note?: string; status?: Order['status'] } = {}): Promise<Order> {
    now += 1000;
    const { caller, status, ...body } = more;
    const order = await ask<Order>(request('POST', '/orders', { caller, body: { items: ITEMS, ...body } }), 201);
    if (status) {
      store.set(order.orderId, { status });
    }
    return { ...order, ...(status && { status }) };
  }

  async function listed(query?: { [name: string]: string }, caller: Caller = ALICE): Promise<Order[]> {
    return (await ask<{ orders: Order[] }>(request('GET', '/orders', { caller, query }), 200)).orders;
  }

  const show = (orderId: string, caller: Caller = ALICE) => request('GET', '/orders/{orderId}', { caller, orderId });
  const patch = (orderId: string, body: unknown, caller: Caller = ALICE) => request('PATCH', '/orders/{orderId}', { caller, orderId, body });
  const remove = (orderId: string, caller: Caller = ALICE) => request('DELETE', '/orders/{orderId}', { caller, orderId });

  describe('POST /orders', () => {
    test('places an open order of now, and shows it', async () => {
      const order = await ask<Order>(request('POST', '/orders', { body: { items: ITEMS, note: 'Ring twice' } }), 201);
      expect(order).toEqual({
        orderId: '019b7ca9-8f2e-7242-8242-424242424242', status: 'open', createdAt: '2026-01-02T03:04:05.678Z', items: ITEMS, note: 'Ring twice',
      });
      expect(await ask(show(order.orderId), 200)).toEqual(order);
    });

    test('needs no note', async () => {
      expect(await placed()).toMatchObject({ note: null });
    });

    test.each([[1, 201], [50, 201], [0, 400], [51, 400]])('%i items: %i', async (count, statusCode) => {
      const items = Array.from({ length: count }, () => ITEMS[0]);
      const body = await ask<object>(request('POST', '/orders', { body: { items } }), statusCode);
      expect(store.rows.size).toBe(statusCode === 201 ? 1 : 0);
      expect(body).toEqual(statusCode === 201 ? expect.objectContaining({ items }) : { message: 'An order has 1 to 50 items', requestId: 'request-1' });
    });

    test('takes neither id, status, time nor owner from the body', async () => {
      const { orderId: mine } = await placed();
      now += 1000;
      const order = await ask<Order>(request('POST', '/orders', {
        body: { items: ITEMS, orderId: mine, status: 'paid', createdAt: '1970-01-01T00:00:00.000Z', owner: 'bob' },
      }), 201);
      expect(order).toMatchObject({ status: 'open', createdAt: new Date(now).toISOString() });
      expect(order.orderId).not.toBe(mine);
      expect(order).not.toHaveProperty('owner');
      expect(await listed({}, BOB)).toEqual([]);
    });

    test('fails rather than to write over an order with the same id', async () => {
      const order = await placed();
      expect(await ask(request('POST', '/orders', { caller: BOB, body: { items: ITEMS } }), 500)).toMatchObject({ requestId: 'request-1' });
      expect(log.splice(0)).toEqual([['request failed:', 'ConditionalCheckFailedException']]);
      expect(await ask(show(order.orderId), 200)).toEqual(order);
    });
  });

  describe('GET /orders', () => {
    test('is empty at first', async () => {
      expect(await listed()).toEqual([]);
    });

    test('shows 20 of the caller\'s orders, newest first, or as many as asked for', async () => {
      const all: Order[] = [];
      for (let count = 0; count < 25; count += 1) {
        all.unshift(await placed());
      }
      expect(await listed()).toEqual(all.slice(0, 20));
      expect(await listed({ limit: '3' })).toEqual(all.slice(0, 3));
      expect(await listed({ limit: '99' })).toEqual(all);
    });

    test('shows those of one status', async () => {
      const paid = await placed({ status: 'paid' });
      const open = await placed();
      expect(await listed({ status: 'paid' })).toEqual([paid]);
      expect(await listed({ status: 'open', limit: '1' })).toEqual([open]);
      expect(await listed({ status: 'shipped' })).toEqual([]);
    });
  });

  test('`expand` changes nothing', async () => {
    const order = await placed();
    expect(await ask({ ...show(order.orderId), queryStringParameters: { expand: 'customer' } }, 200)).toEqual(order);
  });

  describe('somebody else\'s order (OWASP API1)', () => {
    const others: Array<[string, Caller]> = [
      ['another user', BOB],
      ['the same subject of another issuer', { ...ALICE, issuer: 'https://evil.example.com/' }],
      ['a subject and issuer that look the same when they are joined', { principalId: 'ce', issuer: 'https://id.example.com/ali' }],
      ['a subject with quotes', { principalId: '","alice', issuer: ALICE.issuer }],
    ];

    test.each(others)('is not listed, shown or changed for %s, and looks as if it were not there', async (_, caller) => {
      const order = await placed();
      expect(await listed({}, caller)).toEqual([]);
      for (const event of [(id: string) => show(id, caller), (id: string) => patch(id, { note: 'mine now', status: 'cancelled' }, caller)]) {
        const [hers, missing] = [await orders.handle(event(order.orderId)), await orders.handle(event(NOWHERE))];
        expect(hers).toEqual(missing);
        expect(hers.statusCode).toBe(404);
      }
      expect(await ask(show(order.orderId), 200)).toEqual(order);
    });

    test('looks as if it were not there where it is closed, too', async () => {
      const { orderId } = await placed({ status: 'shipped' });
      expect(await ask(patch(orderId, { note: 'new' }, BOB), 404)).toEqual({ message: 'There is no such order', requestId: 'request-1' });
    });

    test.each<[string, Caller | undefined]>([
      ['no caller', undefined],
      ['a caller on a public route', { principalId: 'anonymous' }],
      ['a caller whose name is empty', { principalId: '', issuer: ALICE.issuer }],
    ])('is nothing that %s can have', async (_, authorizer) => {
      for (const event of [request('POST', '/orders', { body: { items: ITEMS } }), request('GET', '/orders')]) {
        expect(await ask({ ...event, requestContext: { requestId: 'request-1', authorizer } }, 500)).not.toHaveProperty('orders');
      }
      expect(store.rows.size).toBe(0);
      expect(log.splice(0)).toHaveLength(2);
    });
  });

  describe('PATCH /orders/{orderId}', () => {
    test.each([
      [{ note: 'new' }, { note: 'new', status: 'open' }],
      [{ note: '' }, { note: '', status: 'open' }],
      [{ note: null }, { note: null, status: 'open' }],
      [{ status: 'cancelled' }, { note: 'old', status: 'cancelled' }],
      [{ note: null, status: 'cancelled' }, { note: null, status: 'cancelled' }],
    ])('%j', async (body, changed) => {
      const order = await placed({ note: 'old' });
      expect(await ask(patch(order.orderId, body), 200)).toEqual({ ...order, ...changed });
      expect(await ask(show(order.orderId), 200)).toEqual({ ...order, ...changed });
    });

    test('sets no other status and no other member (OWASP API3)', async () => {
      const order = await placed();
      await ask(patch(order.orderId, { note: 'new', status: 'paid', owner: 'bob', items: [], orderId: NOWHERE }), 200);
      expect(await ask(show(order.orderId), 200)).toEqual({ ...order, note: 'new' });
    });

    test.each(['paid', 'shipped', 'cancelled'] as const)('an order that is %s: 409', async (status) => {
      const order = await placed({ status });
      expect(await ask(patch(order.orderId, { note: 'late' }), 409)).toEqual({ message: 'Only an open order can be changed', requestId: 'request-1' });
      expect(await ask(show(order.orderId), 200)).toEqual(order);
    });

    test('an order that is shipped between the look and the change: 409, and it stays shipped', async () => {
      const order = await placed();
      const change = store.changeOpen.bind(store);
      jest.spyOn(store, 'changeOpen').mockImplementationOnce((...args) => {
        store.set(order.orderId, { status: 'shipped' });
        return change(...args);
      });
      await ask(patch(order.orderId, { status: 'cancelled' }), 409);
      expect(await ask(show(order.orderId), 200)).toEqual({ ...order, status: 'shipped' });
    });

    test('an order that is removed between the look and the change: 409, and it does not come back', async () => {
      const { orderId } = await placed();
      const change = store.changeOpen.bind(store);
      jest.spyOn(store, 'changeOpen').mockImplementationOnce((...args) => {
        store.rows.delete(orderId);
        return change(...args);
      });
      await ask(patch(orderId, { note: 'new' }), 409);
      expect(store.rows.size).toBe(0);
    });

    test('two cancellations at once: one is told that it came too late', async () => {
      const { orderId } = await placed();
      const answers = await Promise.all([1, 2].map(() => orders.handle(patch(orderId, { status: 'cancelled' }))));
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    });
  });

  describe('DELETE /orders/{orderId}', () => {
    test('removes anybody\'s order, since the authorizer lets only admins pass', async () => {
      const { orderId } = await placed({ status: 'shipped' });
      const answer: Answer = await orders.handle(remove(orderId, BOB));
      expect(answer).toEqual({ statusCode: 204 });
      await ask(show(orderId), 404);
      expect(await ask(remove(orderId, BOB), 404)).toEqual({ message: 'There is no such order', requestId: 'request-1' });
    });
  });

  test.each([['PUT', '/orders/{orderId}'], ['GET', '/orders/'], ['GET', '/{proxy+}'], ['constructor', '']])('%s %s is no route: 404', async (method, resource) => {
    expect(await orders.handle(request(method, resource, { orderId: NOWHERE }))).toMatchObject({ statusCode: 404 });
  });

  describe('an unexpected error', () => {
    const SECRETS = /token|192\.0\.2\.7|alice|ABC-1234|Ring|019b/;

    test('is answered with 500 and no more, and logged by its name alone', async () => {
      const { orderId } = await placed({ note: 'Ring twice' });
      const error = Object.assign(new Error(`{"note":"Ring twice","owner":"alice","orderId":"${orderId}"}`), { name: 'ThrottlingException' });
      jest.spyOn(store, 'get').mockRejectedValueOnce(error);
      expect(await ask(show(orderId), 500)).toEqual({ message: 'Something went wrong. Please try again later.', requestId: 'request-1' });
      expect(log.splice(0)).toEqual([['request failed:', 'ThrottlingException']]);
    });

    test('of a body that API Gateway should not have let pass says nothing of the body', async () => {
      for (const body of ['{"note": "Ring twice', 'null', '{"items": "ABC-1234"', null]) {
        const answer = await orders.handle({ ...request('POST', '/orders'), body });
        expect(answer.statusCode).toBe(500);
        expect(answer.body).not.toMatch(SECRETS);
      }
      const logged = log.splice(0);
      expect(logged.map(([, name]) => name)).toEqual(['SyntaxError', 'TypeError', 'SyntaxError', 'TypeError']);
      expect(JSON.stringify(logged)).not.toMatch(SECRETS);
    });

    test('is the only thing that is logged', async () => {
      const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => jest.spyOn(console, level).mockReturnValue());
      const { orderId } = await placed({ note: 'Ring twice' });
      await listed();
      await ask(patch(orderId, { note: 'Ring once' }), 200);
      await ask(show(orderId, BOB), 404);
      await ask(request('POST', '/orders', { body: { items: [] } }), 400);
      await orders.handle(remove(orderId));
      for (const spy of consoles) {
        expect(spy).not.toHaveBeenCalled();
        spy.mockRestore();
      }
    });
  });
});
