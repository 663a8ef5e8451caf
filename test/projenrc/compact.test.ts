import * as fs from 'node:fs';
import { runInNewContext } from 'node:vm';
import { compactTables, minified } from '../../projenrc/compact';

const REFA = fs.readFileSync(require.resolve('refa'), 'utf8');

/** Every table that a source reads from a text, in their order. */
function tables(javascript: string): unknown[] {
  const decoders = /const \$ranges = [^]*?\n\}\)\);\n/.exec(javascript)?.[0] ?? '';
  const calls = javascript.replace(decoders, '').match(/\bJSON\.parse\('[^'\\]*'\)|\$(ranges|groups)\("[^"]*"\)/g);
  return JSON.parse(runInNewContext(`${decoders}; JSON.stringify([${calls?.join(',')}])`) as string) as unknown[];
}

test('refa\'s tables say the same, and take half', () => {
  const compacted = compactTables(REFA);
  expect(tables(compacted)).toEqual(tables(REFA));
  expect(tables(REFA).length).toBeGreaterThan(300);
  expect(compacted.length).toBeLessThan(0.6 * REFA.length);
  expect(compacted).toMatch(/^"use strict";/);
});

test.each([
  ['ranges that touch and ranges of one', '[{"min":0,"max":0},{"min":1,"max":9},{"min":9,"max":9},{"min":1114111,"max":1114111}]', true],
  ['groups', '{"75":[75,107,8490],"107":[75,107,8490],"8490":[75,107,8490]}', true],
  ['ranges out of order', '[{"min":5,"max":9},{"min":0,"max":1}]', false],
  ['an end before the beginning', '[{"min":5,"max":4}]', false],
  ['a range that says more', '[{"min":5,"max":9,"name":1}]', false],
  ['fractions', '[{"min":0.5,"max":9}]', false],
  ['an empty list', '[]', false],
  ['a group that a member lacks', '{"75":[75,107],"107":[107]}', false],
  ['a group without its member', '{"75":[107],"107":[107]}', false],
  ['sequences', '[[8986],[127462,127464]]', false],
])('%s', (_, json, shorter) => {
  const known = '[{"min":1,"max":2}]';
  const compacted = compactTables(`"use strict";const a=JSON.parse('${known}'),b=JSON.parse('${json}');`);
  expect(compacted.includes(json)).toBe(!shorter);
  expect(JSON.parse(runInNewContext(`${compacted}; JSON.stringify([a, b])`) as string)).toEqual([JSON.parse(known), JSON.parse(json)]);
});

test('a file without such tables is an error', () => {
  expect(() => compactTables('"use strict";')).toThrow('no table was found that could be written shorter: refa has changed, and so must this');
});

test('a minified file keeps its licence\'s comment, and lines that an error may show', () => {
  const short = minified(`/*! (c) somebody */\n/* a note */\n${'exports.a = { name: 1 };\n'.repeat(100)}`);
  expect(short).toContain('(c) somebody');
  expect(short).not.toContain('a note');
  expect(Math.max(...short.split('\n').map((line) => line.length))).toBeLessThan(200);
});

test('the entry hands on every module by its whole name', () => {
  const modules = Array.from({ length: 60 }, (_, index) => `./room-${index}/some-module-with-a-long-name`);
  const entry = modules.map((name) => `__exportStar(require("${name}"), exports);`).join('\n');
  const found = (javascript: string): string[] => [...javascript.matchAll(/__exportStar\(require\("([^"]+)"\),exports\)/g)].map(([, name]) => name);
  expect(found(minified(entry, 0))).toEqual(modules);
  expect(found(minified(entry))).not.toEqual(modules);
});
