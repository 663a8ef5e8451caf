import {
  CloudFrontKeyValueStoreClient, DescribeKeyValueStoreCommand, GetKeyCommand, PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
// Registers the signer that the store asks for (SigV4a); without it every call fails.
import '@aws-sdk/signature-v4a';

const WRITE_ATTEMPTS = 6;
const WRITE_PAUSE_MILLISECONDS = 500;

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
    for (let attempt = 1; ; attempt += 1) {
      if (await this.read(storeArn, key) === value) {
        return;
      }
      try {
        const { ETag } = await this.client.send(new DescribeKeyValueStoreCommand({ KvsARN: storeArn }));
        await this.client.send(new PutKeyCommand({ KvsARN: storeArn, Key: key, Value: value, IfMatch: ETag }));
        return;
      } catch (error) {
        if ((error as Error).name !== 'ConflictException' || attempt === WRITE_ATTEMPTS) {
          throw error;
        }
        await this.pause(WRITE_PAUSE_MILLISECONDS * attempt);
      }
    }
  }
}
