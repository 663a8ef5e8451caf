import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { htmlPage } from '../../../cli/report/html/page';
import { ApiReport } from '../../../cli/report/model';
import { readApis } from '../../../cli/report/read/apis';
import { HttpMethod, RouteAccess, RouteParameter } from '../../../lib';
import { axeFindings, findChromium, onPage as onPageOf, startChromium } from '../../support/chromium';
import { emptyApi } from '../../support/sample-api';
import { writeHostile } from './hostile';

const DATA = path.join(__dirname, 'data');
const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 } };
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

const executable = findChromium();
if (executable === undefined) {
  console.warn('The report in a browser: skipped, there is no Chromium (CHROMIUM=/path/to/it names one; on Debian: apt-get install chromium)');
}

/** An API with 300 routes of each kind of access. */
function manyRoutes(): ApiReport[] {
  const { app, api, target } = emptyApi();
  api.addConsumer('Partner');
  const accesses = [
    RouteAccess.roles('reader', 'admin'), RouteAccess.scopes('orders:write'), RouteAccess.claim('tenant', 'acme'),
    RouteAccess.authenticated('Every customer may see the catalogue'), RouteAccess.anyone('The status page shows whether the API answers'),
  ];
  const methods = [HttpMethod.GET, HttpMethod.DELETE];
  for (let index = 0; index < 300; index += 1) {
    const number = Math.floor(index / 2);
    api.addRoute({
      method: methods[index % 2],
      path: `/kind${number % 10}/item${number}/{id}`,
      parameters: [RouteParameter.path('id', { pattern: '[0-9a-f]{8}' })],
      target,
      access: accesses[index % accesses.length],
      throttle: index % 7 === 0 ? { rateLimit: index + 1, burstLimit: 10 } : undefined,
    });
  }
  return readApis([app.synth().directory]);
}

