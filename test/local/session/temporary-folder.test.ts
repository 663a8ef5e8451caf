import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { temporaryFolder } from '../../../local/session/temporary-folder';

let place: string;
/** A process that was there and is gone. */
let gone: number;

beforeAll(() => {
  gone = spawnSync(process.execPath, ['-e', '']).pid;
});

beforeEach(() => (place = fs.mkdtempSync(path.join(os.tmpdir(), 'temporary-'))));
afterEach(() => fs.rmSync(place, { recursive: true, force: true }));

/** A folder as a session of that process would have left it. */
function left(pid: number): string {
  const own = temporaryFolder(place);
  const folder = own.replace(`-${process.pid}-`, `-${pid}-`);
  fs.renameSync(own, folder);
  fs.writeFileSync(path.join(folder, 'authority.pem'), 'left');
  return folder;
}

test('what a killed session left is removed by the next one', () => {
  const folder = left(gone);
  const own = temporaryFolder(place);
  expect(fs.existsSync(folder)).toBe(false);
  expect(fs.readdirSync(place)).toEqual([path.basename(own)]);
});

test('what belongs to sessions that run stays: this one, another one, another machine\'s', () => {
  const others = [temporaryFolder(place), left(process.ppid), path.join(place, `secure-rest-api-00000000-${gone}-abcdef`)];
  others.forEach((folder) => fs.mkdirSync(folder, { recursive: true }));
  temporaryFolder(place);
  expect(others.filter((folder) => fs.existsSync(folder))).toEqual(others);
});

test('neither a link of that name is followed, nor are other names touched', () => {
  const folder = left(gone);
  const elsewhere = path.join(place, 'elsewhere');
  fs.renameSync(folder, elsewhere);
  fs.symlinkSync(elsewhere, folder);
  const similar = `${folder}-backup`;
  fs.mkdirSync(similar);
  temporaryFolder(place);
  expect(fs.readFileSync(path.join(elsewhere, 'authority.pem'), 'utf8')).toBe('left');
  expect(fs.lstatSync(folder).isSymbolicLink()).toBe(true);
  expect(fs.existsSync(similar)).toBe(true);
});

test('only its owner may look into the folder', () => {
  expect(fs.statSync(temporaryFolder(place)).mode.toString(8).slice(-3)).toBe(process.platform === 'win32' ? '666' : '700');
});
