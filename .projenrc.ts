import { awscdk, github, javascript, JsonFile, release, TextFile } from 'projen';
import { addCodeScanning, addOldestNode, forgetCredentials } from './projenrc/workflows';

// Lambda sources are bundled at build time and shipped as plain JavaScript, so that users need no esbuild.
// What is named here is left out of a handler's bundle: the runtime `nodejs24.x` has version 3 of the AWS SDK. It lacks the signer of
// CloudFront's key-value store (SigV4a), which registers itself in the client's own copy of @smithy/signature-v4: so whoever uses that
// client has both in his bundle, and names the other clients.
const LAMBDA_HANDLERS: { readonly [handler: string]: string[] } = {
  'jwt-authorizer': ['@aws-sdk/*'],
  'api-key-rotation': ['@aws-sdk/*', './edge-store.js'],
  'account-logging': ['@aws-sdk/*'],
  'block-list': ['@aws-sdk/*'],
  'origin-secret-rotation': ['@aws-sdk/*', './edge-store.js'],
};

// Signer and client of the key-value store are most of what they need, and stand in the package once: two handlers in one folder.
const HANDLER_FILES: { readonly [handler: string]: string | undefined } = {
  'origin-secret-rotation': '../../api-key-rotation/handler/origin-secret.js',
};

const CDK_FLOOR = '2.258.0';
const CONSTRUCTS_FLOOR = '10.5.0';

// Of the SDK's modules as ECMAScript has them, esbuild takes what is used. The alias: see there.
const SDK_INSIDE = {
  '--main-fields': 'module,main',
  '--alias:@aws-sdk/credential-provider-node': './lambda/shared/environment-credentials.ts',
};

