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
const references = new Map<string, string>();
/** What the examples don't show, once in each language, and what a language can't say: see `refusals`. */
const FEATURES = path.join(__dirname, 'features');

function run(command: string, args: string[], cwd: string, environment: { readonly [name: string]: string } = {}): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'true', ...environment } });
  if (status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}\n${stderr}`.slice(-4_000));
  }
}

type App = 'Orders' | 'Features';

/** Runs the app in its own folder, and returns its template. */
function synthesize(app: App, language: string, command: string, ...args: string[]): string {
  const outdir = path.join(folder, `${language}.${app}.out`);
  run(command, args, path.join(folder, language), { CDK_OUTDIR: outdir, REFUSALS: path.join(folder, `${language}.refusals.json`) });
  return fs.readFileSync(path.join(outdir, `${app}.template.json`), 'utf8');
}

/** What the language's app was told, where it tried what can't be said. */
function refusals(language: string): { readonly [what: string]: string } {
  return JSON.parse(fs.readFileSync(path.join(folder, `${language}.refusals.json`), 'utf8')) as { [what: string]: string };
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
function reference(app: App, cdk: string): string {
  const home = path.join(folder, 'typescript');
  const known = references.get(`${app} ${cdk}`);
  if (known === undefined) {
    fs.writeFileSync(path.join(home, 'package.json'), '{"private":true}');
    run('npm', ['install', '--no-audit', '--no-fund', built('js', /\.tgz$/), `aws-cdk-lib@${cdk}`, `constructs@${CONSTRUCTS}`], home);
    for (const [name, source] of [['Orders', path.join(home, 'app.ts')], ['Features', path.join(FEATURES, 'app.ts')]] as const) {
      const { outputText } = transpileModule(fs.readFileSync(source, 'utf8'), { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
      fs.writeFileSync(path.join(home, `${name}.js`), outputText);
      references.set(`${name} ${cdk}`, synthesize(name, 'typescript', process.execPath, `${name}.js`));
    }
    return reference(app, cdk);
  }
  return known;
}

afterAll(() => asked && fs.rmSync(folder, { recursive: true, force: true }));

suite('python', ['python3'], () => {
  const python = () => path.join(folder, 'venv', 'bin', 'python');

  test('makes the same template', () => {
    execFileSync('python3', ['-m', 'venv', path.join(folder, 'venv')]);
    run(python(), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', built('python', /\.whl$/), `aws-cdk-lib==${CDK.python}`], folder);
    expect(synthesize('Orders', 'python', python(), 'app.py')).toBe(reference('Orders', CDK.python));
  }, 900_000);

  test('makes the same of what the example does not show, and refuses what it can\'t say', () => {
    fs.copyFileSync(path.join(FEATURES, 'app.py'), path.join(folder, 'python', 'features.py'));
    expect(synthesize('Features', 'python', python(), 'features.py')).toBe(reference('Features', CDK.python));
    expect(refusals('python')).toEqual({});
  }, 900_000);
});

suite('java', ['javac', 'mvn'], () => {
  const maven = (app: App, ...goals: string[]) => {
    const version = (JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
    return synthesize(app, 'java', 'mvn', '--quiet', '--batch-mode', ...goals, `-Dexec.mainClass=com.example.${app}App`, `-Dsecure-rest-api.version=${version}`, `-Dcdk.version=${CDK.java}`);
  };

  test('makes the same template, whatever order Map.of has in this run', () => {
    run('mvn', ['--quiet', '--batch-mode', 'install:install-file', `-Dfile=${built('java', /\d\.jar$/)}`, `-DpomFile=${built('java', /\.pom$/)}`], folder);
    for (let round = 0; round < 2; round++) {
      expect(maven('Orders', 'compile', 'exec:java')).toBe(reference('Orders', CDK.java));
    }
  }, 1_800_000);

  test('makes the same of what the example does not show, and refuses what it can\'t say', () => {
    fs.copyFileSync(path.join(FEATURES, 'FeaturesApp.java'), path.join(folder, 'java', 'src', 'main', 'java', 'com', 'example', 'FeaturesApp.java'));
    for (let round = 0; round < 2; round++) {
      expect(maven('Features', 'compile', 'exec:java')).toBe(reference('Features', CDK.java));
    }
    expect(refusals('java')).toEqual({});
  }, 1_800_000);
});

suite('go', ['go'], () => {
  test('makes the same template', () => {
    const app = path.join(folder, 'go');
    const mod = 'github.com/cdk-secure-rest-api/cdk-secure-rest-api-go/cdksecurerestapi';
    run('go', ['mod', 'edit', `-replace=${mod}=${path.join(ROOT, 'dist', 'go', 'cdksecurerestapi')}`, `-require=github.com/aws/aws-cdk-go/awscdk/v2@v${CDK.go}`], app);
    run('go', ['mod', 'tidy'], app);
    expect(synthesize('Orders', 'go', 'go', 'run', '.')).toBe(reference('Orders', CDK.go));
  }, 1_800_000);

  test('makes the same of what the example does not show, and refuses what it can\'t say', () => {
    fs.mkdirSync(path.join(folder, 'go', 'features'));
    fs.copyFileSync(path.join(FEATURES, 'main.go'), path.join(folder, 'go', 'features', 'main.go'));
    expect(synthesize('Features', 'go', 'go', 'run', './features')).toBe(reference('Features', CDK.go));
    expect(refusals('go')).toEqual({});
  }, 900_000);
});
