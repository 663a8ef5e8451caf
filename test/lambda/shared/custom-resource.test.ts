import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../../../lambda/shared/custom-resource';

interface Upload {
  readonly method?: string;
  readonly contentType?: string;
  readonly body: { [key: string]: string };
}

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
      uploads.push({ method: request.method, contentType: request.headers['content-type'], body: JSON.parse(Buffer.concat(chunks).toString()) as Upload['body'] });
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
    body: { Status: 'SUCCESS', PhysicalResourceId: 'thing', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Logical' },
  }]);
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
  await expect(answerCloudFormation(event(), { physicalResourceId: 'thing' })).rejects.toThrow(/^(?!.*secret).*could not be answered/);
});