// Powertools asks the invocation's own store only where a function runs several invocations at once, and there the runtime has set it up: its
// package is not needed for that, and is a twentieth of the bundle. What asks it is a fiftieth.
const ONE_AT_A_TIME = {
  '--alias:@aws/lambda-invoke-store': './lambda/shared/nothing.ts',
  '--alias:@aws-lambda-powertools/commons/utils/invocation-scoped': './lambda/shared/invocation-scoped.ts',
};
const ESBUILD_ARGUMENTS: { readonly [handler: string]: { [name: string]: string } | undefined } = {
  'jwt-authorizer': ONE_AT_A_TIME,
  'block-list': ONE_AT_A_TIME,
};

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-secure-rest-api',
  description: 'An API Gateway REST API for AWS CDK that is secure by default: WAF, rotated API keys, JWT authorizer, validated input.',
  author: 'SecureRestApi contributors',
  authorAddress: 'maintainers@cdk-secure-rest-api.dev',
  repositoryUrl: 'https://github.com/cdk-secure-rest-api/cdk-secure-rest-api.git',
  homepage: 'https://github.com/cdk-secure-rest-api/cdk-secure-rest-api#readme',
  bugsUrl: 'https://github.com/cdk-secure-rest-api/cdk-secure-rest-api/issues',
  keywords: ['aws', 'awscdk', 'api-gateway', 'waf', 'jwt', 'api-key', 'rotation', 'openapi', 'security', 'cdk-nag'],
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'SecureRestApi contributors',

  // The peers as low as everything works, by `npm run test:floor`: before 2.258 a validation plugin is not given the construct tree.
  cdkVersion: CDK_FLOOR,
  constructsVersion: CONSTRUCTS_FLOOR,
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0', // jsii, ts-jest (below 7) and typescript-eslint (below 6.1) don't take 7 yet
  projenVersion: '~0.103.0',
  // What the code may use (@types/node follows it); development and the functions are on 24.
  minNodeVersion: '22.0.0',
  packageManager: javascript.NodePackageManager.NPM,

  projenrcTs: true,
  srcdir: 'lib',
  libdir: 'build',
  entrypoint: 'build/index.js',
  sampleCode: false,
  readme: { contents: '# cdk-secure-rest-api' },
  autoDetectBin: false,
  bin: { 'secure-rest-api': 'assets/cli/main.js' },
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  // Whoever may run the workflow `release` makes a release, by hand; what a commit does, its message says (Conventional Commits, or a patch).
  release: true,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  // Trusted publishing wherever the registry has it: no token that could leak. Maven Central and the repository of the Go module have none.
  releaseToNpm: true,
  npmTrustedPublishing: true,
  github: true,
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplate: false,
  workflowNodeVersion: '24',
  buildWorkflow: true,
  // A build changes nothing, so it needs no right to write.
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: github.workflows.JobPermission.READ } },
  depsUpgrade: true,
  depsUpgradeOptions: { workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY } },
  docgenFilePath: 'docs/API.md',

  publishToPypi: { distName: 'cdk-secure-rest-api', module: 'cdk_secure_rest_api', trustedPublishing: true },
  publishToMaven: {
    javaPackage: 'dev.cdksecurerestapi',
    mavenGroupId: 'dev.cdk-secure-rest-api',
    mavenArtifactId: 'cdk-secure-rest-api',
    mavenServerId: 'central-ossrh',
  },
  publishToNuget: { dotNetNamespace: 'CdkSecureRestApi', packageId: 'CdkSecureRestApi', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-secure-rest-api/cdk-secure-rest-api-go', packageName: 'cdksecurerestapi' },

  peerDependencyOptions: { pinnedDevDependency: false },
  bundledDeps: ['@eslint-community/regexpp@^4.12', 'ajv@^8.17', 'ajv-draft-04@^1.0.0', 'refa@~0.12.1', 'yaml@^2.8'],
  devDeps: [
    'cdk-nag@3.0.2',
    'aws-cdk@2.1148.1',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-lambda-powertools/logger@~2.36',
    '@aws-sdk/client-api-gateway@^3',
    '@aws-sdk/client-apigatewayv2@^3', // `inventory --live` takes the user's own clients
    '@aws-sdk/client-cloudfront-keyvaluestore@^3',
    '@aws-sdk/client-cloudwatch-logs@^3',
    '@aws-sdk/client-dynamodb@^3',
    '@aws-sdk/client-iam@^3',
    '@aws-sdk/client-secrets-manager@^3',
    '@aws-sdk/client-wafv2@^3',
    '@aws-sdk/credential-provider-env@^3',
    '@aws-sdk/signature-v4a@^3',
    '@smithy/node-http-handler',
    '@types/aws-lambda@^8',
    'aws-jwt-verify@~5.2',
    'aws-sdk-client-mock@^4',
    'axe-core@^4.14',
    'commander@~14.0', // 15 is for ES modules only
    'marked@~15.0', // what a Markdown report becomes; later ones are for ES modules only
    'playwright-core@^1.65',
    'node-sarif-builder@~5.0',
    'asn1js@^3.1', // 4 is for ES modules only
    // Reads the certificates that we make. Making them with it would be a twentieth of the package.
    '@peculiar/x509@^2.2',
    'reflect-metadata@^0.2', // what @peculiar/x509 asks for
    'autocannon@^9',
    '@types/autocannon@^7',
    'dynalite@^4',
    'esbuild@~0.28',
    'fast-check@^4.11',
    // The local gateway's mapping templates, and the JSON paths in them.
    'velocityjs@~2.1',
    'jsonpath-plus@^11',
    '@stryker-mutator/core@10.0.0', // the runner for Jest wants this one exactly
    '@stryker-mutator/jest-runner@10.0.0',
    'eslint@^10',
    '@typescript-eslint/eslint-plugin@^8',
    '@typescript-eslint/parser@^8',
    '@stylistic/eslint-plugin@^6',
    'eslint-plugin-import-x@^4',
    'eslint-import-resolver-typescript@^4',
  ],

  bundlerOptions: { assetsDir: 'assets' },
  jest: true,
  jestOptions: {
    jestVersion: '^30',
    configFilePath: 'jest.config.json',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      // A second package.json of our own name.
      modulePathIgnorePatterns: ['<rootDir>/\\.package/'],
      // Synthesizing many apps in one process fills its heap: workers are processes of their own, and are replaced when they grow.
      maxWorkers: 2,
      workerIdleMemoryLimit: '1GB',
      // Against a hang, and no judgement of speed: that is what the bench is for.
      testTimeout: 180_000,
      // aws-cdk-lib's built-in validator costs seconds for each App.synth(): tests that want it turn it on again
      setupFiles: ['<rootDir>/test/setup.ts'],
      // What is bundled to a file of its own has its name there.
      moduleNameMapper: { '^(\\./edge-store)\\.js$': '$1' },
    },
  },
  // projen 0.103 writes the kind of configuration that ESLint 10 no longer reads: ours is projenrc/eslint-config.ts.
  eslint: false,
});

