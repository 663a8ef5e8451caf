import { execFileSync } from 'child_process';
import * as path from 'path';
import { pathToFileURL } from 'url';
import { readSite } from './load-module';

const SCRIPTS = ['app.js', 'api.js', 'oauth.js'];

/** A script without its comments, which may name what the code must not do. */
function codeOf(file: string): string {
  return readSite(file).replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('what the Content-Security-Policy forbids is not there', () => {
  const html = readSite('index.html');

  test('no inline script, style or handler', () => {
    expect(html.match(/<script\b[^>]*>(?!<\/script>)/g)).toBeNull();
    expect(html).not.toMatch(/<style\b|\sstyle=|\son\w+=|javascript:|<base\b|<iframe\b|<object\b|<embed\b/i);
  });

  test('nothing from elsewhere', () => {
    const addresses = [...html.matchAll(/\s(?:src|href|action)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((address) => !/^(\/[\w.]+|#[\w/]+|data:image\/svg\+xml,.*)$/.test(address))).toEqual([]);
    expect(readSite('style.css')).not.toMatch(/@import|url\(|https?:/);
  });

  test.each(SCRIPTS)('no evaluated text in %s', (file) => {
    expect(codeOf(file)).not.toMatch(/\beval\b|\bFunction\(|set(Timeout|Interval)\(\s*['"`]|\bimport\(/);
  });
});

test.each(SCRIPTS)('%s makes no markup or style out of text, and keeps nothing in localStorage or cookies', (file) => {
  expect(codeOf(file)).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|DOMParser|srcdoc|\.style\b|'style'|localStorage|\.cookie\b/);
});

test('what goes into an attribute that is followed is a hash of this page', () => {
  expect(codeOf('app.js').match(/\.(?:href|src|action)\s*=(?!=).*/g)).toEqual(['.href = `#/orders/${order.orderId}`;']);
});

test('every slot that app.js fills is in a template, and every view too', () => {
  const html = readSite('index.html');
  const code = codeOf('app.js');
  const views = [...code.matchAll(/\bview\('([\w-]+)'\)/g)].map(([, id]) => id);
  expect(views.filter((id) => !html.includes(`<template id="${id}">`))).toEqual([]);
  expect(views.length).toBeGreaterThan(7);
  const slots = [...code.matchAll(/\b(?:slots|row)\.([a-z]\w*)/g)].map(([, name]) => name);
  expect(slots.filter((name) => !html.includes(`data-slot="${name}"`))).toEqual([]);
});

test('every label belongs to a field, and every field has one', () => {
  const html = readSite('index.html').replace(/<template id="item-row">[\s\S]*?<\/template>/, '');
  const labels = [...html.matchAll(/<label for="(\w+)"/g)].map(([, id]) => id);
  const fields = [...html.matchAll(/<(?:input|select|textarea)\b[^>]*\bid="(\w+)"/g)].map(([, id]) => id);
  expect(labels.sort()).toEqual(fields.sort());
  expect(html.match(/<(?:input|select|textarea)\b/g)).toHaveLength(fields.length);
});

test('oauth.js and api.js are modules that need no browser to be loaded', () => {
  const script = ['oauth.js', 'api.js']
    .map((file) => `const ${file.slice(0, -3)} = await import(${JSON.stringify(pathToFileURL(path.join(__dirname, '../../../bin/site', file)).href)});`).join('');
  const program = `${script} console.log(Object.keys({ ...oauth, ...api }).join())`;
  const names = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { encoding: 'utf8' }).trim().split(',');
  const imported = [...readSite('app.js').matchAll(/^import \{ (.*) \} from/gm)].flatMap(([, list]) => list.split(', '));
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((name) => !names.includes(name))).toEqual([]);
});
