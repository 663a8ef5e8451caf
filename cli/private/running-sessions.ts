import * as fs from 'fs';
import * as http from 'http';
import * as os from 'os';
import * as path from 'path';
import { isAlive } from '../../local/session/is-alive';
import { CliError } from './errors';

/** How another command reaches a running `serve`. */
export interface RunningSession {
  readonly pid: number;
  /** Address of its control plane. */
  readonly address: string;
  readonly secret: string;
  /** Where its APIs are. */
  readonly urls: readonly string[];
}

const ATTEMPTS = 5;

/** Only its owner may read what is in there. */
function folder(): string {
  return path.join(os.tmpdir(), `secure-rest-api-${os.userInfo().uid}`);
}

/** Makes a session known to the other commands of this user. @returns what makes it unknown again */
export function announceSession(session: RunningSession): () => void {
  const place = folder();
  const file = path.join(place, `${session.pid}.json`);
  for (let attempt = 1; !write(session, place, file); attempt += 1) {
    if (attempt === ATTEMPTS) {
      throw new CliError(`${place} must stay while a session is written into it, got one that was taken away ${ATTEMPTS} times`);
    }
  }
  return () => {
    fs.rmSync(file, { force: true });
    try {
      fs.rmdirSync(place);
    } catch {
      // Other sessions are there.
    }
  };
}

/** Whole, or not at all: others may look for it at any moment. @returns whether it is there; another session that ends may take the folder away first */
function write(session: RunningSession, place: string, file: string): boolean {
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  return ifThere(() => {
    const { uid } = os.userInfo();
    // Whoever made the folder before could read along.
    if (uid >= 0 && fs.lstatSync(place).uid !== uid) {
      throw new CliError(`${place} must belong to you, got a folder of somebody else's`);
    }
    const draft = `${file}.draft`;
    fs.writeFileSync(draft, JSON.stringify(session), { mode: 0o600 });
    fs.renameSync(draft, file);
    return true;
  }) ?? false;
}

/** @throws where no session runs, or several do and none is named */
export function findSession(url?: string): RunningSession {
  const sessions = readSessions();
  const found = url === undefined ? sessions : sessions.filter(({ urls }) => urls.some((served) => served.startsWith(url)));
  if (found.length === 0) {
    throw new CliError(url === undefined ? 'a `secure-rest-api serve` must run beside this command, got none' : `\`--url\` must be one of ${sessions.flatMap(({ urls }) => urls).join(', ') || 'a running `serve`'}, got ${url}`);
  }
  if (found.length > 1) {
    throw new CliError(`several run: name one with --url, of ${found.flatMap(({ urls }) => urls).join(', ')}`);
  }
  return found[0];
}

/** Asks a running session for something. @throws what it answers */
export async function askSession(
  { address, secret }: RunningSession, operation: string, input: object,
): Promise<{ readonly [name: string]: string }> {
  return new Promise((resolve, reject) => {
    const call = http.request(`${address}/session/${operation}`, { method: 'POST', headers: { 'x-session-secret': secret } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as { [name: string]: string };
        if (answer.statusCode === 200) {
          resolve(body);
        } else {
          reject(new CliError(body.message));
        }
      });
    });
    call.on('error', () => reject(new CliError('the running `serve` does not answer')));
    call.end(JSON.stringify(input));
  });
}

function readSessions(): RunningSession[] {
  const place = folder();
  const files = ifThere(() => fs.readdirSync(place)) ?? [];
  return files.filter((file) => file.endsWith('.json')).flatMap((file) => {
    const text = ifThere(() => fs.readFileSync(path.join(place, file), 'utf8'));
    const session = text === undefined ? undefined : JSON.parse(text) as RunningSession;
    if (session !== undefined && isAlive(session.pid)) {
      return [session];
    }
    // One that was killed could not tidy up.
    fs.rmSync(path.join(place, file), { force: true });
    return [];
  });
}

/** What a file or folder is needed for, or nothing where it is gone: sessions end while others begin or are looked for. */
function ifThere<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
