import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { Browser, BrowserContextOptions } from 'playwright-core';
import { inventoryPage } from '../../../cli/inventory/html/page';
import { inventoryOf, withLive } from '../../../cli/inventory/inventory';
import { readRegion } from '../../../cli/inventory/live/read-region';
import { readInputs } from '../../../cli/report/read/inputs';
import { axeFindings, findChromium, onPage, startChromium } from '../../support/chromium';
import { HOSTILE, writeHostile } from '../report/hostile';
import { awsRefusal, RecordedAws, stackTags } from './live/recorded-aws';

const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 } };
const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

const executable = findChromium();
if (executable === undefined) {
  console.warn('The inventory in a browser: skipped, there is no Chromium (CHROMIUM=/path/to/it names one; on Debian: apt-get install chromium)');
}

(executable === undefined ? describe.skip : describe)('the inventory in a browser', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inventory-'));
  const pages: { [name: string]: string } = {};
  let browser: Browser;

  beforeAll(async () => {
    const write = (name: string, inputs: string[]): void => {
      const read = readInputs(inputs);
      const file = path.join(folder, `${name}.html`);
      fs.writeFileSync(file, inventoryPage(inventoryOf(read, 'owner')));
      pages[name] = pathToFileURL(file).href;
    };
    write('many', [path.join(__dirname, 'data/owned.yaml'), path.join(__dirname, '../report/data/plain-apis.yaml'), path.join(__dirname, '../check/data/sam.yaml')]);
    write('none', [path.join(__dirname, '../report/data/no-api.yaml')]);
    write('hostile', [writeHostile(path.join(folder, 'hostile'))]);
    pages.live = await writeLive(path.join(folder, 'live.html'));
    browser = await startChromium(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  test.each(['many', 'none', 'hostile', 'live'])('%s: asks for nothing, runs its own script only, and is no wider than a phone', async (name) => {
    await onPage(browser, pages[name], PHONE, async (page) => {
      expect(await page.title()).toBe('API inventory');
      expect(await page.evaluate('[document.scripts.length, document.images.length, document.querySelectorAll("[style],iframe,object").length]')).toEqual([1, 0, 0]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  });

  test.each(['many', 'live'])('%s: is no wider than a desk\'s window', async (name) => {
    await onPage(browser, pages[name], DESK, async (page) => {
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280);
    });
  });

  test.each([
    ['many', 'light', DESK], ['many', 'dark', PHONE], ['none', 'light', DESK], ['live', 'light', DESK], ['live', 'dark', PHONE],
  ] as const)('%s, %s: axe finds nothing', async (name, colorScheme, options) => {
    await onPage(browser, pages[name], { ...options, colorScheme, bypassCSP: true }, async (page) => {
      expect(await axeFindings(page)).toEqual([]);
    });
  });

  test('filters APIs and sorts them by keyboard', async () => {
    await onPage(browser, pages.many, DESK, async (page) => {
      const shown = '[...document.querySelectorAll("#apis tbody tr")].filter((row) => row.checkVisibility()).map((row) => row.cells[0].textContent)';
      const all = await page.evaluate<string[]>(shown);
      await page.keyboard.press('Tab');
      await page.keyboard.type('websocket messaging');
      expect(await page.evaluate(shown)).toEqual(['Chat']);
      expect(await page.textContent('form[data-table=apis] output')).toBe(`1 of ${all.length} APIs`);
      await page.fill('form[data-table=apis] input', '');
      await page.focus('#apis thead th:first-child button');
      await page.keyboard.press('Enter');
      const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
      expect(await page.evaluate(shown)).toEqual([...all].sort(collator.compare));
    });
  });

  test('prints as tables, without what is for a screen', async () => {
    await onPage(browser, pages.many, { viewport: { width: 1032, height: 700 } }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('form.tools').first().isVisible()).toBe(false);
      expect(await page.evaluate('getComputedStyle(document.querySelector("#apis thead")).display')).toBe('table-header-group');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1032);
    });
  });
});

/** A page about a region in which everything has a hostile name, beside what is known, and where something was refused. */
async function writeLive(file: string): Promise<string> {
  const templates = readInputs([path.join(__dirname, 'data/owned.yaml')]);
  const region = await readRegion('eu-west-1', new RecordedAws({
    GetRestApis: () => ({ items: [{ id: 'a1', name: HOSTILE, tags: { owner: HOSTILE } }, { id: 'a2', name: 'invoices', tags: stackTags('owned', 'Invoices') }] }),
    GetStages: () => ({ item: [{ stageName: HOSTILE, webAclArn: HOSTILE }] }),
    GetExport: () => ({
      body: Buffer.from(JSON.stringify({
        openapi: '3.0.1', paths: { [`/${HOSTILE}`]: { get: { 'operationId': HOSTILE, 'x-amazon-apigateway-integration': { type: 'http', uri: HOSTILE } } } },
      })),
    }),
    GetAuthorizers: () => ({ items: [{ id: 'z', name: HOSTILE }] }),
    GetDomainNames: () => ({ items: [{ domainName: HOSTILE }] }),
    GetBasePathMappings: () => ({ items: [{ restApiId: 'a1', basePath: HOSTILE }] }),
    GetApis: () => {
      throw awsRefusal('AccessDeniedException', HOSTILE);
    },
  }));
  fs.writeFileSync(file, inventoryPage(withLive(inventoryOf(templates, 'owner'), [region], templates, new Map())));
  return pathToFileURL(file).href;
}
