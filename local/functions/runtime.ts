import dns from 'dns';
import * as fs from 'fs';
import * as path from 'path';
import { pathToFileURL } from 'url';
import type { FunctionCall, FunctionReply } from './protocol';

/**
 * What runs inside of a function's process: the handler of the asset, one invocation after the other. It is bundled into a file of its own, since
 * the process must not load the gateway.
 */
type Handler = (event: unknown, context: object, callback: (error: unknown, result?: unknown) => void) => unknown;

const [, , handlerName] = process.argv;
const root = process.env.LAMBDA_TASK_ROOT ?? process.cwd();

// The client of CloudFront's key-value store puts the account's id before the host. Every name under `localhost` is this machine (RFC 6761, 6.3),
// which not every resolver knows.
const systemLookup = dns.lookup as (...given: unknown[]) => void;
dns.lookup = ((host: string, options: dns.LookupOptions, done: (error: Error | null, address: unknown, family?: number) => void): void => {
  if (!host.endsWith('.localhost') || typeof options !== 'object') {
    systemLookup(host, options, done);
  } else if (options.all) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
}) as typeof dns.lookup;

async function loadHandler(): Promise<Handler> {
  const dot = handlerName.lastIndexOf('.');
  const base = path.join(root, handlerName.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find((candidate) => fs.existsSync(candidate));
  if (file === undefined) {
    throw Object.assign(new Error(`Cannot find module '${path.basename(base)}'`), { name: 'Runtime.ImportModuleError' });
  }
  const loaded = await import(pathToFileURL(file).href) as { [name: string]: unknown; default?: { [name: string]: unknown } };
  const name = handlerName.slice(dot + 1);
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${handlerName} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }
  return handler as Handler;
}

function call(handler: Handler, event: unknown, context: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const answer = handler(event, context, (error, result) => (error ? reject(error as Error) : resolve(result)));
    // Without a promise, the callback ends the invocation.
    if (typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function') {
      (answer as PromiseLike<unknown>).then(resolve, reject);
    }
  });
}

const loading = loadHandler();
// Told to whoever calls the function: not yet, since nobody has.
loading.catch(() => {});

process.on('message', ({ id, event, context, remaining }: FunctionCall) => {
  const deadline = Date.now() + remaining;
  loading
    .then((handler) => call(handler, event, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() }))
    .then<FunctionReply>((result) => ({ id, result: (result ?? null) as FunctionReply['result'] }))
    .catch((error: unknown): FunctionReply => {
      const { message, name } = error instanceof Error ? error : { message: String(error), name: 'string' };
      return { id, error: message, errorType: name };
    })
    .then((reply) => process.send?.(reply))
    .catch(() => process.exit(1));
});
// The gateway is gone, however it ended.
process.on('disconnect', () => process.exit());
