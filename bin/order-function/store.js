'use strict';

const { DeleteItemCommand, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');

/** With partition key `owner` and sort key `orderId`, and all attributes. */
const INDEX = 'byOwner';

/**
 * How many orders are read at once to find those of one status, and how often. Older ones are not found: without a bound, whoever has very
 * many orders could make every request a long one (OWASP API4).
 */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

/** Orders in a DynamoDB table with partition key `orderId`. All names in expressions are aliases: `owner`, `status` and more are reserved. */
class OrderStore {
  #client;
  #table;

  constructor(client, tableName) {
    this.#client = client;
    this.#table = { TableName: tableName };
  }

  /** The order and whose it is. Read consistently, so that an order is there as soon as it was placed. */
  async get(orderId) {
    const { Item } = await this.#client.send(new GetItemCommand({ ...this.#table, Key: keyOf(orderId), ConsistentRead: true }));
    return Item && { owner: Item.owner.S, order: toOrder(Item) };
  }

  /**
   * An owner's orders, newest first. An index is a moment behind its table.
   *
   * DynamoDB filters after it has counted up to `Limit`, so a page can have few orders of the status, or none, and there are more behind.
   */
  async list(owner, { status, limit }) {
    const query = {
      ...this.#table,
      IndexName: INDEX,
      KeyConditionExpression: '#owner = :owner',
      ...(status && { FilterExpression: '#status = :status' }),
      ExpressionAttributeNames: { '#owner': 'owner', ...(status && { '#status': 'status' }) },
      ExpressionAttributeValues: { ':owner': { S: owner }, ...(status && { ':status': { S: status } }) },
      ScanIndexForward: false,
      Limit: status ? PAGE_SIZE : limit,
    };
    const orders = [];
    let last;
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const { Items, LastEvaluatedKey } = await this.#client.send(new QueryCommand({ ...query, ExclusiveStartKey: last }));
      orders.push(...Items.map(toOrder));
      last = LastEvaluatedKey;
      if (!last || orders.length >= limit) {
        break;
      }
    }
    return orders.slice(0, limit);
  }

  /** Never over another order: with the same id, it would be somebody else's. */
  async add(owner, order) {
    await this.#client.send(new PutItemCommand({
      ...this.#table,
      Item: toItem(owner, order),
      ConditionExpression: 'attribute_not_exists(#orderId)',
      ExpressionAttributeNames: { '#orderId': 'orderId' },
    }));
  }

  /** The order after the change; undefined where it is not open, or not there any more. */
  async changeOpen(orderId, change) {
    const names = Object.keys(change);
    try {
      const { Attributes } = await this.#client.send(new UpdateItemCommand({
        ...this.#table,
        Key: keyOf(orderId),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: '#status = :open',
        ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
        ExpressionAttributeValues: { ':open': { S: 'open' }, ...Object.fromEntries(names.map((name) => [`:${name}`, textOrNull(change[name])])) },
        ReturnValues: 'ALL_NEW',
      }));
      return toOrder(Attributes);
    } catch (error) {
      if (error.name === 'ConditionalCheckFailedException') {
        return undefined;
      }
      throw error;
    }
  }

  /** Whether there was such an order. */
  async remove(orderId) {
    const { Attributes } = await this.#client.send(new DeleteItemCommand({ ...this.#table, Key: keyOf(orderId), ReturnValues: 'ALL_OLD' }));
    return Attributes !== undefined;
  }
}

function keyOf(orderId) {
  return { orderId: { S: orderId } };
}

/** Member by member, so that nothing gets into the table but an order. */
function toItem(owner, { orderId, status, createdAt, items, note }) {
  return {
    ...keyOf(orderId),
    owner: { S: owner },
    status: { S: status },
    createdAt: { S: createdAt },
    items: { L: items.map(({ sku, quantity }) => ({ M: { sku: { S: sku }, quantity: { N: String(quantity) } } })) },
    note: textOrNull(note),
  };
}

function toOrder({ orderId, status, createdAt, items, note }) {
  return {
    orderId: orderId.S,
    status: status.S,
    createdAt: createdAt.S,
    items: items.L.map(({ M: { sku, quantity } }) => ({ sku: sku.S, quantity: Number(quantity.N) })),
    note: note.S ?? null,
  };
}

function textOrNull(text) {
  return text === null ? { NULL: true } : { S: text };
}

exports.OrderStore = OrderStore;