// What we develop on, the newest; projen takes a version of constructs away that stands among the options.
project.addDevDeps('aws-cdk-lib@2.276.0', 'constructs@10.8.1');

// jest and ESLint resolve modules with it. Version 1.13.0 names bindings for platforms that were not published with it, and "npm ci" refuses
// a lock file that lacks them.
// The runner of the integration tests brings a CDK command that does not read what our CDK writes.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2', '@aws-cdk/integ-runner': { 'aws-cdk': '$aws-cdk' } });

for (const [handler, externals] of Object.entries(LAMBDA_HANDLERS)) {
  project.bundler.addBundle(`lambda/${handler}/handler.ts`, {
    platform: 'node',
    target: 'node24',
    externals,
    outfile: HANDLER_FILES[handler],
    minify: true,
    esbuildArgs: ESBUILD_ARGUMENTS[handler],
  });
}

// Beside the handlers; that of the API keys loads it only where it needs it.
project.bundler.addBundle('lambda/api-key-rotation/edge-store.ts', {
  platform: 'node',
  target: 'node24',
  outfile: '../handler/edge-store.js',
  minify: true,
  esbuildArgs: SDK_INSIDE,
});

// The command, in one file: what it needs is inside, but for the peers and our compiled library (cli/private/library.ts), which it shares with
// the app that it looks at. A subcommand's modules are evaluated when it runs.
project.bundler.addBundle('cli/main.ts', {
  platform: 'node',
  target: 'node22',
  // What the package brings with it anyway is not in the bundle a second time.
  externals: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', '@eslint-community/regexpp', 'ajv', 'ajv-draft-04', 'refa', 'yaml'],
  outfile: '../main.js',
  minify: true,
  // Of the certificates' modules as ECMAScript has them, esbuild takes what is used.
  esbuildArgs: { '--main-fields': 'module,main' },
});

// What runs inside of the local gateway's function processes, and the clients of the AWS SDK that our bundled functions leave to the runtime.
for (const name of ['runtime', 'sdk']) {
  project.bundler.addBundle(`local/functions/${name}.ts`, {
    platform: 'node', target: 'node22', outfile: `../${name}.js`, minify: true, esbuildArgs: SDK_INSIDE,
  });
}

// One configuration for all that is not published as jsii: it checks types and never emits.
// `isolatedModules` makes ts-jest and ts-node transpile only; `npm test` checks the types beside them.
new JsonFile(project, 'tsconfig.dev.json', {
  marker: false,
  obj: {
    extends: './tsconfig.json',
    compilerOptions: { noEmit: true, rootDir: '.', isolatedModules: true, sourceMap: true, inlineSourceMap: false, inlineSources: false },
    include: ['lib/**/*.ts', 'lambda/**/*.ts', 'bin/**/*.ts', 'bench/**/*.ts', 'cli/**/*.ts', 'local/**/*.ts', 'external/**/*.ts', 'test/**/*.ts', '.projenrc.ts'],
    // The app of an empty folder, from the package.
    exclude: ['node_modules', 'test/examples/features'],
  },
});

