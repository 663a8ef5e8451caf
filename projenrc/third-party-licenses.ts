import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Writes THIRD_PARTY_LICENSES: what the package holds of others, each with its licence and notice. Part of bundling, so that it names what
 * is really inside: esbuild is asked again, and the bundled dependencies with all that they depend on.
 */
const ROOT = path.join(__dirname, '..');

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: { readonly [name: string]: string };
  readonly bundledDependencies?: string[];
}

function packageJson(folder: string): PackageJson {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
}

/** Folders of the packages whose code is inside of the functions' bundles. */
function insideOfBundles(): string[] {
  const { tasks } = JSON.parse(fs.readFileSync(path.join(ROOT, '.projen', 'tasks.json'), 'utf8')) as {
    tasks: { [name: string]: { steps?: { exec?: string; execArgs?: string[] }[] } };
  };
  const commands = Object.entries(tasks).filter(([name]) => /^bundle:.*(?<!:watch)$/.test(name))
    .flatMap(([, { steps }]) => (steps ?? []).map(({ exec, execArgs }) => execArgs ?? (exec ?? '').match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/"/g, '')) ?? []))
    .filter(([command]) => command === 'esbuild');
  if (commands.length === 0) {
    throw new Error('no task bundles with esbuild: the licences of what is inside of the bundles would be missing');
  }
  const metafile = path.join(fs.mkdtempSync(path.join(ROOT, 'node_modules', '.meta-')), 'meta.json');
  const inputs = commands.flatMap(([, ...words]) => {
    execFileSync(path.join(ROOT, 'node_modules', '.bin', 'esbuild'), [
      ...words.filter((word) => !word.startsWith('--outfile')), `--outfile=${path.join(path.dirname(metafile), 'out.js')}`, `--metafile=${metafile}`, '--log-level=error',
    ], { cwd: ROOT });
    return Object.keys((JSON.parse(fs.readFileSync(metafile, 'utf8')) as { inputs: object }).inputs);
  });
  fs.rmSync(path.dirname(metafile), { recursive: true });
  return inputs.flatMap((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.map((folder) => path.join(ROOT, folder)) ?? []);
}

/** Folders of the bundled dependencies, with all that they depend on. */
function bundledDependencies(from: string = ROOT, names: readonly string[] = packageJson(ROOT).bundledDependencies ?? []): string[] {
  return names.flatMap((name) => {
    const folder = [path.join(from, 'node_modules', name), path.join(ROOT, 'node_modules', name)].find((candidate) => fs.existsSync(candidate));
    if (!folder) {
      throw new Error(`${name} is bundled and not installed`);
    }
    return [folder, ...bundledDependencies(folder, Object.keys(packageJson(folder).dependencies ?? {}))];
  });
}

function entry(folder: string): [string, string] {
  const { name, version, license } = packageJson(folder);
  const texts = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort().map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  const text = texts.length > 0 ? texts.join('\n\n') : `Licence: ${license ?? 'not stated'} (the package holds no text of it)`;
  return [`${name} ${version}`, `${license ?? ''}\n\n${text}`];
}

// A text that several packages have stands there once, below their names.
const packages = new Map<string, Set<string>>();
for (const [title, text] of [...insideOfBundles(), ...bundledDependencies()].map(entry)) {
  packages.set(text, (packages.get(text) ?? new Set()).add(title));
}
const sections = [...packages].map(([text, titles]) => `${'='.repeat(80)}\n${[...titles].sort().join('\n')}\n\n${text}\n`).sort();
fs.writeFileSync(path.join(ROOT, 'THIRD_PARTY_LICENSES'), `Software of others inside of this package.\n\n${sections.join('\n')}`);
