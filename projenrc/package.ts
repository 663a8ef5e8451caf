import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { cleanPackage } from './clean-package';

/**
 * `npm run package`: builds the package of each language into dist/. One language's failure does not hide the others'; what can't be
 * built here is said. Languages may be named: `npm run package -- python go`.
 */
const LANGUAGES: { readonly [language: string]: readonly string[] } = {
  js: ['npm'],
  python: ['python3'],
  java: ['javac', 'mvn'],
  go: ['go'],
  dotnet: ['dotnet'],
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((language) => !(language in LANGUAGES));
if (unknown.length > 0) {
  throw new Error(`languages are ${Object.keys(LANGUAGES).join(', ')}, got ${unknown.join(', ')}`);
}

const root = path.join(__dirname, '..');
const packed = cleanPackage(path.join(root, '.package'));
const results = (wanted.length > 0 ? wanted : Object.keys(LANGUAGES)).map((language) => {
  const missing = LANGUAGES[language].filter((command) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0);
  if (missing.length > 0) {
    return { language, failed: wanted.includes(language), outcome: `skipped, ${missing.join(' and ')} missing` };
  }
  const { status } = spawnSync('npx', ['jsii-pacmak', packed, '--verbose', '--outdir', path.join(root, 'dist'), '--target', language], { stdio: 'inherit' });
  return { language, failed: status !== 0, outcome: status === 0 ? `packed into dist/${language}` : 'FAILED, see above' };
});

console.log('');
results.forEach(({ language, outcome }) => console.log(`${language.padEnd(8)}${outcome}`));
process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