new JsonFile(project, 'cdk.json', {
  marker: false,
  obj: { app: 'npx ts-node --transpile-only --project tsconfig.dev.json bin/app.ts', output: 'cdk.out' },
});

new TextFile(project, 'eslint.config.cjs', {
  lines: [
    '// ~~ Generated by projen. To modify, edit projenrc/eslint-config.ts and .projenrc.ts',
    "require('ts-node').register({ transpileOnly: true, project: 'projenrc/tsconfig.json' });",
    "module.exports = require('./projenrc/eslint-config').eslintConfig;",
    '',
  ],
});
const lint = project.addTask('eslint', {
  description: 'Lints every TypeScript source',
  exec: 'eslint .',
  receiveArgs: true,
});
project.testTask.spawn(lint);

project.gitignore.addPatterns('/.external/', '/build/', '/assets/', '/cdk.out/', '/.venv', '/.ci/node/', '/.floor/', '/.package/', '/THIRD_PARTY_LICENSES', '.cdk.staging');
project.npmignore?.addPatterns('/.external/', '/external/', '/bin/', '/lambda/', '/bench/', '/docs/', '/.ci/', '/cdk.out/', '/cdk.json', '/jest.config.json', '/tsconfig.dev.json', '/tsconfig.floor.json', '/.floor/', '/.package/', '/examples/', '/local/', '/cli/', '.nvmrc', '/CONTRIBUTING.md', '/eslint.config.cjs', '/.venv/', '/test-reports/');
project.npmignore?.include('/assets/', '/THIRD_PARTY_LICENSES');
project.npmignore?.addPatterns('/SECURITY.md', '/CODE_OF_CONDUCT.md');

// No source map: users get no sources, and it would be half of the package.
project.tsconfig?.file.addOverride('compilerOptions.inlineSourceMap', false);
project.tsconfig?.file.addOverride('compilerOptions.inlineSources', false);

// The second warning: we develop on newer peers than the lowest that we allow.
project.compileTask.reset('jsii --silence-warnings=reserved-word --silence-warnings=metadata/missing-dev-dependency');

// What is packaged is what was just compiled, with the version that package.json has now: jsii-pacmak reads the assembly.
// Each language is built, whatever became of the others, and the failures are named at the end.
project.bundler.bundleTask.exec('ts-node --transpile-only --project projenrc/tsconfig.json projenrc/third-party-licenses.ts');
// In a workflow, jobs of their own build each language of what this one hands them: the repository as it is then.
// projen's own shell, in which conditions run, has no `test -n`.
const IN_WORKFLOW = 'node -e "process.exit(process.env.GITHUB_ACTIONS ? 0 : 1)"';
const NOT_IN_WORKFLOW = 'node -e "process.exit(process.env.GITHUB_ACTIONS ? 1 : 0)"';
const PACK = 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/package.ts';
const packageTask = project.packageTask;
packageTask.reset();
packageTask.spawn(project.bundler.bundleTask);
packageTask.spawn(project.compileTask);
for (const language of ['js', 'python', 'java', 'go', 'dotnet']) {
  project.tasks.tryFind(`package:${language}`)?.reset(`${PACK} ${language}`);
}

// Against the last release, which is kept in .release/ until a registry has one.
project.tasks.tryFind('compat')?.reset('ts-node --transpile-only --project projenrc/tsconfig.json projenrc/compat.ts', { receiveArgs: true });
project.addTask('compat:keep', {
  description: 'Keeps the compiled API as the last release, for `compat`',
  exec: 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/compat.ts --keep',
});
project.gitignore.addPatterns('/.package-compat-*', '/.jsii.tabl.json');
project.npmignore?.addPatterns('/.release/', '/.package-compat-*', '/rosetta/');

