import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { APIGatewayClient, GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../lambda/account-logging/handler';

const mockLogged: unknown[][] = [];

jest.mock('@aws-lambda-powertools/logger', () => ({
  Logger: class {
    public readonly info = (...line: unknown[]) => void mockLogged.push(['info', ...line]);
    public readonly error = (...line: unknown[]) => void mockLogged.push(['error', ...line]);
  },
}));

const ROLE = 'arn:aws:iam::111122223333:role/logs';
const gateway = mockClient(APIGatewayClient);
const iam = mockClient(IAMClient);
let bucket: Server;
let answers: CloudFormationCustomResourceResponse[];

beforeEach(async () => {
  gateway.reset();
  iam.reset();
  mockLogged.length = 0;
  answers = [];
  bucket = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      answers.push(JSON.parse(body) as CloudFormationCustomResourceResponse);
      response.end();
    });
  });
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve));
});

afterEach(() => void bucket.close());

async function ask(RequestType: string): Promise<CloudFormationCustomResourceResponse> {
  await handler({
    RequestType,
    ResponseURL: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}/answer`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Default',
    ResourceType: 'Custom::ApiGatewayAccountLogging',
    ResourceProperties: { ServiceToken: 'arn', RoleArn: ROLE },
  } as unknown as CloudFormationCustomResourceEvent);
  expect(answers).toHaveLength(1);
  return answers[0];
}

test.each(['Create', 'Update'])('%s sets the role where none is', async (type) => {
  gateway.on(GetAccountCommand).resolves({});
  gateway.on(UpdateAccountCommand).resolves({});
  expect(await ask(type)).toEqual({
    Status: 'SUCCESS', Reason: 'Done', PhysicalResourceId: 'api-gateway-account-logging', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Default',
  });
  expect(gateway.commandCalls(UpdateAccountCommand)[0].args[0].input).toEqual({
    patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: ROLE }],
  });
  expect(mockLogged).toEqual([['info', 'CloudWatch Logs role of API Gateway', { outcome: 'set' }]]);
});

test('what is set already is looked up, and stays', async () => {
  const Arn = 'arn:aws:iam::111122223333:role/theirs';
  gateway.on(GetAccountCommand).resolves({ cloudwatchRoleArn: Arn });
  iam.on(GetRoleCommand).resolves({ Role: { Arn } } as never);
  expect(await ask('Create')).toMatchObject({ Status: 'SUCCESS' });
  expect([iam.commandCalls(GetRoleCommand).length, gateway.commandCalls(UpdateAccountCommand).length]).toEqual([1, 0]);
  expect(mockLogged).toEqual([['info', 'CloudWatch Logs role of API Gateway', { outcome: 'already set' }]]);
});

test('Delete takes nothing away: other stacks live on the setting', async () => {
  expect(await ask('Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'api-gateway-account-logging' });
  expect(gateway.calls()).toHaveLength(0);
});

test('a failure is answered by its name, and changes no physical id', async () => {
  gateway.on(GetAccountCommand).rejects(Object.assign(new Error('text with arn:aws:iam::111122223333:role/other'), { name: 'InternalServerException' }));
  expect(await ask('Create')).toMatchObject({
    Status: 'FAILED',
    Reason: 'the CloudWatch Logs role of API Gateway could not be set: InternalServerException',
    PhysicalResourceId: 'api-gateway-account-logging',
  });
  expect(mockLogged).toEqual([['error', 'the CloudWatch Logs role of API Gateway could not be set: InternalServerException']]);
});

test('a fresh role is tried again when the pause is over', async () => {
  const pauses: number[] = [];
  const wait = setTimeout;
  const clock = jest.spyOn(global, 'setTimeout').mockImplementation(((run: () => void, milliseconds = 0) => {
    pauses.push(milliseconds);
    return wait(run, 0);
  }) as typeof setTimeout);
  try {
    gateway.on(GetAccountCommand).resolves({});
    gateway.on(UpdateAccountCommand).rejectsOnce(Object.assign(new Error('not yet'), { name: 'AccessDeniedException' })).resolves({});
    expect(await ask('Create')).toMatchObject({ Status: 'SUCCESS' });
  } finally {
    clock.mockRestore();
  }
  expect(gateway.commandCalls(UpdateAccountCommand)).toHaveLength(2);
  expect(pauses).toContain(21_000);
});
