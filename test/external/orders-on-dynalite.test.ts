import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LocalTables } from '../../bin/local-tables';
import { loadHandler, Order, OrderStore } from '../bin/order-function/modules';
import { request } from '../bin/order-function/requests';
import { describeStore } from '../bin/order-function/store-contract';

/** The example's order function through the SDK's client over HTTP: its store by the contract, and all of it by an order's life. */
describe('the orders on dynalite', () => {
  let tables: LocalTables;
  let client: DynamoDBClient;

  beforeAll(async () => {
    tables = await LocalTables.start();
    client = tables.client();
    await tables.create({
      TableName: 'Orders',
      AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'S' }, { AttributeName: 'owner', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [{
        IndexName: 'byOwner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }, { AttributeName: 'orderId', KeyType: 'RANGE' }],
        Projection: { ProjectionType: 'ALL' },
      }],
    });
  });

  afterAll(async () => {
    client.destroy();
    await tables.stop();
  });

  describe('the store', () => describeStore(() => new OrderStore(client, 'Orders')));

  describe('the function', () => {
    const environment = { ...process.env };

    beforeAll(() => {
      Object.assign(process.env, {
        TABLE_NAME: 'Orders',
        AWS_ENDPOINT_URL_DYNAMODB: tables.url,
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'none',
        AWS_SECRET_ACCESS_KEY: 'none',
      });
    });

    afterAll(() => {
      process.env = environment;
    });

    test('places, lists, shows, changes, cancels and removes an order', async () => {
      const handler = loadHandler();
      const ask = async (...event: Parameters<typeof request>) => {
        const { statusCode, body } = await handler(request(...event));
        return { statusCode, body: body === undefined ? undefined : JSON.parse(body) as unknown };
      };
      const before = Date.now();
      const { statusCode, body } = await ask('POST', '/orders', { body: { items: [{ sku: 'ABC-1234', quantity: 2 }] } });
      const order = body as Order;
      const { orderId } = order;
      expect(statusCode).toBe(201);
      expect(order).toEqual({ orderId, status: 'open', createdAt: expect.any(String) as string, items: [{ sku: 'ABC-1234', quantity: 2 }], note: null });
      expect(orderId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Date.parse(order.createdAt)).toBeGreaterThanOrEqual(before);
      expect(parseInt(orderId.replace('-', '').slice(0, 12), 16)).toBe(Date.parse(order.createdAt));

      expect(await ask('GET', '/orders')).toEqual({ statusCode: 200, body: { orders: [order] } });
      expect(await ask('GET', '/orders/{orderId}', { orderId })).toEqual({ statusCode: 200, body: order });
      expect(await ask('GET', '/orders/{orderId}', { orderId, caller: { principalId: 'bob', issuer: 'https://id.example.com/' } })).toMatchObject({ statusCode: 404 });
      expect(await ask('PATCH', '/orders/{orderId}', { orderId, body: { note: 'new' } })).toEqual({ statusCode: 200, body: { ...order, note: 'new' } });
      expect(await ask('PATCH', '/orders/{orderId}', { orderId, body: { status: 'cancelled' } })).toMatchObject({ statusCode: 200 });
      expect(await ask('PATCH', '/orders/{orderId}', { orderId, body: { note: 'late' } })).toMatchObject({ statusCode: 409 });
      expect(await ask('GET', '/orders', { query: { status: 'cancelled' } })).toMatchObject({ body: { orders: [{ orderId, note: 'new' }] } });
      expect(await ask('DELETE', '/orders/{orderId}', { orderId })).toEqual({ statusCode: 204, body: undefined });
      expect(await ask('GET', '/orders/{orderId}', { orderId })).toMatchObject({ statusCode: 404 });
    });
  });
});
