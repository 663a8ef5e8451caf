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

/** How pip, Maven and Go say that a registry has no such version, or does not answer. */
const UNAVAILABLE = /No matching distribution|Could not find artifact|Could not transfer artifact|unknown revision|no matching versions|cannot find module|dial tcp|timed out|i\/o timeout/i;

/** Installs; where a registry lacks something, says so, and the language is skipped. */
function available(language: string, install: () => void): boolean {
  try {
    install();
    return true;
  } catch (error) {
    if (!UNAVAILABLE.test(String(error))) {
      throw error;
    }
    console.warn(`SKIPPED: the example in ${language}, a registry has not what it needs: ${UNAVAILABLE.exec(String(error))?.[0] ?? ''}`);
    return false;
  }
}

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
  // A folder for each version: npm leaves parts of one that was there before.
  const language = `typescript-${cdk}`;
  const home = path.join(folder, language);
  const known = references.get(`${app} ${cdk}`);
  if (known === undefined) {
    fs.cpSync(path.join(folder, 'typescript'), home, { recursive: true });
    fs.writeFileSync(path.join(home, 'package.json'), '{"private":true}');
    run('npm', ['install', '--no-audit', '--no-fund', built('js', /\.tgz$/), `aws-cdk-lib@${cdk}`, `constructs@${CONSTRUCTS}`], home);
    for (const [name, source] of [['Orders', path.join(home, 'app.ts')], ['Features', path.join(FEATURES, 'app.ts')]] as const) {
      const { outputText } = transpileModule(fs.readFileSync(source, 'utf8'), { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
      fs.writeFileSync(path.join(home, `${name}.js`), outputText);
      references.set(`${name} ${cdk}`, synthesize(name, language, process.execPath, `${name}.js`));
    }
    return reference(app, cdk);
  }
  return known;
}

afterAll(() => asked && fs.rmSync(folder, { recursive: true, force: true }));

/** A list without its null, and a date: our own words. */
const NO_NULL: unknown = expect.stringMatching(/`schema` must be plain JSON, got nothing at #\/enum\/1: .*right would be `nullable: true`, or JSON text/s);
const NO_DATE: unknown = expect.stringMatching(/`schema` must be plain JSON, got a Date at #\/enum\/0; right would be its text, such as "2026-01-31"/);
const NO_CLAIM: unknown = expect.stringMatching(/`value` must be a string, a number or a boolean, got (null|undefined)/);
const NOT_BY_HAND: unknown = expect.stringMatching(/`RouteTarget` can't be made or subclassed by hand; right would be RouteTarget\.lambdaFunction\(fn\)/);
/** In whatever words. */
const REFUSED: unknown = expect.not.stringMatching(/^taken$/);
/** jsii's own words, before a value ever reaches us. */
const NOT_MADE_BY_JSII: unknown = expect.stringMatching(/has no attribute '__jsii_ref__'/);
const NO_JSII_TYPE: unknown = expect.stringMatching(/has no attribute '__jsii_type__'/);
const REFUSALS: { readonly [language: string]: { readonly [what: string]: unknown } } = {
  python: {
    'date': REFUSED,
    'day': NO_JSII_TYPE,
    'decimal': NO_JSII_TYPE,
    'nothing in a list': NO_NULL,
    'claim without value': NO_CLAIM,
    'subclassed target': NOT_MADE_BY_JSII,
    'target made by hand': NOT_MADE_BY_JSII,
    'subclassed access': NOT_MADE_BY_JSII,
    'access made by hand': NOT_MADE_BY_JSII,
  },
  java: {
    'date': NO_DATE,
    // What Jackson makes of it is a list, [2026,1,31], which is no string: nothing is let in.
    'day': 'taken',
    // A number of JSON like any other.
    'decimal': 'taken',
    'nothing in a list': NO_NULL,
    'claim without value': NO_CLAIM,
    'subclassed target': NOT_BY_HAND,
  },
  go: {
    'date': NO_DATE,
    'decimal': expect.stringMatching(/`schema` must hold only rules that API Gateway enforces, got 1 that it ignores:\s+minimum/),
    'nothing in a list': NO_NULL,
    'claim without value': expect.stringMatching(/parameter value is required/),
    'target made by hand': REFUSED,
    'subclassed target': expect.stringMatching(/is embedded in/),
  },
};

suite('python', ['python3'], () => {
  const python = () => path.join(folder, 'venv', 'bin', 'python');
  let installed: boolean;
  beforeAll(() => {
    execFileSync('python3', ['-m', 'venv', path.join(folder, 'venv')]);
    installed = available('python', () => run(python(), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', built('python', /\.whl$/), `aws-cdk-lib==${CDK.python}`], folder));
  }, 900_000);

  test('makes the same template', () => {
    if (installed) {
      expect(synthesize('Orders', 'python', python(), 'app.py')).toBe(reference('Orders', CDK.python));
    }
  }, 900_000);

  test('makes the same of what the example does not show, and refuses what it can\'t say', () => {
    if (installed) {
      fs.copyFileSync(path.join(FEATURES, 'app.py'), path.join(folder, 'python', 'features.py'));
      expect(synthesize('Features', 'python', python(), 'features.py')).toBe(reference('Features', CDK.python));
      expect(refusals('python')).toEqual(REFUSALS.python);
    }
  }, 900_000);
});

suite('java', ['javac', 'mvn'], () => {
  const maven = (app: App) => {
    const version = (JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
    const options = [`-Dexec.mainClass=com.example.${app}App`, `-Dsecure-rest-api.version=${version}`, `-Dcdk.version=${CDK.java}`];
    return synthesize(app, 'java', 'mvn', '--quiet', '--batch-mode', 'compile', 'exec:java', ...options);
  };
  let installed: boolean;
  beforeAll(() => {
    fs.copyFileSync(path.join(FEATURES, 'FeaturesApp.java'), path.join(folder, 'java', 'src', 'main', 'java', 'com', 'example', 'FeaturesApp.java'));
    run('mvn', ['--quiet', '--batch-mode', 'install:install-file', `-Dfile=${built('java', /\d\.jar$/)}`, `-DpomFile=${built('java', /\.pom$/)}`], folder);
    installed = available('java', () => maven('Orders'));
  }, 900_000);

  test.each<App>(['Orders', 'Features'])('makes the same template of %s, whatever order Map.of has in this run', (app) => {
    for (let round = 0; installed && round < 2; round++) {
      expect(maven(app)).toBe(reference(app, CDK.java));
    }
  }, 1_800_000);

  test('refuses what it can\'t say', () => {
    if (installed) {
      expect(refusals('java')).toEqual(REFUSALS.java);
    }
  });
});

suite('go', ['go'], () => {
  let installed: boolean;
  beforeAll(() => {
    const app = path.join(folder, 'go');
    const mod = 'github.com/cdk-secure-rest-api/cdk-secure-rest-api-go/cdksecurerestapi';
    fs.mkdirSync(path.join(app, 'features'));
    fs.copyFileSync(path.join(FEATURES, 'main.go'), path.join(app, 'features', 'main.go'));
    run('go', ['mod', 'edit', `-replace=${mod}=${path.join(ROOT, 'dist', 'go', 'cdksecurerestapi')}`, `-require=github.com/aws/aws-cdk-go/awscdk/v2@v${CDK.go}`], app);
    installed = available('go', () => run('go', ['mod', 'tidy'], app));
  }, 900_000);

  test('makes the same template', () => {
    if (installed) {
      expect(synthesize('Orders', 'go', 'go', 'run', '.')).toBe(reference('Orders', CDK.go));
    }
  }, 1_800_000);

  test('makes the same of what the example does not show, and refuses what it can\'t say', () => {
    if (installed) {
      expect(synthesize('Features', 'go', 'go', 'run', './features')).toBe(reference('Features', CDK.go));
      expect(refusals('go')).toEqual(REFUSALS.go);
    }
  }, 1_800_000);
});
