import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { readApis } from '../../local/api';
import { JsonMap, readAssembly } from '../../local/assembly';
import { mapOf } from '../../local/template-values';
import type { AttackOptions } from '../commands/attack';
import { CliError, ExitCode } from '../private/errors';
import { askSession, findSession } from '../private/running-sessions';
import { attacksOn, Credentials } from './attacks';
import { FINDINGS, formatJunit, formatSarif, formatSummary, formatTable } from './report';
import { routesOf } from './routes';
import { runAttacks } from './run';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const TIMEOUT_MILLIS = 35_000;

/** Attacks an API, and says what held. */
export async function attack(address: string, options: AttackOptions): Promise<void> {
  const url = addressOf(address, options.hostConfirmed);
  const { document, file } = documentOf(options);
  const routes = routesOf(document);
  if (routes.length === 0) {
    throw new CliError(`${file} must describe at least one route, got none`);
  }
  const isLocal = LOOPBACK.test(url.hostname);
  const credentials = await credentialsOf(url, isLocal, options);
  const attacks = attacksOn(document, routes, credentials, Date.now());
  const judged = await runAttacks(
    { url, asksForLayers: isLocal, timeoutMillis: TIMEOUT_MILLIS, ...(options.ca !== undefined && { authorities: read(options.ca) }) },
    attacks,
    { mostRequests: options.maxRequests, mostMillis: options.time, perSecond: options.rate },
  );
  process.stdout.write(`${formatTable(judged)}\n\n${formatSummary(judged)}\n`);
  if (judged.length < attacks.length) {
    process.stdout.write(`${attacks.length - judged.length} more were not sent: --max-requests ${options.maxRequests}, --time ${options.time / 1_000}s\n`);
  }
  if (options.junit !== undefined) {
    fs.writeFileSync(options.junit, formatJunit(judged));
  }
  if (options.sarif !== undefined) {
    fs.writeFileSync(options.sarif, formatSarif(judged, path.relative(process.cwd(), path.resolve(file)).split(path.sep).join('/')));
  }
  if (judged.every(({ status }) => status === undefined)) {
    throw new CliError(`${url.origin} must answer, got no answer to any request`, ExitCode.FAILED);
  }
  if (judged.some(({ outcome }) => FINDINGS.includes(outcome))) {
    process.exitCode = ExitCode.FINDINGS;
  }
}

/** @throws where the host is another machine's and is not named a second time */
export function addressOf(address: string, confirmed: string | undefined): URL {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new CliError(`the address must be a URL such as https://localhost:3000/api, got ${address}`);
  }
  const url = new URL(address);
  if (!LOOPBACK.test(url.hostname) && url.hostname !== confirmed?.toLowerCase()) {
    throw new CliError(`${url.hostname} is not this machine: attack only what is yours to attack, and say so with --host-confirmed ${url.hostname}`);
  }
  return url;
}

function documentOf({ document, assembly, api: wanted }: AttackOptions): { readonly document: JsonMap; readonly file: string } {
  if ((document === undefined) === (assembly === undefined)) {
    throw new CliError('one of --document FILE and --assembly FOLDER must say what routes the API has');
  }
  if (document !== undefined) {
    return { document: mapOf(parse(read(document)) as JsonMap), file: document };
  }
  const { apis } = readApis(readAssembly(assembly!));
  const found = apis.filter(({ stack, restApi }) => wanted === undefined || `${stack.name}/${restApi.logicalId}` === wanted);
  if (found.length !== 1) {
    throw new CliError(`--api must name one of ${apis.map(({ stack, restApi }) => `${stack.name}/${restApi.logicalId}`).join(', ') || 'no API'}, got ${wanted ?? 'nothing'}`);
  }
  return { document: found[0].document, file: path.join(assembly!, `${found[0].stack.name}.template.json`) };
}

/** What is given, and of a running `serve` what it has. */
async function credentialsOf(url: URL, isLocal: boolean, options: AttackOptions): Promise<Credentials> {
  const { token, key, revokedKey, foreignKey } = options;
  const given = { token, key, revokedKey, foreignKey };
  if (!isLocal || (token !== undefined && key !== undefined)) {
    return given;
  }
  try {
    const session = findSession(url.origin);
    const asked = async (operation: string, input: object, member: string): Promise<string | undefined> => {
      try {
        return (await askSession(session, operation, input))[member];
      } catch {
        // Without issuer or consumer there is none.
        return undefined;
      }
    };
    return {
      ...given,
      token: token ?? await asked('token', { roles: options.role, scopes: options.scope, subject: 'attacker' }, 'token'),
      key: key ?? await asked('key', options.consumer === undefined ? {} : { name: options.consumer }, 'key'),
    };
  } catch (error) {
    if (error instanceof CliError) {
      return given;
    }
    throw error;
  }
}

function read(file: string): string {
  if (!fs.existsSync(file)) {
    throw new CliError(`${file} must be there, got no such file`);
  }
  return fs.readFileSync(file, 'utf8');
}
