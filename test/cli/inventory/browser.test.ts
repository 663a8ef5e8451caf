import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { Browser, BrowserContextOptions } from 'playwright-core';
import { apisInTemplates, blindSpotsIn } from '../../../cli/inventory/from-templates';
import { inventoryPage } from '../../../cli/inventory/html/page';
import { readInputs } from '../../../cli/report/read/inputs';
import { axeFindings, findChromium, onPage, startChromium } from '../../support/chromium';
import { writeHostile } from '../report/hostile';

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
      fs.writeFileSync(file, inventoryPage({
        ownerTag: 'owner', templates: read.length, apis: apisInTemplates(read, 'owner'), blindSpots: blindSpotsIn(read),
      }));
      pages[name] = pathToFileURL(file).href;
    };
    write('many', [path.join(__dirname, 'data/owned.yaml'), path.join(__dirname, '../report/data/plain-apis.yaml'), path.join(__dirname, '../check/data/sam.yaml')]);
    write('none', [path.join(__dirname, '../report/data/no-api.yaml')]);
    write('hostile', [writeHostile(path.join(folder, 'hostile'))]);
    browser = await startChromium(executable!);
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  test.each(['many', 'none', 'hostile'])('%s: asks for nothing, runs its own script only, and is no wider than a phone', async (name) => {
    await onPage(browser, pages[name], PHONE, async (page) => {
      expect(await page.title()).toBe('API inventory');
      expect(await page.evaluate('[document.scripts.length, document.images.length, document.querySelectorAll("[style],iframe,object").length]')).toEqual([1, 0, 0]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  });

  test.each([
    ['many', 'light', DESK], ['many', 'dark', PHONE], ['none', 'light', DESK],
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
