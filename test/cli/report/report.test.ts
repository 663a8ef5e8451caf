import { spawnSync } from 'child_process';
import * as crypto from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { marked } from 'marked';
import { htmlPage } from '../../../cli/report/html/page';
import { markdownPage } from '../../../cli/report/markdown/page';
import { LEVELS } from '../../../cli/report/maturity';
import { readApis } from '../../../cli/report/read/apis';
import { requestWay } from '../../../cli/report/request-way';
import { sampleApi } from '../../support/sample-api';
import { writeHostile } from './hostile';

const ROOT = path.join(__dirname, '..', '..', '..');
const DATA = path.join(__dirname, 'data');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const sample = readApis([sampleApi().app.synth().directory]);
const plain = readApis([path.join(DATA, 'plain-apis.yaml')]);
const hostile = readApis([writeHostile(path.join(folder, 'hostile'))]);

/** The tags of a page with their attributes' names, each kind once. */
function markup(page: string): string[] {
  // In the order of a browser's tokenizer: what stands in a script or style is no markup.
  const texts = page.replace(/<(script|style)>.*?<\/\1>/gs, '<$1></$1>');
  return [...new Set((texts.match(/<[a-zA-Z/!][^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""')))].sort();
}

describe('the page', () => {
  test('asks nobody for anything, and its policy names its own style and script only', () => {
    const page = htmlPage([...sample, ...plain]);
    const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)!;
    const hash = (text: string): string => `'sha256-${crypto.createHash('sha256').update(text).digest('base64')}'`.replaceAll("'", '&#39;');
    const inside = (tag: string): string => [...page.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, text]) => hash(text)).join(' ');
    expect(policy).toBe(`default-src &#39;none&#39;; style-src ${inside('style')}; script-src ${inside('script')}; base-uri &#39;none&#39;; form-action &#39;none&#39;`);
    // The name of SVG's namespace, and no address besides in what is not text.
    expect(page.match(/(?:src|href|url|action|srcset|data)=?["(]?(?!#)[^\s]*:\/\/[^\s"]*/g) ?? []).toEqual([]);
    expect(page).not.toMatch(/@import|url\(|\sstyle="|\son\w+="/);
  });

  test('has of hostile texts not one tag or attribute more than of innocent ones', () => {
    const innocent = markup(htmlPage([...sample, ...plain]));
    const attacked = htmlPage(hostile);
    expect(markup(attacked).filter((tag) => !innocent.includes(tag))).toEqual([]);
    expect(attacked.match(/<script/g)).toHaveLength(1);
    expect(attacked).not.toContain('\u202E');
  });

  test('states each level\'s rule, and each API with what is known of it', () => {
    const page = htmlPage([...sample, ...plain]);
    for (const { rule } of LEVELS) {
      expect(page).toContain(rule);
    }
    for (const { name } of [...sample, ...plain]) {
      expect(page).toContain(`">${name}</h2>`);
    }
    expect(page).toContain('<tr role="row" data-level="3"><th scope="row" role="rowheader" data-sort="/orders/{orderId} GET"><code>GET /orders/{orderId}</code>');
    expect(page).toContain('lambda:InvokeFunction on &lt;Handler');
    expect(page).toContain('Unknown: a template alone does not tell the limits that a bill follows from.');
  });

  test('shows the worst bill by layer, where the posture has one', () => {
    const [api] = sample;
    const { total, priceDate, items } = api.worstBill!;
    const shown = total.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const page = htmlPage(sample);
    for (const text of [page, markdownPage(sample)]) {
      expect(text).toContain(`${shown} USD for a month with every limit of the configuration met all the time`);
      expect(text).toContain(`as of ${priceDate}.`);
    }
    for (const layer of ['web ACL', 'gateway', 'authorizer', 'logs']) {
      expect(page).toContain(`<dt>${layer}</dt><dd>`);
    }
    expect(page.match(/data-label="Lowered by"/g)).toHaveLength(items.length);
    expect(htmlPage([{ ...api, worstBill: undefined }])).toContain('The posture file has no worst bill.');
  });
});

describe('the Markdown', () => {
  test('has of hostile texts not one tag or link more', () => {
    const rendered = marked.parse(markdownPage(hostile), { async: false, gfm: true });
    expect(markup(rendered).filter((tag) => !/^<\/?(?:h[123]|p|strong|code|table|thead|tbody|tr|th|td|br)>$/.test(tag))).toEqual([]);
    expect(rendered).not.toContain('\u202E');
  });

  test('has the same parts as the page, in tables that are whole', () => {
    const text = markdownPage([...sample, ...plain]);
    const headings = text.match(/^#+ .*/gm)!;
    expect(headings).toEqual(expect.arrayContaining(['# API security report', '## Levels', '## `Stack/Orders`', '### Routes', '### Firewall before the stage', '### Not enforced', '### The worst bill']));
    const rendered = marked.parse(text, { async: false, gfm: true });
    const rows = [...rendered.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => row.match(/<t[hd]>/g)!.length);
    expect(new Set(rows)).toEqual(new Set([1, 2, 3, 5, 6, 8]));
    expect(rendered).toContain('<td><code>GET /orders/{orderId}</code>');
  });
});

test('the picture in docs/, which the README shows, is the report\'s', () => {
  // To renew it: npx ts-node --transpile-only --project tsconfig.dev.json -e "process.stdout.write(require('./cli/report/request-way').requestWay().svg + '\n')" > docs/request-way.svg
  expect(fs.readFileSync(path.join(ROOT, 'docs', 'request-way.svg'), 'utf8')).toBe(`${requestWay().svg}\n`);
  expect(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8')).toContain('docs/request-way.svg');
});

describe('the command', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [path.join(ROOT, 'assets/cli/main.js'), 'report', ...args], { encoding: 'utf8', cwd: DATA });

  test('writes HTML to the terminal, and Markdown into a file', () => {
    const shown = run('plain-apis.yaml');
    expect([shown.status, shown.stderr]).toEqual([0, '']);
    expect(shown.stdout).toMatch(/^<!DOCTYPE html>\n[^]*<\/html>\n$/);
    const file = path.join(folder, 'report.md');
    expect(run('plain-apis.yaml', '../../check/data/sam.yaml', '--format', 'markdown', '--output', file)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(fs.readFileSync(file, 'utf8')).toMatch(/^# API security report\n\nMade by secure-rest-api \S+ from 8 APIs\.\n/);
  });

  test('ends with 1 where an API is below the wanted level, and names it', () => {
    const { status, stderr } = run('plain-apis.yaml', '--output', path.join(folder, 'low.html'), '--fail-below', '2');
    expect(status).toBe(1);
    expect(stderr.split('\n')).toEqual([
      '"Rest" is below level 2: 0, "GET /orders and 2 more: neither key nor token"',
      '"Elsewhere" is below level 2: unknown, "its document stands elsewhere"',
      '"Quick" is below level 2: 0, "ANY $default: neither key nor token"',
      '"Socket" is below level 2: 1, "ANY $connect and 1 more: any signature of an IAM principal that its policies allow"',
      '',
    ]);
  });

  test.each<[string, string[], string]>([
    ['nothing there', ['no-such.yaml'], 'must be an assembly or a template, got nothing there'],
    ['no API', ['no-api.yaml'], 'no-api.yaml must have an API, got templates without one'],
    ['a file that can\'t be written', ['plain-apis.yaml', '--output', '/no/such/folder/file'], '--output must be a file that can be written'],
    ['a format that is none', ['plain-apis.yaml', '--format', 'pdf'], 'Allowed choices are html, markdown'],
    ['a level that is none', ['plain-apis.yaml', '--fail-below', '4'], 'It must be a whole number from 1 to 3'],
    ['no template', [], 'missing required argument'],
  ])('says of %s what is wrong, and ends with 2', (_, args, message) => {
    const { status, stdout, stderr } = run(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('has help with examples', () => {
    expect(run('--help').stdout).toContain('npx secure-rest-api report cdk.out --output report.html');
  });
});
