import { reporter } from '../../../lambda/api-key-rotation/report';

const logger = { info: jest.fn(), warn: jest.fn() };
const report = reporter(logger, 'api01');

test('what happened is a line, and counts for nothing but what is carried over', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  report({ kind: 'key_made', secretId: 'secret', versionId: 'v' });
  report({ kind: 'quota_carried', secretId: 'secret', spent: 3, remaining: 7 });
  const written = write.mock.calls.map(([line]) => JSON.parse(String(line)) as { [member: string]: unknown });
  write.mockRestore();
  expect(written).toMatchObject([{ RestApiId: 'api01', ApiKeyQuotaCarried: 3 }]);
  expect(logger.info.mock.calls).toEqual([['key_made', { secretId: 'secret', versionId: 'v' }], ['quota_carried', { secretId: 'secret', spent: 3, remaining: 7 }]]);
  expect(logger.warn).not.toHaveBeenCalled();
});

test('a gain of quota is a warning, and counted under the API', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const before = Date.now();
  report({ kind: 'quota_gain', secretId: 'secret', gain: 12 });
  const written = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  expect(logger.warn.mock.calls).toEqual([['quota_gain', { secretId: 'secret', gain: 12 }]]);
  expect(logger.info).not.toHaveBeenCalled();
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^\{.*\}\n$/);
  const { _aws, ...values } = JSON.parse(written[0]) as { _aws: { Timestamp: number; CloudWatchMetrics: unknown } };
  expect(values).toEqual({ RestApiId: 'api01', ApiKeyQuotaGain: 12 });
  expect(_aws.Timestamp).toBeGreaterThanOrEqual(before);
  expect(_aws.CloudWatchMetrics).toEqual([{ Namespace: 'SecureRestApi', Dimensions: [['RestApiId']], Metrics: [{ Name: 'ApiKeyQuotaGain', Unit: 'Count' }] }]);
});

test('a promotion is a line, and counted under the API', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  logger.info.mockClear();
  report({ kind: 'key_promoted', secretId: 'secret', versionId: 'v' });
  const written = write.mock.calls.map(([line]) => JSON.parse(String(line)) as { [member: string]: unknown });
  write.mockRestore();
  expect(logger.info.mock.calls).toEqual([['key_promoted', { secretId: 'secret', versionId: 'v' }]]);
  expect(written).toEqual([{
    _aws: {
      Timestamp: expect.any(Number) as number,
      CloudWatchMetrics: [{ Namespace: 'SecureRestApi', Dimensions: [['RestApiId']], Metrics: [{ Name: 'ApiKeyPromoted', Unit: 'Count' }, { Name: 'ApiKeyAgePercent', Unit: 'Percent' }] }],
    },
    RestApiId: 'api01',
    ApiKeyPromoted: 1,
    ApiKeyAgePercent: 0,
  }]);
});
