import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { probe } from '../../../lambda/api-key-rotation/probe';

const KEY = 'key-of-the-partner-0000000001';
let server: Server;
let address: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let received: IncomingMessage[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    received.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prod/key-check`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const answers = (status: number, body = '') => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(status).end(body);

test.each([
  ['accepted', 204, ''],
  // The gateway says so of a key that it knows.
  ['accepted', 429, '{"message":"The quota is used up","requestId":"id"}'],
  // Of the web ACL, or of the stage's throttle: neither knows the key.
  ['status 429', 429, '{"message":"Too many requests"}'],
  ['status 429', 429, 'not JSON'],
  ['status 429', 429, 'null'],
  ['status 429', 429, '"The quota is used up"'],
  ['status 429', 429, `{"message":"The quota is used up","padding":"${'x'.repeat(5_000)}"}`],
  ['status 403', 403, '{"message":"The quota is used up"}'],
  ['status 403', 403, '{"message":"Forbidden"}'],
  ['status 401', 401, ''],
  ['status 404', 404, ''],
  ['status 200', 200, '{}'],
  ['status 503', 503, ''],
])('%s where the answer is %d %s', async (outcome, status, body) => {
  answer = answers(status, body);
  expect(await probe(address, KEY)).toBe(outcome);
});

test('the key is sent once, to this address, on a connection of its own', async () => {
  answer = answers(204);
  await probe(address, KEY);
  await probe(address, KEY);
  expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /prod/key-check', 'GET /prod/key-check']);
  // A managed rule of the firewall refuses requests without a user agent.
  expect(received[0].headers).toMatchObject({ 'x-api-key': KEY, 'user-agent': 'api-key-rotation', 'accept': 'application/json', 'connection': 'close' });
  expect(received[0].socket).not.toBe(received[1].socket);
});

test('no redirect is followed', async () => {
  answer = (_, response) => void response.writeHead(307, { location: `${address}/elsewhere` }).end();
  expect(await probe(address, KEY)).toBe('status 307');
  expect(received).toHaveLength(1);
});

test.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
  ['is closed', (request) => void request.socket.destroy()],
  ['breaks off', (request, response) => {
    response.writeHead(429, { 'content-length': '100' });
    response.write('{"message":', () => request.socket.destroy());
  }],
  ['hangs', () => undefined],
  ['hangs in its answer', (_, response) => void response.writeHead(429).flushHeaders()],
])('no answer where the connection %s', async (_, how) => {
  answer = how;
  expect(await probe(address, KEY, 100)).toBe('no answer');
});

test('no answer where nobody listens', async () => {
  expect(await probe('http://127.0.0.1:1/prod/key-check', KEY)).toBe('no answer');
  expect(await probe('https://127.0.0.1:1/prod/key-check', KEY)).toBe('no answer');
});
