// Loads TypeScript into this process. Each test file has a registry of modules of its own, as Jest gives it one; packages are shared.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('esbuild');

const ROOT = process.cwd();
const OWN = (name) => name.startsWith(ROOT + path.sep) && !name.includes(`${path.sep}node_modules${path.sep}`) && !name.startsWith(__dirname + path.sep);
/** Packages whose classes tests change. */
const MOCKED = /[\\/]node_modules[\\/](@aws-sdk|@smithy|aws-sdk-client-mock|@aws-lambda-powertools)[\\/]/;
const HOISTED = /^jest\.mock\([^]*?^\}\)\);\n/m;

const compiled = new Map();
/** The fakes that `jest.mock` put in the place of a package, for the test file that runs. */
let mocks = new Map();

function compile(source) {
  return transformSync(source, { loader: 'ts', format: 'cjs', target: 'node22', tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } }).code;
}

Module._extensions['.ts'] = (module, filename) => {
  let code = compiled.get(filename);
  if (code === undefined) {
    const source = readFileSync(filename, 'utf8');
    const hoisted = filename.endsWith('.test.ts') ? HOISTED.exec(source)?.[0] ?? '' : '';
    code = (hoisted === '' ? '' : compile(hoisted)) + compile(source.replace(hoisted, ''));
    compiled.set(filename, code);
  }
  module._compile(code, filename);
};

// Few runs of each property, without the search for the smallest counterexample: a failure is all that a mutant needs.
const RUNS = Number(process.env.MUTATION_PROPERTY_RUNS ?? 20);
let fewRuns;
function fastCheck(original) {
  fewRuns ??= {
    ...original,
    assert: (property, parameters) => original.assert(property, {
      seed: 20261127, ...parameters, numRuns: Math.min(parameters?.numRuns ?? 100, RUNS), endOnFailure: true,
    }),
  };
  return fewRuns;
}

const load = Module._load;
Module._load = function (request, ...rest) {
  const mock = mocks.get(request);
  if (mock) {
    mock.exports ??= mock.factory();
    return mock.exports;
  }
  const exports = load.call(this, request, ...rest);
  return request === 'fast-check' ? fastCheck(exports) : exports;
};

function forget(isForgotten) {
  for (const name of Object.keys(require.cache).filter(isForgotten)) {
    delete require.cache[name];
  }
}

const isOfTestFile = (name) => OWN(name) || MOCKED.test(name);

class Registry {
  modules = {};
  mocks = new Map();

  enter() {
    forget(isOfTestFile);
    Object.assign(require.cache, this.modules);
    mocks = this.mocks;
  }

  leave() {
    this.modules = Object.fromEntries(Object.entries(require.cache).filter(([name]) => isOfTestFile(name)));
    forget(isOfTestFile);
    mocks = new Map();
  }
}

module.exports = {
  Registry,
  forgetOwn: () => forget(OWN),
  mock: (request, factory) => mocks.set(request, { factory }),
};