// `npm test` is everything: on a fresh clone it makes by itself what the tests look at, the bundled handlers and the compiled library.
const checkTypes = project.addTask('check:types', {
  description: 'Checks the types of everything that is not published as jsii',
  exec: 'tsc --noEmit -p tsconfig.dev.json',
});
checkTypes.exec('tsc --noEmit -p projenrc/tsconfig.json');
// README and docstring examples compile, in the fixtures of rosetta/; and what they are in the other languages goes into the package.
const rosetta = project.addTask('rosetta', {
  description: 'Translates the examples of README and docstrings; one that does not compile fails',
  exec: 'jsii-rosetta extract --compile --strict .',
});
packageTask.spawn(rosetta);
packageTask.exec('rsync -a . .repo --exclude .git --exclude node_modules && rm -rf dist && mv .repo dist', { condition: IN_WORKFLOW });
packageTask.exec(PACK, { receiveArgs: true, condition: NOT_IN_WORKFLOW });
// The emulator of AWS that test/external needs; where Python is missing, script and tests say that they are skipped.
project.testTask.prependExec('bash test/external/setup-moto.sh');
project.testTask.prependSpawn(checkTypes);
project.testTask.prependSpawn(rosetta);
project.testTask.prependSpawn(project.compileTask);
project.testTask.prependSpawn(project.bundler.bundleTask);

// The lowest peers that package.json allows: its types, and every test of what meets them. Left out are the functions and the gateway on a laptop,
// where there is no CDK; the schemas, which see nothing of it but its tokens; the example app, which acknowledges what this CDK can't (ids with
// `::`), with its snapshot and the other apps of ours; and the packed app, which uses the peers of this checkout.
const FLOOR = '.floor/node_modules';
new JsonFile(project, 'tsconfig.floor.json', {
  marker: false,
  obj: {
    extends: './tsconfig.json',
    compilerOptions: {
      noEmit: true,
      paths: Object.fromEntries(['aws-cdk-lib', 'constructs'].flatMap((peer) => [[peer, [`./${FLOOR}/${peer}`]], [`${peer}/*`, [`./${FLOOR}/${peer}/*`]]])),
    },
    include: ['lib/**/*.ts'],
  },
});
const testFloor = project.addTask('test:floor', { description: 'Runs types and tests against the lowest peers that package.json allows' });
testFloor.exec(`npm install --prefix .floor --no-save --no-package-lock --no-audit --no-fund aws-cdk-lib@${CDK_FLOOR} constructs@${CONSTRUCTS_FLOOR}`);
testFloor.exec('tsc --noEmit -p tsconfig.floor.json');
testFloor.exec(`jest --ci --moduleNameMapper '{"^(aws-cdk-lib|constructs)(/.*)?$":"<rootDir>/${FLOOR}/$1$2"}' --testPathIgnorePatterns 'test/(bin|cli|examples|external|lambda|local|package|projenrc|schema|checks/(compliance|own-apps))'`, { receiveArgs: true });

// The example apps from the built packages, where their languages' runtimes are; `npm run package` comes before.
project.addTask('test:examples', {
  description: 'Synthesizes the examples from the built packages, and compares their templates',
  env: { TEST_EXAMPLES: 'true' },
  exec: 'jest --ci -w 1 test/examples',
});

// Three stacks in an account, with what rests on AWS's word asserted: docs/integration-tests.md. Nothing is deployed where something is missing.
const integ = project.addTask('integ', { description: 'Deploys the integration stacks into an account, asserts, and destroys them' });
integ.spawn(project.bundler.bundleTask);
integ.exec('ts-node --transpile-only --project tsconfig.dev.json test/integ/preflight.ts', { receiveArgs: true });
integ.exec("integ-runner --directory test --language typescript --app 'ts-node --transpile-only --project tsconfig.dev.json {filePath}' --force --update-on-failed --no-update-workflow --parallel-regions us-east-1 --max-workers 1", { receiveArgs: true });
project.gitignore.addPatterns('/test/integ.*.snapshot/', '/test/cdk-integ.out.*');

