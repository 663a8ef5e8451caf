import {
  DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, QueryCommandInput, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { MemoryStore } from './memory-store';
import { OrderStore } from './modules';
import { describeStore, newOrder } from './store-contract';

describe('the store in memory', () => describeStore(() => new MemoryStore()));

/** What is sent to DynamoDB. test/external/orders-on-dynalite.test.ts holds what comes of it to the contract. */
describe('the table', () => {
  const table = mockClient(DynamoDBClient);
  const store = new OrderStore(new DynamoDBClient({ region: 'eu-west-1' }), 'Orders');
  const order = newOrder({ items: [{ sku: 'ABC-1234', quantity: 2 }], note: null });
  const item = {
    orderId: { S: order.orderId },
    owner: { S: 'alice' },
    status: { S: 'open' },
    createdAt: { S: order.createdAt },
    items: { L: [{ M: { sku: { S: 'ABC-1234' }, quantity: { N: '2' } } }] },
    note: { NULL: true },
  };

  beforeEach(() => {
    table.reset();
  });

  function queries(): QueryCommandInput[] {
    return table.commandCalls(QueryCommand).map(({ args }) => args[0].input);
  }

  test('is read consistently', async () => {
    table.on(GetItemCommand).resolves({ Item: item });
    expect(await store.get(order.orderId)).toEqual({ owner: 'alice', order });
    expect(table.call(0).args[0].input).toEqual({ TableName: 'Orders', Key: { orderId: { S: order.orderId } }, ConsistentRead: true });
  });

  test('is asked for one page where no status is asked for', async () => {
    table.on(QueryCommand).resolves({ Items: [item], LastEvaluatedKey: { orderId: { S: order.orderId } } });
    expect(await store.list('alice', { limit: 1 })).toEqual([order]);
    expect(queries()).toEqual([{
      TableName: 'Orders',
      IndexName: 'byOwner',
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: 'alice' } },
      ScanIndexForward: false,
      Limit: 1,
      ExclusiveStartKey: undefined,
    }]);
  });

  test('is asked again where a page has too few of the status, and no more once there are enough', async () => {
    const last = { orderId: { S: 'last' }, owner: { S: 'alice' } };
    table.on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: last })
      .resolvesOnce({ Items: [item, item, item], LastEvaluatedKey: last });
    expect(await store.list('alice', { status: 'open', limit: 2 })).toEqual([order, order]);
    expect(queries()).toMatchObject([
      { FilterExpression: '#status = :status', ExpressionAttributeValues: { ':status': { S: 'open' } }, Limit: 100 },
      { ExclusiveStartKey: last, ScanIndexForward: false },
    ]);
  });

  test('is asked ten times at most', async () => {
    table.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: { orderId: { S: 'last' } } });
    expect(await store.list('alice', { status: 'paid', limit: 1 })).toEqual([]);
    expect(queries()).toHaveLength(10);
  });

  test('gets an order where there is none yet, with the members of an order only', async () => {
    table.on(PutItemCommand).resolves({});
    await store.add('alice', { ...order, role: 'admin' } as typeof order);
    expect(table.call(0).args[0].input).toEqual({
      TableName: 'Orders', Item: item, ConditionExpression: 'attribute_not_exists(#orderId)', ExpressionAttributeNames: { '#orderId': 'orderId' },
    });
  });

  test('changes an order where it is open', async () => {
    table.on(UpdateItemCommand).resolves({ Attributes: { ...item, note: { S: 'new' } } });
    expect(await store.changeOpen(order.orderId, { note: 'new' })).toEqual({ ...order, note: 'new' });
    expect(table.call(0).args[0].input).toEqual({
      TableName: 'Orders',
      Key: { orderId: { S: order.orderId } },
      UpdateExpression: 'SET #note = :note',
      ConditionExpression: '#status = :open',
      ExpressionAttributeNames: { '#status': 'status', '#note': 'note' },
      ExpressionAttributeValues: { ':open': { S: 'open' }, ':note': { S: 'new' } },
      ReturnValues: 'ALL_NEW',
    });
  });

  test.each<[string, () => Promise<unknown>]>([
    ['get', () => store.get(order.orderId)],
    ['list', () => store.list('alice', { limit: 20 })],
    ['add', () => store.add('alice', order)],
    ['changeOpen', () => store.changeOpen(order.orderId, { note: null })],
    ['remove', () => store.remove(order.orderId)],
  ])('that can not answer makes %s fail, which is not "there is none"', async (_, act) => {
    for (const command of [GetItemCommand, QueryCommand, PutItemCommand, UpdateItemCommand, DeleteItemCommand]) {
      table.on(command as typeof GetItemCommand).rejects(Object.assign(new Error('no'), { name: 'InternalServerError' }));
    }
    await expect(act()).rejects.toThrow('no');
  });
});
