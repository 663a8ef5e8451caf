import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';

/** `npx projen compat`, against a release of which the API was a little different. `npm test` compiles the assembly before. */
const ROOT = path.join(__dirname, '../..');

interface Assembly {
  readonly types: {
    [fqn: string]: { methods?: { name: string }[]; properties?: { name: string; optional?: boolean }[]; members?: { name: string }[] };
  };
}

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'compat-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What the task says and whether it fails, where the last release was as `change` makes the present API. */
function compat(change: (assembly: Assembly) => void): { status: number | null; said: string } {
  const assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8')) as Assembly;
  change(assembly);
  const kept = path.join(folder, 'jsii.gz');
  fs.writeFileSync(kept, gzipSync(JSON.stringify(assembly)));
  const { status, stdout, stderr } = spawnSync('npx', ['projen', 'compat', '--against', kept], { cwd: ROOT, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

const typeOf = (assembly: Assembly, name: string) => assembly.types[`cdk-secure-rest-api.${name}`];

test('the present API is compatible with itself, and one that has more is', () => {
  expect(compat((released) => {
    const access = typeOf(released, 'RouteAccess');
    access.methods = access.methods!.filter(({ name }) => name !== 'anyone');
    delete released.types['cdk-secure-rest-api.WebAcl'];
  })).toMatchObject({ status: 0 });
});

/** How the last release differed, and what the task says of it. */
const BREAKING: { readonly [what: string]: { readonly before: (released: Assembly) => void; readonly named: RegExp } } = {
  'a method that is gone': {
    before: (released) => {
      const { methods } = typeOf(released, 'RouteAccess');
      methods!.push({ ...methods!.find(({ name }) => name === 'anyone')!, name: 'anybody' });
    },
    named: /RouteAccess.*anybody/,
  },
  'a property that is gone': {
    before: (released) => {
      const { properties } = typeOf(released, 'SecureRestApi');
      properties!.push({ ...properties!.find(({ name }) => name === 'webAcl')!, name: 'moatAcl' });
    },
    named: /SecureRestApi.*moatAcl/,
  },
  'a member of an enum that is gone': {
    before: (released) => {
      const { members } = typeOf(released, 'HttpMethod');
      members!.push({ ...members![0], name: 'TRACE' });
    },
    named: /HttpMethod.*TRACE/,
  },
  'a type that is gone': {
    before: (released) => {
      released.types['cdk-secure-rest-api.Moat'] = { ...typeOf(released, 'HttpMethod'), ...{ name: 'Moat', fqn: 'cdk-secure-rest-api.Moat' } };
    },
    named: /Moat/,
  },
  'an option that one did not have to give': {
    before: (released) => {
      typeOf(released, 'SecureRestApiProps').properties!.find(({ name }) => name === 'jwtIssuers')!.optional = true;
    },
    named: /SecureRestApiProps.*jwtIssuers/,
  },
};

test('what breaks users fails, each of it named', () => {
  const { status, said } = compat((released) => Object.values(BREAKING).forEach(({ before }) => before(released)));
  expect(Object.entries(BREAKING).filter(([, { named }]) => !named.test(said)).map(([what]) => `${what}: ${said}`)).toEqual([]);
  expect(status).toBe(1);
});

test('one removed member is enough', () => {
  expect(compat(BREAKING['a method that is gone'].before).status).toBe(1);
});