(executable === undefined ? describe.skip : describe)('the report in a browser', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
  let browser: Browser;
  const pages: { [name: string]: string } = {};

  beforeAll(async () => {
    const write = (name: string, apis: ApiReport[]): void => {
      const file = path.join(folder, `${name}.html`);
      fs.writeFileSync(file, htmlPage(apis));
      pages[name] = pathToFileURL(file).href;
    };
    const many = manyRoutes();
    write('many', many);
    // What axe asks of each row it need not ask 300 times.
    write('ours', many.map((api) => ({ ...api, routes: api.routes.slice(0, 10) })));
    write('plain', readApis([path.join(DATA, 'plain-apis.yaml')]));
    write('hostile', readApis([writeHostile(path.join(folder, 'hostile'))]));
    browser = await startChromium(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  async function onPage<T>(name: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>): Promise<T> {
    return onPageOf(browser, pages[name], options, look);
  }

  test.each(['many', 'plain', 'hostile'])('%s: asks for nothing, runs its own script only, and is no wider than a phone', async (name) => {
    await onPage(name, PHONE, async (page) => {
      expect(await page.title()).toBe('API security report');
      expect(await page.evaluate('[document.scripts.length, document.images.length, document.querySelectorAll("[style],iframe,object").length]')).toEqual([1, 0, 0]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  });

  test.each([
    ['ours', 'light', DESK], ['ours', 'dark', PHONE], ['plain', 'dark', DESK],
  ] as const)('%s, %s: axe finds nothing', async (name, colorScheme, options) => {
    await onPage(name, { ...options, colorScheme, bypassCSP: true }, async (page) => {
      expect(await axeFindings(page)).toEqual([]);
    });
  });

  const visibleRoutes = '[...document.querySelectorAll("#api-0-routes tbody tr")].filter((row) => row.checkVisibility()).map((row) => row.cells[0].querySelector("code").textContent)';

  test('filters by keyboard, and says how many are left', async () => {
    await onPage('many', DESK, async (page) => {
      const status = async (): Promise<string | null> => page.textContent('form.tools output');
      expect(await status()).toBe('300 routes');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.type')).toBe('search');
      await page.keyboard.type('KIND3 delete');
      const shown = await page.evaluate<string[]>(visibleRoutes);
      expect(shown.length).toBe(15);
      expect(shown.every((route) => route.startsWith('DELETE /kind3/'))).toBe(true);
      expect(await status()).toBe('15 of 300 routes');
      await page.keyboard.press('Tab');
      // They are at level 3.
      await page.keyboard.press('0');
      expect(await status()).toBe('0 of 300 routes');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForFunction('document.querySelector("form.tools output").textContent === "300 routes"');
      expect(page.url()).toBe(pages.many);
    });
  });

  test('sorts by keyboard, up and down, numbers as numbers', async () => {
    await onPage('many', DESK, async (page) => {
      await page.focus('#api-0-routes thead th:first-child button');
      await page.keyboard.press('Enter');
      expect(await page.getAttribute('#api-0-routes thead th:first-child', 'aria-sort')).toBe('ascending');
      expect((await page.evaluate<string[]>(visibleRoutes)).slice(0, 3)).toEqual(['DELETE /kind0/item0/{id}', 'GET /kind0/item0/{id}', 'DELETE /kind0/item10/{id}']);
      await page.keyboard.press('Space');
      expect(await page.getAttribute('#api-0-routes thead th:first-child', 'aria-sort')).toBe('descending');
      expect((await page.evaluate<string[]>(visibleRoutes))[0]).toBe('GET /kind9/item149/{id}');
      await page.focus('#api-0-routes thead th:nth-child(4) button');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('[...document.querySelectorAll("#api-0-routes thead [aria-sort]")].length')).toBe(1);
      expect(await page.evaluate('document.querySelector("#api-0-routes tbody tr").dataset.level')).toBe('0');
    });
  });

  test('shows everything without its script', async () => {
    await onPage('many', { ...DESK, javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('#api-0-routes tbody tr').count()).toBe(300);
      expect(await page.locator('#api-0-routes tbody tr').last().isVisible()).toBe(true);
      expect(await page.locator('form.tools').isVisible()).toBe(false);
    });
  });

  test('prints as tables on A4, with headings on each sheet and without what is for a screen', async () => {
    await onPage('many', { viewport: { width: 1032, height: 700 } }, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('form.tools').isVisible()).toBe(false);
      expect(await page.evaluate('getComputedStyle(document.querySelector("#api-0-routes thead")).display')).toBe('table-header-group');
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1032);
      const [, width, height] = /MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/.exec((await page.pdf({ preferCSSPageSize: true })).toString('latin1')) ?? [];
      // In points of 1/72 inch: 297 by 210 mm.
      expect([Math.round(Number(width) / 10), Math.round(Number(height) / 10)]).toEqual([84, 59]);
    });
  });

  describe('looks as it did', () => {
    // In a font in which each character is the same box, since machines have different ones; small, since a box needs no more.
    test.each([['desk', DESK, 3_200], ['phone', PHONE, 6_000]] as const)('on a %s', async (name, options, height) => {
      const stored = path.join(DATA, `many-routes-${name}.png`);
      const font = fs.readFileSync(path.join(DATA, 'boxes.ttf')).toString('base64');
      await onPage('many', { ...options, bypassCSP: true, deviceScaleFactor: 0.25, colorScheme: 'light', reducedMotion: 'reduce' }, async (page) => {
        await page.addStyleTag({ content: `@font-face{font-family:Boxes;src:url(data:font/ttf;base64,${font})}*{font-family:Boxes!important;appearance:none!important}` });
        expect(await page.evaluate('document.fonts.load("16px Boxes").then((faces) => faces.length)')).toBe(1);
        const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: options.viewport!.width, height } });
        if (process.env.UPDATE_PICTURES) {
          fs.writeFileSync(stored, picture);
        }
        const share = await differing(page, picture, fs.readFileSync(stored));
        if (share > 0.005) {
          const seen = path.join(os.tmpdir(), `many-routes-${name}.png`);
          fs.writeFileSync(seen, picture);
          throw new Error(`${(share * 100).toFixed(1)} % of the picture differ from ${stored}: look at ${seen}, and where it is right, UPDATE_PICTURES=1 renews it`);
        }
      });
    });
  });
});

/** Which share of the pixels is of another colour; all of them where the sizes differ. */
async function differing(page: Page, one: Buffer, other: Buffer): Promise<number> {
  const [left, right] = [one, other].map((picture) => `data:image/png;base64,${picture.toString('base64')}`);
  return page.evaluate<number>(`(async () => {
    const [one, other] = await Promise.all([${JSON.stringify(left)}, ${JSON.stringify(right)}].map(async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const context = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height }).getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    }));
    if (one.width !== other.width || one.height !== other.height) {
      return 1;
    }
    let different = 0;
    for (let pixel = 0; pixel < one.data.length; pixel += 4) {
      different += [0, 1, 2].some((channel) => Math.abs(one.data[pixel + channel] - other.data[pixel + channel]) > 64) ? 1 : 0;
    }
    return different / (one.data.length / 4);
  })()`);
}
