/** How long something may take before a person is told what is going on. */
const PATIENCE_MILLISECONDS = 2_000;
const REFRESH_MILLISECONDS = 1_000;

/**
 * Does something, and says on stderr what is being done and for how long once it takes more than two seconds: on a terminal in one line that
 * goes away, elsewhere once.
 *
 * @param what is done; asked again each time where it changes
 */
export async function withProgress<T>(
  what: string | (() => string), work: () => Promise<T>, stream: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  const started = Date.now();
  let shown = false;
  let timer: NodeJS.Timeout | undefined;
  const show = (): void => {
    const seconds = Math.round((Date.now() - started) / 1_000);
    const said = typeof what === 'string' ? what : what();
    if (stream.isTTY) {
      stream.write(`\r\u001b[K${said} … ${seconds} s`);
    } else if (!shown) {
      stream.write(`${said} …\n`);
    }
    shown = true;
    timer = setTimeout(show, REFRESH_MILLISECONDS);
  };
  timer = setTimeout(show, PATIENCE_MILLISECONDS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (shown && stream.isTTY) {
      stream.write('\r\u001b[K');
    }
  }
}
