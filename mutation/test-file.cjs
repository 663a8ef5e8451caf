// A test file, read once and run as often as there are mutants: Jest's own `expect`, mocks and tables, and what our tests use of the rest.
const { createRequire } = require('node:module');
const { jestExpect } = require('@jest/expect');
const { bind } = require('jest-each');
const { ModuleMocker } = require('jest-mock');
const { Registry, forgetOwn, mock } = require('./modules.cjs');

/** As they are before a test changes them. */
const { setTimeout, clearTimeout } = globalThis;
const mocker = new ModuleMocker(globalThis);
const setup = require.resolve('../test/setup.ts');
let block;

const each = (add) => (...table) => bind(add, false)(...table);
const hook = (kind) => (run) => block.hooks[kind].push(run);

function newBlock(name, parent) {
  return { name, parent, entries: [], hooks: { beforeAll: [], beforeEach: [], afterEach: [], afterAll: [] } };
}

function describe(name, body) {
  const inner = newBlock(typeof name === 'function' ? name.name : name, block);
  block.entries.push(inner);
  const outer = block;
  block = inner;
  try {
    body();
  } finally {
    block = outer;
  }
}

function test(name, run) {
  block.entries.push({ name, run, parent: block });
}

describe.each = each(describe);
test.each = each(test);
describe.skip = Object.assign(() => undefined, { each: () => () => undefined });
test.skip = describe.skip;

function globalsFor(requireFromTest) {
  return {
    describe,
    test,
    it: test,
    expect: jestExpect,
    beforeAll: hook('beforeAll'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
    afterAll: hook('afterAll'),
    jest: {
      fn: mocker.fn.bind(mocker),
      spyOn: mocker.spyOn.bind(mocker),
      restoreAllMocks: () => mocker.restoreAllMocks(),
      setTimeout: () => undefined,
      mock,
      resetModules: forgetOwn,
      requireActual: requireFromTest,
      isolateModules: (run) => { forgetOwn(); run(); },
    },
  };
}

function call(run) {
  return inTime(run.length === 0 ? run() : new Promise((resolve, reject) => {
    const done = Object.assign((error) => error ? reject(error) : resolve(), { fail: reject });
    Promise.resolve(run(done)).catch(reject);
  }));
}

/** What waits for good, for an answer that a mutant swallowed. Many times what any test takes that runs for mutants. */
const PATIENCE = 8_000;

async function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('the test does not end'), { isTimeout: true })), PATIENCE);
  });
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function ancestors(entry) {
  return entry.parent ? [...ancestors(entry.parent), entry.parent] : [];
}

class TestFile {
  #registry = new Registry();
  #root = newBlock('', undefined);
  #env;
  #tests;

  constructor(file) {
    this.file = file;
    const before = { ...process.env };
    this.#registry.enter();
    block = this.#root;
    try {
      Object.assign(globalThis, this.#globals());
      require(setup);
      require(file);
      this.#env = { ...process.env };
    } finally {
      this.#registry.leave();
      process.env = before;
    }
    this.#tests = this.#name(this.#root, new Map());
  }

  get ids() {
    return [...this.#tests.keys()];
  }

  /** Runs the tests with these ids, one after the other, and stops when `onResult` returns false. */
  async run(ids, onStart, onResult) {
    const before = process.env;
    this.#registry.enter();
    Object.assign(globalThis, this.#globals());
    process.env = { ...this.#env };
    const state = { wanted: new Set(ids), stopped: false };
    try {
      await this.#runBlock(this.#root, state, onStart, onResult);
    } finally {
      mocker.restoreAllMocks();
      mocker.clearAllMocks();
      this.#registry.leave();
      process.env = before;
    }
  }

  #globals() {
    return globalsFor(createRequire(this.file));
  }

  #name(inner, names) {
    for (const entry of inner.entries) {
      if (entry.entries) {
        this.#name(entry, names);
        continue;
      }
      const words = [...ancestors(entry).map((each_) => each_.name), entry.name].filter((word) => word !== '').join(' ');
      let id = `${this.file} ${words}`;
      while (names.has(id)) {
        id += "'";
      }
      entry.id = id;
      names.set(id, entry);
    }
    return names;
  }

  #isWanted(entry, wanted) {
    return entry.entries ? entry.entries.some((inner) => this.#isWanted(inner, wanted)) : wanted.has(entry.id);
  }

  async #runBlock(inner, state, onStart, onResult) {
    const wanted = inner.entries.filter((entry) => this.#isWanted(entry, state.wanted));
    if (wanted.length === 0) {
      return;
    }
    let broken;
    try {
      for (const run of inner.hooks.beforeAll) {
        await call(run);
      }
    } catch (error) {
      broken = error;
    }
    for (const entry of wanted) {
      if (state.stopped) {
        break;
      }
      if (entry.entries && !broken) {
        await this.#runBlock(entry, state, onStart, onResult);
      } else if (!entry.entries) {
        onStart(entry.id);
        const started = performance.now();
        const error = broken ?? await this.#runTest(entry);
        state.stopped = onResult({ id: entry.id, error, time: performance.now() - started }) === false;
      } else {
        state.stopped = onResult({ id: this.#first(entry, state.wanted), error: broken, time: 0 }) === false;
      }
    }
    for (const run of inner.hooks.afterAll) {
      await call(run);
    }
  }

  #first(entry, wanted) {
    return entry.entries ? this.#first(entry.entries.find((inner) => this.#isWanted(inner, wanted)), wanted) : entry.id;
  }

  async #runTest(entry) {
    const blocks = ancestors(entry);
    let failure;
    mocker.clearAllMocks();
    try {
      for (const run of blocks.flatMap((each_) => each_.hooks.beforeEach)) {
        await call(run);
      }
      await call(entry.run);
    } catch (error) {
      failure = error ?? new Error('a test threw nothing');
    }
    try {
      for (const run of blocks.reverse().flatMap((each_) => each_.hooks.afterEach)) {
        await call(run);
      }
    } catch (error) {
      failure ??= error;
    }
    return failure;
  }
}

module.exports = { TestFile };
