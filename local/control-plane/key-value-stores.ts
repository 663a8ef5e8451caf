import { randomBytes } from 'crypto';
import { JsonMap } from '../assembly';
import { Clock } from '../types';
import { ServiceError } from './service-error';

/** Key-value stores of CloudFront: what functions at the Edge read and rotations write. */
export class KeyValueStores {
  private readonly stores = new Map<string, { etag: string; changedAt: number; readonly values: Map<string, string> }>();

  public constructor(private readonly clock: Clock) {
  }

  public create(arn: string): void {
    this.stores.set(arn, { etag: etag(), changedAt: this.clock.now(), values: new Map() });
  }

  public value(arn: string, key: string): string | undefined {
    return this.stores.get(arn)?.values.get(key);
  }

  /** `/key-value-stores/{arn}` and `/key-value-stores/{arn}/keys/{key}`. */
  public call(method: string, path: string, ifMatch: string | undefined, input: JsonMap): { readonly body: JsonMap; readonly etag?: string } {
    const [, arn, , key] = path.slice(1).split('/').map(decodeURIComponent);
    if (method !== 'GET' && !(method === 'PUT' && key !== undefined)) {
      throw new ServiceError('UnknownOperationException', `${method} ${path} is not served here`, 404);
    }
    const store = this.stores.get(arn);
    if (!store) {
      throw new ServiceError('ResourceNotFoundException', 'The store does not exist', 404);
    }
    if (key === undefined) {
      return { body: { KvsARN: arn, ItemCount: store.values.size, TotalSizeInBytes: 0, Created: 0, LastModified: store.changedAt / 1_000, Status: 'READY' }, etag: store.etag };
    }
    if (method === 'GET') {
      const value = store.values.get(key);
      if (value === undefined) {
        throw new ServiceError('ResourceNotFoundException', 'The key does not exist', 404);
      }
      return { body: { Key: key, Value: value, ItemCount: store.values.size, TotalSizeInBytes: 0 } };
    }
    if (ifMatch !== store.etag) {
      throw new ServiceError('ConflictException', 'The store was changed since', 409);
    }
    store.values.set(key, String(input.Value));
    store.etag = etag();
    store.changedAt = this.clock.now();
    return { body: { ItemCount: store.values.size, TotalSizeInBytes: 0 }, etag: store.etag };
  }
}

function etag(): string {
  return randomBytes(6).toString('hex');
}
