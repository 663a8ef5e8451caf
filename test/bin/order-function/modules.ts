import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The function's modules are plain JavaScript, as they run; these are their types for the tests. */

export interface Order {
  readonly orderId: string;
  readonly status: 'open' | 'paid' | 'shipped' | 'cancelled';
  readonly createdAt: string;
  readonly items: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  readonly note: string | null;
}

export interface Store {
  get(orderId: string): Promise<{ owner: string; order: Order } | undefined>;
  list(owner: string, options: { status?: string; limit: number }): Promise<Order[]>;
  add(owner: string, order: Order): Promise<void>;
  changeOpen(orderId: string, change: Partial<Order>): Promise<Order | undefined>;
  remove(orderId: string): Promise<boolean>;
}

const FUNCTION = '../../../bin/order-function';

export const { OrderStore } = jest.requireActual<{ OrderStore: new (client: DynamoDBClient, tableName: string) => Store }>(`${FUNCTION}/store.js`);
export const { uuidV7 } = jest.requireActual<{ uuidV7: (milliseconds: number, random: Uint8Array) => string }>(`${FUNCTION}/uuid-v7.js`);
