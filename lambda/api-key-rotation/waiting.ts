import { Services } from './services';

/** Waits until so many milliseconds have passed since a moment that another clock told. */
export async function waitSince(services: Services, since: number, milliseconds: number, longest = milliseconds): Promise<void> {
  // Never longer than the whole time, whatever the two clocks say.
  const missing = Math.min(since + milliseconds - services.now(), milliseconds, longest);
  if (missing > 0) {
    await services.pause(missing);
  }
}
