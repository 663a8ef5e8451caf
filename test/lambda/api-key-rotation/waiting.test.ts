import { Services } from '../../../lambda/api-key-rotation/services';
import { waitSince } from '../../../lambda/api-key-rotation/waiting';

const NOW = 1_000_000;

test.each<[string, number, number, number | undefined, number[]]>([
  ['what is missing', NOW - 100, 300, undefined, [200]],
  ['all of it', NOW, 300, undefined, [300]],
  ['nothing where it is over', NOW - 400, 300, undefined, []],
  ['nothing at its end', NOW - 300, 300, undefined, []],
  ['the last millisecond', NOW - 299, 300, undefined, [1]],
  ['nothing where no time is asked for', NOW, 0, undefined, []],
  ['no longer than all of it, where another clock is ahead', NOW + 3_600_000, 300, undefined, [300]],
  ['no longer than the longest', NOW - 100, 300, 50, [50]],
  ['what is missing where that is shorter than the longest', NOW - 100, 300, 250, [200]],
])('waits %s', async (_, since, milliseconds, longest, pauses) => {
  const pause = jest.fn<Promise<void>, [number]>(async () => undefined);
  await waitSince({ now: () => NOW, pause } as unknown as Services, since, milliseconds, longest);
  expect(pause.mock.calls.map(([time]) => time)).toEqual(pauses);
});
