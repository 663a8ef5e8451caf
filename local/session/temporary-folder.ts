import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { shortHash } from '../template-values';
import { isAlive } from './is-alive';

/**
 * Makes a folder for the files of a session, with its process in the name, and removes those of sessions that were killed before they could
 * do so themselves.
 *
 * @param place where such folders are
 */
export function temporaryFolder(place = os.tmpdir()): string {
  // Containers may share the folder and not their processes.
  const prefix = `secure-rest-api-${shortHash(os.hostname())}-`;
  removeLeft(place, prefix);
  return fs.mkdtempSync(path.join(place, `${prefix}${process.pid}-`));
}

function removeLeft(place: string, prefix: string): void {
  for (const name of fs.readdirSync(place).filter((entry) => entry.startsWith(prefix))) {
    const pid = /^(\d+)-[A-Za-z0-9]{6}$/.exec(name.slice(prefix.length))?.[1];
    const folder = path.join(place, name);
    if (pid !== undefined && !isAlive(Number(pid)) && isOwn(folder)) {
      try {
        fs.rmSync(folder, { recursive: true, force: true });
      } catch {
        // A function may still be about to end in it: the next session takes it.
      }
    }
  }
}

/** A folder of this user's own. A link is none: what it shows may be anything. */
function isOwn(folder: string): boolean {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  const { uid } = os.userInfo();
  return found?.isDirectory() === true && (uid < 0 || found.uid === uid);
}
