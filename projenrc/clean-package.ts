import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');

/**
 * What nobody needs who installs the library: of its bundled dependencies the tests, benchmarks, sources, builds for browsers and source maps.
 * Paths below their own folder.
 */
const UNUSED = [
  /\.map$/, /\.mjs$/, /(?<!\.d)\.ts$/, /^(test|tests|benchmark|bench|browser|src|docs|lib\/refs|\.github)\//, /^dist\/.*\.(min|bundle)\.js$/,
  /^\.(?!jsii)[^/]*/, /\.(yml|md)$/i, /^(eslint|jest|rollup|vitest|tsconfig)[^/]*$/,
];

/**
 * The package as users get it, in a folder of its own: what `npm pack` takes, without what nobody needs. All languages are packed from it.
 *
 * @param folder is made anew
 */
export function cleanPackage(folder: string): string {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  })) as { filename: string }[];
  execFileSync('tar', ['xzf', filename], { cwd: folder });
  fs.rmSync(path.join(folder, filename));
  const unpacked = path.join(folder, 'package');
  for (const dependency of bundledIn(unpacked)) {
    for (const file of filesIn(dependency)) {
      if (UNUSED.some((pattern) => pattern.test(file)) && !/^licen[cs]e/i.test(file)) {
        fs.rmSync(path.join(dependency, file));
      }
    }
  }
  return unpacked;
}

function bundledIn(unpacked: string): string[] {
  const modules = path.join(unpacked, 'node_modules');
  return fs.readdirSync(modules).flatMap((name) => (name.startsWith('@') ? fs.readdirSync(path.join(modules, name)).map((inner) => path.join(modules, name, inner)) : [path.join(modules, name)]));
}

function filesIn(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
