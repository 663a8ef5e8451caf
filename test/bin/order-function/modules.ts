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

export interface Event {
  readonly httpMethod: string;
  readonly resource: string;
  readonly queryStringParameters: { readonly [name: string]: string } | null;
  readonly pathParameters: { readonly [name: string]: string } | null;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | null;
  readonly requestContext: { readonly requestId: string; readonly authorizer?: { readonly principalId?: string; readonly issuer?: string } };
}

export interface Answer {
  readonly statusCode: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

interface Orders {
  handle(event: Event): Promise<Answer>;
}

interface OrdersOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly newId: (now: number) => string;
  readonly logError: (...parts: unknown[]) => void;
}

const FUNCTION = '../../../bin/order-function';

export const { Orders } = jest.requireActual<{ Orders: new (options: OrdersOptions) => Orders }>(`${FUNCTION}/orders.js`);
export const { OrderStore } = jest.requireActual<{ OrderStore: new (client: DynamoDBClient, tableName: string) => Store }>(`${FUNCTION}/store.js`);
export const { uuidV7 } = jest.requireActual<{ uuidV7: (milliseconds: number, random: Uint8Array) => string }>(`${FUNCTION}/uuid-v7.js`);

/** The whole function, made anew from the environment. */
export function loadHandler(): (event: Event) => Promise<Answer> {
  let handler: ((event: Event) => Promise<Answer>) | undefined;
  jest.isolateModules(() => {
    ({ handler } = jest.requireActual<{ handler: (event: Event) => Promise<Answer> }>(`${FUNCTION}/index.js`));
  });
  return handler!;
}
