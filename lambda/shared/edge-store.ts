import {
  CloudFrontKeyValueStoreClient, DescribeKeyValueStoreCommand, GetKeyCommand, PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
// Registers the signer that the store asks for (SigV4a); without it every call fails.
import '@aws-sdk/signature-v4a';
import { CodedError } from './errors';

const WRITE_ATTEMPTS = 6;
const WRITE_PAUSE_MILLISECONDS = 500;

/** The store as it is at a moment. */
export interface EdgeStoreState {
  /** Version of the whole store, which a write has to name. */
  readonly etag: string;
  /** When any of its values was last changed, in milliseconds since 1970. */
  readonly changedAt: number;
}

/** Others wrote the store again and again, or it refuses the value. */
export class EdgeStoreBusyError extends CodedError {
  public constructor(storeArn: string) {
    super('edge_store_busy', `${WRITE_ATTEMPTS} writes to ${storeArn} were refused, as when others write it at the same time`);
  }
}

/**
 * A key-value store of CloudFront, which the functions at the Edge read. What is written is at all edge locations within seconds.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html
 */
export class EdgeStore {
  public constructor(
    private readonly client: CloudFrontKeyValueStoreClient,
    private readonly pause: (milliseconds: number) => Promise<void>,
  ) {}

  /** `undefined` where the store has no such key. */
  public async read(storeArn: string, key: string): Promise<string | undefined> {
    try {
      return (await this.client.send(new GetKeyCommand({ KvsARN: storeArn, Key: key }))).Value;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  }

  /** Writes a value, unless it is there already. Another writer of the same store is waited for: a write names the state that it follows. */
  public async write(storeArn: string, key: string, value: string): Promise<void> {
    for (let attempt = 1; attempt <= WRITE_ATTEMPTS; attempt += 1) {
      if (await this.read(storeArn, key) === value) {
        return;
      }
      const { etag } = await this.state(storeArn);
      if (await this.replace(storeArn, key, value, etag) === 'written') {
        return;
      }
      await this.pause(WRITE_PAUSE_MILLISECONDS * attempt);
    }
    throw new EdgeStoreBusyError(storeArn);
  }

  /** For who has to look at something between the store's state and the write that follows it. */
  public async state(storeArn: string): Promise<EdgeStoreState> {
    const { ETag, LastModified } = await this.client.send(new DescribeKeyValueStoreCommand({ KvsARN: storeArn }));
    return { etag: ETag as string, changedAt: LastModified?.getTime() ?? Date.now() };
  }

  /** Writes a value. `changed` where the store is no longer in this state; nothing is written then. */
  public async replace(storeArn: string, key: string, value: string, etag: string): Promise<'written' | 'changed'> {
    try {
      await this.client.send(new PutKeyCommand({ KvsARN: storeArn, Key: key, Value: value, IfMatch: etag }));
      return 'written';
    } catch (error) {
      // AWS documents both errors, and for neither of them which one an ETag of the past gets.
      // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_kvs_PutKey.html
      if (['ConflictException', 'ValidationException'].includes((error as Error).name)) {
        return 'changed';
      }
      throw error;
    }
  }
}
