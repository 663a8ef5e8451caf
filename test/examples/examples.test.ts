import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/**
 * The example apps, each from the package of its language as `npm run package` built it: their templates are equal, byte for byte.
 * Installing takes minutes and the registries, so the tests run where `npm run test:examples` asks for them.
 */
const ROOT = path.join(__dirname, '..', '..');
/** The newest that the language's registry and npm both have: the CDK itself writes other templates from version to version. */
const CDK = { python: '2.275.0', java: '2.263.0', go: '2.275.0' };
const CONSTRUCTS = '10.8.1';
const asked = process.env.TEST_EXAMPLES === 'true';

let folder: string;
const references = new Map<string, Buffer>();

function run(command: string, args: string[], cwd: string, environment: { readonly [name: string]: string } = {}): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'true', ...environment } });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}\n${stderr}`.slice(-4_000));
  }
}

/** Runs the app in its own folder, and returns its template. */
function synthesize(language: string, command: string, ...args: string[]): Buffer {
  const outdir = path.join(folder, `${language}.out`);
  run(command, args, path.join(folder, language), { CDK_OUTDIR: outdir });
  return fs.readFileSync(path.join(outdir, 'Orders.template.json'));
}

/** The one file in dist/ that fits. */
function built(language: string, pattern: RegExp): string {
  const found = fs.readdirSync(path.join(ROOT, 'dist', language), { recursive: true }).map(String).filter((file) => pattern.test(file));
  if (found.length !== 1) {
    throw new Error(`dist/${language} must hold one file ${String(pattern)}, got ${found.join(', ') || 'none'}: npm run package makes it`);
  }
  return path.join(ROOT, 'dist', language, found[0]);
}

function suite(language: string, commands: string[], tests: () => void): void {
  const missing = commands.filter((command) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0);
  if (!asked || missing.length > 0) {
    console.warn(`SKIPPED: the example in ${language} ${asked ? `needs ${missing.join(' and ')}` : 'runs in npm run test:examples, after npm run package'}`);
  }
  (!asked || missing.length > 0 ? describe.skip : describe)(language, tests);
}

beforeAll(() => {
  if (asked) {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'examples-'));
    fs.cpSync(path.join(ROOT, 'examples'), folder, { recursive: true });
  }
});

/** What TypeScript makes with this version of the CDK. */
function reference(cdk: string): Buffer {
  let template = references.get(cdk);
  if (!template) {
    const app = path.join(folder, 'typescript');
    fs.writeFileSync(path.join(app, 'package.json'), '{"private":true}');
    run('npm', ['install', '--no-audit', '--no-fund', built('js', /\.tgz$/), `aws-cdk-lib@${cdk}`, `constructs@${CONSTRUCTS}`], app);
    const source = fs.readFileSync(path.join(app, 'app.ts'), 'utf8');
    fs.writeFileSync(path.join(app, 'app.js'), transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText);
    template = synthesize('typescript', process.execPath, 'app.js');
    references.set(cdk, template);
  }
  return template;
}

/** Text, so that a difference is shown. */
function expectSame(template: Buffer, cdk: string): void {
  expect(template.toString()).toBe(reference(cdk).toString());
}

afterAll(() => asked && fs.rmSync(folder, { recursive: true, force: true }));

suite('python', ['python3'], () => {
  test('makes the same template', () => {
    const python = path.join(folder, 'venv', 'bin', 'python');
    execFileSync('python3', ['-m', 'venv', path.join(folder, 'venv')]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', built('python', /\.whl$/), `aws-cdk-lib==${CDK.python}`], folder);
    expectSame(synthesize('python', python, 'app.py'), CDK.python);
  }, 900_000);
});

suite('java', ['javac', 'mvn'], () => {
  test('makes the same template, whatever order Map.of has in this run', () => {
    const version = (JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
    run('mvn', ['--quiet', '--batch-mode', 'install:install-file', `-Dfile=${built('java', /\d\.jar$/)}`, `-DpomFile=${built('java', /\.pom$/)}`], folder);
    const properties = [`-Dsecure-rest-api.version=${version}`, `-Dcdk.version=${CDK.java}`];
    for (let round = 0; round < 2; round++) {
      expectSame(synthesize('java', 'mvn', '--quiet', '--batch-mode', 'compile', 'exec:java', ...properties), CDK.java);
    }
  }, 1_800_000);
});

suite('go', ['go'], () => {
  test('makes the same template', () => {
    const app = path.join(folder, 'go');
    const mod = 'github.com/cdk-secure-rest-api/cdk-secure-rest-api-go/cdksecurerestapi';
    run('go', ['mod', 'edit', `-replace=${mod}=${path.join(ROOT, 'dist', 'go', 'cdksecurerestapi')}`, `-require=github.com/aws/aws-cdk-go/awscdk/v2@v${CDK.go}`], app);
    run('go', ['mod', 'tidy'], app);
    expectSame(synthesize('go', 'go', 'run', '.'), CDK.go);
  }, 1_800_000);
});
