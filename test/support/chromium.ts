import * as fs from 'fs';
import * as path from 'path';
import { Browser, BrowserContextOptions, chromium, Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Below a test's own limit, so that what hangs is named; Playwright's 30 seconds would judge how busy the machine is. */
const PATIENCE_MS = 150_000;

/** The browser of this machine: `CHROMIUM` names one, or one of the usual names is in the path. */
export function findChromium(environment = process.env): string | undefined {
  const inPath = (environment.PATH ?? '').split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [environment.CHROMIUM, ...inPath].find((file) => file !== undefined && fs.existsSync(file));
}

/** Starts it without a window. */
export async function startChromium(executablePath: string): Promise<Browser> {
  // Its sandbox refuses root, as whom containers run; and it opens only pages that the test made.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: ['--disable-dev-shm-usage', ...(isRoot ? ['--no-sandbox'] : [])], timeout: PATIENCE_MS });
}

/** A page of a session of its own. */
export async function newPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

/** Opens a page, does something with it, and fails where the page asked for something or complained. */
export async function onPage<T>(browser: Browser, address: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
  const page = await newPage(browser, options);
  try {
    const heard: string[] = [];
    page.on('request', (request) => heard.push(`request ${request.url()}`));
    page.on('console', (message) => heard.push(`console ${message.text()}`));
    page.on('pageerror', (error) => heard.push(`error ${error.message}`));
    page.on('dialog', (dialog) => heard.push(`dialog ${dialog.message()}`));
    await page.goto(address);
    const seen = await look(page);
    expect(heard.filter((what) => !what.startsWith('request data:'))).toEqual([`request ${address}`]);
    return seen;
  } finally {
    await page.context().close();
  }
}

/** What axe finds on a page that was opened with `bypassCSP`: its script is none of the page's. */
export async function axeFindings(page: Page): Promise<Array<readonly [string, string[]]>> {
  await page.addScriptTag({ path: require.resolve('axe-core') });
  const found = await page.evaluate<Array<{ id: string; nodes: Array<{ html: string }> }>>('axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]);
}
