import { Json, JsonMap } from '../../../local/assembly';
import { convertedPayload } from '../../../local/integrations/payload';
import { LoopbackServer } from '../../../local/server';
import { GatewayRequest } from '../../../local/types';
import { documentOf, integrated, invocationUri, servedDocument, TestAnswer } from '../support/served-api';

jest.setTimeout(60_000);

const BYTES = Buffer.from('1f8b080014ff', 'hex');
const BASE64 = BYTES.toString('base64');
/** What is left of the bytes where they are read as UTF-8. */
const READ_AS_TEXT = Buffer.from(BYTES.toString('utf8'));
const PNG = 'image/png';

describe('bytes and text on the way through an HTTP integration', () => {
  let received: GatewayRequest;
  let reply: { readonly type: string; readonly body: Buffer };
  const server = new LoopbackServer(async (request) => {
    received = request;
    return { status: 200, headers: [['Content-Type', reply.type]], body: reply.body };
  });
  let uri: string;

  beforeAll(async () => {
    uri = `http://127.0.0.1:${await server.listen(0)}/`;
  });

  afterAll(async () => server.close());

  const send = async (
    integration: JsonMap, response: JsonMap,
    request: { readonly body?: Buffer; readonly type?: string; readonly accept?: string }, binary: string[] = [],
  ): Promise<TestAnswer> => {
    const { body = Buffer.alloc(0), type = 'text/plain', accept = 'text/plain' } = request;
    const operation = integrated({ type: 'http', httpMethod: 'POST', uri, responses: { default: { statusCode: '200', ...response } }, ...integration });
    return servedDocument(documentOf({ 'POST /a': operation }, { 'x-amazon-apigateway-binary-media-types': binary }))
      .send({ method: 'POST', path: '/stage/a', body, headers: { 'Content-Type': type, 'Accept': accept } });
  };

  test.each<[string, string[], string | undefined, string, Buffer, Buffer | 500]>([
    ['bytes of no binary type are read as text', [], undefined, PNG, BYTES, READ_AS_TEXT],
    ['also where text is asked for', [], 'CONVERT_TO_TEXT', PNG, BYTES, READ_AS_TEXT],
    ['text stays text', [], undefined, PNG, Buffer.from(BASE64), Buffer.from(BASE64)],
    ['bytes of a binary type stay bytes', [PNG], undefined, PNG, BYTES, BYTES],
    ['bytes of a binary type as text are Base64', [PNG], 'CONVERT_TO_TEXT', PNG, BYTES, Buffer.from(BASE64)],
    ['bytes of a binary type as bytes', [PNG], 'CONVERT_TO_BINARY', PNG, BYTES, BYTES],
    ['Base64 as bytes', [], 'CONVERT_TO_BINARY', PNG, Buffer.from(BASE64), BYTES],
    ['Base64 of another type as bytes', [PNG], 'CONVERT_TO_BINARY', 'text/plain', Buffer.from(BASE64), BYTES],
    ['bytes that are no Base64, as bytes', [], 'CONVERT_TO_BINARY', PNG, BYTES, 500],
    ['text that is no Base64, as bytes', [PNG], 'CONVERT_TO_BINARY', 'text/plain', Buffer.from('this is a text'), 500],
  ])('request: %s', async (_name, binary, contentHandling, type, body, expected) => {
    reply = { type: 'text/plain', body: Buffer.from('ok') };
    const { status } = await send(contentHandling === undefined ? {} : { contentHandling }, {}, { body, type }, binary);
    expect(expected === 500 ? status : received.body).toEqual(expected);
  });

  test('request: no template reads bytes', async () => {
    const template = { requestTemplates: { [PNG]: '{"data": "$input.body"}' } };
    expect((await send(template, {}, { body: BYTES, type: PNG }, [PNG])).status).toBe(500);
    reply = { type: 'text/plain', body: Buffer.from('ok') };
    await send({ ...template, contentHandling: 'CONVERT_TO_TEXT' }, {}, { body: BYTES, type: PNG }, [PNG]);
    expect(received.body.toString()).toBe(`{"data": "${BASE64}"}`);
  });

  test.each<[string, string[], string | undefined, string, string, Buffer, Buffer | 500]>([
    ['bytes of no binary type are read as text', [], undefined, PNG, PNG, BYTES, READ_AS_TEXT],
    ['bytes for a client that takes text are Base64', [PNG], undefined, 'text/plain', PNG, BYTES, Buffer.from(BASE64)],
    ['bytes for a client that takes bytes', [PNG], undefined, PNG, PNG, BYTES, BYTES],
    ['Base64 for a client that takes bytes', [PNG], undefined, PNG, 'binary/octet-stream', Buffer.from(BASE64), BYTES],
    ['text that is no Base64 for a client that takes bytes', [PNG], undefined, PNG, 'binary/octet-stream', Buffer.from('this is a text'), 500],
    ['bytes that are no Base64 for a client that takes bytes', [PNG], undefined, PNG, 'binary/octet-stream', BYTES, 500],
    ['bytes of no binary type for a client that takes text', [PNG], undefined, 'text/plain', 'binary/octet-stream', BYTES, READ_AS_TEXT],
    ['text as text, whoever takes bytes', [PNG], 'CONVERT_TO_TEXT', PNG, 'text/plain', Buffer.from(BASE64), Buffer.from(BASE64)],
    ['Base64 as bytes, whoever takes text', [], 'CONVERT_TO_BINARY', 'text/plain', 'text/plain', Buffer.from(BASE64), BYTES],
  ])('answer: %s', async (_name, binary, contentHandling, accept, type, body, expected) => {
    reply = { type, body };
    const { status, bytes } = await send({}, contentHandling === undefined ? {} : { contentHandling }, { accept }, binary);
    expect(expected === 500 ? status : bytes).toEqual(expected);
  });

  test('answer: no template reads bytes', async () => {
    const responseTemplates = { 'application/json': '{"data": "$input.body"}' };
    reply = { type: 'binary/octet-stream', body: Buffer.from(BASE64) };
    expect((await send({}, { responseTemplates, contentHandling: 'CONVERT_TO_BINARY' }, { accept: PNG }, [PNG])).status).toBe(500);
    expect((await send({}, { responseTemplates, contentHandling: 'CONVERT_TO_TEXT' }, { accept: PNG }, [PNG])).body).toBe(`{"data": "${BASE64}"}`);
  });
});