// `npm run demo -- --stay` keeps it running.
const demo = project.addTask('demo', {
  description: 'Bundles, synthesizes the example app with all checks, shows what protects what, serves it, rotates its keys and attacks it',
});
demo.spawn(project.bundler.bundleTask);
demo.exec('ts-node --transpile-only --project tsconfig.dev.json bin/demo.ts', { receiveArgs: true });

const bench = project.addTask('bench', { description: 'Measures every performance figure, a line each: name value unit' });
bench.spawn(project.bundler.bundleTask);
bench.spawn(project.compileTask);
bench.exec('ts-node --transpile-only --project tsconfig.dev.json bench/run.ts');

// Each tool is fetched into a folder of its own in .external/; a check whose runtime is missing says so in one line.
const external = project.addTask('check:external', { description: 'Third-party checks: the parser of API Gateway\'s import, the JSON schema suite, scanners of templates, schemathesis on the served example, a simulator of IAM' });
external.spawn(project.bundler.bundleTask);
// The bodies are those of the tests, some of which run the command, which loads the compiled library.
external.spawn(project.compileTask);
external.exec('ts-node --transpile-only --project tsconfig.dev.json external/run.ts');

// Mutation testing: how many of the changes that one could make by mistake a test would notice. Slow, so it is no part of `npm test`; a slice
// is `npm run mutate -- --mutate 'lambda/api-key-rotation/**/*.ts'`.
new JsonFile(project, 'stryker.config.json', {
  marker: false,
  obj: {
    testRunner: 'in-process',
    plugins: ['./mutation/runner.mjs'],
    coverageAnalysis: 'perTest',
    mutate: ['lambda/**/*.ts', 'lib/firewall/**/*.ts', 'lib/routes/**/*.ts', 'lib/keys/**/*.ts', 'lib/authorizer/**/*.ts'],
    concurrency: 1,
    // For a loop without an end; a test that waits for good is given up by the runner. A busy machine is slow.
    timeoutMS: 10_000,
    incremental: true,
    incrementalFile: 'reports/mutation/incremental.json',
    reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: 'reports/mutation/index.html' },
    jsonReporter: { fileName: 'reports/mutation/mutation.json' },
    thresholds: { high: 95, low: 90, break: 90 },
    ignorePatterns: ['/build', '/dist', '/cdk.out', '/coverage', '/.venv', '/reports', '/.ci', '/examples', '/.stryker-tmp'],
    tempDirName: '.stryker-tmp',
  },
});
const mutate = project.addTask('mutate', { description: 'Mutation testing; what survives is a missing test, or is listed in docs/mutation-testing.md', receiveArgs: true });
mutate.spawn(project.bundler.bundleTask);
mutate.exec('stryker run', { receiveArgs: true });
project.gitignore.addPatterns('/reports/', '/.stryker-tmp/');
project.npmignore?.addPatterns('/reports/', '/.stryker-tmp/', '/stryker.config.json', '/mutation/');

// Every action by the commit of its version: a tag can be moved, one of an "immutable" release too where its repository allows it again.
// Those that projen pins itself are not here.
for (const [action, commit] of Object.entries({
  'actions/setup-node': '820762786026740c76f36085b0efc47a31fe5020', // v7.0.0
  'actions/setup-python': '5fda3b95a4ea91299a34e894583c3862153e4b97', // v7.0.0
  'actions/setup-java': 'b6effb05e454b25005698d916606bdc6ffcbf961', // v5.7.0
  'actions/setup-go': 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e', // v7.0.0
  'actions/setup-dotnet': 'a98b56852c35b8e3190ac28c8c2271da59106c68', // v6.0.0
  'peter-evans/create-pull-request': '5f6978faf089d4d20b00c7766989d076bb2fc7f1', // v8.1.1
})) {
  project.github?.actions.set(action, `${action}@${commit}`);
}
// The publisher's own default, said a second time.
project.github?.tryFindWorkflow('release')?.file?.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');
addCodeScanning(project);
addOldestNode(project);

new TextFile(project, '.nvmrc', { lines: ['24', ''] });
project.synth();
forgetCredentials(project.outdir);
