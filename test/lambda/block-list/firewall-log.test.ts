import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { SignatureV4 } from '@smithy/signature-v4';
import { firewallLog } from '../../../lambda/block-list/firewall-log';

let server: Server;
let answers: Array<(response: ServerResponse) => void>;
let received: Array<{ readonly headers: IncomingMessage['headers']; readonly body: { [member: string]: unknown } }>;
let pauses: number[];

const answer = (status: number, body: unknown) => (response: ServerResponse): void => {
  response.statusCode = status;
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

beforeAll(() => new Promise<void>((resolve) => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(text) });
      (answers.shift() ?? answer(200, { events: [] }))(response);
    });
  }).listen(0, '127.0.0.1', resolve);
}));
afterAll(() => new Promise((resolve) => {
  server.close(resolve);
  server.closeAllConnections();
}));
beforeEach(() => {
  [answers, received, pauses] = [[], [], []];
});
afterEach(() => jest.restoreAllMocks());

function read(nextToken?: string) {
  return firewallLog({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    logGroup: 'aws-waf-logs-orders',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'session' },
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  })(1_000, 2_000, nextToken);
}

test('asks for what was refused in the time, signed for the service and region, and goes on where a page ends', async () => {
  answers = [answer(200, { events: [{ message: 'one' }, { message: 'two' }, { ingestionTime: 5 }], nextToken: 'next' })];
  expect(await read()).toEqual({ lines: ['one', 'two'], nextToken: 'next' });
  expect(await read('next')).toEqual({ lines: [] });
  const [first, second] = received;
  expect(first.body).toEqual({ logGroupName: 'aws-waf-logs-orders', startTime: 1_000, endTime: 2_000, filterPattern: '{ $.action = "BLOCK" }' });
  expect(second.body).toMatchObject({ nextToken: 'next' });
  expect(first.headers).toMatchObject({ 'x-amz-target': 'Logs_20140328.FilterLogEvents', 'content-type': 'application/x-amz-json-1.1', 'x-amz-security-token': 'session' });
  expect(first.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/logs\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*x-amz-target, Signature=[0-9a-f]{64}$/);
});

test('its hash makes the signature of AWS\'s published example', async () => {
  // The signer is given our hash by the code under test; it then signs AWS's request of the test suite "get-vanilla":
  // https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
  const sign = jest.spyOn(SignatureV4.prototype, 'sign');
  await read();
  const [signer] = sign.mock.contexts as unknown as Array<{ readonly sha256: ConstructorParameters<typeof SignatureV4>[0]['sha256'] }>;
  const vanilla = new SignatureV4({
    service: 'service',
    region: 'us-east-1',
    sha256: signer.sha256,
    applyChecksum: false,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  });
  const { headers } = await vanilla.sign(
    { method: 'GET', protocol: 'https:', hostname: 'example.amazonaws.com', path: '/', query: {}, headers: { host: 'example.amazonaws.com' } },
    { signingDate: new Date('2015-08-30T12:36:00Z') });
  expect(headers.authorization).toMatch(/Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31$/);
});

test.each([
  [400, { __type: 'ThrottlingException' }], [400, { __type: 'com.amazonaws.logs#LimitExceededException' }], [503, { __type: 'ServiceUnavailableException' }], [500, '<html>'],
])('asks again after %d %j', async (status, body) => {
  answers = [answer(status, body), answer(status, body), answer(200, { events: [{ message: 'one' }] })];
  expect(await read()).toEqual({ lines: ['one'] });
  expect(pauses).toEqual([1_000, 2_000]);
});

test('gives up after four times', async () => {
  answers = Array(5).fill(answer(503, { __type: 'ServiceUnavailableException', message: 'secret' }));
  await expect(read()).rejects.toThrow(/^CloudWatch Logs could not be read: ServiceUnavailableException$/);
  expect(received.length).toBe(4);
});

test('a connection that breaks is asked anew', async () => {
  answers = [(response) => response.destroy()];
  expect(await read()).toEqual({ lines: [] });
});

test.each([
  [400, { __type: 'AccessDeniedException', message: 'arn:aws:iam::111122223333:role/x is not authorized' }, 'AccessDeniedException'],
  [400, { __type: 'com.amazonaws.logs#ResourceNotFoundException' }, 'ResourceNotFoundException'],
  [400, null, 'unknown error'],
  [200, { message: 'no events' }, 'no events in the answer'],
  [200, null, 'no events in the answer'],
])('%d %j is an error at once, by its kind only', async (status, body, kind) => {
  answers = [answer(status, body)];
  await expect(read()).rejects.toThrow(new RegExp(`^CloudWatch Logs could not be read: ${kind}$`));
  expect(received.length).toBe(1);
});

test('a redirect is followed nowhere', async () => {
  answers = Array(4).fill((response: ServerResponse) => {
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  });
  await expect(read()).rejects.toThrow('no answer');
});
