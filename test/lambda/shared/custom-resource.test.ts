import http, { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../../../lambda/shared/custom-resource';

interface Upload {
  readonly method?: string;
  readonly contentType?: string;
  readonly length?: string;
  readonly bytes: number;
  readonly body: { [key: string]: string };
}

type Answer = (response: http.IncomingMessage) => void;

let server: Server;
let uploads: Upload[];
let statuses: number[];

beforeEach(async () => {
  uploads = [];
  statuses = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { 'content-type': contentType, 'content-length': length } = request.headers;
      uploads.push({ method: request.method, contentType, length, bytes: Buffer.byteLength(body), body: JSON.parse(body) as Upload['body'] });
      response.statusCode = statuses.shift() ?? 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

function event(): CloudFormationCustomResourceEvent {
  return {
    RequestType: 'Create',
    ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/upload?signature=secret`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Logical',
    ResourceType: 'Custom::Thing',
    ResourceProperties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:f' },
  };
}

test('success is told with the ids that CloudFormation asked with', async () => {
  await answerCloudFormation(event(), { physicalResourceId: 'thing' });
  expect(uploads).toMatchObject([{
    method: 'PUT',
    contentType: '', // what the presigned address was signed for
    body: { Status: 'SUCCESS', Reason: 'Done', PhysicalResourceId: 'thing', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Logical' },
  }]);
  // Amazon S3 takes no upload in chunks of unknown length.
  expect(uploads[0].length).toBe(String(uploads[0].bytes));
});

test('a failure is told with its reason, cut to what CloudFormation takes', async () => {
  await answerCloudFormation(event(), { physicalResourceId: 'thing', failure: 'x'.repeat(9_000) });
  expect(uploads[0].body.Status).toBe('FAILED');
  expect(JSON.stringify(uploads[0].body).length).toBeLessThan(4_096);
});

test('an upload that failed is tried again', async () => {
  statuses = [500, 503];
  await answerCloudFormation(event(), { physicalResourceId: 'thing' });
  expect(uploads).toHaveLength(3);
});

test('an answer that can not be given throws without the presigned address', async () => {
  statuses = [500, 500, 500];
  await expect(answerCloudFormation(event(), { physicalResourceId: 'thing' })).rejects.toThrow(/^CloudFormation could not be answered: request failed$/);
  expect(uploads).toHaveLength(3);
});

test('an answer to nobody throws by the code of the connection', async () => {
  const ResponseURL = 'http://127.0.0.1:1/upload?signature=secret';
  await expect(answerCloudFormation({ ...event(), ResponseURL }, { physicalResourceId: 'thing' }))
    .rejects.toThrow(/^CloudFormation could not be answered: ECONNREFUSED$/);
});

test('an address of https is spoken to over TLS', async () => {
  const ResponseURL = event().ResponseURL.replace('http:', 'https:');
  await expect(answerCloudFormation({ ...event(), ResponseURL }, { physicalResourceId: 'thing' }))
    .rejects.toThrow(/could not be answered: (?!ERR_INVALID_PROTOCOL)/);
  expect(uploads).toHaveLength(0);
});

test('an answer that does not come is given up after ten seconds, and the upload is tried again', async () => {
  const asked: Array<number | undefined> = [];
  const original = http.request;
  let calls = 0;
  const request = jest.spyOn(http, 'request').mockImplementation(((address: URL, options: http.RequestOptions, answer: Answer) => {
    asked.push(options.timeout);
    calls += 1;
    const outgoing = original(address, { ...options, timeout: undefined }, answer);
    if (calls === 1) {
      process.nextTick(() => outgoing.emit('timeout'));
    }
    return outgoing;
  }) as typeof http.request);
  try {
    await answerCloudFormation(event(), { physicalResourceId: 'thing' });
  } finally {
    request.mockRestore();
  }
  expect(asked).toEqual([10_000, 10_000]);
  expect(uploads).toHaveLength(1);
});
