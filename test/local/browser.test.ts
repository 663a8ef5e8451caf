import * as fs from 'fs';
import * as http from 'http';
import { AddressInfo } from 'net';
import * as path from 'path';
import { Browser, Page } from 'playwright-core';
import { serveExample, ServedExample } from '../../external/served-example';
import { LocalSession } from '../../local/session/session';
import { findChromium, newPage, startChromium } from '../support/chromium';
import { RecordingListener, synthesizeApp } from './support/session-app';

// A browser and processes that start on a machine that may be busy.
jest.setTimeout(180_000);

const BUNDLES = path.join(__dirname, '..', '..', 'assets', 'local', 'functions');
const CHROMIUM = findChromium();
if (CHROMIUM === undefined) {
  console.warn('SKIPPED: what a browser sees of served APIs needs Chromium, and there is none here');
}

(CHROMIUM === undefined ? describe.skip : describe)('in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium(CHROMIUM!);
  });

  afterAll(async () => {
    await (browser as Browser | undefined)?.close();
  });

  async function openPage(): Promise<{ readonly page: Page; readonly complaints: string[] }> {
    // The session's authority is in nobody's store of trusted ones.
    const page = await newPage(browser, { ignoreHTTPSErrors: true });
    const complaints: string[] = [];
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    return { page, complaints };
  }

  describe('the example\'s website', () => {
    let example: ServedExample;

    beforeAll(async () => {
      example = await serveExample(false);
    });

    afterAll(async () => {
      await (example as ServedExample | undefined)?.stop();
    });

    test('is logged in to, places an order and shows it, within its own content security policy', async () => {
      const { page, complaints } = await openPage();
      const response = await page.goto(example.origin);
      expect(response!.headers()).toMatchObject({
        'strict-transport-security': expect.stringContaining('max-age=') as string,
        'content-security-policy': expect.stringContaining('default-src') as string,
      });
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(/oauth2\/authorize/);
      await page.getByLabel('Name').fill('alice');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'Your orders' }).waitFor();
      // The code is in no address that the user could hand on.
      expect(page.url()).not.toContain('code=');
      await page.getByRole('link', { name: 'New order' }).first().click();
      await page.getByRole('textbox', { name: /Article number/ }).fill('ABC-1234');
      await page.getByRole('textbox', { name: /Quantity/ }).fill('2');
      await page.getByLabel(/^Note/).fill('<b>Ring twice</b>');
      await page.getByRole('button', { name: 'Place order' }).click();
      await page.getByRole('cell', { name: 'ABC-1234' }).waitFor();
      await page.getByText('<b>Ring twice</b>').waitFor();
      expect(complaints).toEqual([]);
      expect(example.failures).toEqual([]);
    });

    test('runs no script that is not its own', async () => {
      const { page, complaints } = await openPage();
      await page.goto(example.origin);
      await page.getByRole('button', { name: 'Log in' }).waitFor();
      await page.evaluate(`{
        const script = document.createElement('script');
        script.textContent = 'document.title = "injected"';
        document.body.append(script);
      }`);
      expect(await page.title()).not.toBe('injected');
      expect(complaints.join('\n')).toMatch(/Content Security Policy/);
    });

    test('is framed by nobody', async () => {
      const { page } = await openPage();
      await page.goto(example.origin);
      await page.evaluate(`{
        const frame = document.createElement('iframe');
        frame.src = ${JSON.stringify(example.origin)};
        document.body.append(frame);
      }`);
      await page.waitForTimeout(1_000);
      expect(page.frames().filter((frame) => frame !== page.mainFrame() && frame.url().startsWith(example.origin)).length).toBe(0);
    });
  });

  describe('an API with CORS', () => {
    let folder: string;
    let session: LocalSession;
    // What pages of this origin may read, and those of another one not.
    const [allowed, other] = [0, 1].map(() => http.createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><link rel="icon" href="data:,"><title>Somebody\'s page</title>');
    }));
    const originOf = (server: http.Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

    beforeAll(async () => {
      await Promise.all([allowed, other].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
      folder = synthesizeApp(undefined, undefined, () => ({ cors: { allowOrigins: [originOf(allowed)], allowHeaders: ['authorization', 'x-api-key'] } }));
      session = await LocalSession.start({ directory: folder, port: 0, bundles: BUNDLES, listener: new RecordingListener() });
    });

    afterAll(async () => {
      await (session as LocalSession | undefined)?.stop();
      [allowed, other].forEach((server) => server.close());
      fs.rmSync(folder, { recursive: true, force: true });
    });

    async function fetchFrom(server: http.Server, key = session.keyOf(session.consumers[0])): Promise<string> {
      const { page } = await openPage();
      await page.goto(originOf(server));
      const token = session.issuers.choose({ roles: [], scopes: ['orders/read'] }).token({ subject: 'alice', roles: [], scopes: ['orders/read'] });
      const headers = { 'authorization': `Bearer ${token}`, 'x-api-key': key };
      return page.evaluate(async ({ url, sent }) => {
        try {
          return String((await fetch(url, { headers: sent })).status);
        } catch {
          return 'not readable';
        }
      }, { url: `${session.apis[0].url}/orders`, sent: headers });
    }

    test('is read by pages of the origin that it names, refusals too, after a preflight', async () => {
      expect(await fetchFrom(allowed)).toBe('200');
      expect(await fetchFrom(allowed, 'a'.repeat(40))).toBe('403');
    });

    test('is not read by pages of another origin', async () => {
      expect(await fetchFrom(other)).toBe('not readable');
    });
  });
});
