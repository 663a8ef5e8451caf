import { IncomingMessage, ServerResponse } from 'node:http';
import { fetchJson, httpsUrl } from '../../../lambda/jwt-authorizer/https-json';
import { SelfSigned, selfSigned } from './support/certificate';
import { KeyServer } from './support/key-server';

test.each(['https://a.example.com', 'https://a.example.com:8443/b?c=d#e', 'HTTPS://A.example.com/', 'https://[::1]/'])('%s is an https URL', (url) => {
  expect(httpsUrl(url)?.href).toBe(new URL(url).href);
});

test.each([
  'http://a.example.com/', 'httpsx://a.example.com/', 'file:///etc/passwd', 'a.example.com', '/a', '', 'https://', 'https://user@a.example.com/', 'https://user:secret@a.example.com/',
  'https://:secret@a.example.com/', 7, null, undefined, {}, ['https://a.example.com/'],
])('%j is none', async (url) => {
  expect(httpsUrl(url)).toBeUndefined();
  await expect(fetchJson(url as string)).rejects.toThrow(/^not an https URL$/);
});

describe('a document', () => {
  let tls: SelfSigned;
  let server: KeyServer;
  const fetch = (limits: { readonly timeoutMs?: number; readonly maxBytes?: number } = {}) =>
    fetchJson(server.jwksUri, { timeoutMs: 60_000, maxBytes: 1_000, tls: { ca: tls.certificate }, ...limits });
  const answers = (status: number, body = '{}') => (_: IncomingMessage, response: ServerResponse) => void response.writeHead(status).end(body);

  beforeAll(() => {
    tls = selfSigned();
  });
  beforeEach(async () => {
    server = await KeyServer.start(tls);
  });
  afterEach(async () => server.stop());

  test('is asked for as JSON, on a connection of its own', async () => {
    let asked: IncomingMessage | undefined;
    server.answer = (request, response) => {
      asked = request;
      response.end('{"a":[1]}');
    };
    expect(await fetch()).toEqual({ a: [1] });
    expect([asked?.method, asked?.headers.accept, asked?.headers.connection]).toEqual(['GET', 'application/json', 'close']);
  });

  test.each([201, 204, 206, 301, 302, 307, 400, 403, 404, 429, 500, 503])('with the status %d is none, and no other address is asked', async (status) => {
    server.answer = (_, response) => void response.writeHead(status, { location: `${server.issuer}/elsewhere` }).end('{}');
    await expect(fetch()).rejects.toThrow(new RegExp(`^status ${status}$`));
    expect(server.requests).toEqual(['/keys.json']);
  });

  test.each([500, 200])('that is given up with the status %d has its connection closed, whatever the server goes on to send', async (status) => {
    const closed = new Promise<void>((resolve) => {
      server.answer = (_, response) => void response.on('close', resolve).writeHead(status).write('x'.repeat(20));
    });
    await expect(fetch({ maxBytes: 10 })).rejects.toThrow(Error);
    await closed;
  });

  test('may be as long as the limit, and no longer', async () => {
    const text = JSON.stringify('x'.repeat(998));
    server.answer = answers(200, text);
    expect(await fetch()).toHaveLength(998);
    await expect(fetch({ maxBytes: 999 })).rejects.toThrow(/^more than 999 bytes$/);
  });

  test('that comes in pieces is one, and its pieces count together', async () => {
    server.answer = (_, response) => {
      response.write('{"a":"é');
      setTimeout(() => response.end('","b":2}'), 20);
    };
    expect(await fetch()).toEqual({ a: 'é', b: 2 });
    await expect(fetch({ maxBytes: 12 })).rejects.toThrow(/^more than 12 bytes$/);
  });

  test.each<[string, string]>([['no JSON', '<html>'], ['JSON with a member twice', '{"keys":[],"keys":[]}'], ['nothing', '']])('that is %s is refused', async (_, body) => {
    server.answer = answers(200, body);
    await expect(fetch()).rejects.toThrow(Error);
  });

  test('that does not come in time is given up', async () => {
    server.answer = () => undefined;
    await expect(fetch({ timeoutMs: 50 })).rejects.toThrow(/^no answer in 50 ms$/);
  });

  test('of a server that no one vouches for is refused, whatever the environment says', async () => {
    server.answer = answers(200);
    const warned = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      await expect(fetchJson(server.jwksUri)).rejects.toThrow(/self-signed|certificate/i);
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      warned.mockRestore();
    }
    expect(server.requests).toEqual([]);
  });
});
