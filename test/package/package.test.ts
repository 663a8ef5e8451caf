import { execFileSync, spawn } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { packedPackage } from '../../projenrc/clean-package';

/**
 * The package as users get it: packed as `npm run package` does, installed into an empty folder elsewhere, compiled against and synthesized there.
 * `npm test` compiles the library before. CDK and the other peers are linked from this checkout, so no registry is asked.
 */
const ROOT = path.join(__dirname, '..', '..');
const PEERS = ['aws-cdk-lib', 'constructs'];
const APP = `
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { HttpMethod, JwtIssuer, OpenApiDocument, RequestBody, RouteAccess, RouteParameter, RouteTarget, SecureRestApi, SecureRestApiChecks } from 'cdk-secure-rest-api';

const app = new App();
const stack = new Stack(app, 'Packed');
const fn = new lambda.Function(stack, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({})') });
const api = new SecureRestApi(stack, 'Orders', { jwtIssuers: [JwtIssuer.oidc({ issuer: 'https://id.example.com/', audience: ['orders'] })] });
api.addRoute({
  method: HttpMethod.POST, path: '/orders/{id}', target: RouteTarget.lambda(fn), access: RouteAccess.scopes('orders:write'),
  parameters: [RouteParameter.path('id', { pattern: '[0-9]+' })],
  body: RequestBody.json({ type: 'object', properties: { sku: { type: 'string', maxLength: 40 } }, required: ['sku'] }),
});
api.addRoutesFromOpenApi(OpenApiDocument.fromString('openapi: 3.0.0\\ninfo: { title: t, version: "1" }\\npaths: { /a: { get: { operationId: a, responses: {} } } }'), {
  defaultTarget: RouteTarget.lambda(fn), defaultAccess: RouteAccess.roles('reader'),
});
api.addConsumer('Partner');
Validations.of(app).addPlugins(new SecureRestApiChecks());
app.synth();
`;

let folder: string;
let tarball: string;
let files: string[];

