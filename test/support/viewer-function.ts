import { createContext, runInContext } from 'node:vm';

/** A request or an answer as a CloudFront function sees it. */
export interface ViewerHeaders { [name: string]: { value: string; multiValue?: Array<{ value: string }> } }
export interface ViewerRequest { method: string; uri: string; headers: ViewerHeaders; [member: string]: unknown }
export interface ViewerResult extends Partial<ViewerRequest> { statusCode?: number; statusDescription?: string; body?: string }

/** Runs the code of a CloudFront function on one viewer request, with a key-value store that holds these entries. */
export async function runViewerFunction(
  code: string, request: ViewerRequest, ip: string, entries: ReadonlyMap<string, string> = new Map(),
): Promise<ViewerResult> {
  const get = (key: string): Promise<string> => {
    const value = entries.get(key);
    return value === undefined ? Promise.reject(new Error('KeyNotFound')) : Promise.resolve(value);
  };
  const context = createContext({ cf: { kvs: () => ({ get }) } });
  const handler = runInContext(`${code.replace(/^import cf from 'cloudfront';$/m, '')}\nhandler`, context) as (event: object) => ViewerResult | Promise<ViewerResult>;
  return handler({ version: '1.0', viewer: { ip }, request });
}
