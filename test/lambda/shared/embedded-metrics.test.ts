import { embeddedMetrics, writeMetrics } from '../../../lambda/shared/embedded-metrics';

test('metrics are members of a line, with their namespace, dimensions and units', () => {
  const before = Date.now();
  const line = embeddedMetrics('Space', [['Api', 'Reason'], ['Api']], { Denied: 'Count', Age: 'Seconds' }, { Api: 'abc', Reason: 'x', Denied: 1, Age: 2 });
  expect(line).toEqual({
    _aws: {
      Timestamp: expect.any(Number) as number,
      CloudWatchMetrics: [{
        Namespace: 'Space', Dimensions: [['Api', 'Reason'], ['Api']], Metrics: [{ Name: 'Denied', Unit: 'Count' }, { Name: 'Age', Unit: 'Seconds' }],
      }],
    },
    Api: 'abc',
    Reason: 'x',
    Denied: 1,
    Age: 2,
  });
  expect((line._aws as { Timestamp: number }).Timestamp).toBeGreaterThanOrEqual(before);
});

test('they are written as one line', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    writeMetrics({ text: 'a\nb' });
    expect(write.mock.calls).toEqual([['{"text":"a\\nb"}\n']]);
  } finally {
    write.mockRestore();
  }
});