const run = (command: string, args: string[], cwd: string) => execFileSync(command, args, {
  cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CDK_OUTDIR: path.join(folder, 'cdk.out') },
});

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'packed-'));
  tarball = packedPackage(path.join(folder, 'pack'));
  files = run('tar', ['tzf', tarball], folder).trim().split('\n').map((file) => file.replace(/^package\//, ''));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({
    name: 'app',
    private: true,
    dependencies: {
      'cdk-secure-rest-api': `file:${tarball}`,
      ...Object.fromEntries(PEERS.map((name) => [name, `file:${path.join(ROOT, 'node_modules', name)}`])),
    },
  }));
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--legacy-peer-deps'], folder);
  fs.writeFileSync(path.join(folder, 'app.ts'), APP);
}, 600_000);

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('the tarball holds the compiled library, the bundled handlers and the jsii assembly, and no sources or tests', () => {
  expect(files).toEqual(expect.arrayContaining(['.jsii', 'LICENSE', 'README.md', 'build/index.js', 'build/index.d.ts', 'package.json']));
  for (const name of ['jwt-authorizer', 'api-key-rotation', 'account-logging']) {
    expect(files).toContain(`assets/lambda/${name}/handler/index.js`);
  }
  for (const name of ['edge-store', 'origin-secret']) {
    expect(files).toContain(`assets/lambda/api-key-rotation/handler/${name}.js`);
  }
  expect(files).toContain('assets/cli/main.js');
  expect(files.filter((file) => /^(lib|cli|local|lambda|test|bench|bin|docs|cdk\.out|coverage)\//.test(file))).toEqual([]);
  expect(files.filter((file) => /\.ts$/.test(file) && !/\.d\.ts$/.test(file) && !file.startsWith('node_modules/'))).toEqual([]);
});

test('the tarball is small, and holds the reference of the API and no more of its dependencies than what is loaded', () => {
  expect(fs.statSync(tarball).size).toBeLessThan(1_000_000);
  expect(files).toContain('API.md');
  expect(files.filter((file) => /\.map$|\.mjs$|(^|\/)(tests?|spec|benchmark|browser|__tests__)\//.test(file))).toEqual([]);
  const ofDependencies = files.filter((file) => file.startsWith('node_modules/'));
  expect(ofDependencies.filter((file) => !/\.(js|json)$|\/licen[cs]e[^/]*$/i.test(file))).toEqual([]);
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    expect(fs.readFileSync(path.join(folder, 'node_modules', 'cdk-secure-rest-api', file), 'utf8')).not.toMatch(/sourceMappingURL=data:/);
  }
});

test('a TypeScript app elsewhere compiles against it and synthesizes', () => {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  run(process.execPath, [
    tsc, '--strict', '--module', 'node16', '--moduleResolution', 'node16', '--target', 'es2022', '--types', 'node',
    '--typeRoots', path.join(ROOT, 'node_modules', '@types'), 'app.ts',
  ], folder);
  run(process.execPath, ['app.js'], folder);
  const template = JSON.parse(fs.readFileSync(path.join(folder, 'cdk.out', 'Packed.template.json'), 'utf8')) as {
    Resources: { [id: string]: { Type: string; Properties: { Body?: { paths: object } } } };
  };
  const [restApi] = Object.values(template.Resources).filter((resource) => resource.Type === 'AWS::ApiGateway::RestApi');
  expect(Object.keys(restApi.Properties.Body!.paths)).toEqual(['/orders/{id}', '/a']);
}, 600_000);

test('an ECMAScript module elsewhere imports it by names', () => {
  fs.writeFileSync(path.join(folder, 'app.mjs'), "import { HttpMethod, SecureRestApi } from 'cdk-secure-rest-api'; console.log(HttpMethod.GET, SecureRestApi.name);");
  expect(run(process.execPath, ['app.mjs'], folder)).toBe('GET SecureRestApi\n');
});

test('the installed command serves the app that was synthesized beside it', async () => {
  const main = path.join(folder, 'node_modules', 'cdk-secure-rest-api', 'assets', 'cli', 'main.js');
  const serve = spawn(process.execPath, [main, 'serve', 'cdk.out', '--port', '0'], { cwd: folder });
  try {
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      for (const stream of [serve.stdout, serve.stderr]) {
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          if (text.includes('Ctrl-C ends it.')) {
            resolve(text);
          }
        });
      }
      serve.on('exit', (status) => reject(new Error(`ended with ${status}: ${text}`)));
    });
    const [url] = /http:\/\/localhost:\d+\/prod/.exec(said)!;
    const call = async (headers: { [name: string]: string }) => (await fetch(`${url}/a`, { headers })).status;
    // Another `serve` may run on the machine.
    const command = (...args: string[]) => run(process.execPath, [main, ...args, '--url', url], folder).trim();
    const headers = { 'authorization': `Bearer ${command('token', '--role', 'reader')}`, 'x-api-key': command('key', 'Partner'), 'user-agent': 'test' };
    expect(await call(headers)).toBe(200);
    expect(await call({ ...headers, 'x-api-key': '' })).toBe(403);
  } finally {
    serve.kill('SIGINT');
  }
});

test('the command runs from the installed package, and from an empty folder beside it', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(run('npx', ['--no-install', 'secure-rest-api', '--version'], folder)).toBe(`${version}\n`);
  const empty = path.join(folder, 'empty');
  fs.mkdirSync(empty);
  expect(run('npx', ['--no-install', 'secure-rest-api', '--help'], empty)).toMatch(/^Usage: secure-rest-api .*Exit codes:/s);
});

test('whose software is inside is named with its licence', () => {
  const licences = fs.readFileSync(path.join(ROOT, 'THIRD_PARTY_LICENSES'), 'utf8');
  const bundled = new Set(files.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter((name) => name !== undefined));
  expect(bundled.size).toBeGreaterThan(5);
  // Inside of the functions' bundles, where no folder tells.
  for (const name of [...bundled, '@aws-lambda-powertools/logger', 'commander', '@aws-sdk/client-cloudfront-keyvaluestore', '@smithy/core']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
  }
  expect(files).toEqual(expect.arrayContaining(['THIRD_PARTY_LICENSES', 'NOTICE', 'CHANGELOG.md']));
});
