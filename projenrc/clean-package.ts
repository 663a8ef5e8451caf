import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildSync } from 'esbuild';
import { preProcessFile } from 'typescript';
import { compactTables, minified } from './compact';

const ROOT = path.join(__dirname, '..');
const PEERS = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'];

/**
 * The package as users get it, in a folder of its own: what `npm pack` takes, without what nobody needs who installs the library, and with
 * the reference of its API. All languages are packed from it.
 *
 * @param folder is made anew
 */
export function cleanPackage(folder: string): string {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const packed = npmPack(ROOT, folder);
  execFileSync('tar', ['xzf', packed], { cwd: folder });
  fs.rmSync(packed);
  const unpacked = path.join(folder, 'package');
  removeUnusedModules(unpacked);
  removePrivateDeclarations(unpacked);
  writeShorter(unpacked);
  fs.copyFileSync(path.join(ROOT, 'docs', 'API.md'), path.join(unpacked, 'API.md'));
  return unpacked;
}

/** The tarball that is published, whatever the version. @param folder is made anew */
export function packedPackage(folder: string): string {
  return npmPack(cleanPackage(folder), folder);
}

function npmPack(from: string, to: string): string {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', to], {
    cwd: from, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  })) as { filename: string }[];
  return path.join(to, filename);
}

/**
 * Of the bundled dependencies stays what our code loads, as esbuild finds it, with licences and package.json: no tests, benchmarks, sources,
 * declarations, documents, builds for browsers or source maps.
 */
function removeUnusedModules(unpacked: string): void {
  const { bin = {} } = JSON.parse(fs.readFileSync(path.join(unpacked, 'package.json'), 'utf8')) as { bin?: { [command: string]: string } };
  const { metafile } = buildSync({
    entryPoints: ['build/index.js', ...Object.values(bin)],
    absWorkingDir: unpacked,
    bundle: true,
    metafile: true,
    write: false,
    outdir: 'out',
    platform: 'node',
    external: PEERS,
    logLevel: 'error',
  });
  const loaded = new Set(Object.keys(metafile.inputs));
  for (const file of filesIn(unpacked, 'node_modules')) {
    if (!loaded.has(file) && !/^node_modules\/(@[^/]+\/)?[^/]+\/(package\.json|(licen[cs]e|notice)[^/]*)$/i.test(file)) {
      fs.rmSync(path.join(unpacked, file));
    }
  }
  removeEmptyFolders(path.join(unpacked, 'node_modules'));
}

/** Of our own declarations stay those that one can reach from the library's, which are what TypeScript reads. */
function removePrivateDeclarations(unpacked: string): void {
  const reached = new Set<string>();
  const reach = (file: string): void => {
    if (reached.has(file)) {
      return;
    }
    reached.add(file);
    for (const { fileName } of preProcessFile(fs.readFileSync(path.join(unpacked, file), 'utf8')).importedFiles) {
      if (fileName.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(file), fileName);
        reach([`${target}.d.ts`, `${target}/index.d.ts`].find((candidate) => fs.existsSync(path.join(unpacked, candidate))) ?? `${target}.d.ts`);
      } else if (!/^(aws-cdk-lib(\/.*)?|constructs)$/.test(fileName)) {
        throw new Error(`the declarations of ${file} need those of ${fileName}, which are no part of the package`);
      }
    }
  };
  reach('build/index.d.ts');
  for (const file of filesIn(unpacked, 'build')) {
    if (file.endsWith('.d.ts') && !reached.has(file)) {
      fs.rmSync(path.join(unpacked, file));
    }
  }
}

/** The same in fewer bytes. What stands in a stack trace, the names of functions and classes, stays; comments are in the declarations. */
function writeShorter(unpacked: string): void {
  for (const file of [...filesIn(unpacked, 'build'), ...filesIn(unpacked, 'node_modules')].filter((name) => name.endsWith('.js'))) {
    const absolute = path.join(unpacked, file);
    const javascript = fs.readFileSync(absolute, 'utf8');
    const shorter = file === 'node_modules/refa/index.js' ? compactTables(javascript) : minified(javascript, file === 'build/index.js' ? 0 : undefined);
    fs.writeFileSync(absolute, shorter);
  }
}

/** Files below a folder, named from the root, with slashes. */
function filesIn(root: string, folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}

function removeEmptyFolders(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).filter((inner) => inner.isDirectory())) {
    removeEmptyFolders(path.join(folder, entry.name));
  }
  if (fs.readdirSync(folder).length === 0) {
    fs.rmdirSync(folder);
  }
}
