import { createContext, runInContext } from 'node:vm';
import { GatewayRequest, GatewayResponse } from '../types';

/** A field as a CloudFront function sees it: with several lines, all of them in `multiValue`. */
interface Field {
  value: string;
  multiValue?: Array<{ value: string }>;
}
interface Fields {
  [name: string]: Field;
}
interface ViewerRequest {
  method: string;
  uri: string;
  querystring: Fields;
  headers: Fields;
  cookies: Fields;
}
interface ViewerResult extends Partial<ViewerRequest> {
  statusCode?: number;
  body?: string | { data?: string; encoding?: string };
}

/** What a function makes of a request: the request that goes on, or an answer. */
export type FunctionResult = { readonly request: GatewayRequest } | { readonly response: GatewayResponse };

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-functions */
const MOST_CODE_BYTES = 10_240;
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html: no timers, no network, no code from text, and without these. */
const ABSENT = [
  'Atomics', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'FinalizationRegistry', 'Intl', 'Map', 'Proxy', 'Reflect', 'Set', 'SharedArrayBuffer', 'WeakMap',
  'WeakRef', 'WeakSet', 'WebAssembly', 'console',
];
/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html */
const UNWRITABLE = /^(?:connection|content-length|expect|host|keep-alive|proxy-(?:authenticate|authorization|connection)|trailer|transfer-encoding|upgrade|via|x-accel-.*|x-amz-cf-.*|x-amzn-.*|x-cache|x-edge-.*|x-forwarded-proto|x-real-ip)$/;

/**
 * A CloudFront function as it is deployed, in a realm of its own: runtime 2.0 with its language's objects and the key-value store, and nothing
 * of Node.js. It is the user's own code and not an attacker's: the realm keeps it to what AWS offers, it is no wall.
 */
export class ViewerFunction {
  private readonly handler: (event: string) => Promise<string>;

  /**
   * @param read value of a key in the function's store
   * @throws where CloudFront would not take the code
   */
  public constructor(code: string, private readonly read: (key: string) => string | undefined) {
    if (Buffer.byteLength(code) > MOST_CODE_BYTES) {
      throw new Error(`a CloudFront function must have at most ${MOST_CODE_BYTES} bytes of code, got ${Buffer.byteLength(code)}`);
    }
    const module = /^\s*import\s+.*$/m.exec(code)?.[0].trim();
    if (module !== undefined && module !== "import cf from 'cloudfront';") {
      throw new Error(`a CloudFront function must import nothing but \`cf\` from 'cloudfront', got ${module}`);
    }
    const context = createContext({ readText: (key: string) => this.read(String(key)) ?? null }, { codeGeneration: { strings: false, wasm: false } });
    // What is handed over is text: an object of ours would lead the code out of its realm.
    runInContext(`${ABSENT.map((name) => `delete globalThis.${name};`).join('')}
      globalThis.cf = (function (read) {
        async function value(key) { const text = read(key); if (text === null) { throw new Error('KeyNotFound'); } return text; }
        return { kvs: () => ({
          get: async (key, options) => { const text = await value(key); return options && options.format === 'json' ? JSON.parse(text) : text; },
          exists: async (key) => read(key) !== null,
        }) };
      })(readText); delete globalThis.readText;`, context);
    this.handler = runInContext(
      `'use strict';${code.replace(/^\s*import cf from 'cloudfront';\s*$/m, '')}\n;(function (event) { return Promise.resolve(handler(JSON.parse(event))).then(JSON.stringify); })`,
      context,
    ) as (event: string) => Promise<string>;
  }

  /** @throws where CloudFront would answer 502 or 503: the function failed, or gave what is no request and no answer */
  public async run(request: GatewayRequest): Promise<FunctionResult> {
    const viewer: ViewerRequest = {
      method: request.method, uri: request.rawPath, querystring: queryFields(request.rawQuery), headers: headerFields(request.headers), cookies: {},
    };
    const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: request.sourceIp }, request: viewer };
    const result = JSON.parse(await this.handler(JSON.stringify(event))) as ViewerResult;
    if (result.statusCode !== undefined) {
      return { response: answerOf(result) };
    }
    if (result.method !== request.method || typeof result.uri !== 'string' || !result.uri.startsWith('/')) {
      throw new Error('the function must give a request with its method and a path that begins with a slash');
    }
    const query = queryOf(result.querystring ?? {});
    return {
      request: {
        ...request,
        rawPath: result.uri,
        // What the function did not change is handed on as it came.
        rawQuery: JSON.stringify(result.querystring) === JSON.stringify(viewer.querystring) ? request.rawQuery : query,
        headers: sentHeaders(result.headers ?? {}, viewer.headers),
      },
    };
  }
}

function headerFields(headers: GatewayRequest['headers']): Fields {
  const fields: Fields = {};
  for (const [name, value] of headers) {
    add(fields, name.toLowerCase(), value);
  }
  return fields;
}

function queryFields(rawQuery: string | undefined): Fields {
  const fields: Fields = {};
  for (const part of (rawQuery ?? '').split('&').filter((text) => text !== '')) {
    const equals = part.indexOf('=');
    add(fields, equals < 0 ? part : part.slice(0, equals), equals < 0 ? '' : part.slice(equals + 1));
  }
  return fields;
}

function add(fields: Fields, name: string, value: string): void {
  if (Object.hasOwn(fields, name)) {
    fields[name].multiValue = [...fields[name].multiValue ?? [{ value: fields[name].value }], { value }];
  } else {
    Object.defineProperty(fields, name, { value: { value }, enumerable: true, writable: true });
  }
}

function queryOf(fields: Fields): string | undefined {
  const parts = Object.entries(fields).flatMap(([name, { value, multiValue }]) => (multiValue ?? [{ value }]).map((line) => `${name}=${line.value}`));
  return parts.length > 0 ? parts.join('&') : undefined;
}

/**
 * Header lines of the function's request: names with capitals, and of a field with several values those that the function left.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 */
function sentHeaders(headers: Fields, before: Fields): Array<readonly [string, string]> {
  return Object.entries(headers).flatMap(([name, { value, multiValue }]) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (old?.value !== value && (UNWRITABLE.test(name) || !/^[\x20-\x7e]*$/.test(value))) {
      throw new Error(`a CloudFront function must not write the header ${name}`);
    }
    // What stands in place of such a field without saying so of the values behind the first leaves these as they were.
    const says = multiValue && JSON.stringify(multiValue) !== JSON.stringify(old?.multiValue);
    const kept = says ? multiValue : [{ value }, ...(old?.multiValue ?? []).slice(1)];
    const sent = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('-');
    return kept.map((line) => [sent, line.value] as const);
  });
}

function answerOf({ statusCode, headers = {}, body = '' }: ViewerResult): GatewayResponse {
  const { data = '', encoding = 'text' } = typeof body === 'string' ? { data: body } : body;
  return {
    status: statusCode!,
    headers: Object.entries(headers).flatMap(([name, { value, multiValue }]) => (
      (multiValue ?? [{ value }]).map((line) => [name, line.value] as const))),
    body: Buffer.from(data, encoding === 'base64' ? 'base64' : 'utf8'),
  };
}