test.each(['A', 'AAAAA', '====', 'A===', 'AA=A'])('%p is no Base64', (text) => {
  expect(convertedPayload(Buffer.from(text), false, 'CONVERT_TO_BINARY')).toBeUndefined();
});

describe('a function without a proxy integration', () => {
  const call = async (answer: () => Json | Promise<Json>, responses: JsonMap, members: JsonMap = {}): Promise<number> => {
    const api = servedDocument(documentOf({ 'POST /a': integrated({ type: 'aws', httpMethod: 'POST', uri: invocationUri('f'), responses, ...members }) }));
    api.answer = answer as () => Json;
    return (await api.send({ method: 'POST', path: '/stage/a', body: '{}', headers: { 'Content-Type': 'application/json' } })).status;
  };
  const failed = (): never => {
    throw new Error('no such item');
  };

  test.each(['.+', '(\\n|.)+', '2\\d{2}', '200'])('that does not fail meets the default, whatever the pattern %s fits', async (pattern) => {
    const responses = { [pattern]: { statusCode: '500' }, default: { statusCode: '201' } };
    expect(await call(() => ({ ok: true }), responses)).toBe(201);
  });

  test('that fails meets the pattern for every error', async () => {
    expect(await call(failed, { '.+': { statusCode: '502' }, 'default': { statusCode: '201' } })).toBe(502);
  });

  test('that takes longer than the integration waits', async () => {
    expect(await call(async () => new Promise<Json>(() => {}), { default: { statusCode: '201' } }, { timeoutInMillis: 50 })).toBe(504);
  });
});
