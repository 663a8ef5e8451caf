import * as fs from 'fs';
import * as path from 'path';
import { DESCRIPTIVE_KEYWORDS, RULE_KEYWORDS } from '../../lib/schema/private/json-schema-keywords';

const ROOT = path.join(__dirname, '..', '..');
const page = fs.readFileSync(path.join(ROOT, 'docs', 'openapi-import.md'), 'utf8');
const rows = page.slice(page.indexOf('| keyword | after the import')).split('\n\n')[0].split('\n').slice(2).map((row) => row.split(' | '));
const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text);

test('the page says of each keyword what becomes of it', () => {
  const named = new Set(rows.flatMap(([keywords, becomes]) => [...quoted(keywords), ...quoted(becomes)]));
  expect([...RULE_KEYWORDS, ...DESCRIPTIVE_KEYWORDS].filter((keyword) => !named.has(keyword))).toEqual([]);
});

test('and which test shows it', () => {
  const tests = fs.readFileSync(path.join(ROOT, 'test', 'schema', 'private', 'json-schema-translation.test.ts'), 'utf8');
  const cited = rows.map((row) => quoted(row[2]));
  expect(cited.filter((titles) => titles.length === 0)).toEqual([]);
  expect(cited.flat().filter((title) => !tests.includes(`'${title}'`))).toEqual([]);
});
