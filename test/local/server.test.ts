import * as http from 'http';
import { Handle, LoopbackServer } from '../../local/server';
import { GatewayRequest } from '../../local/types';
import { send } from './support/http-client';

let server: LoopbackServer;
let url: string;
let handle: Handle;
const received: GatewayRequest[] = [];

beforeAll(async () => {
  server = new LoopbackServer(async (request) => {
    received.push(request);
    return handle(request);
  });
  url = `http://127.0.0.1:${await server.listen(0)}`;
});

beforeEach(() => received.splice(0));
afterAll(async () => server.close());

/** The answer's bytes: `send` reads text. */
async function bytesOf(method: string): Promise<{ readonly length: string | undefined; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    http.request(url, { method, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ length: answer.headers['content-length'], body: Buffer.concat(chunks) }));
    }).on('error', reject).end();
  });
}

test.each([
  ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ['text of other scripts', Buffer.from('{"name":"Zoë 東京 😀"}')],
  ['nothing', Buffer.alloc(0)],
  ['more than goes out with the headers', Buffer.alloc(100_000, 'é')],
])('an answer of %s arrives as it is', async (_name, body) => {
  handle = async () => ({ status: 200, headers: [['Content-Type', 'application/octet-stream'], ['X-Name', 'caf\xe9']], body });
  const answer = await bytesOf('GET');
  expect(answer.body.equals(body)).toBe(true);
  expect(answer.length).toBe(String(body.length));
  // Of a HEAD, the length that a GET would have.
  expect(await bytesOf('HEAD')).toEqual({ length: String(body.length), body: Buffer.alloc(0) });
});

test('a request arrives as it was sent: body, lines of headers, query', async () => {
  handle = async () => ({ status: 204, headers: [], body: Buffer.alloc(0) });
  const body = JSON.stringify({ text: 'é'.repeat(200_000) });
  await send(`${url}/a%20b?x=%41&x`, { method: 'POST', body, headers: { 'X-Case': 'Kept' } });
  expect(received).toEqual([expect.objectContaining({ method: 'POST', rawPath: '/a%20b', rawQuery: 'x=%41&x' })]);
  expect(received[0].body.toString()).toBe(body);
  expect(received[0].headers).toContainEqual(['X-Case', 'Kept']);
});

test('a body over the limit is answered with 413 and never handed on', async () => {
  handle = async () => ({ status: 200, headers: [], body: Buffer.alloc(0) });
  expect(await send(url, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024) })).toMatchObject({ status: 200 });
  received.splice(0);
  expect(await send(url, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) })).toMatchObject({ status: 413, text: '{"message":"Request Too Long"}' });
  expect(received).toEqual([]);
});

test('one connection takes one request after the other, whatever became of them', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  handle = async ({ rawPath }) => {
    if (rawPath === '/fails') {
      throw new Error('whatever');
    }
    return { status: 200, headers: [], body: Buffer.from(rawPath) };
  };
  const answers = [];
  for (const path of ['/a', '/fails', '/b']) {
    answers.push(await send(`${url}${path}`, { method: 'POST', body: 'x', agent }));
  }
  agent.destroy();
  expect(answers.map(({ status, text }) => [status, text])).toEqual([[200, '/a'], [500, '{"message":"Internal server error"}'], [200, '/b']]);
});

test('a client that goes away in the middle of a body leaves the server as it was', async () => {
  handle = async () => ({ status: 200, headers: [], body: Buffer.alloc(0) });
  const call = http.request(url, { method: 'POST', headers: { 'content-length': '1000' }, agent: false });
  call.on('error', () => {});
  await new Promise<void>((resolve) => call.write('x', () => resolve()));
  call.destroy();
  expect(await send(url)).toMatchObject({ status: 200 });
});
