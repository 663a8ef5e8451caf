import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';

/** Every case of the list is tested by its id, or stands among the known differences with its reason. */
const LOCAL = __dirname;
const CASES = parse(fs.readFileSync(path.join(LOCAL, 'support', 'aws-recorded.yaml'), 'utf8')) as Array<{ id: string }>;
const PAGE = fs.readFileSync(path.join(LOCAL, '..', '..', 'docs', 'local-gateway.md'), 'utf8');

const tests = fs.readdirSync(LOCAL, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && path.basename(file) !== path.basename(__filename))
  .map((file) => fs.readFileSync(path.join(LOCAL, file), 'utf8')).join('\n');
const named = (text: string, id: string): boolean => new RegExp(`(?<![a-z0-9-])${id}(?![a-z0-9-])`).test(text);
const differences = PAGE.split('## Known differences')[1].split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split(' | ')[0]).join('\n');

test('the list has cases', () => {
  expect(CASES.length).toBeGreaterThan(100);
});

test.each(CASES.map(({ id }) => id))('%s is tested, or is a known difference', (id) => {
  expect([named(tests, id), named(differences, id)]).toContain(true);
  expect([id, named(tests, id) && named(differences, id)]).toEqual([id, false]);
});

test('no known difference is of a case that is not in the list', () => {
  const ids = new Set(CASES.map(({ id }) => id));
  const listed = [...differences.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id);
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.filter((id) => !ids.has(id))).toEqual([]);
});
