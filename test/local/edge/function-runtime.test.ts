import { ViewerFunction } from '../../../local/edge/function-runtime';
import { GatewayRequest } from '../../../local/types';

const REQUEST: GatewayRequest = {
  method: 'GET', rawPath: '/a', rawQuery: 'x=1&x=2', headers: [['Host', 'h'], ['X-Two', 'a'], ['x-two', 'b']], body: Buffer.alloc(0), sourceIp: '192.0.2.1', protocol: 'HTTP/1.1',
};
const run = async (body: string, store: { [key: string]: string } = {}) => new ViewerFunction(body, (key) => store[key]).run(REQUEST);
const answered = async (expression: string): Promise<string> => {
  const result = await run(`function handler(event) { return { statusCode: 200, body: String(${expression}) }; }`);
  return 'response' in result ? result.response.body.toString() : 'a request';
};

describe('a CloudFront function', () => {
  test('hands on what it did not change', async () => {
    expect(await run('function handler(event) { return event.request; }')).toEqual({ request: { ...REQUEST, headers: [['Host', 'h'], ['X-Two', 'a'], ['X-Two', 'b']] } });
  });

  test.each(['process', 'require', 'fetch', 'setTimeout', 'setInterval', 'Buffer', 'Map', 'Set', 'Proxy', 'WebAssembly', 'XMLHttpRequest', 'globalThis.readText', 'console'])('has no %s', async (name) => {
    expect(await answered(`typeof ${name}`)).toBe('undefined');
  });

  test.each([
    'this.constructor.constructor("return process")()', 'eval("1")', 'new Function("return 1")()', 'cf.kvs.constructor("return process")()',
    'event.constructor.constructor("return process.pid")()',
  ])('makes no code from text: %s', async (expression) => {
    await expect(answered(expression)).rejects.toThrow();
  });

  test('reads its store and nothing else', async () => {
    const code = "import cf from 'cloudfront';\nconst store = cf.kvs();\nasync function handler(event) { return { statusCode: 200, body: await store.get('k') + await store.exists('none') }; }";
    expect(await run(code, { k: 'v' })).toMatchObject({ response: { body: Buffer.from('vfalse') } });
    await expect(run(code)).rejects.toThrow('KeyNotFound');
  });

  test.each<[string, string]>([
    ['another module', "import fs from 'fs';\nfunction handler(event) { return event.request; }"],
    ['more code than CloudFront takes', `function handler(event) { return event.request; } // ${'x'.repeat(10_240)}`],
  ])('is refused with %s', (_what, code) => {
    expect(() => new ViewerFunction(code, () => undefined)).toThrow(/a CloudFront function must/);
  });

  test.each([
    "event.request.headers['via'] = { value: 'x' }", "event.request.headers['host'] = { value: 'x' }", "event.request.headers['x-a'] = { value: 'a\\r\\nb' }",
    "event.request.method = 'POST'", "event.request.uri = 'a'", "throw new Error('x')",
  ])('fails where it does what CloudFront does not take: %s', async (statement) => {
    await expect(run(`function handler(event) { ${statement}; return event.request; }`)).rejects.toThrow();
  });
});
