import { pause } from '../../../lambda/shared/pause';

test('ends after its time and not before', async () => {
  jest.useFakeTimers();
  try {
    let ended = false;
    const waiting = pause(1_500).then(() => {
      ended = true;
    });
    await jest.advanceTimersByTimeAsync(1_499);
    expect(ended).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await waiting;
    expect(ended).toBe(true);
  } finally {
    jest.useRealTimers();
  }
});
