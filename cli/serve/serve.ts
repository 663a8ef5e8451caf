import * as fs from 'fs';
import * as path from 'path';
import { LocalRotation } from '../../local/session/consumers';
import { LocalSession } from '../../local/session/session';
import type { ServeOptions } from '../commands/serve';
import { CliError } from '../private/errors';
import { packageFolder } from '../private/library';
import { announceSession } from '../private/running-sessions';
import { firstCall } from './first-call';
import { Terminal } from './terminal';
import { watchAssembly } from './watch';

/** Serves until it is interrupted. */
export async function serve(assembly: string, options: ServeOptions): Promise<void> {
  const started = performance.now();
  const directory = path.resolve(assembly);
  if (!fs.existsSync(path.join(directory, 'manifest.json'))) {
    throw new CliError(`\`assembly\` must be the output folder of \`cdk synth\`, such as cdk.out, got ${assembly}`);
  }
  const terminal = new Terminal(options);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  const ended = new Promise<void>((resolve) => ending.signal.addEventListener('abort', () => resolve()));
  // From here on there is something that must not be left behind; a second signal ends at once.
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.once(signal, end));
  let session: LocalSession;
  try {
    session = await startSession(directory, options, terminal);
  } catch (error) {
    await terminal.close();
    // Ctrl-C goes to the functions too, and nothing starts without them.
    if (ending.signal.aborted) {
      return;
    }
    throw error;
  }
  const { address, secret } = { address: session.controlPlaneUrl, secret: session.api.secret };
  const forget = announceSession({ pid: process.pid, address, secret, urls: session.apis.map(({ url }) => url) });
  const stopWatching = watchAssembly(directory, () => void reload(session, terminal));
  const timer = options.rotateEvery === undefined ? undefined : setInterval(() => void rotateAll(session, terminal), options.rotateEvery);
  const stopListening = listenToKeys({ r: () => void rotateAll(session, terminal), q: end });
  try {
    if (!ending.signal.aborted) {
      show(session, terminal, performance.now() - started);
    }
    await ended;
  } finally {
    clearInterval(timer);
    stopListening();
    stopWatching();
    forget();
    await session.stop();
    await terminal.close();
  }
}

async function startSession(directory: string, options: ServeOptions, terminal: Terminal): Promise<LocalSession> {
  const { port, http, cert, key, clientAuthorities, endpoint, function: stubs, parameter } = options;
  if ((cert === undefined) !== (key === undefined)) {
    throw new CliError('`--cert` and `--key` must stand together');
  }
  try {
    return await LocalSession.start({
      directory,
      port,
      plainHttp: http,
      endpoints: endpoint,
      stubs,
      parameters: parameter,
      bundles: path.join(packageFolder(), 'assets', 'local', 'functions'),
      listener: terminal,
      ...(cert !== undefined && key !== undefined && { certificate: { cert: read(cert), key: read(key) } }),
      ...(clientAuthorities !== undefined && { clientAuthorities: read(clientAuthorities) }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new CliError(`\`--port\` must be free, got ${port}, which something else listens on`);
    }
    throw error;
  }
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} can't be read: ${(error as Error).message}`);
  }
}

function show(session: LocalSession, terminal: Terminal, milliseconds: number): void {
  if (session.apis.length === 0) {
    throw new CliError('the assembly must have a REST API whose document stands in the template, got none');
  }
  terminal.line(`Ready in ${(milliseconds / 1_000).toFixed(1)} s`);
  for (const served of session.apis) {
    terminal.line();
    terminal.line(`${terminal.strong(`${served.api.stack.name}/${served.api.restApi.logicalId}`)}  ${served.url}`);
    if (served.door.distribution) {
      terminal.line(`  website and API behind the Edge: ${served.origin}/`);
    }
    terminal.line(`  ${firstCall(session, served)}`);
  }
  terminal.line();
  const names = session.consumers.map(({ name }) => name);
  if (names.length > 0) {
    terminal.line(`Keys    npx secure-rest-api key ${names.length > 1 ? `<${names.join('|')}>` : names[0]}`);
    terminal.line(`        or as a client does: aws secretsmanager get-secret-value --endpoint-url ${session.controlPlaneUrl} --secret-id ${session.consumers[0].secretArn}`);
  }
  session.issuers.all.forEach(({ config, origin }) => terminal.line(`Tokens  npx secure-rest-api token --issuer ${config.issuer}   (login page at ${origin}/oauth2/authorize)`));
  terminal.line(`Trust   ${session.authorityFile}, which ends with this session`);
  terminal.line(process.stdin.isTTY ? 'Press r to rotate all keys, q or Ctrl-C to end.' : 'Ctrl-C ends it.');
}

async function reload(session: LocalSession, terminal: Terminal): Promise<void> {
  try {
    await session.reload();
    terminal.line(`Took the new synthesis: ${session.apis.map(({ url }) => url).join(', ')}`);
  } catch (error) {
    terminal.warning(`the new synthesis is not served, the one before goes on: ${(error as Error).message}`);
  }
}

/** Rotations of one secret never run at once: a long one is left to end. */
const rotating = new Set<string>();

async function rotateAll(session: LocalSession, terminal: Terminal): Promise<void> {
  await Promise.all(session.rotations.filter(({ secretArn }) => !rotating.has(secretArn)).map((rotation) => rotateOne(session, terminal, rotation)));
}

async function rotateOne(session: LocalSession, terminal: Terminal, rotation: LocalRotation): Promise<void> {
  const { secretArn } = rotation;
  const name = session.consumers.find((consumer) => consumer.secretArn === secretArn)?.name ?? secretArn.slice(secretArn.lastIndexOf(':') + 1);
  rotating.add(secretArn);
  try {
    await session.rotate(rotation);
    terminal.line(`Rotated ${name}: the key before works until the next rotation`);
  } catch (error) {
    // Secrets Manager tries again too, with the same version: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
    terminal.warning(`the rotation of ${name} failed and is taken up again at the next one: ${(error as Error).message}`);
  } finally {
    rotating.delete(secretArn);
  }
}

/** @returns what ends it */
function listenToKeys(actions: { readonly [key: string]: () => void }): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) {
    return () => {};
  }
  const take = (data: Buffer): void => {
    for (const key of data.toString()) {
      if (key === '\u0003') {
        actions.q();
      }
      (actions as { readonly [key: string]: (() => void) | undefined })[key]?.();
    }
  };
  stdin.setRawMode(true).on('data', take).resume();
  return () => stdin.off('data', take).setRawMode(false).pause();
}
