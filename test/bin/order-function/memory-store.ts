import { Order, Store } from './modules';

/** What the DynamoDB table does, in memory. `store-contract.ts` holds both to the same. */
export class MemoryStore implements Store {
  public readonly rows = new Map<string, { readonly owner: string; readonly order: Order }>();

  public async get(orderId: string): Promise<{ owner: string; order: Order } | undefined> {
    return structuredClone(this.rows.get(orderId));
  }

  public async list(owner: string, { status, limit }: { status?: string; limit: number }): Promise<Order[]> {
    const own = [...this.rows.values()].filter((row) => row.owner === owner && (!status || row.order.status === status));
    return structuredClone(own.map(({ order }) => order).sort((one, other) => (one.orderId < other.orderId ? 1 : -1)).slice(0, limit));
  }

  public async add(owner: string, order: Order): Promise<void> {
    if (this.rows.has(order.orderId)) {
      throw Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' });
    }
    this.rows.set(order.orderId, structuredClone({ owner, order }));
  }

  public async changeOpen(orderId: string, change: Partial<Order>): Promise<Order | undefined> {
    const row = this.rows.get(orderId);
    if (row?.order.status !== 'open') {
      return undefined;
    }
    this.set(orderId, change);
    return structuredClone(this.rows.get(orderId)!.order);
  }

  public async remove(orderId: string): Promise<boolean> {
    return this.rows.delete(orderId);
  }

  /** What the shop does behind the API: it takes money, it ships. */
  public set(orderId: string, change: Partial<Order>): void {
    const { owner, order } = this.rows.get(orderId)!;
    this.rows.set(orderId, { owner, order: { ...order, ...change } });
  }
}
