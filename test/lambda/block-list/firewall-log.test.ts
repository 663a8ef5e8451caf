import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { firewallLog } from '../../../lambda/block-list/firewall-log';

const logs = mockClient(CloudWatchLogsClient);
beforeEach(() => logs.reset());

const read = (nextToken?: string) => firewallLog(new CloudWatchLogsClient({ region: 'eu-west-1' }), 'aws-waf-logs-orders')(1_000, 2_000, nextToken);

test('asks for what was refused in the time, and goes on where a page ends', async () => {
  logs.on(FilterLogEventsCommand)
    .resolvesOnce({ events: [{ message: 'one' }, { message: 'two' }, { ingestionTime: 5 }], nextToken: 'next' })
    .resolvesOnce({ events: [] });
  expect(await read()).toStrictEqual({ lines: ['one', 'two'], nextToken: 'next' });
  expect(await read('next')).toStrictEqual({ lines: [] });
  const asked = { logGroupName: 'aws-waf-logs-orders', startTime: 1_000, endTime: 2_000, filterPattern: '{ $.action = "BLOCK" }' };
  expect(logs.commandCalls(FilterLogEventsCommand).map(({ args: [{ input }] }) => input)).toEqual([asked, { ...asked, nextToken: 'next' }]);
});

test('an error is told by its kind only', async () => {
  logs.on(FilterLogEventsCommand).rejects(Object.assign(new Error('arn:aws:iam::111122223333:role/x is not authorized'), { name: 'AccessDeniedException' }));
  await expect(read()).rejects.toMatchObject({ code: 'log_unreadable', message: 'CloudWatch Logs could not be read: AccessDeniedException' });
});

test('an answer without events is none', async () => {
  logs.on(FilterLogEventsCommand).resolves({});
  await expect(read()).rejects.toThrow(/^CloudWatch Logs could not be read: no events in the answer$/);
});
