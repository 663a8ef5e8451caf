import { randomBytes } from 'crypto';
import { Order, Store, uuidV7 } from './modules';

let clock = Date.parse('2026-01-02T03:04:05Z');

/** An order that is newer than all before it. */
export function newOrder(order: Partial<Order> = {}): Order {
  clock += 1;
  return {
    orderId: uuidV7(clock, randomBytes(10)),
    status: 'open',
    createdAt: new Date(clock).toISOString(),
    items: [{ sku: 'ABC-1234', quantity: 2 }, { sku: 'XYZ-12345678', quantity: 1000 }],
    note: 'Ring twice: "🔔"',
    ...order,
  };
}

/** What the logic relies on, of the table as of the store in memory. */
export function describeStore(storeOf: () => Store): void {
  const ALICE = 'alice of the contract';
  let store: Store;

  beforeEach(() => {
    store = storeOf();
  });

  test.each([['a note', 'Ring twice'], ['an empty note', ''], ['no note', null]])('an order with %s comes back as it was', async (_, note) => {
    const order = newOrder({ note });
    await store.add(ALICE, order);
    expect(await store.get(order.orderId)).toEqual({ owner: ALICE, order });
  });

  test('an order that is not there is none, to get, to change and to remove, and stays so', async () => {
    const { orderId } = newOrder();
    expect(await store.get(orderId)).toBeUndefined();
    expect(await store.changeOpen(orderId, { note: 'new' })).toBeUndefined();
    expect(await store.remove(orderId)).toBe(false);
    expect(await store.get(orderId)).toBeUndefined();
  });

  test('no order is written over another', async () => {
    const order = newOrder();
    await store.add(ALICE, order);
    await expect(store.add('mallory', { ...order, note: 'mine now' })).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await store.get(order.orderId)).toEqual({ owner: ALICE, order });
  });

  test('an owner has their own orders, newest first, up to the limit', async () => {
    const owner = `alice ${randomBytes(8).toString('hex')}`;
    const [first, second, third] = [newOrder(), newOrder(), newOrder()];
    for (const [whose, order] of [[owner, second], ['bob', newOrder()], [owner, third], [owner, first]] as const) {
      await store.add(whose, order);
    }
    expect(await store.list(owner, { limit: 99 })).toEqual([third, second, first]);
    expect(await store.list(owner, { limit: 2 })).toEqual([third, second]);
    expect(await store.list(`${owner} `, { limit: 99 })).toEqual([]);
  });

  test('orders of one status are found behind more than a page of others', async () => {
    const owner = `alice ${randomBytes(8).toString('hex')}`;
    const [old, older] = [newOrder({ status: 'paid' }), newOrder({ status: 'paid' })];
    for (const order of [old, older, ...Array.from({ length: 205 }, () => newOrder())]) {
      await store.add(owner, order);
    }
    expect(await store.list(owner, { status: 'paid', limit: 20 })).toEqual([older, old]);
    expect(await store.list(owner, { status: 'paid', limit: 1 })).toEqual([older]);
    expect(await store.list(owner, { status: 'shipped', limit: 20 })).toEqual([]);
    expect(await store.list(owner, { status: 'open', limit: 20 })).toHaveLength(20);
  });

  test('an open order is changed in what the change names', async () => {
    const order = newOrder();
    await store.add(ALICE, order);
    expect(await store.changeOpen(order.orderId, { note: null })).toEqual({ ...order, note: null });
    expect(await store.changeOpen(order.orderId, { note: 'last', status: 'cancelled' })).toEqual({ ...order, note: 'last', status: 'cancelled' });
    expect(await store.get(order.orderId)).toEqual({ owner: ALICE, order: { ...order, note: 'last', status: 'cancelled' } });
  });

  test.each(['paid', 'shipped', 'cancelled'] as const)('an order that is %s is not changed', async (status) => {
    const order = newOrder({ status });
    await store.add(ALICE, order);
    expect(await store.changeOpen(order.orderId, { note: 'late' })).toBeUndefined();
    expect(await store.get(order.orderId)).toEqual({ owner: ALICE, order });
  });

  test('of many changes at once that close an order, one is made', async () => {
    const order = newOrder();
    await store.add(ALICE, order);
    const changes = Array.from({ length: 8 }, () => store.changeOpen(order.orderId, { status: 'cancelled' }));
    expect((await Promise.all(changes)).filter((changed) => changed !== undefined)).toHaveLength(1);
  });

  test('a removed order is gone, also from the list, and can not be removed again', async () => {
    const owner = `alice ${randomBytes(8).toString('hex')}`;
    const order = newOrder();
    await store.add(owner, order);
    expect(await store.remove(order.orderId)).toBe(true);
    expect(await store.remove(order.orderId)).toBe(false);
    expect(await store.get(order.orderId)).toBeUndefined();
    expect(await store.list(owner, { limit: 99 })).toEqual([]);
  });
}
