// A test runner for StrykerJS that reads the tests once a process, in place of once a mutant: loading the AWS CDK for each of thousands of
// mutants is what made a slice take hours.
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';

// What runs a bundle, another process or the emulator does not meet a mutant: it would only cost time.
const ELSEWHERE = /(^|\/)(external|package|bin|examples|projenrc|cli|local)\/|bundle\.test\.ts$/;
// What takes longer in the first run does not run for each mutant, nor what fails there, as a property test does that counts its hits and has
// few runs: leaving a test out can only lower the score.
const SLOW = Number(process.env.MUTATION_SLOW_TEST_MS ?? 1_000);
const context = globalThis.__stryker__ ??= {};

class InProcessRunner {
  static inject = tokens(commonTokens.logger, commonTokens.options);
  #log;
  #kills = new Map();
  #files = new Map();
  #patterns;
  /** In the copy of the project, for the processes that follow. */
  #leftOut = path.resolve('.mutation-left-out.json');
  #temporary = path.resolve('.mutation-tmp', String(process.pid));
  #TestFile;

  constructor(log, options) {
    this.#log = log;
    this.#patterns = options.testFiles?.length > 0 ? options.testFiles : ['test/**/*.test.ts'];
  }

  async init() {
    mkdirSync(this.#temporary, { recursive: true });
    process.env.TMPDIR = this.#temporary;
    process.env.NODE_ENV = 'test';
    // From the copy of the project that Stryker changes, and works in.
    this.#TestFile = createRequire(path.resolve('mutation/runner.mjs'))('./test-file.cjs').TestFile;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ coverageAnalysis }) {
    const tests = [];
    const left = [];
    for (const name of this.#names()) {
      await this.#file(name).run(this.#file(name).ids, (id) => {
        context.currentTestId = coverageAnalysis === 'perTest' ? id : undefined;
      }, ({ id, error, time }) => {
        context.currentTestId = undefined;
        if (time > SLOW || error) {
          left.push(id);
          delete context.mutantCoverage?.perTest[id];
          this.#log.warn('Left out, since %s: %s', error ? `it fails (${String(error.message).slice(0, 200)})` : 'it is slow', path.relative(process.cwd(), id));
          return;
        }
        tests.push({
          id, name: id.slice(process.cwd().length + 1), fileName: name, timeSpentMs: time,
          status: TestStatus.Success,
        });
      });
      this.#clean();
    }
    writeFileSync(this.#leftOut, JSON.stringify(left));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    const isStatic = mutantActivation === 'static' || reloadEnvironment;
    if (isStatic) {
      this.#files.clear();
    }
    let nrOfTests = 0;
    for (const [name, ids] of this.#wanted(testFilter)) {
      let failed = await this.#attempt(name, ids, activeMutant.id, hitLimit, isStatic);
      const reason = determineHitLimitReached(context.hitCount, context.hitLimit)?.reason ?? (failed?.error?.isTimeout ? failed.error.message : undefined);
      if (reason) {
        this.#files.clear();
        return { status: MutantRunStatus.Timeout, reason };
      }
      // A test that also fails without the mutant was spoilt by a mutant before: its file is read anew.
      if (failed && !isStatic && (await this.#attempt(name, [failed.id], undefined, undefined, false))) {
        this.#files.clear();
        failed = await this.#attempt(name, ids, activeMutant.id, hitLimit, false);
      }
      nrOfTests += Array.isArray(ids) ? ids.length : 1;
      if (failed) {
        this.#kills.set(failed.id, (this.#kills.get(failed.id) ?? 0) + 1);
        if (isStatic) {
          this.#files.clear();
        }
        return { status: MutantRunStatus.Killed, killedBy: [failed.id], failureMessage: String(failed.error?.message ?? failed.error), nrOfTests };
      }
    }
    if (isStatic) {
      this.#files.clear();
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  async dispose() {
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  #names() {
    const found = this.#patterns.flatMap((pattern) => globSync(pattern)).map((name) => path.resolve(name));
    return [...new Set(found)].filter((name) => !ELSEWHERE.test(path.relative(process.cwd(), name))).sort();
  }

  #file(name) {
    if (!this.#files.has(name)) {
      this.#files.set(name, new this.#TestFile(name));
    }
    return this.#files.get(name);
  }

  #wanted(testFilter) {
    if (!testFilter) {
      const left = new Set(existsSync(this.#leftOut) ? JSON.parse(readFileSync(this.#leftOut, 'utf8')) : []);
      return this.#names().map((name) => [name, (file) => file.ids.filter((id) => !left.has(id))]);
    }
    const fileOf = (id) => id.slice(0, id.indexOf('.test.ts ') + '.test.ts'.length);
    // What killed most before goes first, alone.
    const kills = (id) => this.#kills.get(id) ?? 0;
    const first = testFilter.filter((id) => kills(id) > 0).sort((one, other) => kills(other) - kills(one)).slice(0, 6);
    const rest = Map.groupBy(testFilter.filter((id) => !first.includes(id)), fileOf);
    return [...first.map((id) => [fileOf(id), [id]]), ...[...rest].sort((one, other) => one[1].length - other[1].length)];
  }

  /** The first test that fails, or the file itself where it can't be read. */
  async #attempt(name, ids, mutant, hitLimit, atLoading) {
    let failed;
    context.hitLimit = hitLimit;
    context.hitCount = hitLimit ? 0 : undefined;
    try {
      context.activeMutant = atLoading ? mutant : undefined;
      const file = this.#file(name);
      context.activeMutant = mutant;
      await file.run(typeof ids === 'function' ? ids(file) : ids, () => undefined, ({ id, error }) => {
        failed = error ? { id, error } : undefined;
        return failed === undefined;
      });
    } catch (error) {
      failed = { id: Array.isArray(ids) ? ids[0] : name, error };
    } finally {
      context.activeMutant = undefined;
      this.#clean();
    }
    return failed;
  }

  /** Each synthesized app leaves a folder. */
  #clean() {
    const left = readdirSync(this.#temporary);
    if (left.length > 50) {
      left.forEach((name) => rmSync(path.join(this.#temporary, name), { recursive: true, force: true }));
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
