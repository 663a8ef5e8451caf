import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { EdgeStore } from '../shared/edge-store';

/**
 * Bundled to a file of its own beside the handler (.projenrc.ts), which loads it where a consumer has a website: client and signer are ten
 * times as much code as the rest of the function, and a cold start would read all of it.
 */
export function openEdgeStore(retries: { readonly retryMode: string; readonly maxAttempts: number }, pause: (milliseconds: number) => Promise<void>) {
  return new EdgeStore(new CloudFrontKeyValueStoreClient(retries), pause);
}
