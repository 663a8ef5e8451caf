import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { losses, NamedDocument, roundTrips } from './round-trip';

const ROOT = path.join(__dirname, '..');
const RECORDED = path.join(ROOT, '.external', 'bodies');
/** What a test that builds an API names. */
const BUILDS_AN_API = /\b(?:SecureRestApi|sampleApi|emptyApi|exampleApp)\b/;

/** The OpenAPI bodies of the example app and of every app in the tests: the parser has to say nothing, and to write the same schemas. */
function main(): void {
  const documents = recordedBodies();
  const failures = [...roundTrips(documents)].flatMap(([version, trips]) => (
    documents.flatMap((document, index) => losses(document, trips[index], version))
  ));
  [...new Set(failures)].slice(0, 40).forEach((failure) => console.log(`  ${failure}`));
  const schemas = documents.flatMap(({ document }) => Object.keys((document.components as { schemas?: object } | undefined)?.schemas ?? {})).length;
  console.log(`bodies: ${documents.length} documents with ${schemas} schemas, ${failures.length} failures`);
  process.exitCode = failures.length === 0 && schemas > 0 ? 0 : 1;
}

function recordedBodies(): NamedDocument[] {
  fs.rmSync(RECORDED, { recursive: true, force: true });
  const tests = testFiles(path.join(ROOT, 'test')).filter((file) => BUILDS_AN_API.test(fs.readFileSync(file, 'utf8')));
  const ran = spawnSync('npx', ['jest', '--ci', '--runTestsByPath', ...tests], {
    cwd: ROOT, encoding: 'utf8', env: { ...process.env, RECORD_API_BODIES: RECORDED }, maxBuffer: 2 ** 28,
  });
  if (ran.status !== 0) {
    throw new Error(`the tests must pass before their bodies count, got: ${ran.stderr.slice(-4_000)}`);
  }
  return fs.readdirSync(RECORDED)
    .map((file) => ({ name: file, document: withoutGreed(deployed(JSON.parse(fs.readFileSync(path.join(RECORDED, file), 'utf8')))) }))
    // Others are documents by which the checks are tried: not ours, and not good.
    .filter(({ document }) => document['x-amazon-apigateway-request-validator'] === 'Everything');
}

function testFiles(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      return ['external', 'package', 'projenrc'].includes(entry.name) ? [] : testFiles(file);
    }
    return entry.name.endsWith('.test.ts') ? [file] : [];
  });
}

/**
 * The plus of `{proxy+}` is API Gateway's own addition to OpenAPI. The parser by itself asks for a parameter with it in its name, which API
 * Gateway refuses (recorded); AWS's own exports declare the name without.
 */
function withoutGreed(body: unknown): NamedDocument['document'] {
  const document = body as NamedDocument['document'];
  const paths = Object.entries(document.paths as object | undefined ?? {}).map(([name, item]): [string, unknown] => [name.replace('+}', '}'), item]);
  return { ...document, ...(paths.length > 0 && { paths: Object.fromEntries(paths) }) };
}

/** A template's value with a text in the place of each of CloudFormation's functions. */
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(deployed);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const keys = Object.keys(value);
  return keys.length === 1 && /^(?:Ref|Fn::.+)$/.test(keys[0])
    ? 'text that is known when it is deployed'
    : Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, deployed(entry)]));
}

main();
