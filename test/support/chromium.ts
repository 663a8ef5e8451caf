import * as fs from 'fs';
import * as path from 'path';
import { Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser of this machine: `CHROMIUM` names one, or one of the usual names is in the path. */
export function findChromium(environment = process.env): string | undefined {
  const inPath = (environment.PATH ?? '').split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [environment.CHROMIUM, ...inPath].find((file) => file !== undefined && fs.existsSync(file));
}

/** Starts it without a window. */
export async function startChromium(executablePath: string): Promise<Browser> {
  // Its sandbox refuses root, as whom containers run; and it opens only pages that the test made.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: ['--disable-dev-shm-usage', ...(isRoot ? ['--no-sandbox'] : [])], timeout: 60_000 });
}
