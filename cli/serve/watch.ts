import * as fs from 'fs';
import * as path from 'path';

const MANIFEST = 'manifest.json';
/** A synthesis writes its manifest last, but not in one go. */
const SETTLE_MILLISECONDS = 300;

/** Calls back after each new synthesis. @returns what ends it */
export function watchAssembly(directory: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const file = path.join(directory, MANIFEST);
  // Polling: a folder that is removed and made anew, as some tools do, ends a watch without a word.
  fs.watchFile(file, { interval: 250 }, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs && now.mtimeMs !== 0) {
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MILLISECONDS);
    }
  });
  return () => {
    clearTimeout(timer);
    fs.unwatchFile(file);
  };
}
